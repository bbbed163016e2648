"""`muster explain`: why a job is on its day, or on none; why somebody has a shift, and who else could take it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import typer

from muster.assets.v1 import maintenance_plan_pb2
from muster.scheduler.v1 import schedule_pb2 as pb
from services.cli import fetch, why
from services.cli.connection import addresses
from services.cli.days import day_of, local, parsed, short
from services.cli.departures import latest, of_visit
from services.cli.get import Form
from services.cli.words import sentence, sentences, thing
from services.runtime.errors import Invalid

Plans = Mapping[str, maintenance_plan_pb2.MaintenancePlan]
Visits = Mapping[str, maintenance_plan_pb2.Occurrence]


def explain(
    schedule: str = typer.Argument(help='"sites/SITE/schedules/ID"; with DAY also a site: what is in force.'),
    key: str = typer.Argument("", help="Key, visit, asset or plan of a job, or part of it; empty: what is not kept."),
    day: str = typer.Argument("", help="With a person's id as KEY: the day of the shift to explain, 2026-12-14."),
    form: Form = typer.Option(Form.TABLE, "-o", "--output", help="table or json."),
) -> None:
    """Say why a job is on its day, or a person on duty on DAY; without KEY, all that the schedule does not keep."""
    if form not in (Form.TABLE, Form.JSON):
        raise Invalid("-o", f'an explanation cannot be printed as "{form}"', hint="table or json")
    where = addresses()
    scope = fetch.scope(schedule)
    if day:
        shown(why.asked(where, fetch.solved(where, scope), key, parsed(day)), scope.name, f"{key} {day}", form)
        return
    if scope.name == scope.site:
        raise Invalid("schedule", f"{schedule} is a site", hint=f"muster get schedules --site {scope.site[6:]}")
    found = fetch.schedule(where, fetch.solved(where, scope).name)
    if not key:
        lines = sentences(found.shortfalls) or ["everything is kept"]
    else:
        first, last = day_of(found.first_date), day_of(found.last_date)
        visits = {one.name: one for one in fetch.occurrences(where, scope.site, first, last)}
        held = list(fetch.assignments(where, scope.name))
        plans, zone = fetch.plans(where, scope.site), fetch.zone(where, scope.site)
        lines = list(explained(key, found, held, plans, visits, zone))
        if not lines:
            hint = f"muster export {scope.name} --what jobs -o - lists every job"
            raise Invalid("key", f'nothing in {scope.name} is called "{key}"', hint=hint)
    shown(lines, scope.name, key, form)


def shown(lines: Sequence[str], name: str, key: str, form: Form) -> None:
    """Print an explanation."""
    if form is Form.JSON:
        typer.echo(json.dumps({"schedule": name, "key": key, "lines": lines}, indent=2, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(line)


def explained(
    key: str,
    schedule: pb.Schedule,
    held: Sequence[pb.Assignment],
    plans: Plans,
    visits: Visits,
    zone: ZoneInfo,
) -> Iterator[str]:
    """A few lines for each assignment, and each visit without a day, that `key` names; none where it names nothing."""
    for one in held:
        if key in (one.key, one.work, one.asset) or (
            len(key) > 2 and any(key in text for text in (one.key, one.work, one.asset, one.display_name))
        ):
            yield from _held(one, day_of(one.latest_date), schedule, plans, visits, zone)
    done = {name for one in held for name in (one.work, *one.includes)}
    for shortfall in schedule.shortfalls:
        for item in shortfall.items:
            named = item == key or (len(key) > 2 and key in item)
            if named and "/occurrences/" in item and item not in done:
                yield f"{thing(item, {})} has no day"
                yield from _window(item, plans, visits)
                yield f"  in the way: {sentence(shortfall)}"


def _held(
    one: pb.Assignment, latest: date, schedule: pb.Schedule, plans: Plans, visits: Visits, zone: ZoneInfo
) -> Iterator[str]:
    day = day_of(one.date)
    span = f" {local(one.start_time, zone):%H:%M}-{local(one.end_time, zone):%H:%M}" if one.HasField("end_time") else ""
    who = ", ".join(thing(person, {}) for person in one.people) or one.contractor or "nobody named yet"
    yield f"{one.display_name or thing(one.key, {})}: {short(day)}{span}, {who}"
    if one.kind == pb.Assignment.KIND_JOB:
        yield from _window(one.work, plans, visits)
        left = (latest - day).days
        yield f"  {abs(left)} days {'before' if left >= 0 else 'after'} the latest, {short(latest)}"
        for name in one.includes:
            yield f"  in the same visit: {thing(name, {})}"
    for shortfall in schedule.shortfalls:
        if {one.work, one.key, *one.includes} & set(shortfall.items):
            yield f"  not kept: {sentence(shortfall)}"


def _window(work: str, plans: Plans, visits: Visits) -> Iterator[str]:
    """From when to when it may be held, and by whose word."""
    plan, visit = plans.get(work.partition("/occurrences/")[0]), visits.get(work)
    if visit is None:
        yield "  its window is no longer known: the visit has been done, or its plan has changed"
    else:
        window = " to ".join(short(day_of(each)) for each in (visit.earliest_date, visit.latest_date))
        yield f"  window {window} ({latest(visit)} {day_of(visit.latest_date)}), best {short(day_of(visit.ideal_date))}"
        if visit.HasField("last_date"):
            yield f"  {_chain(visit, day_of(visit.last_date))}"
        if departs := of_visit(visit):
            yield f"  {departs}"
        for group in visit.redundancy_groups:
            yield f"  shares days with its redundancy group {thing(group, {})}"
    if plan is not None:
        yield f"  why at all: {plan.citation or 'the site wants it; no text is cited'}"


def _chain(visit: maintenance_plan_pb2.Occurrence, last: date) -> str:
    ordinal = "the first" if visit.sequence == 1 else f"number {visit.sequence}"
    most = f", at most {visit.gap_max_days} days after the one before" if visit.gap_max_days else ""
    return f"last visit {short(last)}; this is {ordinal} since{most}"
