"""Why somebody has a shift: what would be broken without them, what the shift costs, who else could take it.

It is the verifier that judges, before and after one change: the rows and the day that the change touches are judged
anew, the rest of the roster is left out of both.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from services.scheduler.planning.roster.posts import NOWHERE, match
from services.scheduler.planning.roster.problem import OFF, UNPOSTED, Roster, RosterProblem
from services.scheduler.planning.roster.rules import rules_by_person, rules_of
from services.scheduler.planning.roster.verify import of_days, of_row
from services.scheduler.planning.rule import Broken, Tier
from services.scheduler.planning.search import Cost


class NoShift(ValueError):
    """What was asked about is no shift: the text names the person, the day and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a change does to one rule: broken by `amount` more, at `cost` more in its tier, than before (below 0: less);
    whom and what it concerns, on which days it is newly broken, or where it is no longer."""

    rule: str
    tier: Tier
    amount: int
    cost: int
    people: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    days: tuple[int, ...] = ()


Moves = tuple[tuple[str, int], ...]
"""Who else goes to which post (index, or UNPOSTED), by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """`person` takes the shift at `post`; whoever had it is off, or has `instead`, the code that `person` had."""

    person: str
    instead: int
    post: int
    moves: Moves
    changes: tuple[Difference, ...]

    @property
    def cost(self) -> Cost:
        """What it costs more than the roster as it is, a number a tier."""
        return total(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why `person` has `code` at `post` (index, or UNPOSTED) on `day`.

    `holds` is what would be broken if they were off, which is what placed the shift, with posts filled by `moves`;
    `costs` what their day costs as it is; `others` who could take it, the cheapest first.
    """

    person: str
    day: int
    code: int
    post: int
    holds: tuple[Difference, ...]
    moves: Moves
    costs: tuple[Difference, ...]
    others: tuple[Alternative, ...]


def total(differences: Iterable[Difference]) -> Cost:
    """What differences come to, a number a tier."""
    tiers = [0, 0, 0, 0]
    for one in differences:
        tiers[one.tier] += one.cost
    return tiers[Tier.LEGAL], tiers[Tier.SAFETY], tiers[Tier.CONTRACT], tiers[Tier.PREFERENCE]


def explain(problem: RosterProblem, roster: Roster, person: str, day: int, most: int = 3) -> Explanation:
    """The shift of `person` (id) on `day`, with the `most` cheapest alternatives. Raises NoShift.

    Where somebody goes, the people on duty in that shift may change posts, as few of them as fill the places.
    """
    ids = [one.id for one in problem.people]
    if person not in ids:
        raise NoShift(f"{person!r} is not on this roster: name one of its people")
    if not 0 <= day < problem.days:
        raise NoShift(f"day {day} is outside the roster: use 0 to {problem.days - 1}")
    i = ids.index(person)
    code = roster.cells[i][day]
    if code == OFF:
        raise NoShift(f"{person!r} is off on day {day}: name a day on which they work")
    judged = _Judged(problem, roster, day)
    without, moves, _ = judged.changed({i: OFF})
    return Explanation(
        person=person,
        day=day,
        code=code,
        post=roster.posts[i][day],
        holds=tuple(one for one in without if one.cost > 0),
        moves=moves,
        costs=(*_saved(without), *judged.anyway(i, without)),
        others=tuple(sorted(_others(judged, i), key=lambda other: (other.cost, other.instead, other.person))[:most]),
    )


def _saved(without: Iterable[Difference]) -> Iterable[Difference]:
    """What the shift costs now, for it would not if they were off."""
    for one in without:
        if one.cost < 0:
            yield replace(one, amount=-one.amount, cost=-one.cost)


def _others(judged: "_Judged", i: int) -> Iterable[Alternative]:
    """Everybody who may work the shift that day: who is off takes it, who has another gives that one in return."""
    problem, day = judged.problem, judged.day
    choices = problem.choices()
    code = judged.roster.cells[i][day]
    for j, other in enumerate(problem.people):
        theirs = judged.roster.cells[j][day]
        if theirs != code and code in choices[j][day] and theirs in choices[i][day]:
            changes, moves, changed = judged.changed({i: theirs, j: code})
            post = changed.posts[j][day]
            yield Alternative(person=other.id, instead=theirs, post=post, moves=moves, changes=changes)


class _Judged:
    """A roster around one day, judged as it is once, and anew for each change of that day."""

    def __init__(self, problem: RosterProblem, roster: Roster, day: int) -> None:
        self.problem, self.roster, self.day = problem, roster, day
        self._rules = rules_of(problem)
        self._rows = rules_by_person(problem, self._rules)
        self._known: dict[tuple[int, int], list[Broken]] = {}

    def changed(self, codes: Mapping[int, int]) -> tuple[tuple[Difference, ...], Moves, Roster]:
        """What becomes of the rules when the people (indices) have other codes on the day, highest tier first; who
        else changes posts; and the roster that it is then."""
        other = self._sent(codes)
        now = (one for i in codes for one in self._row(i, self.roster.cells[i][self.day]))
        then = (one for i, code in codes.items() for one in self._row(i, code))
        on_the_day = of_days(self.problem, other, self._rules, (self.day,))
        posts = zip(self.problem.people, self.roster.posts, other.posts, strict=True)
        moves = tuple(
            (person.id, new[self.day])
            for i, (person, old, new) in enumerate(posts)
            if i not in codes and old[self.day] != new[self.day]
        )
        return differences([*self._as_it_is, *now], [*on_the_day, *then]), moves, other

    def anyway(self, i: int, without: Collection[Difference]) -> Iterable[Difference]:
        """What their row breaks on that very day whether they work or not: a wish for another shift."""
        told = {(one.rule, one.people) for one in without}
        for one in self._row(i, self.roster.cells[i][self.day]):
            if one.days == (self.day,) and (one.rule, one.people) not in told:
                yield from differences((), (one,))

    @cached_property
    def _as_it_is(self) -> list[Broken]:
        return list(of_days(self.problem, self.roster, self._rules, (self.day,)))

    def _row(self, i: int, code: int) -> list[Broken]:
        """What person i's row breaks with `code` on the day."""
        if (i, code) not in self._known:
            row = [*self.roster.cells[i]]
            row[self.day] = code
            self._known[i, code] = list(of_row(self.problem, self.problem.people[i], self._rows[i], row))
        return self._known[i, code]

    def _sent(self, codes: Mapping[int, int]) -> Roster:
        """The roster with these codes on the day, and posts given anew in the shifts that somebody leaves or joins."""
        day, cells, posts = self.day, [*self.roster.cells], [*self.roster.posts]
        # Who comes may go anywhere; of the others as few as possible are sent elsewhere, be it from no post to one.
        best = [
            UNPOSTED if i in codes else NOWHERE if row[day] == UNPOSTED else row[day] for i, row in enumerate(posts)
        ]
        touched = {code for i, new in codes.items() for code in (cells[i][day], new)} - {OFF}
        for i, code in codes.items():
            cells[i] = (*cells[i][:day], code, *cells[i][day + 1 :])
        for code in touched:
            on_duty = [i for i, row in enumerate(cells) if row[day] == code]
            sent = match(self.problem, day, code - 1, on_duty, best)
            for i in on_duty:
                best[i] = sent.get(i, UNPOSTED)
        for i, post in enumerate(best):
            sent_to = UNPOSTED if cells[i][day] == OFF or post == NOWHERE else post
            posts[i] = (*posts[i][:day], sent_to, *posts[i][day + 1 :])
        return Roster(tuple(cells), tuple(posts))


def differences(before: Iterable[Broken], after: Iterable[Broken]) -> tuple[Difference, ...]:
    """What is broken after and was not before, and the other way round, by rule, people, things; worst tier first."""
    amounts: dict[_Key, int] = {}
    costs: dict[_Key, int] = {}
    days: dict[_Key, tuple[set[int], set[int]]] = {}
    for sign, several in ((-1, before), (1, after)):
        for one in several:
            key = one.rule, one.tier, one.people, one.items
            amounts[key] = amounts.get(key, 0) + sign * one.amount
            costs[key] = costs.get(key, 0) + sign * one.amount * one.price
            days.setdefault(key, (set(), set()))[sign > 0].update(one.days)
    found = [
        Difference(
            rule=rule,
            tier=tier,
            amount=amounts[rule, tier, people, items],
            cost=cost,
            people=people,
            items=items,
            days=tuple(sorted((new - old or new) if cost > 0 else (old - new or old))),
        )
        for (rule, tier, people, items), cost in costs.items()
        if cost
        for old, new in (days[rule, tier, people, items],)
    ]
    return tuple(sorted(found, key=lambda one: (one.tier, one.rule, one.people, one.items)))


_Key = tuple[str, Tier, tuple[str, ...], tuple[str, ...]]
