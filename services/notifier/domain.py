"""A task: one assignment as its person sees it, and what she answered."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.runtime.errors import Invalid, Unfit

TELL_AHEAD = timedelta(days=14)
"""Shifts, drills and jobs become somebody's tasks this long before they start."""

LONGEST_NOTE = 2000


class TaskState(StrEnum):
    """planned -> assigned -> acknowledged -> started <-> on hold -> completed; declined and cancelled are ends,
    from which only another publish leads back."""

    PLANNED = "planned"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    STARTED = "started"
    ON_HOLD = "on hold"
    COMPLETED = "completed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


# From which states an answer may lead to its state. A person who forgot to acknowledge may still start or complete.
_FROM = {
    TaskState.ACKNOWLEDGED: (TaskState.ASSIGNED,),
    TaskState.DECLINED: (TaskState.ASSIGNED, TaskState.ACKNOWLEDGED),
    TaskState.STARTED: (TaskState.ASSIGNED, TaskState.ACKNOWLEDGED, TaskState.ON_HOLD),
    TaskState.ON_HOLD: (TaskState.STARTED,),
    TaskState.COMPLETED: (TaskState.ASSIGNED, TaskState.ACKNOWLEDGED, TaskState.STARTED, TaskState.ON_HOLD),
}
_NEEDS_A_NOTE = (TaskState.DECLINED, TaskState.ON_HOLD)
OPEN = (TaskState.PLANNED, TaskState.ASSIGNED, TaskState.ACKNOWLEDGED)
"""States in which a task still follows its schedule; once work has begun, it belongs to its person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a person: when it happened, when it reached us, who said so, in which words."""

    state: TaskState
    performed: datetime
    recorded: datetime
    caller: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One assignment of one person. `kind` is job, shift or drill; `place` the post of a shift, else where it is held.

    `work` is the occurrence that a job fulfils, `includes` are those of larger plans that it fulfils as well, by name.
    """

    id: str
    person: str
    site: str
    assignment: str
    display_name: str
    work: str
    asset: str
    day: date
    start: datetime
    end: datetime
    includes: tuple[str, ...] = ()
    kind: str = "job"
    place: str = ""
    state: TaskState = TaskState.PLANNED
    answers: tuple[Answer, ...] = ()

    def answered(self, state: TaskState, performed: datetime | None, note: str, caller: str, now: datetime) -> "Task":
        """The task after an answer. Raises Unfit where its state does not allow it, Invalid for a bad time or note."""
        if self.state not in _FROM[state]:
            raise Unfit(
                "TASK_STATE",
                f"the task is {self.state}, it cannot become {state}",
                hint="see what it is with GetTask",
                state=self.state,
                wanted=state,
            )
        when = performed or now
        if when > now:
            raise Invalid("performed_time", "lies in the future", hint="say when it happened")
        if self.answers and when < self.answers[-1].performed:
            raise Invalid("performed_time", "lies before the answer before it", hint="say when it happened")
        if len(note) > LONGEST_NOTE:
            raise Invalid("note", f"is longer than {LONGEST_NOTE} characters")
        if state in _NEEDS_A_NOTE and not note.strip():
            raise Invalid("note", "is missing", hint="say why in a few words")
        answer = Answer(state=state, performed=when, recorded=now, caller=caller, note=note)
        return replace(self, state=state, answers=(*self.answers, answer))

    def moved(self, to: "Task") -> "Task":
        """At another time: who was told must be told again, so an acknowledgement no longer counts."""
        same = (self.start, self.end) == (to.start, to.end)
        state = self.state if same or self.state is TaskState.PLANNED else TaskState.ASSIGNED
        return replace(to, state=state, answers=self.answers)

    def soon(self, now: datetime) -> bool:
        """Whether it is time to tell its person."""
        return self.start <= now + TELL_AHEAD


def task_id(site: str, assignment: str, person: str) -> str:
    """The id of the task that gives `assignment` of `site` to `person`: always the same one."""
    return hashlib.sha256(f"{site}\n{assignment}\n{person}".encode()).hexdigest()[:20]
