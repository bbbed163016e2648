"""Schedule and assignment <-> proto; assignments only go out."""

from muster.scheduler.v1 import schedule_pb2 as pb
from services.runtime.dates import date_from_pb, date_to_pb, instant_to_pb
from services.runtime.errors import at
from services.runtime.rows import Stored
from services.scheduler.domain.schedule import Assignment, Schedule, ScheduleState, Shortfall, SolveEffort

STATES = {
    ScheduleState.QUEUED: pb.Schedule.STATE_QUEUED,
    ScheduleState.SOLVING: pb.Schedule.STATE_SOLVING,
    ScheduleState.DRAFT: pb.Schedule.STATE_DRAFT,
    ScheduleState.PUBLISHED: pb.Schedule.STATE_PUBLISHED,
    ScheduleState.SUPERSEDED: pb.Schedule.STATE_SUPERSEDED,
    ScheduleState.FAILED: pb.Schedule.STATE_FAILED,
    ScheduleState.CANCELLED: pb.Schedule.STATE_CANCELLED,
}


def effort_from_pb(message: pb.Effort) -> SolveEffort:
    """How hard to try; 0 stands for the default. Raises Invalid."""
    return SolveEffort(
        seconds=message.seconds or 10, workers=message.workers or 1, seed=message.seed, steps=message.steps
    )


def effort_to_pb(effort: SolveEffort) -> pb.Effort:
    """How hard it was tried."""
    return pb.Effort(seconds=effort.seconds, workers=effort.workers, seed=effort.seed, steps=effort.steps)


def schedule_from_pb(id: str, message: pb.Schedule) -> Schedule:
    """The schedule that a request asks for. Raises Invalid."""
    first = date_from_pb(message.first_date, "schedule.first_date")
    last = date_from_pb(message.last_date, "schedule.last_date")
    days = message.dispatch_days if message.HasField("dispatch_days") else 7
    with at("schedule"):
        effort = effort_from_pb(message.effort)
        return Schedule(id=id, first=first, last=last, dispatch_days=days, effort=effort)


def shortfall_to_pb(shortfall: Shortfall) -> pb.Shortfall:
    """A rule that is not kept."""
    return pb.Shortfall(
        rule=shortfall.rule,
        tier=shortfall.tier,
        amount=shortfall.amount,
        items=shortfall.items,
        people=shortfall.people,
        cause=shortfall.cause,
        relaxations=shortfall.relaxations,
    )


def schedule_to_pb(parent: str, stored: Stored[Schedule]) -> pb.Schedule:
    """A stored schedule as callers see it."""
    schedule = stored.value
    legal, safety, contract, preference = schedule.reached.cost
    return pb.Schedule(
        name=f"{parent}/schedules/{schedule.id}",
        first_date=date_to_pb(schedule.first),
        last_date=date_to_pb(schedule.last),
        dispatch_days=schedule.dispatch_days,
        effort=effort_to_pb(schedule.effort),
        state=STATES[schedule.state],
        cost=pb.Cost(legal=legal, safety=safety, contract=contract, preference=preference),
        phase=schedule.reached.phase,
        elapsed_seconds=schedule.reached.elapsed,
        shortfalls=[shortfall_to_pb(shortfall) for shortfall in schedule.shortfalls],
        due_count=schedule.counts.due,
        planned_count=schedule.counts.planned,
        dispatched_count=schedule.counts.dispatched,
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
    )
