"""The whole of a schedule's period: what is due, who is there, what is in force, as one planning problem."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from muster.assets.v1 import maintenance_plan_pb2, redundancy_group_pb2, work_order_pb2
from services.packs.holidays import holiday_days
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.drill_report import DrillReport
from services.scheduler.domain.person import Person
from services.scheduler.domain.schedule import Kind, Schedule
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.answer import Answer
from services.scheduler.horizon.bound import Bound, fixed_hours
from services.scheduler.horizon.continuing import Continuing
from services.scheduler.horizon.demands import Demands
from services.scheduler.horizon.drilled import Drilled, attended
from services.scheduler.horizon.drills import attendees, obliged, with_attended
from services.scheduler.horizon.maintenance import Work, as_rostered, key_of
from services.scheduler.horizon.notice import in_due_notice
from services.scheduler.horizon.period import BEFORE_DAYS, DAY, DAY_MINUTES, Period
from services.scheduler.horizon.roster import history_days, roster_problem, rostered, stints
from services.scheduler.horizon.running import Running
from services.scheduler.horizon.standstill import fire_watch, standing
from services.scheduler.planning.calendar import Duties, Stint
from services.scheduler.planning.estate import Estate, EstateProblem
from services.scheduler.planning.programme.problem import Visit

AROUND_DAYS = 28, 7
"""How many days before and after a period bind its people: shifts, jobs and drills, here and at other sites."""
DRILL_DAYS = 800, 90
"""The same for drills of the site: the last scenario of a yearly one, and the longest distance between two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """A schedule's period in its site's zone.

    `in_force` is what the timeline holds `around` it, and the site's `drilled`; `elsewhere` what the same people have
    at other sites. Both stay as they are, but for the kinds of the schedule within its period.
    """

    site: str
    zone: ZoneInfo
    schedule: Schedule
    due: Sequence[maintenance_plan_pb2.Occurrence]
    people: tuple[Person, ...]
    today: date
    staffing: Staffing | None = None
    groups: Sequence[redundancy_group_pb2.RedundancyGroup] = ()
    in_force: tuple[Assignment, ...] = ()
    elsewhere: tuple[Assignment, ...] = ()
    reports: tuple[DrillReport, ...] = ()
    """What came of the site's `drilled`."""
    orders: Sequence[work_order_pb2.WorkOrder] = ()
    """The site's work orders that nobody has completed; `due` has a visit for each that is to be planned."""
    now: datetime | None = None
    """When it is planned; None: before the period begins."""

    @staticmethod
    def around(schedule: Schedule, staffing: Staffing | None = None) -> tuple[date, date]:
        """The days, both inclusive, on which the timeline binds its people; with `staffing`, at the site itself."""
        before = max(AROUND_DAYS[0], history_days(staffing) if staffing else 0)
        return schedule.first - before * DAY, schedule.last + AROUND_DAYS[1] * DAY

    @staticmethod
    def drilled(schedule: Schedule) -> tuple[date, date]:
        """The days, both inclusive, on which the site's own drills matter."""
        return schedule.first - DRILL_DAYS[0] * DAY, schedule.last + DRILL_DAYS[1] * DAY

    @property
    def period(self) -> Period:
        """The days."""
        schedule = self.schedule
        country = self.staffing.holidays if self.staffing else ""
        near = holiday_days(country, schedule.first - BEFORE_DAYS * DAY, schedule.last + 40 * DAY)
        return Period(schedule.first, schedule.last, self.zone, near)

    def problem(self) -> EstateProblem:
        """The planning problem: days count from the first of the period, minutes from midnight."""
        period, kinds, staffing = self.period, self.schedule.kinds, self._announcing
        serving = tuple(one for one in self.people if one.serves(self.site.removeprefix("sites/")))
        rota = rostered(serving, self.staffing) if self.staffing else ()
        bound = self._bound(period)
        work = self._work(period, serving, rota, bound)
        visits, held = work.visits(), work.held()
        roster = known = None
        if self.staffing and (Kind.ROSTER in kinds or Kind.DRILLS in kinds):
            known = roster_problem(period, self.staffing, rota, self.in_force, bound.taken(serving, self.staffing))
            if known:
                known = with_attended(known, attended(self._drilled(period), bound.drills, self.in_force))
            roster = known if Kind.ROSTER in kinds else None
        crews = work.crews(visits)
        going = self._continuing(period)
        programme = replace(
            work.programme(visits, crews),
            fixed=self._stays(period) | going.fixed() | self._watched(going),
            was=going.was(),
            blocked=going.blocked(),
        )
        given = work.fixed_hours()
        if roster is None:
            given |= stints(period, self.in_force, self.staffing)
            programme = as_rostered(programme, crews, given, held)
        programme = going.running.programme(programme, going.standing | going.under_way)
        yesterday = self._yesterday(period, serving)
        demands = self._demands(going, serving, given, yesterday)
        asked = None
        if staffing and Kind.DRILLS in kinds:
            asked = obliged(period, staffing, serving, self._drilled(period))
            roster = asked.reserved(roster) if roster else None
        return EstateProblem(
            programme=programme,
            technicians=work.technicians(visits),
            dispatch_days=self.schedule.dispatch_days if self._maintains else 0,
            windows=work.windows(),
            roster=roster,
            given=given,
            held=held,
            crews=crews if roster else (),
            fire_watch=fire_watch(self.staffing) if roster else None,
            post_needs=self._post_needs(visits),
            attendees=attendees(period, self.staffing, serving, known, bound) if asked and self.staffing else (),
            gatherings=asked.gatherings if asked else (),
            duties=asked.duties if asked else (),
            spacing=asked.spacing if asked else {},
            night_least=asked.night_least if asked else {},
            pinned=asked.pinned if asked else {},
            demands=demands.of_visits(),
            terms=demands.terms(),
            yesterday=yesterday,
        )

    def answer(self, problem: EstateProblem, estate: Estate) -> Answer:
        """What was planned, in the words of the calendar."""
        return Answer(
            period=self.period,
            schedule=self.schedule.id,
            due=self.due if self._maintains else (),
            staffing=self.staffing,
            problem=problem,
            estate=estate,
            kept=(*self._kept_drills, *self._continuing(self.period).kept),
            people=tuple(one for one in self.people if one.serves(self.site.removeprefix("sites/"))),
            now=self.now,
            turns=self._drilled(self.period).turns(),
        )

    def _post_needs(self, visits: Iterable[Visit]) -> dict[str, tuple[str, ...]]:
        """What the posts ask for; of those that are sent out it is every trade of the visits."""
        trades = tuple(sorted({visit.trade for visit in visits}))
        posts = self.staffing.posts if self.staffing else ()
        return {post.id: (*post.needs, *trades) if post.sent_out else post.needs for post in posts}

    @property
    def _kept_drills(self) -> tuple[Assignment, ...]:
        return tuple(self._drilled(self.period).kept()) if Kind.DRILLS in self.schedule.kinds else ()

    @property
    def _maintains(self) -> bool:
        return Kind.MAINTENANCE in self.schedule.kinds

    def _continuing(self, period: Period) -> Continuing:
        """What is in force and open, where visits are planned; nothing of it where they are not."""
        return Continuing(
            period=period,
            due=self.due if self._maintains else (),
            orders=self.orders,
            in_force=self.in_force if self._maintains else (),
            running=Running(period, self.now if self._maintains else None),
            today=self.today,
            steady=Kind.ROSTER not in self.schedule.kinds,
        )

    def _watched(self, going: Continuing) -> dict[str, int]:
        """The days of visits for whose outage the roster in force has a fire watch: it does not move with them."""
        watch = fire_watch(self.staffing)
        if watch is None or not going.steady:
            return {}
        long = {one.name for one in self.due if one.trade in watch.trades and one.outage_minutes > watch.limit}
        return {name: day for name, day in going.standing.items() if name in long}

    def _yesterday(self, period: Period, serving: Iterable[Person]) -> dict[str, Stint]:
        """The stints that began on the day before the period."""
        before = Period(period.first - DAY, period.first - DAY, period.zone, period.holidays)
        found = {person: row[0] for person, row in stints(before, self.in_force, self.staffing).items()}
        for one in serving:
            if one.working_hours and (hours := fixed_hours(before, one, 0)):
                found[one.id] = Stint(*hours)
        return {person: stint for person, stint in found.items() if stint is not None}

    def _demands(
        self, going: Continuing, serving: Iterable[Person], given: Duties, yesterday: Mapping[str, Stint]
    ) -> Demands:
        """What the work asks of the dispatch beyond its days."""
        running, held = going.running, {one.id: {q.id for q in one.qualifications} for one in serving}
        today = running.day
        late = dict(yesterday) if today == 0 else {}
        if today:
            late = {person: stint for person, row in given.items() if (stint := row[today - 1]) is not None}
        gone = running.minute - (today or 0) * DAY_MINUTES
        nights = [held.get(person, set()) for person, stint in late.items() if stint.end - DAY_MINUTES > gone]
        return Demands(
            period=going.period,
            due=going.due,
            orders=going.faults,
            staffing=self.staffing,
            in_force=going.in_force,
            own_trades=frozenset[str]().union(*held.values()),
            dispatch_days=self.schedule.dispatch_days,
            free=going.free,
            under_way=frozenset(going.under_way),
            nights=frozenset[str]().union(*nights),
            today=today,
        )

    def _stays(self, period: Period) -> dict[str, int]:
        """The days of the visits in force, where a roster is made around them: they ask for crews and a fire watch."""
        if self._maintains or Kind.ROSTER not in self.schedule.kinds:
            return {}
        days = {one.id: one.day for one in self.in_force if one.kind is AssignmentKind.JOB}
        named = {one.name: days[key_of(one.name)] for one in self.due if key_of(one.name) in days}
        return {name: period.number(day) for name, day in named.items() if period.first <= day <= period.last}

    def _work(self, period: Period, serving: tuple[Person, ...], rota: Iterable[Person], bound: Bound) -> Work:
        stays, running = self._stays(period), self._continuing(period).running
        return Work(
            period=period,
            due=[one for one in self.due if self._maintains or one.name in stays],
            groups=self.groups,
            people=serving,
            rostered=frozenset(one.id for one in rota),
            staffing=self.staffing,
            dispatch_days=self.schedule.dispatch_days,
            busy=running.busy((one.id for one in serving), bound.busy()),
            today=self.today,
            told=self._continuing(period).standing,
            standing=standing(self.orders, self.in_force, period, self.schedule.dispatch_days),
            rough=frozenset(period.number(day) for day in self.schedule.rough),
            since=-1 if running.day == 0 else 0,
        )

    def _bound(self, period: Period) -> Bound:
        """What stays: all that is elsewhere, drills and jobs that are not planned anew, shifts beside the period."""
        here, drilled = self.in_force, self._drilled(period)
        kept = {one.id for one in self._continuing(period).kept}
        anew = {key_of(one.name) for one in self.due} if self._maintains else set()
        return Bound(
            period=period,
            elsewhere=self.elsewhere,
            drills=tuple(one for one in here if one.kind is AssignmentKind.DRILL)
            if Kind.DRILLS not in self.schedule.kinds
            else tuple(drilled.stays().values()),
            announced=tuple(drilled.announced().values()) if Kind.DRILLS in self.schedule.kinds else (),
            jobs=tuple(
                one
                for one in here
                if one.kind is AssignmentKind.JOB
                and (
                    one.id in kept
                    or not (one.id in anew or (self._maintains and period.first <= one.day <= period.last))
                )
            ),
            around=tuple(
                one for one in here if one.kind is AssignmentKind.SHIFT and not period.first <= one.day <= period.last
            ),
        )

    @property
    def _announcing(self) -> Staffing | None:
        """The staffing with lead times as the pack of the site asks for them at least."""
        return in_due_notice(self.staffing) if self.staffing else None

    def _drilled(self, period: Period) -> Drilled:
        obligations = self._announcing.obligations if self._announcing else ()
        return Drilled.of(period, self.today, obligations, self.in_force, self.reports)
