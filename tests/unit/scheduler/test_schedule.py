"""A schedule and what becomes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.runtime.errors import Invalid, Stale, Unfit
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.schedule import Kind, Reached, Schedule, ScheduleState, SolveEffort, bound_of

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


@pytest.mark.parametrize(
    ("bound", "allowed"),
    [
        (None, True),
        ((0, 0, 12, 178), True),
        ((0, 0, 12, 179), False),
        ((0, 0, 11, 900), True),
        ((0, 0, 13, 0), False),
    ],
)
def test_a_bound_lies_not_above_the_cost_counted_from_the_left(
    bound: tuple[int, int, int, int] | None, allowed: bool
) -> None:
    if allowed:
        assert Reached(cost=(0, 0, 12, 178), bound=bound).bound == bound == bound_of((0, 0, 12, 178), bound)
    else:
        assert bound_of((0, 0, 12, 178), bound) is None
        with pytest.raises(Invalid, match="above the cost"):
            Reached(cost=(0, 0, 12, 178), bound=bound)


@pytest.mark.parametrize(
    ("cost", "bound", "says"),
    [((0, 0, 0, 1), (0, 0, 0, 0), False), ((0, 0, 0, 0), (0, 0, 0, 0), True), ((0, 0, 0, 2), (0, 0, 0, 1), True)],
)
def test_that_nothing_costs_less_than_nothing_is_no_bound_of_a_cost(
    cost: tuple[int, int, int, int], bound: tuple[int, int, int, int], says: bool
) -> None:
    assert bound_of(cost, bound) == (bound if says else None)


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


@pytest.mark.parametrize(
    ("kinds", "allowed"),
    [
        (tuple(Kind), True),
        ((Kind.DRILLS,), True),
        ((), False),
        ((Kind.ROSTER, Kind.ROSTER), False),
    ],
)
def test_a_schedule_is_for_one_kind_or_several(kinds: tuple[Kind, ...], allowed: bool) -> None:
    if allowed:
        assert Schedule(id="s", first=FIRST, last=FIRST, kinds=kinds).kinds == kinds
    else:
        with pytest.raises(Invalid, match="kinds"):
            Schedule(id="s", first=FIRST, last=FIRST, kinds=kinds)


def test_a_schedule_is_for_every_kind_where_none_is_named() -> None:
    assert schedule().kinds == (Kind.MAINTENANCE, Kind.ROSTER, Kind.DRILLS)


SHIFT = Assignment(
    id="shift/wu/2026-12-14/day/gate",
    display_name="Gate",
    day=FIRST,
    latest=FIRST,
    kind=AssignmentKind.SHIFT,
    people=("wu",),
    shift="day",
    post="gate",
)


@pytest.mark.parametrize(
    "change",
    [
        {"day": FIRST + timedelta(days=1)},
        {"start": datetime(2026, 12, 14, 1, tzinfo=UTC)},
        {"end": datetime(2026, 12, 14, 1, tzinfo=UTC)},
        {"people": ("li",)},
        {"post": "lobby"},
        {"place": "b1"},
        {"contractor": "anan"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_people_hear_of_another_day_time_crew_post_place_or_contractor(change: dict[str, Any]) -> None:
    assert not SHIFT.same_for_people(replace(SHIFT, **change))


def test_people_do_not_hear_of_what_changes_nothing_for_them() -> None:
    assert SHIFT.same_for_people(replace(SHIFT, schedule="other", display_name="Main gate", trade="gate"))


@pytest.mark.parametrize(("days", "allowed"), [((0, 6), True), ((0, 7), False), ((-1,), False), ((3, 3), False)])
def test_rough_days_lie_in_the_period_and_are_named_once(days: tuple[int, ...], allowed: bool) -> None:
    rough = tuple(FIRST + timedelta(days=day) for day in days)
    if allowed:
        assert Schedule(id="s", first=FIRST, last=FIRST + timedelta(days=6), rough=rough).rough == rough
    else:
        with pytest.raises(Invalid, match="rough_dates"):
            Schedule(id="s", first=FIRST, last=FIRST + timedelta(days=6), rough=rough)
