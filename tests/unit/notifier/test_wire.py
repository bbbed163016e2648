"""What a task is for goes from the assignment to the person, and to what is said when it is done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from google.type.date_pb2 import Date

from muster.events.v1 import task_pb2 as events
from muster.scheduler.v1 import schedule_pb2
from services.notifier.consume import _tasks
from services.notifier.domain import Task, TaskState
from services.notifier.storage import tasks
from services.notifier.wire import completed_to_pb, entry_to_pb, task_to_pb
from services.runtime.dates import instant_to_pb
from services.runtime.rows import Stored

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
Assignment = schedule_pb2.Assignment
QUARTER = "sites/s/maintenancePlans/quarter/occurrences/2027-01-05"


def task(**more: object) -> Task:
    given = schedule_pb2.Assignment(
        key="k",
        display_name="Visit",
        date=Date(year=2026, month=12, day=14),
        start_time=instant_to_pb(NOW),
        end_time=instant_to_pb(NOW + timedelta(hours=1)),
        people=["people/wu"],
        **more,  # type: ignore[arg-type]
    )
    (made,) = _tasks("sites/s", given)
    return made


@pytest.mark.parametrize(
    ("given", "kind", "place"),
    [
        ({"kind": Assignment.KIND_JOB, "place": "roof-1"}, "job", "roof-1"),
        ({"kind": Assignment.KIND_SHIFT, "post": "gate"}, "shift", "gate"),
        ({"kind": Assignment.KIND_SHIFT}, "shift", ""),
        ({"kind": Assignment.KIND_DRILL, "place": "b1"}, "drill", "b1"),
    ],
)
def test_a_task_says_what_kind_of_thing_it_is_and_where(given, kind, place):
    made = task(**given)
    assert (made.kind, made.place) == (kind, place)
    said = task_to_pb(Stored(made, 1, NOW, NOW, "somebody"))
    assert (said.kind, said.place) == (kind, place)


def test_what_a_visit_includes_is_told_and_said_again_when_it_is_done():
    made = task(kind=Assignment.KIND_JOB, work="w", includes=[QUARTER])
    assert list(task_to_pb(Stored(made, 1, NOW, NOW, "somebody")).includes) == [QUARTER]
    assert list(entry_to_pb(made, events.TasksAssigned.CHANGE_NEW).includes) == [QUARTER]
    told = Task(**{name: getattr(made, name) for name in made.__slots__} | {"state": TaskState.ASSIGNED})
    done = told.answered(TaskState.COMPLETED, None, "", "people/wu", NOW)
    assert list(completed_to_pb(done).includes) == [QUARTER]


def test_nothing_without_minutes_is_a_task():
    planned = schedule_pb2.Assignment(key="k", date=Date(year=2026, month=12, day=14), people=["people/wu"])
    assert _tasks("sites/s", planned) == []


def test_every_field_of_a_task_has_its_column():
    made = task(kind=Assignment.KIND_JOB)
    assert set(made.__slots__) <= set(tasks.table.c.keys())
    assert made.day == date(2026, 12, 14)
