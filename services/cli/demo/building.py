"""What the demonstration is shown on: an estate that is described, or a workbook and no more."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from muster.assets.v1 import register_pb2, site_pb2
from services.cli.connection import Addresses
from services.cli.days import interval_days
from services.cli.demo.any_building import estate_for
from services.cli.estate.file import EstateFile, read
from services.cli.fetch import plans
from services.cli.import_ import SCOPES
from services.runtime.errors import Invalid

WORKBOOKS = (".xlsx", ".xls")
MAKER = "make_register.py"
QUARTER_DAYS = 91


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """`estate` is what is known before the register is read; `register` the workbook, None where there is none."""

    shown: Path
    estate: EstateFile
    zone: str
    pack: str
    register: Path | None
    default_scope: register_pb2.Scope
    described: bool

    def staffed(self, where: Addresses) -> EstateFile:
        """The estate with its staff: as described, or in proportion to the work that the register asks for."""
        if self.described:
            return self.estate
        hours: dict[str, float] = {}
        crews: dict[str, int] = {}
        for plan in plans(where, self.estate.site.name).values():
            visits = QUARTER_DAYS / interval_days(plan.interval)
            hours[plan.trade] = hours.get(plan.trade, 0.0) + visits * plan.minutes * plan.crew / 60
            crews[plan.trade] = max(crews.get(plan.trade, 1), plan.crew)
        site = self.estate.site.name.removeprefix("sites/")
        return estate_for(site, self.zone, hours, name=self.estate.site.display_name, pack=self.pack, crews=crews)


def building_of(what: Path, data: Path, zone: str, pack: str) -> Building:
    """The building that `what` names. Raises Invalid: no such file, or a file that describes nothing."""
    if what.suffix.lower() in WORKBOOKS:
        if not what.is_file():
            raise Invalid(str(what), "is not there", reason="FILE_MISSING", hint="name a COBie workbook")
        site = re.sub(r"[^a-z0-9]+", "-", what.stem.lower()).strip("-")[:40].strip("-") or "building"
        bare = EstateFile(site_pb2.Site(name=f"sites/{site}", display_name=what.stem, time_zone=zone), pack=pack)
        # Nobody is there to be asked how far one visit reaches; the report says that it was decided here.
        return Building(
            shown=what,
            estate=bare,
            zone=zone,
            pack=pack,
            register=what,
            default_scope=SCOPES["floor"],
            described=False,
        )
    estate = read(what)
    register = estate.register.path if estate.register else None
    if register and not register.is_file():
        register = _made(what, data)
    return Building(
        shown=what,
        estate=estate,
        zone=estate.site.time_zone,
        pack=estate.pack,
        register=register,
        default_scope=register_pb2.SCOPE_UNSPECIFIED,
        described=True,
    )


def _made(what: Path, data: Path) -> Path:
    """The example's workbook is made by its script, so that no binary file stands in for it."""
    maker = (what if what.is_dir() else what.parent) / MAKER
    if not maker.is_file():
        raise Invalid(str(what), "names a register that is not there", reason="FILE_MISSING", hint="put it beside")
    made = data / "register.xlsx"
    subprocess.run([sys.executable, str(maker), str(made)], check=True)
    return made
