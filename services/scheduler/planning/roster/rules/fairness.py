"""Everybody's share of nights, weekend days and holidays follows their paid norm, give or take one: of the places that
they may fill, for a technician's nights are not a guard's.

What the published past says counts: who had more than their share of it has less of the period, and the other way.
"""

from collections.abc import Iterator, Mapping

from services.scheduler.planning.roster.problem import OFF, Person, RosterProblem
from services.scheduler.planning.roster.rules import named
from services.scheduler.planning.roster.rules.named import stated
from services.scheduler.planning.roster.rules.people import told_codes
from services.scheduler.planning.rule import Rule

FAIR_DAYS = 91
"""How far back shares are evened out: a quarter."""


def shares(problem: RosterProblem) -> Iterator[Rule]:
    """The rows of all who are owed hours."""
    work = tuple(range(1, len(problem.shifts) + 1))
    nights = tuple(code for code in work if problem.shifts[code - 1].night)
    known = range(-min(FAIR_DAYS, max(len(one.history) for one in problem.people)), problem.days)
    for rule, codes, days in (
        (named.SHARE_NIGHTS, nights, known),
        (named.SHARE_WEEKENDS, work, [day for day in known if problem.weekday(day) >= 5]),
        (named.SHARE_HOLIDAYS, work, [day for day in known if day in problem.holidays]),
    ):
        past, ahead = (tuple(day for day in days if (day >= 0) is after) for after in (False, True))
        if codes and ahead:
            fair = _fair(problem, codes, ahead)
            owed = _owed(problem, codes, past, fair)
            for person in problem.people:
                if _shares(problem, person):
                    # Nobody makes good for a whole quarter at once.
                    share = fair[person.id]
                    yield _row(rule, person, codes, ahead, round(min(2 * share + 1, max(0.0, share + owed[person.id]))))


def _row(rule: Rule, person: Person, codes: tuple[int, ...], days: tuple[int, ...], share: int) -> Rule:
    kept = told_codes(person)
    told = [sum(kept.get(day) in codes for day in days)] if kept else []
    least, most = min([max(0, share - 1), *told]), max([share + 1, *told])
    return stated(rule, f"person {person.id}", codes=codes, days=days, least=least, most=most)


def _shares(problem: RosterProblem, person: Person) -> bool:
    return bool(person.contract) and not problem.contract_of(person).reliever


def _owed(
    problem: RosterProblem, codes: tuple[int, ...], past: tuple[int, ...], fair: Mapping[str, float]
) -> dict[str, float]:
    """By person, their share of what was worked in these shifts on the days of the `past`, less what they had of it.
    The share is that of the period, for the days on which they were there: neither on leave nor still to come."""
    had, there = dict.fromkeys(fair, 0), dict.fromkeys(fair, 0.0)
    for person in problem.people:
        worked = [day for day in range(-len(person.history), 0) if person.history[day] != OFF]
        if _shares(problem, person) and worked:
            known = [day for day in past if day >= worked[0]]
            had[person.id] = sum(person.history[day] in codes for day in known)
            there[person.id] = fair[person.id] * sum(day not in person.away for day in known)
    total, parts = sum(had.values()), sum(there.values())
    return {person: total * part / parts - had[person] if parts else 0.0 for person, part in there.items()}


def _fair(problem: RosterProblem, codes: tuple[int, ...], days: tuple[int, ...]) -> dict[str, float]:
    """By person, the share of the places in these shifts on these days. A post's places go to those who may fill them,
    in proportion to their paid norm; scarce people are needed at scarce posts, so the rarest post is shared first."""
    norms = {person.id: problem.norm(person, range(problem.days)) for person in problem.people}
    fair: dict[str, float] = dict.fromkeys(norms, 0.0)
    free = {
        person.id: [day for day in days if any(person.allowed[day][code - 1] for code in codes)]
        for person in problem.people
        if _shares(problem, person)
    }
    places = {post.id: sum(post.heads[day][code - 1] for day in days for code in codes) for post in problem.posts}
    able = {
        post.id: [
            person.id
            for person in problem.people
            if any(person.holds(post.needs, day) for day in free.get(person.id, ()))
        ]
        for post in problem.posts
        if places[post.id]
    }
    wanted = sum(places.values())
    even = {person: wanted * norm / (sum(norms.values()) or 1) for person, norm in norms.items()}
    for post, candidates in sorted(able.items(), key=lambda one: len(one[1])):
        # Who has her even share from rarer posts already is asked for little more here.
        room = {person: max(0.01, even[person] - fair[person]) for person in candidates}
        whole = sum(room.values())
        for person, part in room.items():
            fair[person] += places[post] * part / whole
    return fair
