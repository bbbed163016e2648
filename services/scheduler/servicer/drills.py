"""DrillService."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from muster.scheduler.v1 import drill_pb2 as pb
from muster.scheduler.v1 import drill_pb2_grpc as rpc
from services.runtime import pages
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.dates import optional_date
from services.runtime.errors import Invalid, Missing, Stale, Unfit, at
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import ids
from services.runtime.rows import Stored
from services.scheduler.clients import Assets
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.drill_report import DrillReport
from services.scheduler.domain.drill_standing import Board, Standing, board_days
from services.scheduler.domain.obligation import Every, Obligation
from services.scheduler.domain.person import Brigade, Person
from services.scheduler.domain.span import read_key, span_of
from services.scheduler.domain.staffing import Staffing
from services.scheduler.storage import by_day, drill_reports, in_force, people, staffings, timelines
from services.scheduler.wire.drills import Told, report_to_pb, standing_to_pb, told_from_pb

LONGEST_BOARD_DAYS = 800


class DrillServicer(rpc.DrillServiceServicer):
    """Keeps the reports of drills and shows how a site stands with its obligations."""

    def __init__(self, database: Database, ledger: Ledger, assets: Assets, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._assets = assets
        self._now = now

    async def ReportDrill(self, request: pb.ReportDrillRequest, _: Context) -> pb.DrillReport:
        parent = request.parent
        (site,) = ids("sites/*", parent, "parent")
        with at("report"):
            told = told_from_pb(request.report)
        zone = ZoneInfo((await self._assets.site(parent)).time_zone)
        async with self._database.read() as tx:
            known = await _known(tx, site, told)
            found = await drill_reports.find(tx, parent, told.key)
        if request.report.etag and (found is None or found.etag != request.report.etag):
            raise Stale(drill_reports.name(parent, told.key))
        with at("report"):
            report = known.report(told, zone, self._now())
        # First the orders: a call that is lost between the two is repeated, and their ids make them the same ones.
        for finding in report.findings:
            await self._assets.open_corrective(
                parent,
                finding.order_id(report.id),
                display_name=finding.text,
                owner=f"people/{finding.owner}",
                due=finding.due,
                origin=report.id,
            )

        async def change(tx: AsyncConnection) -> pb.DrillReport:
            saved = await drill_reports.save(tx, parent, report, self._now(), read=request.report.etag)
            return report_to_pb(parent, saved)

        return await self._ledger.once(request, pb.DrillReport, change)

    async def ListDrillReports(self, request: pb.ListDrillReportsRequest, _: Context) -> pb.ListDrillReportsResponse:
        (site,) = ids("sites/*", request.parent, "parent")
        page = pages.asked(request)
        async with self._database.read() as tx:
            where = [drill_reports.table.c.parent == request.parent]
            found = await drill_reports.page(tx, where, page.after, page.size + 1)
            known = bool(found) or await _is_known(tx, site)
        if not known:
            await self._assets.site(request.parent)
        found, token = page.cut(found, [(request.parent, stored.value.id) for stored in found])
        return pb.ListDrillReportsResponse(
            reports=[report_to_pb(request.parent, stored) for stored in found], next_page_token=token
        )

    async def ListDrillStandings(
        self, request: pb.ListDrillStandingsRequest, _: Context
    ) -> pb.ListDrillStandingsResponse:
        parent = request.parent
        (site,) = ids("sites/*", parent, "parent")
        page = pages.asked(request)
        zone = ZoneInfo((await self._assets.site(parent)).time_zone)
        today = self._now().astimezone(zone).date()
        first, last = _days(request, today)
        columns = in_force.table.c
        async with self._database.read() as tx:
            staffing = await staffings.find(tx, "", site)
            everybody = await people.all(tx)
            where = [columns.parent == parent, columns.day.between(*board_days(first, last))]
            drills = await by_day(tx, in_force, where, kind=AssignmentKind.DRILL)
            reports = await drill_reports.among(tx, parent, (one.value.id for one in drills))
        board = Board(
            today=today,
            people=[one.value for one in everybody if one.value.serves(site)],
            drills=[one.value for one in drills],
            reports={one.value.id: one.value for one in reports},
        )
        obligations = staffing.value.obligations if staffing else ()
        standings = board.standings(obligations, first, last)
        after = [one for one in standings if page.after is None or one.order > page.after]
        shown, token = page.cut(after, [one.order for one in after])
        return pb.ListDrillStandingsResponse(
            standings=[standing_to_pb(one, _scenario(one, board)) for one in shown], next_page_token=token
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a drill before its report: how it was planned, what asks for it, and everybody."""

    drill: Assignment
    obligation: Obligation
    everybody: dict[str, Person]

    def report(self, told: Told, zone: ZoneInfo, now: datetime) -> DrillReport:
        """The report, judged by what its obligation asks. Raises Invalid, Unfit."""
        drill, obligation = self.drill, self.obligation
        held = told.held or drill.start
        if held is None:
            raise Invalid("held_time", "is missing, and the drill has no minutes in the plan", hint="say when it began")
        if held > now:
            hint = "report it once it was held; say when it began if that was earlier than planned"
            raise Invalid("held_time", f"{held.astimezone(zone):%Y-%m-%d %H:%M} is still to come", hint=hint)
        span = span_of(obligation.every, drill.day)
        day = held.astimezone(zone).date()
        if not span.first <= day <= span.last:
            raise Invalid("held_time", f"{day} lies outside {span.name}", hint="report the drill that it counts for")
        for place, finding in enumerate(told.findings):
            if finding.due < day:
                raise Invalid(f"findings[{place}].due_date", f"{finding.due} lies before the drill on {day}")
            self._check_known(f"findings[{place}].owner", [finding.owner])
        self._check_known("attended", told.attended)
        came = [self.everybody[person] for person in told.attended]
        return DrillReport(
            id=drill.id,
            obligation=drill.obligation,
            place=drill.place,
            held=held,
            scenario=told.scenario or drill.scenario,
            attended=told.attended,
            missing=tuple(sorted(set(drill.people) - set(told.attended))),
            residents=told.residents,
            evacuated=told.evacuated,
            notes=told.notes,
            findings=told.findings,
            brigade=sum(one.brigade is not Brigade.NONE for one in came),
            # A make-up for single people is no drill of the brigade.
            brigade_least=self._brigade_asked(),
            led=not obligation.leader
            or any(held.id == obligation.leader and held.valid(day) for one in came for held in one.qualifications),
        )

    def _brigade_asked(self) -> int:
        again = read_key(self.drill.id).again
        planned = sum(
            one.brigade is not Brigade.NONE for id in self.drill.people if (one := self.everybody.get(id)) is not None
        )
        return min(self.obligation.brigade_least, planned) if again else self.obligation.brigade_least

    def _check_known(self, field: str, ids: Iterable[str]) -> None:
        for id in ids:
            if id not in self.everybody:
                hint = "muster get people lists everybody"
                raise Invalid(field, f'"people/{id}" is nobody', reason="UNKNOWN_PERSON", hint=hint)


async def _known(tx: AsyncConnection, site: str, told: Told) -> _Known:
    parent = f"sites/{site}"
    stored: Stored[Assignment] | None = await in_force.find(tx, parent, told.key)
    if stored is None or stored.value.kind is not AssignmentKind.DRILL:
        raise Missing(f"{told.key} in force at {parent}")
    found: Stored[Staffing] | None = await staffings.find(tx, "", site)
    obligations = {one.id: one for one in found.value.obligations} if found else {}
    if stored.value.obligation not in obligations:
        raise Unfit(
            "OBLIGATION_GONE",
            f"{told.key} is of an obligation that the site has no more",
            hint="describe the obligation again with muster apply",
            key=told.key,
        )
    everybody = {one.value.id: one.value for one in await people.all(tx)}
    return _Known(stored.value, obligations[stored.value.obligation], everybody)


async def _is_known(tx: AsyncConnection, site: str) -> bool:
    return bool(await timelines.find(tx, "", site) or await staffings.find(tx, "", site))


def _days(request: pb.ListDrillStandingsRequest, today: date) -> tuple[date, date]:
    """The days of a board; what is left open is the quarter."""
    first = optional_date(request, "first_date", "first_date") or span_of(Every.QUARTER, today).first
    last = optional_date(request, "last_date", "last_date") or span_of(Every.QUARTER, first).last
    if last < first:
        raise Invalid("last_date", f"{last} lies before {first}", reason="WINDOW_INVALID")
    if (last - first).days > LONGEST_BOARD_DAYS:
        raise Invalid("last_date", f"lies more than {LONGEST_BOARD_DAYS} days after {first}", reason="WINDOW_INVALID")
    return first, last


def _scenario(standing: Standing, board: Board) -> str:
    if standing.decides is None:
        return ""
    report = board.reports.get(standing.decides.id)
    return report.scenario if report else standing.decides.scenario
