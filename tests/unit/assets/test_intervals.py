"""Chains keep their gaps; the regressions are those of the peers (ERPNext, OCA, GLPI)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.intervals import occurrences

A = date(2027, 1, 4)


def plan(count=15, unit=Unit.DAY, **more):
    given = {"id": "p", "asset": "lift", "display_name": "Visit", "interval": Interval(count, unit), "anchor": A}
    return MaintenancePlan(**(given | more))  # type: ignore[arg-type]


def test_erpnext_45091_every_15_days_is_15_days():
    assert [o.due for o in occurrences([plan()], A, A + timedelta(30))] == [A + timedelta(15), A + timedelta(30)]


def test_oca_161_early_completion_moves_the_next_date():
    done = plan().completed(A + timedelta(12))
    assert occurrences([done], A, A + timedelta(27))[0].due == A + timedelta(27)


def test_oca_242_a_retired_plan_asks_for_nothing():
    assert occurrences([plan(active=False)], A, A + timedelta(90)) == ()


def test_an_overdue_visit_is_yielded_once_with_its_real_due_day():
    first = A + timedelta(60)
    assert [o.due for o in occurrences([plan()], first, first + timedelta(15))][:2] == [
        A + timedelta(15),
        first + timedelta(15),
    ]


@given(st.integers(1, 40), st.sampled_from(Unit), st.integers(0, 4), st.integers(0, 800), st.randoms())
def test_any_placement_within_windows_and_gaps_is_possible_and_legal(count, unit, early, start, chance):
    some = plan(count, unit, early_days=min(early, count - 1), law=True, anchor=A + timedelta(start))
    last = some.anchor + timedelta(700)
    held = some.anchor
    for o in occurrences([some], some.anchor, last):
        low, high = max(o.earliest, held + timedelta(o.gap_min or 0)), min(o.due, held + timedelta(o.gap_max or 0))
        assert low <= high
        day = low + timedelta(chance.randint(0, (high - low).days))
        assert day <= some.interval.after(held)
        held = day
    assert some.interval.after(held) > last


@given(st.integers(0, 300), st.integers(0, 300))
def test_glpi_8168_overlapping_windows_give_the_same_keys(one, two):
    fixed = plan(1, Unit.MONTH, floating=False, anchor=date(2027, 1, 31))
    a, b = (occurrences([fixed], A + timedelta(n), A + timedelta(n + 200)) for n in (one, two))
    low, high = A + timedelta(max(one, two)), A + timedelta(min(one, two) + 200)
    assert [o.key for o in a if low <= o.due <= high] == [o.key for o in b if low <= o.due <= high]
