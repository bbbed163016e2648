"""Schedule and assignment <-> proto; assignments only go out."""

from collections.abc import Iterable

from muster.scheduler.v1 import schedule_pb2 as pb
from services.runtime.dates import date_from_pb, date_to_pb, instant_to_pb
from services.runtime.errors import Invalid, at
from services.runtime.rows import Stored
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.schedule import (
    Cost,
    Kind,
    Relaxation,
    Schedule,
    ScheduleState,
    Shortfall,
    SolveEffort,
)

STATES = {
    ScheduleState.QUEUED: pb.Schedule.STATE_QUEUED,
    ScheduleState.SOLVING: pb.Schedule.STATE_SOLVING,
    ScheduleState.DRAFT: pb.Schedule.STATE_DRAFT,
    ScheduleState.PUBLISHED: pb.Schedule.STATE_PUBLISHED,
    ScheduleState.SUPERSEDED: pb.Schedule.STATE_SUPERSEDED,
    ScheduleState.FAILED: pb.Schedule.STATE_FAILED,
    ScheduleState.CANCELLED: pb.Schedule.STATE_CANCELLED,
}

KINDS = {
    Kind.MAINTENANCE: pb.KIND_MAINTENANCE,
    Kind.ROSTER: pb.KIND_ROSTER,
    Kind.DRILLS: pb.KIND_DRILLS,
}
_KINDS_BACK = {number: kind for kind, number in KINDS.items()}

ASSIGNMENT_KINDS = {
    AssignmentKind.JOB: pb.Assignment.KIND_JOB,
    AssignmentKind.SHIFT: pb.Assignment.KIND_SHIFT,
    AssignmentKind.DRILL: pb.Assignment.KIND_DRILL,
}
_ASSIGNMENT_KINDS_BACK = {number: kind for kind, number in ASSIGNMENT_KINDS.items()}

MOST_DATES = 100
"""How many days of a shortfall are shown."""


def effort_from_pb(message: pb.Effort) -> SolveEffort:
    """How hard to try; 0 stands for the default. Raises Invalid."""
    return SolveEffort(
        seconds=message.seconds or 10, workers=message.workers or 1, seed=message.seed, steps=message.steps
    )


def effort_to_pb(effort: SolveEffort) -> pb.Effort:
    """How hard it was tried."""
    return pb.Effort(seconds=effort.seconds, workers=effort.workers, seed=effort.seed, steps=effort.steps)


def kinds_from_pb(numbers: Iterable[pb.Kind]) -> tuple[Kind, ...]:
    """What a schedule is for; none stands for all. Raises Invalid."""
    kinds = []
    for place, number in enumerate(numbers):
        if number not in _KINDS_BACK:
            raise Invalid(f"kinds[{place}]", f"{number} is not a kind", hint="maintenance, roster or drills")
        kinds.append(_KINDS_BACK[number])
    return tuple(kinds) or tuple(Kind)


def assignment_kind_from_pb(number: pb.Assignment.Kind) -> AssignmentKind | None:
    """The kind of assignment that a list asks for, None for all. Raises Invalid."""
    if not number:
        return None
    if number not in _ASSIGNMENT_KINDS_BACK:
        raise Invalid("kind", f"{number} is not a kind", hint="job, shift or drill")
    return _ASSIGNMENT_KINDS_BACK[number]


def schedule_from_pb(id: str, message: pb.Schedule) -> Schedule:
    """The schedule that a request asks for. Raises Invalid."""
    first = date_from_pb(message.first_date, "schedule.first_date")
    last = date_from_pb(message.last_date, "schedule.last_date")
    days = message.dispatch_days if message.HasField("dispatch_days") else 7
    with at("schedule"):
        effort = effort_from_pb(message.effort)
        kinds = kinds_from_pb(message.kinds)
        rough = tuple(date_from_pb(day, f"rough_dates[{n}]") for n, day in enumerate(message.rough_dates))
        return Schedule(id=id, first=first, last=last, dispatch_days=days, effort=effort, kinds=kinds, rough=rough)


def relaxation_to_pb(relaxation: Relaxation) -> pb.Relaxation:
    """One change that would let a rule be kept."""
    return pb.Relaxation(kind=relaxation.kind, parameters=dict(relaxation.parameters))


def shortfall_to_pb(shortfall: Shortfall) -> pb.Shortfall:
    """A rule that is not kept."""
    return pb.Shortfall(
        rule=shortfall.rule,
        tier=shortfall.tier,
        amount=shortfall.amount,
        items=shortfall.items,
        people=shortfall.people,
        cause=shortfall.cause,
        relaxations=[relaxation_to_pb(relaxation) for relaxation in shortfall.relaxations],
        dates=[date_to_pb(day) for day in shortfall.days[:MOST_DATES]],
    )


def cost_to_pb(cost: Cost) -> pb.Cost:
    """A cost by tier."""
    legal, safety, contract, preference = cost
    return pb.Cost(legal=legal, safety=safety, contract=contract, preference=preference)


def schedule_to_pb(parent: str, stored: Stored[Schedule]) -> pb.Schedule:
    """A stored schedule as callers see it."""
    schedule = stored.value
    reached, counts = schedule.reached, schedule.counts
    return pb.Schedule(
        name=f"{parent}/schedules/{schedule.id}",
        first_date=date_to_pb(schedule.first),
        last_date=date_to_pb(schedule.last),
        dispatch_days=schedule.dispatch_days,
        effort=effort_to_pb(schedule.effort),
        state=STATES[schedule.state],
        kinds=[KINDS[kind] for kind in schedule.kinds],
        rough_dates=[date_to_pb(day) for day in schedule.rough],
        cost=cost_to_pb(reached.cost),
        bound=cost_to_pb(reached.bound) if reached.bound is not None else None,
        phase=reached.phase,
        elapsed_seconds=reached.elapsed,
        shortfalls=[shortfall_to_pb(shortfall) for shortfall in schedule.shortfalls],
        due_count=counts.due,
        planned_count=counts.planned,
        dispatched_count=counts.dispatched,
        rule_count=counts.rules,
        place_count=counts.places,
        filled_count=counts.filled,
        drill_count=counts.drills,
        drill_planned_count=counts.drills_planned,
        failure=schedule.failure,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )


def assignment_to_pb(assignment: Assignment) -> pb.Assignment:
    """An assignment as callers see it."""
    return pb.Assignment(
        key=assignment.id,
        display_name=assignment.display_name,
        work=assignment.work,
        asset=assignment.asset,
        date=date_to_pb(assignment.day),
        start_time=instant_to_pb(assignment.start),
        end_time=instant_to_pb(assignment.end),
        people=[f"people/{person}" for person in assignment.people],
        trade=assignment.trade,
        latest_date=date_to_pb(assignment.latest),
        schedule=assignment.schedule,
        kind=ASSIGNMENT_KINDS[assignment.kind],
        post=assignment.post,
        shift=assignment.shift,
        includes=assignment.includes,
        obligation=assignment.obligation,
        place=assignment.place,
        scenario=assignment.scenario,
        leader=f"people/{assignment.leader}" if assignment.leader else "",
        contractor=assignment.contractor,
    )
