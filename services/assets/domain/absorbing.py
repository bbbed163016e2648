"""Which plans may replace another's visits: larger ones that look after the same thing, in no circle."""

from collections.abc import Mapping

from services.assets.domain.maintenance_plan import MaintenancePlan
from services.runtime.errors import Invalid


def check_absorbers(plan: MaintenancePlan, others: Mapping[str, MaintenancePlan]) -> None:
    """Refuse absorbers of `plan` that are not among `others` (by id), are of another thing, are smaller, or its own.

    `others` hold at least the plans that it names, and those of its asset. Raises Invalid, naming them.
    """
    missing = [id for id in plan.absorbed_by if id not in others]
    if missing:
        raise _refused(f"names {', '.join(missing[:5])}, which are no plans", "write the larger plans first")
    for id in plan.absorbed_by:
        larger = others[id]
        if (larger.asset, set(larger.covers)) != (plan.asset, set(plan.covers)):
            raise _refused(f"names {id}, which looks after something else", "name plans of the same asset and covers")
        _check_larger(plan, larger)
        if plan.id in _above(larger, others):
            raise _refused(f"names {id}, which this plan absorbs itself", "leave out one of the two")
    for other in others.values():
        if plan.id in other.absorbed_by and other.id != plan.id:
            _check_larger(other, plan)


def _check_larger(plan: MaintenancePlan, larger: MaintenancePlan) -> None:
    if larger.interval.shortest < plan.interval.shortest:
        raise _refused(
            f"lets {larger.id} (every {larger.interval}) replace {plan.id} (every {plan.interval})",
            "only a plan that comes as rarely or more rarely replaces another",
        )


def _above(plan: MaintenancePlan, others: Mapping[str, MaintenancePlan]) -> set[str]:
    found: set[str] = set()
    new = list(plan.absorbed_by)
    while new:
        id = new.pop()
        if id not in found:
            found.add(id)
            new += others[id].absorbed_by if id in others else ()
    return found


def _refused(text: str, hint: str) -> Invalid:
    return Invalid("absorbed_by", text, hint=hint)
