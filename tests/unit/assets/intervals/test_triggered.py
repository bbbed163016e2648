"""Conditions and meters: what is read makes a visit due, and below the limit nothing is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence
from services.assets.domain.trigger import Trigger
from services.assets.intervals.due import occurrences
from services.assets.intervals.triggered import Read
from services.runtime.errors import Invalid

A = date(2027, 1, 4)
YEAR = timedelta(days=365)


def days(count: int) -> timedelta:
    return timedelta(days=count)


SLUDGE = Trigger(quantity="sludge", above=30)
HOURS = Trigger(quantity="running-hours", every=500)


def plan(trigger: Trigger, every: Interval, **more: object) -> MaintenancePlan:
    given = {"id": "p", "asset": "tank", "display_name": "Desludging", "anchor": A}
    return MaintenancePlan(interval=every, trigger=trigger, **(given | more))  # type: ignore[arg-type]


DESLUDGE = plan(SLUDGE, Interval(14, Unit.DAY))
SERVICE = plan(HOURS, Interval(1, Unit.YEAR))


def due(some: MaintenancePlan, *read: tuple[int, float], on: int = 0, until: int = 700) -> tuple[Occurrence, ...]:
    """What is due `on` so many days after A, after readings on days after A."""
    assert some.trigger is not None
    readings = {("tank", some.trigger.quantity): [Read(A + days(day), value) for day, value in read]}
    return occurrences([some], A + days(on), A + days(until), today=A + days(on), readings=readings)


@pytest.mark.parametrize(("value", "expected"), [(30, []), (30.1, [A + days(54)])])
def test_a_reading_over_the_limit_makes_a_visit_due_within_the_interval_and_below_it_nothing(value, expected):
    found = due(DESLUDGE, (40, value), on=41)
    assert [one.due for one in found] == expected
    assert due(DESLUDGE) == ()
    for one in found:
        assert (one.slot.earliest, one.slot.latest) == (A + days(40), A + days(54))
        assert one.cause == "sludge was 30.1 on 2027-02-13, over 30"


def test_what_is_read_again_over_the_limit_is_the_same_visit_and_below_it_none():
    assert [one.key for one in due(DESLUDGE, (40, 31), (45, 33))] == [f"p/{A + days(54)}"]
    assert due(DESLUDGE, (40, 31), (45, 12)) == (), "somebody saw to it"
    assert [one.due for one in due(DESLUDGE, (40, 31), (45, 12), (50, 35))] == [A + days(64)]


def test_a_visit_answers_what_was_read_until_then():
    done = DESLUDGE.completed(A + days(45))
    assert due(done, (40, 31), (45, 31)) == ()
    assert [one.due for one in due(done, (40, 31), (46, 31))] == [A + days(60)]


def test_a_condition_stays_due_until_the_visit_is_held():
    (one,) = due(DESLUDGE, (40, 31), on=300)
    assert one.due == A + days(54)


def test_a_meter_predicts_its_day_from_the_recent_rate_and_goes_on_at_it():
    found = due(SERVICE, (0, 1000), (20, 1100), on=21, until=350)
    assert [one.due for one in found] == [A + days(100), A + days(200), A + days(300)]
    assert found[0].cause == "500 running-hours since 2027-01-04, at 5 a day"
    assert [(one.slot.sequence, one.slot.gap_max, one.last) for one in found[:2]] == [(1, 100, A), (2, 100, A)]


def test_a_meter_that_runs_faster_of_late_is_due_earlier_than_the_gap_that_follows():
    # 2 a day for 100 days, then 10: 200 + 10 x 30 = 500 on day 130; from then on every 50 days.
    first, second, *_ = due(SERVICE, (0, 0), (100, 200), (120, 400), (195, 1150), on=196)
    assert (first.due, first.slot.gap_max) == (A + days(130), 130)
    assert second.due == A + days(196 + 50), "overdue: the next one counts from today"


@pytest.mark.parametrize("read", [(), ((0, 1000),), ((0, 1000), (90, 1000)), ((0, 0), (90, 9))])
def test_a_meter_that_hardly_runs_or_is_not_read_is_due_at_the_latest_after_the_interval(read):
    found = due(SERVICE, *read, on=91, until=366)
    assert [(one.due, one.cause) for one in found] == [(A + YEAR, "")]


def test_a_meter_that_was_replaced_goes_on_from_nothing():
    found = due(SERVICE, (0, 9000), (40, 9200), (50, 50), on=51, until=101)
    assert [one.due for one in found] == [A + days(100)], "200 and 50 in 50 days"


def test_a_plan_with_a_trigger_has_an_asset_and_counts_from_visits():
    replace(DESLUDGE, floating=True)
    with pytest.raises(Invalid, match="fixed"):
        replace(DESLUDGE, floating=False)
    with pytest.raises(Invalid, match="no asset"):
        replace(DESLUDGE, asset="", covers=("tank",))


@pytest.mark.parametrize(
    "wrong", [{}, {"above": 1, "every": 1}, {"every": 0}, {"above": float("nan")}, {"every": float("inf")}]
)
def test_a_trigger_is_a_condition_or_a_meter(wrong):
    with pytest.raises(Invalid):
        Trigger(quantity="q", **wrong)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 400)), max_size=6),
    st.integers(0, 200),
    st.integers(0, 4),
    st.booleans(),
)
def test_a_meter_never_lets_a_gap_grow_over_the_interval(steps, on, early, law):
    some = replace(SERVICE, interval=Interval(60, Unit.DAY), early_days=early, law=law)
    read, day, value = [], 0, 0
    for more, ran in steps:
        day, value = day + more, value + ran
        read.append((day, value))
    held = A
    for one in due(some, *read, on=0, until=500):
        assert one.slot.earliest <= one.slot.ideal <= one.slot.latest
        gap = (one.slot.ideal - held).days
        assert (one.slot.gap_min or 0) <= gap <= (one.slot.gap_max or 0) <= 60
        held = one.slot.ideal
