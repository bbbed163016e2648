"""Things in lines for a terminal: what `muster describe` shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from muster.assets.v1 import asset_pb2, maintenance_plan_pb2, redundancy_group_pb2, work_order_pb2
from muster.notifier.v1 import task_pb2
from muster.scheduler.v1 import person_pb2
from services.cli.days import day_of, local, short
from services.cli.departures import approval, latest, monitored, of_visit
from services.cli.interval import WEEKDAYS, before, interval
from services.cli.words import hours, thing

SHOWN = 8
OPEN = (task_pb2.Task.STATE_ASSIGNED, task_pb2.Task.STATE_ACKNOWLEDGED, task_pb2.Task.STATE_STARTED)
WAITS = (*OPEN, task_pb2.Task.STATE_ON_HOLD, task_pb2.Task.STATE_PLANNED)


def concerns(plan: maintenance_plan_pb2.MaintenancePlan, asset: str) -> bool:
    """Whether a visit of the plan looks after the asset."""
    return plan.asset == asset or asset.rpartition("/")[2] in plan.covers


def asset(
    one: asset_pb2.Asset,
    plans: Sequence[maintenance_plan_pb2.MaintenancePlan],
    visits: Sequence[maintenance_plan_pb2.Occurrence],
    orders: Sequence[work_order_pb2.WorkOrder],
    groups: Sequence[redundancy_group_pb2.RedundancyGroup],
    today: date,
    tight: str = "",
) -> Iterator[str]:
    """An asset: where it stands, its plans with the next visit of each, its groups, its last work orders.

    `tight` says of its visit with the fewest days in hand how it stands.
    """
    yield f"{one.name}  {one.display_name}"
    yield f"  {_state(one)}{f' · type {one.type}' if one.type else ''}"
    if one.spaces:
        yield f"  stands in {', '.join(one.spaces)}"
    if one.serves:
        yield f"  serves {_several(one.serves)}"
    if demand := monitored(one):
        yield f"  {demand}"
    if tight:
        yield f"  fewest days in hand: {tight}"
    yield from _titled("maintenance plans", [_next(each, visits, today) for each in plans], "none: nothing is planned")
    told = [
        f"{each.display_name or thing(each.name, {})}: {len(each.members) - each.down_count} of {len(each.members)} up,"
        f" {each.keep_up} needed{', one a day at most' if each.one_a_day else ''}"
        for each in groups
    ]
    yield from _titled("redundancy groups", told, "none")
    newest = sorted(orders, key=lambda each: each.create_time.seconds, reverse=True)
    yield from _titled("work orders, newest first", [_order(each) for each in newest], "none")


def plan(
    one: maintenance_plan_pb2.MaintenancePlan, visits: Sequence[maintenance_plan_pb2.Occurrence], today: date
) -> Iterator[str]:
    """A maintenance plan: how often and why, what a visit takes, what is done, the next visits."""
    yield f"{one.name}  {one.display_name}{'  paused' if one.paused else ''}"
    yield f"  of {one.asset or ', '.join(one.covers)}"
    kept = "by the calendar" if one.fixed else "counted from the last visit"
    yield f"  {interval(one.interval)}, {kept}, {'law' if one.law else 'no law'}{_cited(one)}"
    crew = f"{one.crew or 1} x {one.minutes or 60} min"
    outage = f", out of service for {hours(one.outage_minutes)}" if one.outage_minutes else ""
    if one.HasField("override"):
        yield f"  overridden: {approval(one.override)}"
    if one.HasField("certificate"):
        yield f"  {_renewed(one.certificate)}"
    yield f"  takes {crew}{f' of {one.trade}' if one.trade else ''}{outage}"
    if one.HasField("trigger"):
        yield f"  {_triggered(one)}"
    if one.on_holiday:
        rule = maintenance_plan_pb2.MaintenancePlan.OnHoliday.Name(one.on_holiday).removeprefix("ON_HOLIDAY_").lower()
        weekends = " and weekends" if one.weekends_too else ""
        yield f"  on public holidays{weekends}: {'left out' if rule == 'skip' else f'held {rule}'}"
    yield from _titled("steps", [f"{place}. {step}" for place, step in enumerate(one.steps, 1)], "none")
    yield from _titled("next visits", [_visit(each, today) for each in visits], "none within 400 days")


def order(one: work_order_pb2.WorkOrder, zone: ZoneInfo) -> Iterator[str]:
    """A work order: what for, how far, who did it when."""
    yield f"{one.name}  {one.display_name}"
    yield f"  {_state(one)} · asset {one.asset} · for {thing(one.occurrence, {})}"
    if one.HasField("performed_time"):
        yield f"  done {local(one.performed_time, zone):%Y-%m-%d %H:%M} by {one.performed_by}"
    if one.includes:
        yield f"  includes {', '.join(thing(name, {}) for name in one.includes)}"


def person(
    one: person_pb2.Person, tasks: Iterable[task_pb2.Task], zones: Mapping[str, ZoneInfo], at: datetime
) -> Iterator[str]:
    """A person: contract and hours, certificates with the days left, absences ahead, what she would like, next tasks in
    site time.

    `zones` are those of the sites of the tasks; `at` is the present instant.
    """
    today = at.date()
    yield f"{one.name}  {one.display_name}"
    brigade = {1: " · in the brigade", 2: " · drill leader of the brigade"}.get(one.brigade, "")
    yield f"  {_hours(one)}{brigade}{f' · works with {one.partner}' if one.partner else ''}"
    yield f"  sites: {', '.join(one.sites) or 'all'}"
    ordered = sorted(one.qualifications, key=lambda held: (not held.HasField("expire_date"), str(_end(held)), held.id))
    yield from _titled("certificates, first to end first", [_certificate(held, today) for held in ordered], "none")
    ahead = [each for each in one.absences if day_of(each.last_date) >= today]
    spans = [f"{day_of(each.first_date)} to {day_of(each.last_date)} {each.reason}".rstrip() for each in ahead]
    yield from _titled("absences", spans, "none ahead")
    if wanted := list(_wanted(one, today)):
        yield from _titled("would like", wanted, "")
    coming = [each for each in tasks if each.state in WAITS and each.end_time.ToDatetime(UTC) >= at.astimezone(UTC)]
    coming.sort(key=lambda each: (each.start_time.seconds, each.name))
    yield from _titled("next tasks", [_task(each, zones[each.site]) for each in coming], "none")


def task(one: task_pb2.Task, zone: ZoneInfo, departs: str = "") -> Iterator[str]:
    """A task with every answer, in site time; `departs`: who approved of another interval than the pack's."""
    yield f"{one.name}  {one.display_name}"
    start, end = local(one.start_time, zone), local(one.end_time, zone)
    place = f" · {one.place}" if one.place else ""
    yield f"  {short(start.date())} {start:%H:%M}-{end:%H:%M} · {one.person} · {_state(one)}{place}"
    if one.asset:
        yield f"  asset {one.asset} · for {thing(one.work, {})}"
    if departs:
        yield f"  {departs}"
    if one.includes:
        yield f"  includes {', '.join(thing(name, {}) for name in one.includes)}"
    answers = [
        f"{local(each.performed_time, zone):%Y-%m-%d %H:%M}  {_name(task_pb2.Task.State.Name(each.state))}"
        f"  said by {each.caller}{f'  {each.note}' if each.note else ''}"
        for each in one.answers
    ]
    yield from _titled("answers", answers, "none yet", len(answers))


def _next(
    one: maintenance_plan_pb2.MaintenancePlan, visits: Sequence[maintenance_plan_pb2.Occurrence], today: date
) -> str:
    own = [each for each in visits if each.name.startswith(f"{one.name}/occurrences/")]
    none = "no visit of its own within 400 days"
    if one.HasField("certificate") and not one.certificate.HasField("expire_date"):
        none = "its end is not known, tell it under certificates"
    following = _visit(own[0], today) if own else "paused" if one.paused else none
    if one.HasField("override") and not own:
        following += f" [{approval(one.override)}]"
    return f"{thing(one.name, {})}: {one.display_name}, {interval(one.interval)}{_cited(one)}; {following}"


def _visit(one: maintenance_plan_pb2.Occurrence, today: date) -> str:
    left = (day_of(one.latest_date) - today).days
    late = f"in {left} days" if left >= 0 else f"{-left} days ago"
    departs = f" [{said}]" if (said := of_visit(one)) else ""
    return f"due {short(day_of(one.due_date))}, {latest(one)} {day_of(one.latest_date)} ({late}){departs}{_marks(one)}"


def _marks(one: maintenance_plan_pb2.Occurrence) -> str:
    marks = [one.cause] if one.cause else []
    if one.provisional:
        marks.append("provisional: holidays are not announced")
    return f" [{'; '.join(marks)}]" if marks else ""


def _triggered(one: maintenance_plan_pb2.MaintenancePlan) -> str:
    said = one.trigger
    if said.WhichOneof("due") == "above":
        return f"due only where {said.quantity} is over {said.above:g}, then within {interval(one.interval)[6:]}"
    return f"due each {said.every:g} {said.quantity}, at the latest {interval(one.interval)}"


def _renewed(one: maintenance_plan_pb2.Certificate) -> str:
    end = f"until {day_of(one.expire_date)}" if one.HasField("expire_date") else "its end is not known"
    return f"renews: {one.display_name}, {end}{before(one)}"


def _order(one: work_order_pb2.WorkOrder) -> str:
    done = f" {one.performed_time.ToDatetime(UTC):%Y-%m-%d %H:%M} UTC by {one.performed_by}"
    return f"{thing(one.name, {})}: {one.display_name}, {_state(one)}{done if one.HasField('performed_time') else ''}"


def _task(one: task_pb2.Task, zone: ZoneInfo) -> str:
    start, end = local(one.start_time, zone), local(one.end_time, zone)
    return f"{short(start.date())} {start:%H:%M}-{end:%H:%M}  {one.display_name}  {_state(one)}  {one.name}"


def _certificate(held: person_pb2.Qualification, today: date) -> str:
    end = _end(held)
    if end is None:
        return f"{held.id}: does not end"
    left = (end - today).days
    return f"{held.id}: until {end}, {left} days left" if left >= 0 else f"{held.id}: ended {end}, {-left} days ago"


def _end(held: person_pb2.Qualification) -> date | None:
    return day_of(held.expire_date) if held.HasField("expire_date") else None


def _hours(one: person_pb2.Person) -> str:
    if one.HasField("working_hours"):
        fixed = one.working_hours
        start, end = fixed.start_minute, fixed.start_minute + fixed.minutes
        days = " ".join(WEEKDAYS[day] for day in sorted(fixed.weekdays))
        return f"{days} {start // 60:02}:{start % 60:02}-{end // 60 % 24:02}:{end % 60:02}"
    return f"rostered by contract {one.contract}" if one.contract else "neither fixed hours nor a contract"


def _wanted(one: person_pb2.Person, today: date) -> Iterator[str]:
    """Her cycle, beside whom she works or not, whether she is new, and her wishes for days to come."""
    if one.HasField("rota"):
        days = [{"": "off", "*": "any shift"}.get(shift, shift) for shift in one.rota.cycle]
        runs = ", ".join(f"{len(list(run))} {shift}" for shift, run in groupby(days))
        yield f"the cycle {runs}, from {day_of(one.rota.anchor_date)}"
    for apart, said in ((False, "to work with"), (True, "not to work with")):
        others = [each.person for each in one.pairings if each.apart is apart]
        if others:
            yield f"{said} {_several(others)}"
    new = one.shadowing
    if one.HasField("shadowing") and day_of(new.last_date) >= today:
        yield f"new until {day_of(new.last_date)}: on duty beside {_several(list(new.mentors))}"
    for wish in sorted(one.wishes, key=lambda each: day_of(each.date)):
        if day_of(wish.date) >= today:
            yield f"{short(day_of(wish.date))}: {'not ' * wish.against}{wish.shift or 'off'}"


def _titled(title: str, lines: Sequence[str], empty: str, shown: int = SHOWN) -> Iterator[str]:
    yield f"  {title}" if lines else f"  {title}: {empty}"
    for line in lines[:shown]:
        yield f"    {line}"
    if len(lines) > shown:
        yield f"    +{len(lines) - shown} more"


def _several(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" (+{len(names) - SHOWN} more)" if len(names) > SHOWN else "")


def _cited(one: maintenance_plan_pb2.MaintenancePlan) -> str:
    return f" ({one.citation})" if one.citation else ""


def _state(one: asset_pb2.Asset | work_order_pb2.WorkOrder | task_pb2.Task) -> str:
    name: str = one.DESCRIPTOR.fields_by_name["state"].enum_type.values_by_number[one.state].name
    return "in service" if name == "STATE_UNSPECIFIED" else _name(name)


def _name(state: str) -> str:
    return state.removeprefix("STATE_").replace("_", " ").lower()
