"""A building as the worker sees it: stored by the services, read back through the horizon."""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from muster.assets.v1 import register_pb2
from services.cli import import_
from services.cli.apply import apply_estate
from services.cli.connection import Addresses
from services.cli.demo.building import Building, building_of
from services.cli.demo.command import HELD, running
from services.runtime import channel, database
from services.runtime.clock import HeldClock
from services.scheduler import app
from services.scheduler.clients import Assets
from services.scheduler.domain.schedule import Schedule
from services.scheduler.gather import gathered
from services.scheduler.horizon.horizon import Horizon


def unchanged(_: Building) -> None:
    """For `stored`: the building as its files say."""


def stored(
    what: Path,
    schedule: Callable[[date], Schedule],
    *,
    zone: str = "",
    pack: str = "",
    changed: Callable[[Building], None] = unchanged,
) -> Horizon:
    """What the worker would plan of the building that `what` names, on the demonstration's first day.

    `schedule` is asked with the next day; `zone` and `pack` are those of a workbook; `changed` may alter what is
    known before it is stored. Muster runs in a process of its own meanwhile, on a directory that is removed. Raises
    Invalid where `what` names no building.
    """
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        data = Path(folder)
        building = building_of(what, data, zone, pack)
        changed(building)
        here = ZoneInfo(building.zone)
        clock = HeldClock((data / "clock.json").resolve())
        clock.hold(datetime.fromisoformat(HELD).replace(tzinfo=here))
        asked = schedule(clock.now().astimezone(here).date() + timedelta(days=1))
        with contextlib.redirect_stdout(sys.stderr), running(data) as where:
            _store(building, where)
            return asyncio.run(_read(data, where, clock.now, building.estate.site.name, asked))


def _store(building: Building, where: Addresses) -> None:
    apply_estate(building.estate, where)
    if building.register:
        register = building.estate.register
        header = register_pb2.ImportRegisterRequest.Header(
            parent=building.estate.site.name,
            filename=building.register.name,
            pack=building.pack,
            default_scope=register.default_scope if register else building.default_scope,
            scopes=register.scopes if register else {},
        )
        import_.send(where, building.register, header)
        apply_estate(building.staffed(where), where)


async def _read(data: Path, where: Addresses, now: Callable[[], datetime], site: str, schedule: Schedule) -> Horizon:
    url = f"sqlite+aiosqlite:///{data.resolve()}/scheduler.db"
    async with database.opened(url, app.MIGRATIONS) as db, channel.opened(where.assets) as to_assets:
        return await gathered(db, Assets(to_assets), now, site, schedule)
