"""The judge: what a roster does not keep, found without any solver. It is the specification of the searches' cost."""

from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.roster.problem import OFF, UNPOSTED, Roster, RosterProblem
from services.scheduler.planning.roster.rules import COVER, CREWS, KINDS, line_of, rules_for, rules_of
from services.scheduler.planning.rule import Broken, Tier
from services.scheduler.planning.search import Cost


class NoRoster(ValueError):
    """What was given is no roster of this problem at all: wrong shape, or somebody where they cannot be."""


def verify(problem: RosterProblem, roster: Roster) -> tuple[Broken, ...]:
    """Every place where a rule is not kept, highest tier first. Raises NoRoster where physics is not kept."""
    _refuse_what_cannot_be(problem, roster)
    rules = rules_of(problem)
    broken = list(_uncovered(problem, roster))
    for person, row in zip(problem.people, roster.cells, strict=True):
        line = line_of(problem, person)
        for rule in rules_for(problem, person, rules):
            for fault in KINDS[rule.kind].check(rule, line, row):
                broken.append(
                    Broken(
                        rule=rule.id,
                        tier=rule.tier,
                        amount=fault.amount,
                        people=(person.id,),
                        days=fault.days,
                        price=price(rule),
                    )
                )
    return tuple(sorted(broken, key=lambda b: b.tier))


def cost_of(broken: tuple[Broken, ...]) -> Cost:
    """The four tiers' sums of amount times price."""
    tiers = [0, 0, 0, 0]
    for one in broken:
        tiers[one.tier] += one.price * one.amount
    return (tiers[Tier.LEGAL], tiers[Tier.SAFETY], tiers[Tier.CONTRACT], tiers[Tier.PREFERENCE])


def _uncovered(problem: RosterProblem, roster: Roster) -> list[Broken]:
    manned: dict[tuple[int, int, int], int] = {}
    for row, places in zip(roster.cells, roster.posts, strict=True):
        for day, (code, post) in enumerate(zip(row, places, strict=True)):
            if post != UNPOSTED:
                manned[day, code - 1, post] = manned.get((day, code - 1, post), 0) + 1
    return [
        Broken(
            rule=(CREWS if post.crew else COVER).id,
            tier=(CREWS if post.crew else COVER).tier,
            amount=missing,
            items=(post.id, shift.id),
            days=(day,),
        )
        for day in range(problem.days)
        for s, shift in enumerate(problem.shifts)
        for p, post in enumerate(problem.posts)
        if (missing := post.heads[day][s] - manned.get((day, s, p), 0)) > 0
    ]


def _refuse_what_cannot_be(problem: RosterProblem, roster: Roster) -> None:
    for grid in (roster.cells, roster.posts):
        if len(grid) != len(problem.people) or any(len(row) != problem.days for row in grid):
            raise NoRoster(f"a roster must be {len(problem.people)} people x {problem.days} days: fill every cell")
    choices = problem.choices()
    seats: dict[tuple[int, int, int], int] = {}
    for i, person in enumerate(problem.people):
        for day in range(problem.days):
            code, post = roster.cells[i][day], roster.posts[i][day]
            where = f"{person.id!r} on day {day}"
            if code not in choices[i][day]:
                raise NoRoster(f"{where} has code {code}, which is pinned otherwise or not allowed: choose another")
            if post == UNPOSTED:
                continue
            if code == OFF or not 0 <= post < len(problem.posts):
                raise NoRoster(f"{where} is at post {post} but off, or the post does not exist: take them off it")
            if not person.holds(problem.posts[post].needs, day):
                raise NoRoster(f"{where} is not qualified for post {problem.posts[post].id!r}: send another")
            seats[day, code - 1, post] = seats.get((day, code - 1, post), 0) + 1
            if seats[day, code - 1, post] > problem.posts[post].heads[day][code - 1]:
                raise NoRoster(f"{where} is one too many at post {problem.posts[post].id!r}: leave them unposted")
