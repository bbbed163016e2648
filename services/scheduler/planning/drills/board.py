"""Who attends: each person's attendances so far, and whether one more is allowed her."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.scheduler.planning.drills.family import Family
from services.scheduler.planning.drills.problem import DAY, Drills, DrillsProblem, Held
from services.scheduler.planning.drills.reach import NEVER, Visit, clash


@dataclass(slots=True)
class Meeting:
    """A gathering of family `f` at slot `c`; `rows` of the family attend, `leader` is one of them."""

    f: int
    c: int
    rows: list[int] = field(default_factory=list)
    leader: int | None = None


Noted = tuple[int, tuple[int, ...], int | None]
"""A meeting's slot, rows and leader."""


class Board:
    """The attendances, each allowed beside the others."""

    def __init__(self, problem: DrillsProblem, families: Sequence[Family]) -> None:
        self.problem, self.families = problem, families
        self.meetings: list[Meeting] = []
        self.duties = [_duty_numbers(problem, family) for family in families]
        """By family and row, the duties (indices) that attending fulfils."""
        self._offers: dict[tuple[int, int, int], tuple[int, int, Visit]] = {}
        self._visits: list[list[Visit]] = [[] for _ in problem.participants]
        self._spare = [[spare.minutes for spare in person.spare] for person in problem.participants]

    def fits(self, f: int, c: int, row: int) -> bool:
        """Whether she may attend there too."""
        price, extra, visit = self._offer(f, c, row)
        if price >= NEVER:
            return False
        p = self.families[f].who[row]
        person = self.problem.participants[p]
        if extra and person.spare:
            day = self.families[f].slots[c][0]
            for spare, left in zip(person.spare, self._spare[p], strict=True):
                if spare.first <= day <= spare.last and extra > left:
                    return False
        return not any(clash(visit, other, person.rest_minutes) for other in self._visits[p])

    def price(self, f: int, c: int, row: int) -> int:
        """What it costs her to attend there."""
        return self._offer(f, c, row)[0]

    def _offer(self, f: int, c: int, row: int) -> tuple[int, int, Visit]:
        """Price, extra minutes and attendance; kept, because the search asks for the same ones over and over."""
        known = self._offers.get((f, c, row))
        if known is None:
            family = self.families[f]
            price, extra = int(family.reach.price[row, c]), int(family.reach.extra[row, c])
            known = self._offers[f, c, row] = price, extra, visit_of(family, c, row)
        return known

    def attended(self, f: int, row: int) -> int:
        """How often she attends so far."""
        return len(self._visits[self.families[f].who[row]])

    def send(self, meeting: Meeting, rows: Iterable[int]) -> None:
        """Let them attend."""
        family = self.families[meeting.f]
        day = family.slots[meeting.c][0]
        for row in rows:
            _, extra, visit = self._offer(meeting.f, meeting.c, row)
            meeting.rows.append(row)
            self._visits[family.who[row]].append(visit)
            self._spend(family.who[row], day, extra)

    def dismiss(self, meeting: Meeting, row: int) -> None:
        """Let her stay away after all."""
        family = self.families[meeting.f]
        _, extra, visit = self._offer(meeting.f, meeting.c, row)
        meeting.rows.remove(row)
        self._visits[family.who[row]].remove(visit)
        self._spend(family.who[row], family.slots[meeting.c][0], -extra)

    def clear(self, f: int) -> None:
        """Call off every meeting of a family."""
        for meeting in [one for one in self.meetings if one.f == f]:
            for row in list(meeting.rows):
                self.dismiss(meeting, row)
        self.meetings = [one for one in self.meetings if one.f != f]

    def noted(self, f: int) -> list[Noted]:
        """A family's meetings, for `restore`."""
        return [(one.c, tuple(one.rows), one.leader) for one in self.meetings if one.f == f]

    def restore(self, f: int, meetings: Iterable[Noted]) -> None:
        """Hold a family's meetings as they were noted."""
        self.clear(f)
        for c, rows, leader in meetings:
            self.meetings.append(Meeting(f, c, [], leader))
            self.send(self.meetings[-1], rows)

    def _spend(self, p: int, day: int, minutes: int) -> None:
        for number, spare in enumerate(self.problem.participants[p].spare):
            if spare.first <= day <= spare.last:
                self._spare[p][number] -= minutes


def visit_of(family: Family, c: int, row: int) -> Visit:
    """The attendance of the family's person `row` at slot `c`."""
    day, start = family.slots[c]
    reach = family.reach
    begin = day * DAY + start
    first, last = int(reach.first[row, c]), int(reach.last[row, c])
    return Visit(begin, begin + family.one.minutes, first, last, bool(reach.inside[row, c]))


def leads(problem: DrillsProblem, family: Family, row: int) -> bool:
    """Whether the family's person `row` is certified to lead its gatherings."""
    return bool(family.one.leader) and family.one.leader in problem.participants[family.who[row]].holds


def prune(board: Board, only: int | None = None) -> None:
    """Name the leaders, and send home whoever is not needed, dearest first; `only` of one family."""
    problem, went = board.problem, [0] * len(board.problem.duties)
    for meeting in board.meetings:
        for row in meeting.rows:
            for number in board.duties[meeting.f].get(row, ()):
                went[number] += 1
    spendable = []
    for place, meeting in enumerate(board.meetings):
        if only not in (None, meeting.f):
            continue
        family, duties = board.families[meeting.f], board.duties[meeting.f]
        price = family.reach.price[:, meeting.c].tolist()
        able = [row for row in meeting.rows if leads(problem, family, row)]
        # Of two who could lead, the one who is needed here anyway; then the cheaper.
        alone = {row: any(went[number] == 1 for number in duties.get(row, ())) for row in able}
        meeting.leader = min(able, key=lambda row: (not alone[row], price[row], row)) if able else None
        spendable += [(-price[row], row, place) for row in meeting.rows if row != meeting.leader]
    for _, row, place in sorted(spendable):
        meeting = board.meetings[place]
        family, numbers = board.families[meeting.f], board.duties[meeting.f].get(row, ())
        brigade = [other for other in meeting.rows if problem.participants[family.who[other]].brigade]
        needed = row in brigade and len(brigade) <= family.one.brigade_least
        if not needed and len(meeting.rows) > 1 and all(went[number] > 1 for number in numbers):
            board.dismiss(meeting, row)
            for number in numbers:
                went[number] -= 1


def named(problem: DrillsProblem, families: Sequence[Family], meetings: Sequence[Meeting]) -> tuple[Held, ...]:
    """The meetings under the families' keys, in order of time."""
    held = []
    for f, family in enumerate(families):
        mine = sorted((one for one in meetings if one.f == f), key=lambda one: family.slots[one.c])
        for key, one in zip(family.keys, mine, strict=False):
            day, start = family.slots[one.c]
            ids = [problem.participants[family.who[row]].id for row in one.rows]
            leader = problem.participants[family.who[one.leader]].id if one.leader is not None else ""
            end = start + family.one.minutes
            held.append(Held(key=key, day=day, start=start, end=end, attend=tuple(sorted(ids)), leader=leader))
    return tuple(sorted(held, key=lambda one: (one.day, one.start, one.key)))


def drills(board: Board) -> Drills:
    """The answer, with a cause for each gathering without a meeting."""
    held = named(board.problem, board.families, board.meetings)
    found = {one.key for one in held}
    left = [(key, family) for family in board.families for key in family.keys if key not in found]
    return Drills(held=held, left={key: cause(board.problem, family) for key, family in left})


def cause(problem: DrillsProblem, family: Family) -> str:
    """Why a gathering is left, as a stable code: closed (it has no day), window_too_short, nobody_certified (to lead),
    no_leader (none of them is free at any time), nobody_free (not enough others are)."""
    one = family.one
    if not family.slots:
        return "window_too_short" if one.days else "closed"
    lead = [row for row in range(len(family.who)) if leads(problem, family, row)]
    if one.leader and not lead:
        return "nobody_certified"
    if one.leader and not (family.reach.price[lead] < NEVER).any():
        return "no_leader"
    return "nobody_free"


def _duty_numbers(problem: DrillsProblem, family: Family) -> dict[int, list[int]]:
    """The duties (indices) that each row of the family fulfils by attending."""
    rows = {problem.participants[p].id: row for row, p in enumerate(family.who)}
    found: dict[int, list[int]] = {}
    for number in family.duties:
        found.setdefault(rows[problem.duties[number].person], []).append(number)
    return found
