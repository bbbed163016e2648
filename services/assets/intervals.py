"""From plans to occurrences: which visits fall due in a window."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.assets.domain.maintenance_plan import MaintenancePlan

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One due visit: may be held from `earliest` to `latest`, best on `ideal`; `gap_max` days after the one before."""

    plan: str
    asset: str
    sequence: int
    earliest: date
    ideal: date
    due: date
    latest: date
    gap_min: int | None = None
    gap_max: int | None = None
    absorbs: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The identity of the visit: its plan and its due day."""
        return f"{self.plan}/{self.due.isoformat()}"


def occurrences(
    plans: Iterable[MaintenancePlan], first: date, last: date, closed: Container[date] = ()
) -> tuple[Occurrence, ...]:
    """The visits of `plans` that fall due from `first` to `last`, overdue ones of floating plans included."""
    return tuple(one for plan in plans if plan.active for one in _of(plan, first, last, closed))


def _of(plan: MaintenancePlan, first: date, last: date, closed: Container[date]) -> Iterator[Occurrence]:
    step = 1 if plan.floating else 0
    while True:
        due = plan.interval.after(plan.anchor, step)
        if due > last:
            return
        before = plan.interval.after(plan.anchor, step - 1) if step else plan.anchor
        if plan.floating or due >= first:
            gap = (due - before).days
            yield Occurrence(
                plan=plan.id,
                asset=plan.asset,
                sequence=step,
                # Each link of a chain may be early by as much, so the earliest day moves ahead link by link.
                earliest=_open(due - DAY * plan.early_days * (step if plan.floating else 1), closed),
                ideal=due - DAY * (min(1, plan.early_days) if plan.law else 0),
                due=due,
                latest=due + DAY * plan.late_days,
                gap_min=max(1, gap - plan.early_days) if plan.floating else None,
                gap_max=gap + plan.late_days if plan.floating else None,
            )
        step += 1


def _open(day: date, closed: Container[date]) -> date:
    while day in closed:
        day -= DAY
    return day
