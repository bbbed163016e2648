"""The whole of a schedule's period: what is due, who is there, what is in force, as one planning problem."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from muster.assets.v1 import maintenance_plan_pb2, redundancy_group_pb2
from services.packs.holidays import holiday_days
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.drill_report import DrillReport
from services.scheduler.domain.person import Person
from services.scheduler.domain.schedule import Kind, Schedule
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.answer import Answer
from services.scheduler.horizon.bound import Bound
from services.scheduler.horizon.drilled import Drilled, attended
from services.scheduler.horizon.drills import attendees, obliged, with_attended
from services.scheduler.horizon.maintenance import Work, as_rostered, key_of
from services.scheduler.horizon.notice import in_due_notice
from services.scheduler.horizon.period import BEFORE_DAYS, DAY, Period
from services.scheduler.horizon.roster import history_days, roster_problem, rostered, stints
from services.scheduler.planning.coupling import FireWatch
from services.scheduler.planning.estate import Estate, EstateProblem

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
        programme = replace(work.programme(visits, crews), fixed=self._stays(period))
        given = work.fixed_hours()
        if roster is None:
            given |= stints(period, self.in_force, self.staffing)
            programme = as_rostered(programme, crews, given, held)
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
            fire_watch=self._fire_watch() if roster else None,
            post_needs={post.id: post.needs for post in self.staffing.posts} if self.staffing else {},
            attendees=attendees(period, self.staffing, serving, known, bound) if asked and self.staffing else (),
            gatherings=asked.gatherings if asked else (),
            duties=asked.duties if asked else (),
            spacing=asked.spacing if asked else {},
            night_least=asked.night_least if asked else {},
            pinned=asked.pinned if asked else {},
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
            kept=self._drilled(self.period).kept() if Kind.DRILLS in self.schedule.kinds else (),
            turns=self._drilled(self.period).turns(),
        )

    @property
    def _maintains(self) -> bool:
        return Kind.MAINTENANCE in self.schedule.kinds

    def _stays(self, period: Period) -> dict[str, int]:
        """The days of the visits in force, where a roster is made around them: they ask for crews and a fire watch."""
        if self._maintains or Kind.ROSTER not in self.schedule.kinds:
            return {}
        days = {one.id: one.day for one in self.in_force if one.kind is AssignmentKind.JOB}
        named = {one.name: days[key_of(one.name)] for one in self.due if key_of(one.name) in days}
        return {name: period.number(day) for name, day in named.items() if period.first <= day <= period.last}

    def _work(self, period: Period, serving: tuple[Person, ...], rota: Iterable[Person], bound: Bound) -> Work:
        stays = self._stays(period)
        return Work(
            period=period,
            due=[one for one in self.due if self._maintains or one.name in stays],
            groups=self.groups,
            people=serving,
            rostered=frozenset(one.id for one in rota),
            staffing=self.staffing,
            dispatch_days=self.schedule.dispatch_days,
            busy=bound.busy(),
        )

    def _bound(self, period: Period) -> Bound:
        """What stays: all that is elsewhere, drills and jobs that are not planned anew, shifts beside the period."""
        here, drilled = self.in_force, self._drilled(period)
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
                and one.id not in anew
                and not (self._maintains and period.first <= one.day <= period.last)
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

    def _fire_watch(self) -> FireWatch | None:
        staffing = self.staffing
        if staffing is None or not staffing.fire_watch_minutes:
            return None
        return FireWatch(
            limit=staffing.fire_watch_minutes,
            trades=frozenset(staffing.fire_watch_trades),
            needs=tuple(sorted(staffing.fire_watch_needs)),
        )
