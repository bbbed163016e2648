"""The whole of a schedule's period: what is due, who is there, what is in force, as one planning problem."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from muster.assets.v1 import maintenance_plan_pb2, redundancy_group_pb2
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.person import Person
from services.scheduler.domain.schedule import Kind, Schedule
from services.scheduler.domain.staffing import Staffing
from services.scheduler.holiday import holiday_days
from services.scheduler.horizon.answer import Answer
from services.scheduler.horizon.drills import attendees, obliged
from services.scheduler.horizon.maintenance import Work
from services.scheduler.horizon.period import DAY, Period
from services.scheduler.horizon.roster import HISTORY_DAYS, roster_problem, rostered, stints
from services.scheduler.planning.coupling import FireWatch
from services.scheduler.planning.estate import Estate, EstateProblem

YEAR_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """A schedule's period in its site's zone.

    `in_force` is what the timeline holds from `since` on; `elsewhere` what the same people have at other sites. Both
    stay as they are, but for the kinds of the schedule within its period.
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

    @staticmethod
    def since(schedule: Schedule) -> date:
        """From which day on the timeline matters: the rest before the first shift, and the year's drills."""
        return min(schedule.first - HISTORY_DAYS * DAY, schedule.last - YEAR_DAYS * DAY)

    @property
    def period(self) -> Period:
        """The days."""
        schedule = self.schedule
        country = self.staffing.holidays if self.staffing else ""
        near = holiday_days(country, schedule.first - 40 * DAY, schedule.last + 40 * DAY)
        return Period(schedule.first, schedule.last, self.zone, near)

    def problem(self) -> EstateProblem:
        """The planning problem: days count from the first of the period, minutes from midnight."""
        period, kinds = self.period, self.schedule.kinds
        serving = tuple(one for one in self.people if one.serves(self.site.removeprefix("sites/")))
        rota = rostered(serving, self.staffing) if self.staffing else ()
        work = self._work(period, serving, rota, Kind.MAINTENANCE in kinds)
        visits = work.visits()
        roster = None
        if self.staffing and Kind.ROSTER in kinds:
            roster = roster_problem(period, self.staffing, rota, self.in_force, self._taken(period))
        crews = work.crews(visits) if roster else ()
        given = work.fixed_hours() if roster else {**work.fixed_hours(), **stints(period, self.in_force)}
        asked = None
        if self.staffing and Kind.DRILLS in kinds:
            asked = obliged(period, self.staffing, serving, self.in_force, self.today)
        return EstateProblem(
            programme=work.programme(visits, crews),
            technicians=work.technicians(visits),
            dispatch_days=self.schedule.dispatch_days,
            windows=work.windows(),
            roster=roster,
            given=given,
            held=work.held(),
            crews=crews,
            fire_watch=self._fire_watch() if roster else None,
            post_needs={post.id: post.needs for post in self.staffing.posts} if self.staffing else {},
            attendees=attendees(period, self.staffing, serving, roster) if asked and self.staffing else (),
            gatherings=asked.gatherings if asked else (),
            duties=asked.duties if asked else (),
            spacing=asked.spacing if asked else {},
            night_least=asked.night_least if asked else {},
        )

    def answer(self, problem: EstateProblem, estate: Estate) -> Answer:
        """What was planned, in the words of the calendar."""
        return Answer(
            period=self.period,
            schedule=self.schedule.id,
            due=self._due(Kind.MAINTENANCE in self.schedule.kinds),
            staffing=self.staffing,
            problem=problem,
            estate=estate,
        )

    def _due(self, wanted: bool) -> Sequence[maintenance_plan_pb2.Occurrence]:
        return self.due if wanted else ()

    def _work(self, period: Period, serving: tuple[Person, ...], rota: Iterable[Person], wanted: bool) -> Work:
        return Work(
            period=period,
            due=self._due(wanted),
            groups=self.groups,
            people=serving,
            rostered=frozenset(one.id for one in rota),
            staffing=self.staffing,
            dispatch_days=self.schedule.dispatch_days,
        )

    def _taken(self, period: Period) -> dict[str, list[tuple[int, int]]]:
        """When people of the roster are bound by what stays: other sites, and drills that are not planned anew."""
        stays = [*self.elsewhere]
        if Kind.DRILLS not in self.schedule.kinds:
            stays += [one for one in self.in_force if one.kind is AssignmentKind.DRILL]
        taken: dict[str, list[tuple[int, int]]] = {}
        for one in stays:
            if one.start and one.end:
                span = (period.minute(one.start, period.first), period.minute(one.end, period.first))
                for person in one.people:
                    taken.setdefault(person, []).append(span)
        return taken

    def _fire_watch(self) -> FireWatch | None:
        staffing = self.staffing
        if staffing is None or not staffing.fire_watch_minutes:
            return None
        return FireWatch(
            limit=staffing.fire_watch_minutes,
            trades=frozenset(staffing.fire_watch_trades),
            needs=tuple(sorted(staffing.fire_watch_needs)),
        )
