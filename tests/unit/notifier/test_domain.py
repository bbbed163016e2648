"""A task and its answers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.notifier.domain import Task, TaskState, task_id
from services.runtime.errors import Invalid, Unfit

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def task(state: TaskState = TaskState.ASSIGNED) -> Task:
    return Task(
        id="t",
        person="people/wu-jian",
        site="sites/a",
        assignment="job/p/2026-12-20",
        display_name="Visit",
        work="",
        asset="",
        day=date(2026, 12, 14),
        start=NOW,
        end=NOW + HOUR,
        state=state,
    )


ALLOWED = {
    (TaskState.ASSIGNED, TaskState.ACKNOWLEDGED),
    (TaskState.ASSIGNED, TaskState.DECLINED),
    (TaskState.ASSIGNED, TaskState.STARTED),
    (TaskState.ASSIGNED, TaskState.COMPLETED),
    (TaskState.ACKNOWLEDGED, TaskState.DECLINED),
    (TaskState.ACKNOWLEDGED, TaskState.STARTED),
    (TaskState.ACKNOWLEDGED, TaskState.COMPLETED),
    (TaskState.STARTED, TaskState.ON_HOLD),
    (TaskState.STARTED, TaskState.COMPLETED),
    (TaskState.ON_HOLD, TaskState.STARTED),
    (TaskState.ON_HOLD, TaskState.COMPLETED),
}
ANSWERS = (
    TaskState.ACKNOWLEDGED,
    TaskState.DECLINED,
    TaskState.STARTED,
    TaskState.ON_HOLD,
    TaskState.COMPLETED,
)


@pytest.mark.parametrize("before", TaskState)
@pytest.mark.parametrize("after", ANSWERS)
def test_only_the_named_steps_are_allowed(before: TaskState, after: TaskState) -> None:
    if (before, after) in ALLOWED:
        assert task(before).answered(after, None, "why", "people/wu-jian", NOW).state is after
    else:
        with pytest.raises(Unfit) as refusal:
            task(before).answered(after, None, "why", "people/wu-jian", NOW)
        assert refusal.value.reason == "TASK_STATE"


def test_an_answer_keeps_when_it_happened_and_when_it_reached_us() -> None:
    done = task().answered(TaskState.COMPLETED, NOW - HOUR, "fine", "people/wu-jian", NOW)
    assert (done.answers[0].performed, done.answers[0].recorded) == (NOW - HOUR, NOW)


@pytest.mark.parametrize(("offset", "allowed"), [(timedelta(), True), (timedelta(seconds=1), False)])
def test_nothing_is_done_in_the_future(offset: timedelta, allowed: bool) -> None:
    if allowed:
        task().answered(TaskState.COMPLETED, NOW + offset, "", "", NOW)
    else:
        with pytest.raises(Invalid, match="performed_time"):
            task().answered(TaskState.COMPLETED, NOW + offset, "", "", NOW)


def test_an_answer_is_not_before_the_answer_before_it() -> None:
    started = task().answered(TaskState.STARTED, NOW, "", "", NOW)
    with pytest.raises(Invalid, match="performed_time"):
        started.answered(TaskState.COMPLETED, NOW - timedelta(seconds=1), "", "", NOW)


@pytest.mark.parametrize(
    ("state", "before"), [(TaskState.DECLINED, TaskState.ASSIGNED), (TaskState.ON_HOLD, TaskState.STARTED)]
)
def test_declining_and_holding_need_a_reason(state: TaskState, before: TaskState) -> None:
    with pytest.raises(Invalid, match="note"):
        task(before).answered(state, None, " ", "", NOW)


def test_a_moved_task_must_be_accepted_again() -> None:
    later = Task(**{**_fields(task()), "start": NOW + HOUR, "end": NOW + 2 * HOUR})
    assert task(TaskState.ACKNOWLEDGED).moved(later).state is TaskState.ASSIGNED
    assert task(TaskState.ACKNOWLEDGED).moved(task()).state is TaskState.ACKNOWLEDGED
    assert task(TaskState.PLANNED).moved(later).state is TaskState.PLANNED


@pytest.mark.parametrize(("ahead", "soon"), [(timedelta(days=14), True), (timedelta(days=14, seconds=1), False)])
def test_people_are_told_14_days_ahead(ahead: timedelta, soon: bool) -> None:
    assert Task(**{**_fields(task()), "start": NOW + ahead}).soon(NOW) is soon


def test_the_same_assignment_and_person_is_always_the_same_task() -> None:
    assert task_id("sites/a", "job/p/d", "people/x") == task_id("sites/a", "job/p/d", "people/x")
    assert len({task_id("sites/a", "job/p/d", p) for p in ("people/x", "people/y")}) == 2


def _fields(one: Task) -> dict:
    return {name: getattr(one, name) for name in one.__slots__}
