"""A schedule and what becomes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.runtime.errors import Invalid, Stale, Unfit
from services.scheduler.domain.schedule import Schedule, ScheduleState, SolveEffort

FIRST = date(2026, 12, 14)


def schedule(state: ScheduleState = ScheduleState.QUEUED, **given: object) -> Schedule:
    return replace(Schedule(id="s", first=FIRST, last=FIRST), state=state, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (400, True), (401, False)])
def test_a_period_has_1_to_401_days(days: int, allowed: bool) -> None:
    if allowed:
        assert Schedule(id="s", first=FIRST, last=FIRST + timedelta(days=days))
    else:
        with pytest.raises(Invalid, match="last_date"):
            Schedule(id="s", first=FIRST, last=FIRST + timedelta(days=days))


@pytest.mark.parametrize(("seconds", "allowed"), [(0, False), (1, True), (3600, True), (3601, False)])
def test_an_effort_lasts_a_second_to_an_hour(seconds: int, allowed: bool) -> None:
    if allowed:
        assert SolveEffort(seconds=seconds)
    else:
        with pytest.raises(Invalid, match="seconds"):
            SolveEffort(seconds=seconds)


def test_a_later_job_shuts_out_an_earlier_one() -> None:
    taken = schedule().taken_up((7, 2), 0)
    assert taken.taken_up((7, 2), 0).fence == (7, 2)
    assert taken.taken_up((7, 3), 0).fence == (7, 3)
    with pytest.raises(Stale):
        taken.taken_up((7, 1), 0)


@pytest.mark.parametrize("state", [ScheduleState.DRAFT, ScheduleState.PUBLISHED, ScheduleState.CANCELLED])
def test_a_job_that_comes_after_the_end_writes_nothing(state: ScheduleState) -> None:
    with pytest.raises(Unfit):
        schedule(state).check_fence((9, 1))


@pytest.mark.parametrize("state", [state for state in ScheduleState if state is not ScheduleState.DRAFT])
def test_only_a_draft_is_published(state: ScheduleState) -> None:
    with pytest.raises(Unfit) as refusal:
        schedule(state).published(0)
    assert refusal.value.reason == "SCHEDULE_NOT_DRAFT"


def test_a_draft_is_not_published_over_a_timeline_that_it_has_not_seen() -> None:
    draft = schedule(ScheduleState.DRAFT, seen_revision=3)
    assert draft.published(3).state is ScheduleState.PUBLISHED
    with pytest.raises(Stale) as refusal:
        draft.published(4)
    assert refusal.value.reason == "TIMELINE_CHANGED"


def test_stopping_cancels_what_waits_and_keeps_what_is_being_solved() -> None:
    assert schedule().stopped().state is ScheduleState.CANCELLED
    solving = schedule(ScheduleState.SOLVING).stopped()
    assert (solving.state, solving.stop_asked) == (ScheduleState.SOLVING, True)
    with pytest.raises(Unfit):
        schedule(ScheduleState.PUBLISHED).stopped()
