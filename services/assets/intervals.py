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
    return _chain(plan, first, last, closed) if plan.floating else _calendar(plan, first, last, closed)


def _calendar(plan: MaintenancePlan, first: date, last: date, closed: Container[date]) -> Iterator[Occurrence]:
    step = 0
    while (due := plan.interval.after(plan.anchor, step)) <= last:
        step += 1
        if due >= first:
            yield _visit(plan, step, due, _open(due - DAY * plan.early_days, closed), None)


def _chain(plan: MaintenancePlan, first: date, last: date, closed: Container[date]) -> Iterator[Occurrence]:
    """Each visit is due one gap after the ideal day of the one before, and not earlier than `early_days` before that.

    So windows do not widen along the chain. The chain ends where even a last visit on its earliest day is enough.
    An overdue visit is yielded once; the next ones count from `first`, when it can be held at the soonest.
    """
    earliest = ideal = end = plan.anchor
    step = 0
    while True:
        # Months differ: the shortest gap from any day on which the visit before may be held is legal from all of them.
        days = [earliest + DAY * n for n in range((end - earliest).days + 1)]
        gap = min((plan.interval.after(day) - day).days for day in days)
        if earliest + DAY * gap > last:
            return
        end = ideal + DAY * gap
        step += 1
        earliest = _open(max(end - DAY * plan.early_days, ideal + DAY), closed)
        one = _visit(plan, step, end, earliest, gap)
        yield one
        ideal = one.ideal
        if end < first:
            earliest = ideal = end = first


def _visit(plan: MaintenancePlan, step: int, due: date, earliest: date, gap: int | None) -> Occurrence:
    return Occurrence(
        plan=plan.id,
        asset=plan.asset,
        sequence=step,
        earliest=earliest,
        ideal=max(earliest, due - DAY * (min(1, plan.early_days) if plan.law else 0)),
        due=due,
        latest=due + DAY * plan.late_days,
        gap_min=None if gap is None else max(1, gap - plan.early_days),
        gap_max=None if gap is None else gap + plan.late_days,
    )


def _open(day: date, closed: Container[date]) -> date:
    while day in closed:
        day -= DAY
    return day
