"""Task -> proto; tasks are made by events, answers come in as plain arguments."""

from muster.events.v1 import task_pb2 as events
from muster.notifier.v1 import task_pb2 as pb
from services.notifier.domain import Answer, Task, TaskState
from services.runtime.dates import instant_to_pb
from services.runtime.errors import Invalid
from services.runtime.rows import Stored

STATES = {
    TaskState.PLANNED: pb.Task.STATE_PLANNED,
    TaskState.ASSIGNED: pb.Task.STATE_ASSIGNED,
    TaskState.ACKNOWLEDGED: pb.Task.STATE_ACKNOWLEDGED,
    TaskState.STARTED: pb.Task.STATE_STARTED,
    TaskState.ON_HOLD: pb.Task.STATE_ON_HOLD,
    TaskState.COMPLETED: pb.Task.STATE_COMPLETED,
    TaskState.DECLINED: pb.Task.STATE_DECLINED,
    TaskState.CANCELLED: pb.Task.STATE_CANCELLED,
}


def state_from_pb(number: int) -> TaskState:
    """The state that a list asks for. Raises Invalid."""
    for state, known in STATES.items():
        if known == number:
            return state
    raise Invalid("state", f"{number} is no state of a task", hint=f"1 to {max(STATES.values())}")


def answer_to_pb(answer: Answer) -> pb.Answer:
    """One answer as callers see it."""
    return pb.Answer(
        state=STATES[answer.state],
        performed_time=instant_to_pb(answer.performed),
        recorded_time=instant_to_pb(answer.recorded),
        caller=answer.caller,
        note=answer.note,
    )


def task_to_pb(stored: Stored[Task]) -> pb.Task:
    """A stored task as callers see it."""
    task = stored.value
    return pb.Task(
        name=f"tasks/{task.id}",
        person=task.person,
        site=task.site,
        assignment=task.assignment,
        display_name=task.display_name,
        work=task.work,
        asset=task.asset,
        includes=task.includes,
        kind=task.kind,
        place=task.place,
        start_time=instant_to_pb(task.start),
        end_time=instant_to_pb(task.end),
        state=STATES[task.state],
        answers=[answer_to_pb(answer) for answer in task.answers],
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )


def entry_to_pb(task: Task, change: events.TasksAssigned.Change) -> events.TasksAssigned.Entry:
    """One line of a digest."""
    return events.TasksAssigned.Entry(
        task=f"tasks/{task.id}",
        change=change,
        display_name=task.display_name,
        site=task.site,
        work=task.work,
        asset=task.asset,
        start_time=instant_to_pb(task.start),
        end_time=instant_to_pb(task.end),
        includes=task.includes,
    )


def completed_to_pb(task: Task) -> events.TaskCompleted:
    """What is said when a task is done."""
    done = task.answers[-1]
    return events.TaskCompleted(
        task=f"tasks/{task.id}",
        person=task.person,
        work=task.work,
        asset=task.asset,
        performed_time=instant_to_pb(done.performed),
        recorded_time=instant_to_pb(done.recorded),
        display_name=task.display_name,
        includes=task.includes,
    )


def declined_to_pb(task: Task) -> events.TaskDeclined:
    """What is said when a task is declined; why she did stays with the task."""
    no = task.answers[-1]
    return events.TaskDeclined(
        task=f"tasks/{task.id}",
        person=task.person,
        work=task.work,
        asset=task.asset,
        performed_time=instant_to_pb(no.performed),
        recorded_time=instant_to_pb(no.recorded),
        display_name=task.display_name,
    )
