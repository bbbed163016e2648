"""What a supervisor wants to see of a solved schedule."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from muster.assets.v1 import maintenance_plan_pb2
from muster.scheduler.v1 import schedule_pb2 as pb
from services.cli import costs
from services.cli.days import day_of, local, short
from services.cli.departures import approval, of_work
from services.cli.words import by_tier, hours, thing
from services.cli.worked import Worked

MOST_TOLD = 12
"""How many drills of one kind are shown with their days."""
TOP = 12
"""How many lines of what is not kept are shown before the rest is counted."""
ANYBODY = "anybody"


def summary(
    schedule: pb.Schedule,
    assignments: Sequence[pb.Assignment] = (),
    *,
    zone: ZoneInfo | None = None,
    due: Sequence[maintenance_plan_pb2.Occurrence] = (),
    names: Mapping[str, str] | None = None,
    worked: Worked | None = None,
) -> Iterator[str]:
    """Lines from the counts of a schedule and, where they are given, its assignments.

    `zone` is the site's (else UTC), `due` the visits that fall due in the period, by which the jobs are told apart by
    trade, `names` display names by resource name or id, `worked` what of a shift counts (else all).
    """
    faults = {one.work: one.display_name for one in assignments if "/workOrders/" in one.work}
    names = faults | {visit.name: visit.display_name for visit in due if visit.display_name} | dict(names or {})
    state = pb.Schedule.State.Name(schedule.state).removeprefix("STATE_")
    yield f"{schedule.name}  {state}" + (", not seen by anybody yet" if state == "DRAFT" else "")
    if schedule.failure:
        yield f"  failed: {schedule.failure}"
        return
    if state == "CANCELLED":
        yield "  stopped before there was an answer"
        return
    yield f"  {_checked(schedule)}"
    yield f"  {costs.sentence(schedule)}"
    yield from _posts(schedule, assignments, worked or Worked())
    yield from _hours(assignments, zone or ZoneInfo("UTC"), worked or Worked())
    yield from _jobs(schedule, assignments, due, names)
    yield from _drills(schedule, assignments, zone or ZoneInfo("UTC"), names)
    kept = [one for one in schedule.shortfalls if one.tier != "preference"]
    lines = [f"{tier:8} {line}" for tier, line in by_tier(kept, names)]
    if lines:
        yield "  not planned or not kept, and what would help"
    for line in lines[:TOP]:
        yield f"    {line}"
    if len(lines) > TOP:
        yield f"    +{len(lines) - TOP} more: muster explain {schedule.name}"


def _checked(schedule: pb.Schedule) -> str:
    tiers = [shortfall.tier for shortfall in schedule.shortfalls]
    broken = ", ".join(f"{tiers.count(tier)} {tier}" for tier in ("legal", "safety", "contract"))
    rules = f": {schedule.rule_count} rules, " if schedule.rule_count else ": "
    return f"checked by the verifier{rules}{broken} broken"


def _posts(schedule: pb.Schedule, assignments: Sequence[pb.Assignment], worked: Worked) -> Iterator[str]:
    minutes: dict[str, int] = {}
    for one in assignments:
        if one.kind == pb.Assignment.KIND_SHIFT:
            for person in one.people:
                minutes[person] = minutes.get(person, 0) + worked.minutes(one)
    if not schedule.place_count and not minutes:
        return
    text = f"  posts: {schedule.filled_count:,} of {schedule.place_count:,} places filled"
    if minutes:
        low, high = min(minutes.values()), max(minutes.values())
        text += f"; {len(minutes)} people, {hours(sum(minutes.values()))}, {hours(low)} to {hours(high)} each"
    yield text


def _hours(assignments: Sequence[pb.Assignment], zone: ZoneInfo, worked: Worked) -> Iterator[str]:
    """The longest week, the nights and the shortest rest that the shifts give to anybody; weeks begin on Monday. Who is
    on call at home rests, and has no night."""
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    weeks: Counter[tuple[str, date]] = Counter()
    for one in assignments:
        if one.kind == pb.Assignment.KIND_SHIFT and one.HasField("start_time"):
            start, end = local(one.start_time, zone), local(one.end_time, zone)
            for person in one.people:
                weeks[person, start.date() - timedelta(days=start.weekday())] += worked.minutes(one)
                if one.shift not in worked.at_home:
                    spans.setdefault(person, []).append((start, end))
    if not spans:
        return
    rests: list[int] = []
    for shifts in spans.values():
        shifts.sort()
        rests += [int((later[0] - sooner[1]).total_seconds() // 60) for sooner, later in pairwise(shifts)]
    # A shift that runs through three in the morning is a night, whatever it is called.
    nights = [sum(start.date() < end.date() and end.hour >= 3 for start, end in shifts) for shifts in spans.values()]
    rest = f" · shortest rest {hours(min(rests))}" if rests else ""
    yield f"    most hours in a week {hours(max(weeks.values()))} · nights each {min(nights)} to {max(nights)}{rest}"


def _jobs(
    schedule: pb.Schedule,
    assignments: Sequence[pb.Assignment],
    due: Sequence[maintenance_plan_pb2.Occurrence],
    names: Mapping[str, str],
) -> Iterator[str]:
    jobs = [one for one in assignments if one.kind == pb.Assignment.KIND_JOB]
    if not schedule.due_count and not jobs:
        return
    yield (
        f"  jobs: {schedule.due_count:,} due, {schedule.planned_count:,} planned,"
        f" {schedule.dispatched_count:,} with minutes and crew"
    )
    slack: dict[str, list[tuple[int, pb.Assignment]]] = {}
    for one in jobs:
        slack.setdefault(one.trade or ANYBODY, []).append(((day_of(one.latest_date) - day_of(one.date)).days, one))
    trades = {visit.name: visit.trade for visit in due}
    approvals = {one.maintenance_plan: approval(one) for visit in due for one in visit.overrides}
    lost = _lost(schedule, jobs)
    missing = Counter(trades.get(name) or ANYBODY for name in lost)
    rows = sorted({*slack, *missing})
    if not rows:
        return
    room = max(len("trade"), *map(len, rows))
    yield f"    {'trade':{room}} planned   not  least slack to the latest"
    for trade in rows:
        planned = slack.get(trade, [])
        text = f"    {trade:{room}} {len(planned):7,} {missing.get(trade, 0):5,}"
        if planned:
            days, tight = min(planned, key=lambda each: (each[0], each[1].key))
            what = names.get(tight.asset) or tight.display_name or thing(tight.work, names)
            text += f"  {days} days ({what}, {short(day_of(tight.date))})"
            if departs := of_work((tight.work, *tight.includes), approvals):
                text += f" [{departs}]"
        yield text
    end = day_of(schedule.last_date) if schedule.HasField("last_date") else None
    later = schedule.due_count - schedule.planned_count - len(lost)
    if later > 0 and end:
        yield f"    {later:,} more due in these days may still be held after {short(end)}"


def _lost(schedule: pb.Schedule, jobs: Sequence[pb.Assignment]) -> set[str]:
    """The visits that are not kept and have no day: those that may be held after the period are not among them."""
    held = {name for one in jobs for name in (one.work, *one.includes)}
    named = {item for one in schedule.shortfalls for item in one.items if "/occurrences/" in item}
    return named - held


def _drills(
    schedule: pb.Schedule, assignments: Sequence[pb.Assignment], zone: ZoneInfo, names: Mapping[str, str]
) -> Iterator[str]:
    drills = [one for one in assignments if one.kind == pb.Assignment.KIND_DRILL]
    if not schedule.drill_count and not drills:
        return
    yield f"  drills and trainings: {schedule.drill_planned_count} of {schedule.drill_count} planned"
    kinds: dict[str, list[pb.Assignment]] = {}
    for one in sorted(drills, key=lambda one: (one.date.year, one.date.month, one.date.day, one.key)):
        kinds.setdefault(one.obligation, []).append(one)
    for obligation, sittings in kinds.items():
        told = [f"{each.place} {_when(each, zone)}".strip() for each in sittings]
        more = f" (+{len(told) - MOST_TOLD} more)" if len(told) > MOST_TOLD else ""
        yield f"    {names.get(obligation, obligation)}: {' · '.join(told[:MOST_TOLD])}{more}"


def _when(one: pb.Assignment, zone: ZoneInfo) -> str:
    if not one.HasField("start_time"):
        return short(day_of(one.date))
    start = local(one.start_time, zone)
    return f"{short(start.date())} {start:%H:%M}"
