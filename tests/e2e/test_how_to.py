"""What docs/how-to/dispatch-a-fault.md shows works as it is shown: a fault at two in the morning of a running month."""

import re
import shlex
from datetime import datetime

from muster.notifier.v1 import task_pb2, task_pb2_grpc
from muster.scheduler.v1 import schedule_pb2
from services.cli import fetch
from services.cli.connection import channel
from tests.e2e.command import command
from tests.e2e.conftest import ROOT, Muster, until

PAGE = (ROOT / "docs/how-to/dispatch-a-fault.md").read_text(encoding="utf-8")
SITE = "sites/two-towers"
NIGHT = datetime.fromisoformat("2026-12-16T02:00+08:00")
WORK = f"{SITE}/workOrders/a1-stuck"
JOB = schedule_pb2.Assignment.KIND_JOB


def run(muster: Muster, kind: str) -> list[str]:
    """What the commands of each block of a kind say, a text a block."""
    said = []
    for block in re.findall(rf"^```sh {kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        texts = []
        for line in block.strip().splitlines():
            program, *arguments = shlex.split(line)
            assert program == "muster"
            code, text = command(muster.where, *arguments)
            assert code == 0, f"{line}\n{text}"
            texts.append(text)
        said.append("\n".join(texts))
    assert said, f"the page shows no {kind}"
    return said


def in_force(muster: Muster) -> dict[str, schedule_pb2.Assignment]:
    return {one.key: one for one in fetch.assignments(muster.where, SITE)}


def told(muster: Muster) -> list[task_pb2.Task]:
    with channel(muster.where.notifier) as connection:
        call = task_pb2_grpc.TaskServiceStub(connection).ListTasks
        return [task for task in fetch.pages(call, task_pb2.ListTasksRequest(site=SITE), "tasks") if task.work == WORK]


def test_a_fault_at_two_in_the_morning_is_seen_to_and_nothing_else_moves(muster: Muster) -> None:
    run(muster, "before")
    before = in_force(muster)
    kinds = {one.kind for one in before.values()}
    assert len(kinds) == 3, "jobs, shifts and trainings are in force"
    muster.clock.hold(NIGHT)
    night, waiting = run(muster, "run")
    assert "emergency, somebody there by Wed 16 Dec 03:00" in night
    assert re.search(r"^1 changes, 1 added; 1 people would be told$", night, re.MULTILINE)
    assert re.search(r"^  02:45 +A1 stands between 3 and 4", night, re.MULTILINE), night
    assert "door motor ordered" in waiting

    after = in_force(muster)
    fault = after.pop("order/a1-stuck")
    assert after.keys() == before.keys()
    for key, one in after.items():
        if one.kind != JOB:
            assert one == before[key], f"{key} is no visit, and stays as it was"
    assert (fault.date.day, fault.work) == (21, WORK), "it comes back on the day on which the part is there"
    until(lambda: any(task.state == task_pb2.Task.STATE_ASSIGNED for task in told(muster)), "somebody to be told")
