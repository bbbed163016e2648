"""The weeks and months that a period touches: the spans over which hours are limited."""

from collections.abc import Iterator

from services.scheduler.planning.roster.problem import Contract, RosterProblem


def weeks_of(problem: RosterProblem, weeks: int) -> Iterator[tuple[int, ...]]:
    """Blocks of `weeks` calendar weeks (from Monday) that touch the period. They are counted from Monday 2001-01-01,
    so that the next period goes on with the block in which this one ends; the first begins before the period."""
    begun = 7 * (problem.first_week % weeks)
    for monday in range(-problem.first_weekday - begun, problem.days, 7 * weeks):
        yield tuple(range(monday, min(monday + 7 * weeks, problem.days)))


def week_limits(problem: RosterProblem, contract: Contract) -> Iterator[tuple[tuple[int, ...], int]]:
    """The known days of each block over which the contract averages, and the most minutes on them.

    Of a block that began before the history or goes on after the period only the calendar weeks with a known day give
    their limit: what nobody knows of is neither worked nor spared. A single week so keeps its limit whole.
    """
    known = max((len(one.history) for one in problem.people if one.contract == contract.id), default=0)
    for block in weeks_of(problem, contract.averaging_weeks):
        days = tuple(day for day in block if day >= -known)
        weeks = len({(problem.first_weekday + day) // 7 for day in days})
        yield days, contract.week_limit * weeks


def whole_months_of(problem: RosterProblem, known: int) -> Iterator[tuple[tuple[int, ...], bool]]:
    """The same as `months_of`, and of each month whether all its days are known or planned. The last one ends with the
    period only where the problem says that another begins after it."""
    for days in months_of(problem, known):
        yield days, days[0] in problem.months and days[-1] + 1 in problem.months


def months_of(problem: RosterProblem, known: int) -> Iterator[tuple[int, ...]]:
    """The calendar months as far as they are known: days of history and of the period."""
    ends = (*problem.months[1:], problem.days)
    for begin, end in zip(problem.months, ends, strict=True):
        days = tuple(range(max(begin, -known), min(end, problem.days)))
        if days and days[-1] >= 0:
            yield days
