"""From which days a plan can count."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from services.assets.domain.days import FARTHEST_DUE, FARTHEST_VISIT, check_due, check_visit, check_year
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.runtime.errors import Invalid

TODAY = date(2026, 12, 14)
DAY = timedelta(days=1)


@pytest.mark.parametrize(("day", "allowed"), [(date(1900, 1, 1), True), (date(1899, 12, 31), False)])
def test_a_year_may_be_mistyped(day: date, allowed: bool) -> None:
    assert passes(lambda: check_year("anchor_date", day)) is allowed


@pytest.mark.parametrize(("day", "allowed"), [(date(2200, 12, 31), True), (date(2201, 1, 1), False)])
def test_a_calendar_does_not_reach_the_end_of_all_days(day: date, allowed: bool) -> None:
    assert passes(lambda: check_year("anchor_date", day)) is allowed


@pytest.mark.parametrize(("ahead", "allowed"), [(FARTHEST_VISIT, True), (FARTHEST_VISIT + DAY, False)])
def test_a_last_visit_is_not_far_ahead(ahead: timedelta, allowed: bool) -> None:
    assert passes(lambda: check_visit("date", TODAY + ahead, TODAY)) is allowed


@pytest.mark.parametrize(("ahead", "allowed"), [(FARTHEST_DUE, True), (FARTHEST_DUE + DAY, False)])
def test_a_due_day_of_the_calendar_may_be_a_hundred_years_ahead(ahead: timedelta, allowed: bool) -> None:
    assert passes(lambda: check_due("anchor_date", TODAY + ahead, TODAY)) is allowed


@pytest.mark.parametrize(("floating", "allowed"), [(False, True), (True, False)])
def test_only_a_calendar_begins_years_ahead(floating: bool, allowed: bool) -> None:
    plan = MaintenancePlan(
        id="p", asset="a", display_name="P", interval=Interval(1, Unit.YEAR), anchor=date(2031, 1, 1), floating=floating
    )
    assert passes(lambda: plan.check_ahead(TODAY)) is allowed


def passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except Invalid as refusal:
        assert refusal.hint
        return False
    return True
