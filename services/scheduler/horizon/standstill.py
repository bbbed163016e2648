"""What stands still: assets with a fault that nobody has put right, and the fire watch while alarms are out."""

from collections.abc import Iterable

from muster.assets.v1 import work_order_pb2
from services.packs.reader import available, load
from services.runtime.dates import optional_date
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.horizon.period import Period
from services.scheduler.planning.coupling import FireWatch

IMPAIRMENT = "impairment"
"""The limit of a pack: hours that a fire system may be out before somebody watches."""
FIRE = "fire"
"""The trade whose outages are impairments, where a site does not say."""


def standing(
    orders: Iterable[work_order_pb2.WorkOrder], in_force: Iterable[Assignment], period: Period, known_days: int
) -> dict[str, int]:
    """The assets that stand still for a fault, by name, each until the day before that number of the period.

    How long a repair takes nobody knows: it is counted for `known_days`, in which work has minutes, and as long as the
    order is known to wait, or is planned for a later day.
    """
    planned = {one.id: one.day for one in in_force if one.kind is AssignmentKind.JOB}
    found: dict[str, int] = {}
    for order in orders:
        if not order.down or not order.asset or order.state != work_order_pb2.WorkOrder.STATE_OPEN:
            continue
        until = max(1, known_days)
        if returns := optional_date(order, "held_until_date", "held_until_date"):
            until = max(until, period.number(returns) + 1)
        if day := planned.get(key_of(order.name)):
            until = max(until, period.number(day) + 1)
        found[order.asset] = max(found.get(order.asset, 0), until)
    return found


def fire_watch(staffing: Staffing | None) -> FireWatch | None:
    """The watch that outages need: beyond the limit of the site or of its pack, whichever is shorter; None: neither
    has one."""
    if staffing is None:
        return None
    limits = load(staffing.pack).staffing if staffing.pack in available() else {}
    of_pack = round(limits[IMPAIRMENT]["hours"] * 60) if IMPAIRMENT in limits else 0
    said = [limit for limit in (staffing.fire_watch_minutes, of_pack) if limit]
    if not said:
        return None
    return FireWatch(
        limit=min(said),
        trades=frozenset(staffing.fire_watch_trades or (FIRE,)),
        needs=tuple(sorted(staffing.fire_watch_needs)),
    )
