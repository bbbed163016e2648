"""The judge: what a roster does not keep, found without any solver. It is the specification of the searches' cost."""

from collections.abc import Collection, Iterator, Sequence

from services.scheduler.planning.kinds import company
from services.scheduler.planning.kinds.face import numbers, price
from services.scheduler.planning.roster.problem import OFF, UNPOSTED, Person, Roster, RosterProblem
from services.scheduler.planning.roster.rules import (
    ASKED,
    KINDS,
    cover_rules,
    line_of,
    rules_by_person,
    rules_of,
    rules_of_the_day,
)
from services.scheduler.planning.rule import Broken, Rule


class NoRoster(ValueError):
    """What was given is no roster of this problem at all: wrong shape, or somebody where they cannot be."""


def verify(problem: RosterProblem, roster: Roster) -> tuple[Broken, ...]:
    """Every place where a rule is not kept, highest tier first. Raises NoRoster where physics is not kept."""
    _refuse_what_cannot_be(problem, roster)
    rules = rules_of(problem)
    broken = [*of_days(problem, roster, rules, range(problem.days))]
    for person, row, theirs in zip(problem.people, roster.cells, rules_by_person(problem, rules), strict=True):
        broken += of_row(problem, person, theirs, row)
    return tuple(sorted(broken, key=lambda b: b.tier))


def of_row(problem: RosterProblem, person: Person, rules: Sequence[Rule], row: Sequence[int]) -> Iterator[Broken]:
    """Those of `rules`, all of them about this person's row of codes, that it does not keep."""
    line = line_of(problem, person)
    for rule in rules:
        for fault in KINDS[rule.kind].check(rule, line, row):
            yield Broken(
                rule=rule.id,
                tier=rule.tier,
                amount=fault.amount,
                people=(person.id,),
                days=fault.days,
                price=price(rule),
            )


def of_days(problem: RosterProblem, roster: Roster, rules: Sequence[Rule], days: Collection[int]) -> Iterator[Broken]:
    """What is not kept of posts and of company on `days`; of `rules` those about one person's row are not read."""
    yield from _uncovered(problem, roster, days)
    for asked in (rule for rule in rules if rule.id == ASKED.id):
        yield from _unasked(problem, roster, asked, days)
    yield from _in_bad_company(problem, roster, rules, days)


def _uncovered(problem: RosterProblem, roster: Roster, days: Collection[int]) -> list[Broken]:
    manned: dict[tuple[int, int, int], int] = {}
    for row, places in zip(roster.cells, roster.posts, strict=True):
        for day in days:
            code, post = row[day], places[day]
            if post != UNPOSTED:
                manned[day, code - 1, post] = manned.get((day, code - 1, post), 0) + 1
    rules = cover_rules(problem)
    # An empty place of no price is one that the supervisor lets be.
    return [
        Broken(
            rule=rules[p].id,
            tier=rules[p].tier,
            amount=missing,
            items=(post.id, shift.id),
            days=(day,),
            price=price(rules[p]),
        )
        for day in days
        for s, shift in enumerate(problem.shifts)
        for p, post in enumerate(problem.posts)
        if price(rules[p]) and (missing := post.heads[day][s] - manned.get((day, s, p), 0)) > 0
    ]


def _unasked(problem: RosterProblem, roster: Roster, rule: Rule, days: Collection[int]) -> Iterator[Broken]:
    """Whoever is one too many at a post, or at one that was asked for when the roster was made and no longer is: a
    visit that moves to another day takes its crew's post along."""
    seats: dict[tuple[int, int, int], int] = {}
    for person, codes, posts in zip(problem.people, roster.cells, roster.posts, strict=True):
        for day in days:
            code, post = codes[day], posts[day]
            if post == UNPOSTED:
                continue
            known = problem.posts[post] if post < len(problem.posts) else None
            seats[day, code, post] = seats.get((day, code, post), 0) + 1
            if known is None or seats[day, code, post] > known.heads[day][code - 1]:
                yield Broken(
                    rule=rule.id,
                    tier=rule.tier,
                    amount=1,
                    people=(person.id,),
                    items=(known.id,) if known else (),
                    days=(day,),
                    price=price(rule),
                )


def _in_bad_company(
    problem: RosterProblem, roster: Roster, rules: Sequence[Rule], days: Collection[int]
) -> Iterator[Broken]:
    cells = {person.id: row for person, row in zip(problem.people, roster.cells, strict=True)}
    for rule in rules_of_the_day(rules):
        if set(numbers(rule, "days")).isdisjoint(days):
            continue
        for fault in company.check(rule, cells):
            if fault.day not in days:
                continue
            shift = problem.shifts[fault.code - 1].id if fault.code else ""
            yield Broken(
                rule=rule.id,
                tier=rule.tier,
                amount=fault.amount,
                people=fault.people,
                items=(shift,),
                days=(fault.day,),
                price=price(rule),
            )


def _refuse_what_cannot_be(problem: RosterProblem, roster: Roster) -> None:
    for grid in (roster.cells, roster.posts):
        if len(grid) != len(problem.people) or any(len(row) != problem.days for row in grid):
            raise NoRoster(f"a roster must be {len(problem.people)} people x {problem.days} days: fill every cell")
    choices = problem.choices()
    for i, person in enumerate(problem.people):
        for day in range(problem.days):
            code, post = roster.cells[i][day], roster.posts[i][day]
            where = f"{person.id!r} on day {day}"
            if code not in choices[i][day]:
                raise NoRoster(f"{where} has code {code}, which is pinned otherwise or not allowed: choose another")
            if post == UNPOSTED:
                continue
            if code == OFF or post < 0:
                raise NoRoster(f"{where} is at post {post} but off, or the post does not exist: take them off it")
            if post < len(problem.posts) and not person.holds(problem.posts[post].needs, day):
                raise NoRoster(f"{where} is not qualified for post {problem.posts[post].id!r}: send another")
