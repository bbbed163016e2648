"""How plans that follow from a file and a pack agree with those that are there: what people told and wrote stays."""

from collections.abc import Mapping
from dataclasses import replace

from services.assets.domain.maintenance_plan import MaintenancePlan
from services.runtime.rows import Stored


def agreed(
    attached: Mapping[str, MaintenancePlan], held: Mapping[str, Stored[MaintenancePlan]]
) -> tuple[list[MaintenancePlan], list[MaintenancePlan]]:
    """The plans that follow, beside what is `held`; and those of the held ones that follow no more, paused.

    What people have told of a plan stays with it. A plan that people wrote is neither replaced nor paused.
    """
    following = []
    for id, plan in attached.items():
        was = held.get(id)
        if was is None:
            following.append(plan)
        elif was.value.source:
            following.append(plan.brought_again(was.value))
    there = {plan.id for plan in following}
    brought = (one.value for one in held.values() if one.value.source)
    return following, [replace(plan, active=False) for plan in brought if plan.active and plan.id not in there]


def by_hand(held: Mapping[str, Stored[MaintenancePlan]]) -> list[MaintenancePlan]:
    """Those of `held` that people wrote and that run."""
    return [one.value for one in held.values() if one.value.active and not one.value.source]
