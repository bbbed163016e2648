"""What went wrong in the peers, once for each report: https://github.com/OCA/maintenance and others."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence
from services.assets.intervals.due import occurrences
from services.assets.whereabouts import Whereabouts

A = date(2026, 12, 14)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def plan(count: int = 15, unit: Unit = Unit.DAY, **more: object) -> MaintenancePlan:
    given = {"id": "p", "asset": "lift", "display_name": "Visit", "anchor": A, "law": True}
    return MaintenancePlan(interval=Interval(count, unit), **(given | more))  # type: ignore[arg-type]


def due(some: MaintenancePlan, today: date, length: int) -> tuple[Occurrence, ...]:
    return occurrences([some], today, today + days(length), today=today)


# https://github.com/frappe/erpnext/issues/45091: no half-monthly periodicity.
@given(st.integers(0, 3), st.integers(1, 800))
def test_erpnext_45091_half_a_month_is_15_days_and_no_gap_is_longer_across_years(early, length):
    visits = due(plan(early_days=early), A, length)
    ideals = [A, *(one.slot.ideal for one in visits)]
    assert all(0 < (b - a).days <= 15 for a, b in pairwise(ideals))
    assert all(one.slot.gap_max == 15 for one in visits)
    assert ideals[-1] + days(15) > A + days(length), "nothing is missing at the end"


# https://github.com/OCA/maintenance/issues/161: the next date stays though the work was done before it.
@given(st.integers(0, 40))
def test_oca_161_the_next_latest_is_15_days_after_the_day_on_which_it_was_performed(performed):
    done = plan(early_days=3).completed(A + days(performed))
    (one, *_) = due(done, A + days(performed), 20)
    assert (one.slot.latest, one.law, one.last) == (A + days(performed + 15), True, A + days(performed))


def test_oca_161_a_visit_on_day_12_moves_the_next_latest_to_day_27():
    assert due(plan(early_days=3), A, 20)[0].slot.latest == A + days(15)
    assert due(plan(early_days=3).completed(A + days(12)), A + days(12), 20)[0].slot.latest == A + days(27)


def test_oca_161_a_calendar_goes_on_from_its_day_though_the_work_was_done_before_it():
    yearly = plan(1, Unit.YEAR, floating=False, early_days=30, law=False)
    done = yearly.completed(date(2027, 12, 1), date(2027, 12, 14))
    assert [one.due for one in due(done, date(2027, 12, 2), 400)] == [date(2028, 12, 14)]


# https://github.com/OCA/maintenance/pull/242: plans fire for equipment that is not in use.
@pytest.mark.parametrize(
    ("state", "looked_after"),
    [
        (AssetState.IN_SERVICE, True),
        (AssetState.OUT_OF_SERVICE, True),
        (AssetState.OUT_OF_USE, False),
        (AssetState.RETIRED, False),
    ],
)
def test_oca_242_only_what_is_in_use_is_looked_after_be_it_broken(state, looked_after):
    one, other = Asset(id="lift", display_name="Lift", state=state), Asset(id="other", display_name="Other")
    where = Whereabouts([one, other], (), ())
    assert bool(where.alive([plan()])) is looked_after
    (both,) = where.alive([plan(asset="", covers=("lift", "other"))])
    assert both.covers == (("lift", "other") if looked_after else ("other",))


# https://github.com/glpi-project/glpi/issues/8168: the next date is not advanced, so the same is made again and again.
@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.booleans())
def test_glpi_8168_what_was_done_never_comes_again_and_each_visit_comes_once(steps, floating):
    some, today, seen = plan(floating=floating, law=False, early_days=3), A, set()
    for step in steps:
        today += days(step)
        for visit in due(some, today, 0):
            assert visit.key not in seen
            seen.add(visit.key)
            some = some.completed(today, visit.due)
        assert due(some, today, 0) == ()


# https://github.com/glpi-project/glpi/issues/23519, https://github.com/OCA/field-service/issues/164:
# "the first Monday of the month".
@given(st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6), st.integers(1, 6), st.dates(A, A + days(800)))
def test_glpi_23519_the_first_monday_is_counted_as_in_the_calendar_of_the_wall(nth, weekday, count, anchor):
    some = MaintenancePlan(
        id="p",
        asset="lift",
        display_name="Visit",
        interval=Interval(count, Unit.MONTH, nth, weekday),
        anchor=anchor,
        floating=False,
    )
    found = [one.due for one in occurrences([some], anchor, anchor + days(400))]
    expected = []
    for month in range(anchor.month - 1, anchor.month + 14):
        if (month - anchor.month + 1) % count == 0:
            year, number = anchor.year + month // 12, month % 12 + 1
            length = monthrange(year, number)[1]
            there = [d for n in range(length) if (d := date(year, number, n + 1)).weekday() == weekday]
            expected.append(there[nth - 1 if nth > 0 else -1])
    assert found == [day for day in expected if anchor <= day <= anchor + days(400)]
