"""Visits that follow each other, and what each takes: what an export says beyond the assignments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from muster.assets.v1 import maintenance_plan_pb2
from services.cli.days import day_of
from services.cli.departures import by_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """What is known of the visits of a period.

    `crew`: the people that a job takes. `gap`: how many days a visit of a chain may be held after the one before at
    most, which differs with the lengths of months. Both by occurrence, else by plan. `visited`: the last completed
    visit, by the occurrence that follows it.
    """

    crew: Mapping[str, int] = field(default_factory=dict)
    gap: Mapping[str, int] = field(default_factory=dict)
    visited: Mapping[str, date] = field(default_factory=dict)
    approvals: Mapping[str, str] = field(default_factory=dict)
    """By plan: who approved of another interval than the pack's, and why."""

    @classmethod
    def of(
        cls,
        visits: Iterable[maintenance_plan_pb2.Occurrence],
        plans: Mapping[str, maintenance_plan_pb2.MaintenancePlan] | None = None,
    ) -> "Chains":
        """From the visits that fall due and the plans of a site."""
        crew = {name: max(1, plan.crew) for name, plan in (plans or {}).items()}
        gap: dict[str, int] = {}
        visited: dict[str, date] = {}
        for visit in visits:
            crew[visit.name] = max(1, visit.crew)
            if visit.sequence and visit.gap_max_days:
                gap[visit.name] = visit.gap_max_days
                gap.setdefault(plan_of(visit.name), visit.gap_max_days)
            if visit.sequence == 1 and visit.HasField("last_date"):
                visited[visit.name] = day_of(visit.last_date)
        approvals = by_plan(plans.values()) if plans else {}
        return cls(crew=crew, gap=gap, visited=visited, approvals=approvals)

    def gap_of(self, work: str) -> int:
        """The longest gap before a visit in days; 0 where there is none, or it is not known."""
        return self.gap.get(work) or self.gap.get(plan_of(work), 0)

    def crew_of(self, work: Iterable[str]) -> int:
        """How many people a visit takes that fulfils all these occurrences; 0 where it is not known."""
        return max((self.crew.get(name) or self.crew.get(plan_of(name), 0) for name in work), default=0)


def plan_of(occurrence: str) -> str:
    """The plan of an occurrence, both by name."""
    return occurrence.partition("/occurrences/")[0]
