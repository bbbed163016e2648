"""Families of plans: on one thing, a larger visit replaces the smaller ones; they share the visits of the smallest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.assets.domain.maintenance_plan import MaintenancePlan


@dataclass(frozen=True, slots=True)
class Family:
    """The smallest plan, and those whose visits replace its, smallest first; `above`: ids of the absorbers, by id."""

    smallest: MaintenancePlan
    larger: tuple[MaintenancePlan, ...]
    above: Mapping[str, frozenset[str]]

    def size(self, plan: MaintenancePlan) -> int:
        """Grows with the plan, for sorting."""
        return [one.id for one in (self.smallest, *self.larger)].index(plan.id)

    def largest_of(self, plans: Iterable[MaintenancePlan]) -> list[MaintenancePlan]:
        """Those of `plans` that no other of them absorbs: what is really done when they fall together."""
        given = list(plans)
        ids = {plan.id for plan in given}
        return [plan for plan in given if not self.above[plan.id] & (ids - {plan.id})]


def families(plans: Iterable[MaintenancePlan]) -> list[Family]:
    """All active plans, each in one family.

    A plan belongs to the smallest one that it absorbs, directly or through others (paused ones included), provided that
    both look after the same asset, or the same assets together.
    """
    things: dict[tuple[str, frozenset[str]], list[MaintenancePlan]] = {}
    for plan in plans:
        things.setdefault((plan.asset, frozenset(plan.covers)), []).append(plan)
    return [family for alike in things.values() for family in _of_one_thing(alike)]


def _of_one_thing(plans: list[MaintenancePlan]) -> list[Family]:
    if len(plans) == 1:
        return [Family(plan, (), {plan.id: frozenset()}) for plan in plans if plan.active]
    by_id = {plan.id: plan for plan in plans}
    above = {plan.id: _above(plan, by_id) for plan in plans}
    # Of two equally long ones the absorbed one has more above it.
    left = sorted(
        (plan for plan in plans if plan.active),
        key=lambda plan: (plan.interval.shortest, -len(above[plan.id]), plan.id),
    )
    found = []
    while left:
        smallest, *rest = left
        over = above[smallest.id]
        found.append(Family(smallest, tuple(plan for plan in rest if plan.id in over), above))
        left = [plan for plan in rest if plan.id not in over]
    return found


def _above(plan: MaintenancePlan, by_id: Mapping[str, MaintenancePlan]) -> frozenset[str]:
    found: set[str] = set()
    new = [id for id in plan.absorbed_by if id in by_id]
    while new:
        id = new.pop()
        if id not in found:
            found.add(id)
            new += [other for other in by_id[id].absorbed_by if other in by_id]
    return frozenset(found - {plan.id})
