"""What drills do not keep, recounted from the shifts without a solver. It is the specification of the search's cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from services.scheduler.planning.drills import rules
from services.scheduler.planning.drills.problem import (
    DAY,
    JOINS_WITHIN,
    LONGEST_SPAN,
    NIGHT,
    Drills,
    DrillsProblem,
    Gathering,
    Held,
    Participant,
)
from services.scheduler.planning.kinds.face import number, price
from services.scheduler.planning.rule import Broken, Rule, Tier, cost_of
from services.scheduler.planning.search import Cost


class NoDrillsError(ValueError):
    """What was given is no answer to this problem at all: a gathering or a person that it does not know."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Minutes from midnight of day 0; a shift has no key, an attendance has its gathering's. `bound`: at a post."""

    start: int
    end: int
    day: int
    key: str = ""
    bound: bool = False


def verify(problem: DrillsProblem, drills: Drills) -> tuple[Broken, ...]:
    """Every place where a rule is not kept. Raises NoDrillsError where a key or a person is unknown or held twice."""
    keys, people = {one.key for one in problem.gatherings}, {one.id for one in problem.participants}
    found = [one.key for one in drills.held]
    if len(set(found)) < len(found) or not set(found) <= keys:
        raise NoDrillsError("a gathering is held twice or is not asked for: hold each of the problem's once at most")
    for held in drills.held:
        if not set(held.attend) <= people:
            raise NoDrillsError(f"gathering {held.key} is attended by somebody who is no participant: leave them out")
    return (*_gatherings(problem, drills), *_obligations(problem, drills), *_people(problem, drills))


def cost(problem: DrillsProblem, drills: Drills) -> Cost:
    """The cost by tier of what is not kept."""
    return cost_of(verify(problem, drills))


def _broken(
    rule: Rule,
    amount: int,
    items: tuple[str, ...] = (),
    people: tuple[str, ...] = (),
    days: tuple[int, ...] = (),
    tier: Tier | None = None,
) -> Broken:
    return Broken(
        rule=rule.id,
        tier=rule.tier if tier is None else tier,
        amount=amount,
        items=items,
        people=people,
        days=days,
        price=price(rule),
    )


def _gatherings(problem: DrillsProblem, drills: Drills) -> Iterator[Broken]:
    found = {held.key: held for held in drills.held}
    people = {one.id: one for one in problem.participants}
    for one in problem.gatherings:
        held, pin = found.get(one.key), problem.pinned.get(one.key)
        if pin is not None and (held is None or (held.day, held.start) != pin):
            yield _broken(rules.PINNED, 1, (one.key,), (), (pin[0],))
        if held is None or held.end - held.start < one.minutes or not held.attend:
            yield _broken(rules.HELD, 1, (one.key,), tier=one.tier)
        if held is None:
            continue
        inside = held.day in one.days and one.earliest <= held.start and held.end <= one.latest
        if not inside and (held.day, held.start) != pin:
            yield _broken(rules.IN_WINDOW, 1, (one.key,), (), (held.day,))
        missing = one.brigade_least - sum(people[person].brigade for person in set(held.attend))
        if missing > 0:
            yield _broken(rules.BRIGADE, missing, (one.key,), (), (held.day,))
        if one.leader and not _is_led(one, held, people):
            yield _broken(rules.LED, 1, (one.key,), (held.leader,) if held.leader else (), (held.day,))


def _is_led(one: Gathering, held: Held, people: dict[str, Participant]) -> bool:
    return held.leader in held.attend and one.leader in people[held.leader].holds


def _obligations(problem: DrillsProblem, drills: Drills) -> Iterator[Broken]:
    asked = {one.key: one for one in problem.gatherings}
    for obligation in sorted({one.obligation for one in problem.gatherings}):
        several = sorted(
            (h for h in drills.held if asked[h.key].obligation == obligation), key=lambda h: (h.day, h.key)
        )
        for a, b in combinations(several, 2):
            missing = problem.spacing.get(obligation, 0) - (b.day - a.day)
            if missing > 0:
                yield _broken(rules.SPACED, missing, (a.key, b.key), (), (a.day, b.day))
        nights = sum(asked[h.key].night_counts and NIGHT[0] <= h.start <= NIGHT[1] for h in several)
        short = problem.night_least.get(obligation, 0) - nights
        if short > 0:
            yield _broken(rules.AT_NIGHT, short, (obligation,))


def _people(problem: DrillsProblem, drills: Drills) -> Iterator[Broken]:
    went: dict[str, list[_Span]] = {one.id: [] for one in problem.participants}
    for held in drills.held:
        for person in sorted(set(held.attend)):
            at = held.day * DAY
            went[person].append(_Span(at + held.start, at + held.end, held.day, held.key))
    for duty in problem.duties:
        if not {span.key for span in went[duty.person]} & set(duty.gatherings):
            yield _broken(rules.EVERYBODY, 1, (), (duty.person,))
    for one in problem.participants:
        if went[one.id]:
            yield from _person(one, sorted(went[one.id], key=lambda span: (span.start, span.key)))


def _person(one: Participant, went: list[_Span]) -> Iterator[Broken]:
    shifts = [shift for shift in _shifts(one) if any(_near(one, shift, span) for span in went)]
    for span in went:
        where = (span.key,), (one.id,), (span.day,)
        if span.day in one.away:
            yield _broken(rules.PRESENT, 1, *where)
        bound = [*((shift.start, shift.end) for shift in shifts if shift.bound), *one.busy]
        if any(start < span.end and span.start < end for start, end in bound):
            yield _broken(rules.POSTS, 1, *where)
        if each := _price(shifts, span):
            yield _broken(rules.EASY, each, *where)
    for a, b in combinations(went, 2):
        if b.start < a.end:
            yield _broken(rules.ONE_PLACE, 1, (a.key, b.key), (one.id,), (a.day,))
    for spare in one.spare:
        beyond = sum(_extra(shifts, s) for s in went if spare.first <= s.day <= spare.last) - max(0, spare.minutes)
        if beyond > 0:
            yield _broken(rules.CAPS, beyond, (), (one.id,), (spare.first, spare.last))
    yield from _stints(one, shifts, went)


def _near(one: Participant, shift: _Span, span: _Span) -> bool:
    """Whether a shift can matter for an attendance at all."""
    far = one.rest_minutes + 2 * DAY
    return shift.start - far < span.end and span.start < shift.end + far


def _shifts(one: Participant) -> list[_Span]:
    """Her shifts in order; next to the period she is bound, whatever she does there."""
    beyond = [_Span(start, end, start // DAY, "", True) for start, end in filter(None, (one.before, one.after))]
    inside = [_Span(d * DAY + s[0], d * DAY + s[1], d, "", s[2]) for d, s in enumerate(one.duty) if s]
    return sorted([*beyond, *inside], key=lambda span: span.start)


def _price(shifts: list[_Span], span: _Span) -> int:
    if any(shift.start <= span.start and span.end <= shift.end for shift in shifts):
        return 0
    near = any(shift.start - JOINS_WITHIN <= span.end and span.start <= shift.end + JOINS_WITHIN for shift in shifts)
    return number(rules.EASY, "joined", 1) if near else number(rules.EASY, "day_off", 3)


def _extra(shifts: list[_Span], span: _Span) -> int:
    """Minutes that are not paid as part of a shift anyway."""
    shared = sum(max(0, min(span.end, shift.end) - max(span.start, shift.start)) for shift in shifts)
    return span.end - span.start - shared


def _stints(one: Participant, shifts: list[_Span], went: list[_Span]) -> Iterator[Broken]:
    """Shifts with what joins them: what attendance makes too long, and rests that attendance makes too short."""
    stints: list[list[_Span]] = []
    # What lies within a shift changes nothing of it.
    beyond = [span for span in went if not any(s.start <= span.start and span.end <= s.end for s in shifts)]
    for span in sorted([*shifts, *beyond], key=lambda span: (span.start, span.end)):
        # Two shifts are joined by what is attended between them, never by being close to each other.
        last = stints[-1] if stints else []
        if last and any((span.key or other.key) and span.start - other.end <= JOINS_WITHIN for other in last):
            last.append(span)
        else:
            stints.append([span])
    for stint in stints:
        longest = max([LONGEST_SPAN, *(span.end - span.start for span in stint if not span.key)])
        over = max(span.end for span in stint) - stint[0].start - longest
        if over > 0:
            yield _broken(rules.SPAN, over, _keys(stint), (one.id,), (stint[0].day,))
    for left, right in pairwise(stints):
        end, start = max(span.end for span in left), right[0].start
        # A rest between two shifts alone is the roster's; here only what attendance has taken from it counts.
        taken = [span for span in (*left, *right) if span.key and (span.end == end or span.start == start)]
        ends_by_shift = any(not span.key and span.end == end for span in left)
        begins_by_shift = any(not span.key and span.start == start for span in right)
        short = one.rest_minutes - (start - end)
        if taken and short > 0 and not (ends_by_shift and begins_by_shift):
            yield _broken(rules.REST, short, _keys([*left, *right]), (one.id,), (left[-1].day, right[0].day))


def _keys(spans: list[_Span]) -> tuple[str, ...]:
    return tuple(span.key for span in spans if span.key)
