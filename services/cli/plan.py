"""`muster plan`, `diff`, `publish`: ask for a schedule, see what it would change, put it in force."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer
from google.protobuf import json_format
from google.type.date_pb2 import Date

from muster.scheduler.v1 import schedule_pb2 as pb
from muster.scheduler.v1 import schedule_pb2_grpc as rpc
from services.cli import fetch
from services.cli.connection import Addresses, addresses, channel
from services.cli.days import day_of, local, short
from services.cli.departures import of_work
from services.cli.get import NOUNS, Form, show
from services.cli.solving import INTERRUPTED, solved
from services.cli.summary import summary
from services.cli.worked import Worked
from services.runtime.dates import date_to_pb
from services.runtime.errors import Invalid

KINDS = {"maintenance": pb.KIND_MAINTENANCE, "roster": pb.KIND_ROSTER, "drills": pb.KIND_DRILLS}
FEW_JOBS = 30
"""So many jobs are listed without being asked for."""
MOST_CHANGES = 40
MOST_ROUGH = 31
"""Days of one span of rough weather."""
SCHEDULE = typer.Argument(help='"sites/SITE/schedules/ID"')


def plan(
    site: str = typer.Argument(help="Id of the site."),
    first: str = typer.Option("", "--from", help="First day, 2026-12-14; left out: today."),
    last: str = typer.Option("", "--to", help="Last day, inclusive; left out: of what is in force on the first."),
    id: str = typer.Option("", "--id", help="Id of the schedule; default: made from the first day."),
    seconds: int = typer.Option(10, help="How long to search."),
    workers: int = typer.Option(1, help="Parallel workers."),
    seed: int = typer.Option(1, help="Seed of random choices."),
    dispatch_days: int = typer.Option(7, help="How many of the first days get minutes and people."),
    kinds: str = typer.Option("", help="maintenance, roster, drills, separated by commas; default: all."),
    rough: list[str] = typer.Option([], help="Day, or FIRST/LAST, of rough weather: work outdoors avoids it."),
    list_jobs: bool = typer.Option(False, "--jobs", help="Print a line for each job, however many there are."),
    fail_on_unplanned: bool = typer.Option(False, help="Exit with 5 if something could not be planned."),
    form: Form = typer.Option(Form.TABLE, "-o", "--output", help="table, json, yaml or name."),
) -> None:
    """Ask for a schedule, show it being solved, print what came out. Ctrl-C stops the search and keeps the best."""
    wanted = kinds_of(kinds)
    where = addresses()
    begin, end = _period(where, site, first, last)
    request = pb.CreateScheduleRequest(
        parent=f"sites/{site}",
        schedule_id=id or f"from-{day_of(begin)}-{uuid4().hex[:6]}",
        schedule=pb.Schedule(
            first_date=begin,
            last_date=end,
            dispatch_days=dispatch_days,
            kinds=wanted,
            rough_dates=rough_dates(rough),
            effort=pb.Effort(seconds=seconds, workers=workers, seed=seed),
        ),
        request_id=str(uuid4()),
    )
    with channel(where.scheduler) as connection:
        schedules = rpc.ScheduleServiceStub(connection)
        created = schedules.CreateSchedule(request)
        found = solved(schedules, created.name, seconds)
    if form is Form.TABLE:
        report(where, found, list_jobs)
    else:
        show([found], NOUNS["schedules"], form)
    if found.state == pb.Schedule.STATE_FAILED:
        raise typer.Exit(1)
    if found.state == pb.Schedule.STATE_CANCELLED:
        raise typer.Exit(INTERRUPTED)
    if fail_on_unplanned and unplanned(found):
        raise typer.Exit(5)


def _period(where: Addresses, site: str, first: str, last: str) -> tuple[Date, Date]:
    """First and last day of a plan; what is left out goes on from what is in force. Raises Invalid."""
    parent = f"sites/{site}"
    begin = to_date(first) if first else None
    present = fetch.present(where)
    if begin is None:
        begin = date_to_pb(present.astimezone(fetch.zone(where, parent)).date())
        assert begin is not None
    end = to_date(last) if last else fetch.in_force_until(where, parent, day_of(begin))
    if end is None:
        hint = "name the last day, inclusive: no schedule is in force on the first"
        raise Invalid("--to", f"is missing for {site} from {day_of(begin)}", hint=hint)
    if day_of(end) < day_of(begin):
        raise Invalid("--to", f"{day_of(end)} lies before {day_of(begin)}", hint="both days are part of the period")
    if day_of(end) < (present - timedelta(days=1)).date():
        # Over in every zone. Shifts that nobody held would count as history: of nights, and of who has rested.
        raise Invalid("--to", f"{day_of(end)} is over, today is {present:%Y-%m-%d}", hint="plan from today on")
    return begin, end


def report(where: Addresses, found: pb.Schedule, list_jobs: bool = False) -> None:
    """Print the summary of a solved schedule, its jobs where they are few or asked for, and the next command."""
    site = found.name.split("/schedules/")[0]
    if found.state in (pb.Schedule.STATE_FAILED, pb.Schedule.STATE_CANCELLED):
        typer.echo("\n".join(summary(found)))
        return
    held, zone = list(fetch.assignments(where, found.name)), fetch.zone(where, site)
    worked = Worked.of(fetch.staffing(where, site))
    for line in summary(found, held, zone=zone, due=fetch.due(where, found), worked=worked):
        typer.echo(line)
    own = [one for one in held if one.kind == pb.Assignment.KIND_JOB]
    if list_jobs or len(own) <= FEW_JOBS:
        for line in lines_of(own, zone, fetch.departing(where, site)):
            typer.echo(line)
    if found.state == pb.Schedule.STATE_DRAFT:
        typer.echo(f"next: muster diff {found.name} · muster publish {found.name}")


def unplanned(schedule: pb.Schedule) -> bool:
    """Whether a visit has no day, a place of a post nobody, or a drill no time."""
    return (
        schedule.planned_count < schedule.due_count
        or schedule.filled_count < schedule.place_count
        or schedule.drill_planned_count < schedule.drill_count
    )


def rough_dates(spans: Iterable[str]) -> list[Date]:
    """The days of "2027-01-12" or "2027-01-12/2027-01-14", both inclusive, each once. Raises Invalid."""
    found: set[date] = set()
    for span in spans:
        first, _, last = span.partition("/")
        begin = day_of(to_date(first))
        end = day_of(to_date(last)) if last else begin
        if not 0 <= (end - begin).days <= MOST_ROUGH:
            hint = f"write FIRST/LAST, at most {MOST_ROUGH} days"
            raise Invalid("--rough", f'"{span}" is no span of days', hint=hint)
        found |= {begin + timedelta(days=n) for n in range((end - begin).days + 1)}
    return [date_to_pb(day) for day in sorted(found)]


def kinds_of(text: str) -> list[pb.Kind]:
    """ "maintenance,roster" as kinds; empty: none named, which stands for all. Raises typer.BadParameter."""
    found = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        if word not in KINDS:
            raise typer.BadParameter(f'"{word}" is no kind of schedule; one or more of: {", ".join(KINDS)}')
        found.append(KINDS[word])
    return found


def diff(
    schedule: str = SCHEDULE,
    every: bool = typer.Option(False, "--all", help="Print every change, however many there are."),
    form: Form = typer.Option(Form.TABLE, "-o", "--output", help="table or json."),
) -> None:
    """Say what publishing would change, and for whom."""
    if form not in (Form.TABLE, Form.JSON):
        raise Invalid("-o", f'a difference cannot be printed as "{form}"', hint="table or json")
    where = addresses()
    if schedule.count("/") == 3:
        fetch.solved(where, fetch.scope(schedule))
    with channel(where.scheduler) as connection:
        answer = rpc.ScheduleServiceStub(connection).DiffSchedule(pb.DiffScheduleRequest(name=schedule))
    if form is Form.JSON:
        typer.echo(json.dumps(json_format.MessageToDict(answer), indent=2, ensure_ascii=False))
        return
    departing = fetch.departing(where, fetch.scope(schedule).site) if answer.changes else {}
    for line in differences(answer, None if every else MOST_CHANGES, departing):
        typer.echo(line)


def differences(
    answer: pb.DiffScheduleResponse, most: int | None, departing: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """A line for each change, `most` of them at most (None: all), and how many there are of each kind.

    `departing` says by plan who approved of another interval than the pack's, and why.
    """
    for change in answer.changes[:most]:
        thing = change.after if change.kind != pb.Change.KIND_REMOVED else change.before
        moved = ""
        if change.HasField("before") and change.HasField("after") and change.before.date != change.after.date:
            moved = f"  {short(day_of(change.before.date))} -> {short(day_of(change.after.date))}"
        said = f"  [{departs}]" if (departs := of_work((thing.work, *thing.includes), departing)) else ""
        yield f"{_kind(change):8} {thing.key}  {thing.display_name}{moved}  {', '.join(thing.people) or '-'}{said}"
    if most is not None and len(answer.changes) > most:
        yield f"+{len(answer.changes) - most} more, --all prints them"
    counts = Counter(map(_kind, answer.changes))
    told = "".join(f", {number} {kind}" for kind, number in sorted(counts.items()))
    yield f"{len(answer.changes)} changes{told}; {len(answer.people)} people would be told"


def _kind(change: pb.Change) -> str:
    return pb.Change.Kind.Name(change.kind).removeprefix("KIND_").lower()


def publish(schedule: str = SCHEDULE) -> None:
    """Put a draft in force and tell the people whom it concerns."""
    with channel(addresses().scheduler) as connection:
        schedules = rpc.ScheduleServiceStub(connection)
        read = schedules.GetSchedule(pb.GetScheduleRequest(name=schedule))
        schedules.PublishSchedule(pb.PublishScheduleRequest(name=schedule, etag=read.etag, request_id=str(uuid4())))
    typer.echo(f"{schedule} is in force")


def lines_of(
    assignments: Iterable[pb.Assignment], zone: ZoneInfo, departing: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """One line for each job: its day, minutes, crew, the days to the latest, and who approved of another interval."""
    for one in assignments:
        day, span = day_of(one.date), ""
        if one.HasField("start_time"):
            span = f"{local(one.start_time, zone):%H:%M}-{local(one.end_time, zone):%H:%M}"
        crew = ", ".join(person.removeprefix("people/") for person in one.people)
        who = crew or one.contractor or f"({one.trade or 'anyone'})"
        slack = (day_of(one.latest_date) - day).days
        said = f"  [{departs}]" if (departs := of_work((one.work, *one.includes), departing)) else ""
        yield f"  {day:%a %d %b} {span:11}  {one.display_name}  {who}  {slack} days to the latest{said}"


def to_date(text: str) -> Date:
    """A day as written on the command line."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise typer.BadParameter(f'"{text}" is no day; write it as 2026-12-14') from None
    return Date(year=day.year, month=day.month, day=day.day)
