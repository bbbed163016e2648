"""What the parts ask of each other: visits ask for crews on the roster, outages for a fire watch, drills and jobs for
people who are there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.scheduler.domain.reserved import CREW, FIRE_WATCH
from services.scheduler.planning.calendar import Duties, Stint, on_duty
from services.scheduler.planning.dispatch.problem import Technician
from services.scheduler.planning.drills.problem import Participant, Spare
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.roster.problem import Post, RosterProblem

DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """How work of a trade becomes heads on the roster: in wholes of `size` people who work `usable` minutes of shift
    `shift` (index) together; `standing[day]` heads are there anyway, on fixed hours. Of each crew `leads` people hold
    the qualification `lead`, the trade at a level."""

    trade: str
    size: int
    usable: int
    shift: int
    standing: tuple[int, ...] = ()
    lead: str = ""
    leads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FireWatch:
    """Outages of `trades` beyond `limit` minutes need one guard who holds `needs` for as long as they last."""

    limit: int
    trades: frozenset[str]
    needs: tuple[str, ...]

    def watches(self, visit: Visit) -> bool:
        """Whether the visit's outage needs it."""
        return visit.trade in self.trades and visit.outage_minutes > self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """Most minutes that somebody may work on the days `first` to `last`, both inclusive."""

    first: int
    last: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who may take part in drills; `before` and `after` are stints just outside the period, in minutes from
    midnight of day 0, as are those in which they are `busy` with jobs that stay."""

    id: str
    brigade: bool
    holds: frozenset[str]
    rest_minutes: int
    away: frozenset[int] = frozenset()
    busy: tuple[tuple[int, int], ...] = ()
    caps: tuple[Cap, ...] = ()
    before: tuple[int, int] | None = None
    after: tuple[int, int] | None = None


def crew_post(trade: str) -> str:
    """The id of the post of a trade's crews, no longer than ids of posts are."""
    return f"{CREW}{trade or 'any'}"[:40]


def lead_post(trade: str) -> str:
    """The id of the post of those of a trade's crews who hold it at a level."""
    return f"{crew_post(trade)[:35]}-lead"


def crews_asked(problem: ProgrammeProblem, programme: Programme, crews: Iterable[Crew]) -> dict[str, list[int]]:
    """By trade, how many heads each day of the programme needs on the roster, in whole crews."""
    work = _work_by_day(problem, programme)
    asked = {}
    for crew in crews:
        heads = [0] * problem.days
        for day in range(problem.days):
            visits = work.get((crew.trade, day), [])
            if not visits:
                continue
            if crew.trade in problem.crews:
                # A visit of two crews' people keeps two of them, however short it is.
                wholes = max(problem.crews_for(visits), -(-max(visit.crew for visit in visits) // crew.size))
            else:
                size = max(max(visit.crew for visit in visits), -(-sum(visit.work for visit in visits) // crew.usable))
                wholes = -(-size // crew.size)
            there = crew.standing[day] if day < len(crew.standing) else 0
            heads[day] = max(0, wholes * crew.size - there)
        asked[crew.trade] = heads
    return asked


def crew_posts(problem: RosterProblem, crews: Sequence[Crew], asked: Mapping[str, Sequence[int]]) -> tuple[Post, ...]:
    """The crews as posts of the roster, one each even where it asks for nobody: a post keeps its place among the others
    wherever visits move."""
    found = []
    for crew in crews:
        leads = [min(heads, -(-heads // crew.size) * crew.leads) for heads in asked[crew.trade]]
        rest = [heads - led for heads, led in zip(asked[crew.trade], leads, strict=True)]
        found.append((crew_post(crew.trade), rest, (crew.trade,) if crew.trade else (), crew.shift))
        if crew.leads:
            found.append((lead_post(crew.trade), leads, (crew.lead,), crew.shift))
    return tuple(
        Post(
            id=id,
            heads=tuple(
                tuple(heads[day] if s == shift else 0 for s in range(len(problem.shifts)))
                for day in range(problem.days)
            ),
            needs=needs,
            crew=True,
        )
        for id, heads, needs, shift in found
    )


def fire_watch_posts(
    problem: RosterProblem, programme: ProgrammeProblem, placed: Programme, watch: FireWatch, begins: Mapping[str, int]
) -> tuple[Post, ...]:
    """The fire watch as a post: one head in each shift that an outage beyond the limit touches. The outage of a visit
    begins at minute `begins[key]` of its day and may run into the next."""
    spans = [
        (begin, begin + v.outage_minutes)
        for v in programme.visits
        if v.key in placed.day and watch.watches(v)
        for begin in [placed.day[v.key] * DAY + begins[v.key]]
    ]
    if not spans:
        return ()
    heads = [[0] * len(problem.shifts) for _ in range(problem.days)]
    for start, end in spans:
        at = start
        # Shift by shift, each time one that reaches far, so that no minute is watched twice.
        while at < end:
            there = [one for one in _shifts_near(problem, at) if one[0] <= at < one[1]]
            if there:
                able = {(day, s): _able(problem, watch.needs, day, s) for _, _, day, s in there}
                most = max(able.values())
                _, at, day, s = max(there, key=lambda one: (2 * able[one[2:]] >= most, one[1]))
                heads[day][s] = 1
            else:
                # Between two shifts nobody can be asked for; the next one takes over.
                at = min((one[0] for one in _shifts_near(problem, at) if one[0] > at), default=end)
    return (Post(id=FIRE_WATCH, heads=tuple(tuple(row) for row in heads), needs=watch.needs),)


def watched(problem: RosterProblem, post: Post, minute: int) -> tuple[int, int]:
    """First and last minute of the unbroken watch around a minute from midnight of day 0; empty where there is none."""
    spans: list[tuple[int, int]] = []
    for start, end, day, s in sorted(_shifts_of(problem, range(problem.days))):
        if not post.heads[day][s]:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            spans.append((start, end))
    return next((span for span in spans if span[0] <= minute < span[1]), (minute, minute))


def _shifts_near(problem: RosterProblem, minute: int) -> list[tuple[int, int, int, int]]:
    """The shifts that begin on the day of a minute, the one before or the one after."""
    return _shifts_of(problem, range(max(0, minute // DAY - 1), min(problem.days, minute // DAY + 2)))


def _shifts_of(problem: RosterProblem, days: Iterable[int]) -> list[tuple[int, int, int, int]]:
    """Start and end in minutes from midnight of day 0, day and index of the shifts of some days on which people are
    there."""
    return [
        (day * DAY + shift.start, day * DAY + shift.start + shift.minutes, day, s)
        for day in days
        for s, shift in enumerate(problem.shifts)
        if not shift.on_call
    ]


def _able(problem: RosterProblem, needs: tuple[str, ...], day: int, s: int) -> int:
    """How many people may work the shift on that day and hold `needs`."""
    return sum(person.allowed[day][s] and person.holds(needs, day) for person in problem.people)


def capacity_of(
    problem: ProgrammeProblem, crews: Iterable[Crew], duties: Duties, held: Mapping[str, Sequence[frozenset[str]]]
) -> ProgrammeProblem:
    """The programme's problem with the people who are really on the roster in place of those expected.

    `held[person][day]` are the qualifications of rostered technicians. Somebody at a crew's post counts for that trade
    alone, somebody without a post for each of hers.
    """
    minutes = {trade: list(row) for trade, row in problem.capacity.items()}
    wholes = {trade: list(row) for trade, row in problem.crews.items()}
    for crew in crews:
        for day in range(problem.days):
            heads = crew.standing[day] if day < len(crew.standing) else 0
            for person, stint in on_duty(duties, day):
                if person not in held:
                    continue
                free = not stint.post and crew.trade in held[person][day]
                heads += free or stint.post in (crew_post(crew.trade), lead_post(crew.trade))
            if crew.trade in wholes:
                wholes[crew.trade][day] = heads // crew.size
            if crew.trade in minutes:
                minutes[crew.trade][day] = heads * crew.usable
    return replace(
        problem,
        capacity={trade: tuple(row) for trade, row in minutes.items()},
        crews={trade: tuple(row) for trade, row in wholes.items()},
    )


def technicians_on(
    technicians: Iterable[Technician],
    duties: Duties,
    needs: Mapping[str, tuple[str, ...]],
    busy: Mapping[str, Sequence[tuple[int, int, int]]],
    yesterday: Mapping[str, Stint] | None = None,
) -> tuple[Technician, ...]:
    """The technicians with the shifts in which they do jobs; `needs` are the qualifications that posts ask for.

    `yesterday` are the stints that began on the day before day 0: a night reaches into it.
    """
    found = []
    for one in technicians:
        row = enumerate(duties.get(one.id, ()))
        shifts = {
            day: (stint.start, stint.end)
            for day, stint in ((-1, (yesterday or {}).get(one.id)), *row)
            if stint and works(stint.post, one.trades, needs)
        }
        found.append(replace(one, shifts=shifts, busy=(*one.busy, *busy.get(one.id, ()))))
    return tuple(found)


def works(post: str, trades: frozenset[str], needs: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether somebody at `post` does jobs: crews do, and whoever has no post, or one that asks for a trade of hers."""
    return not post or post.startswith(CREW) or bool(trades & set(needs.get(post, ())))


def participants(attendees: Iterable[Attendee], duties: Duties, days: int) -> tuple[Participant, ...]:
    """Those who may attend drills, with their stints and what the caps leave them."""
    found = []
    for one in attendees:
        row = duties.get(one.id, (None,) * days)
        found.append(
            Participant(
                id=one.id,
                brigade=one.brigade,
                holds=one.holds,
                duty=tuple((stint.start, stint.end, _bound(stint)) if stint else None for stint in row),
                before=one.before,
                after=one.after,
                away=one.away,
                busy=one.busy,
                rest_minutes=one.rest_minutes,
                spare=tuple(
                    Spare(
                        first=cap.first,
                        last=cap.last,
                        minutes=max(0, cap.most - sum(s.minutes for s in row[cap.first : cap.last + 1] if s)),
                    )
                    for cap in one.caps
                ),
            )
        )
    return tuple(found)


def _bound(stint: Stint) -> bool:
    """Whether leaving would leave a post empty; a crew may interrupt its round."""
    return bool(stint.post) and not stint.post.startswith(CREW)


def _work_by_day(problem: ProgrammeProblem, programme: Programme) -> dict[tuple[str, int], list[Visit]]:
    work: dict[tuple[str, int], list[Visit]] = {}
    for visit in problem.visits:
        if visit.key in programme.day and not visit.contractor:
            work.setdefault((visit.trade, programme.day[visit.key]), []).append(visit)
    return work
