"""Larger visits ride on those of the smallest: none is lost, none comes too late by law, no gap is cut short."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.assets.domain.holiday import OnHoliday
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence, Slot
from services.assets.domain.season import Season
from services.assets.intervals.backbone import backbone
from services.assets.intervals.due import occurrences
from services.assets.intervals.family import families
from services.assets.intervals.nesting import Visit, visits
from services.runtime.errors import Invalid
from tests.unit.assets.intervals.days import Off

A = date(2026, 12, 14)
LARGER = ("quarter", "half-year", "year")
MINUTES = {"half-month": 70, "quarter": 150, "half-year": 240, "year": 240}


def days(count: int) -> timedelta:
    return timedelta(days=count)


def plan(id: str, count: int, unit: Unit = Unit.DAY, **more: object) -> MaintenancePlan:
    given = {"asset": "lift", "display_name": id, "anchor": A, "minutes": MINUTES.get(id, 60)}
    return MaintenancePlan(id=id, interval=Interval(count, unit), **(given | more))  # type: ignore[arg-type]


def elevator(**anchors: date) -> list[MaintenancePlan]:
    """The four visits of an elevator, as the rule pack has them: only the first is law."""
    return [
        plan("half-month", 15, law=True, early_days=3, crew=2, trade="elevator", absorbed_by=LARGER),
        plan("quarter", 3, Unit.MONTH, early_days=14, absorbed_by=LARGER[1:], anchor=anchors.get("quarter", A)),
        plan("half-year", 6, Unit.MONTH, early_days=21, absorbed_by=LARGER[2:], anchor=anchors.get("half_year", A)),
        plan("year", 1, Unit.YEAR, early_days=30, anchor=anchors.get("year", A)),
    ]


def larger_in(one: Occurrence) -> list[str]:
    return [key.split("/")[0] for key in one.includes]


def test_an_elevator_has_one_visit_a_slot_whatever_rides_on_it() -> None:
    found = occurrences(elevator(), A, A + days(365))
    alone = occurrences(elevator()[:1], A, A + days(365))
    assert [one.slot for one in found] == [one.slot for one in alone]
    assert {one.plan for one in found} == {"half-month"}
    assert [larger_in(one) for one in found if one.includes] == [
        ["quarter"],
        ["quarter", "half-year"],
        ["quarter"],
        ["quarter", "half-year", "year"],
    ]


def test_a_year_absorbs_its_half_year_and_its_quarter() -> None:
    found = occurrences(elevator(), A, A + days(365))
    (year,) = (one for one in found if "year" in larger_in(one))
    assert (year.display_name, year.minutes, year.crew, year.trade, year.law) == ("year", 240, 2, "elevator", True)
    assert year.includes[-1] == "year/2027-12-14"
    assert year.chain == "half-month"


def test_two_larger_visits_that_do_not_absorb_each_other_are_both_done() -> None:
    month, oil = plan("month", 1, Unit.MONTH, minutes=50), plan("oil", 1, Unit.MONTH, minutes=60)
    week = plan("week", 7, absorbed_by=("month", "oil"))
    both = next(one for one in occurrences([week, month, oil], A, A + days(40)) if one.includes)
    assert (larger_in(both), both.minutes) == (["month", "oil"], 110)


def test_a_larger_visit_rides_on_the_last_slot_before_its_latest_day() -> None:
    found = occurrences([plan("s", 10, absorbed_by=("l",)), plan("l", 35)], A, A + days(80))
    rode = [(one.due - A).days for one in found if one.includes]
    assert rode == [30, 60], "due on day 35 and 35 days after the ride on day 30"


def test_a_larger_visit_that_may_be_late_rides_later() -> None:
    found = occurrences([plan("s", 10, absorbed_by=("l",)), plan("l", 35, late_days=5)], A, A + days(60))
    assert [(one.due - A).days for one in found if one.includes] == [40]


def test_completing_the_visit_moves_the_smallest_and_the_larger() -> None:
    small, large = plan("s", 10, absorbed_by=("l",)), plan("l", 30)
    done = [one.completed(A + days(30), A + days(30)) for one in (small, large)]
    (ride,) = (one for one in occurrences(done, A + days(31), A + days(60)) if one.includes)
    assert (ride.due, ride.includes) == (A + days(60), (f"l/{A + days(60)}",))


def test_what_is_not_law_never_cuts_a_gap_short() -> None:
    small = plan("s", 15, law=True, early_days=3, absorbed_by=("l",))
    first = occurrences([small, plan("l", 30, anchor=A - days(25))], A, A + days(40))[0]
    assert first.includes == (f"l/{A + days(5)}",)
    assert (first.slot.earliest, first.slot.ideal, first.slot.gap_min) == (A + days(12), A + days(12), 12)


def test_law_comes_in_time_even_where_a_gap_is_cut_short() -> None:
    small = plan("s", 15, law=True, early_days=3, absorbed_by=("l",))
    first = occurrences([small, plan("l", 30, law=True, anchor=A - days(25))], A, A + days(40))[0]
    assert first.includes == (f"l/{A + days(5)}",)
    assert (first.slot.earliest, first.slot.latest, first.slot.gap_min) == (A + days(2), A + days(5), 5)


def test_a_calendar_gives_its_day_to_a_larger_visit_within_its_window() -> None:
    month = plan("month", 1, Unit.MONTH, floating=False, anchor=date(2027, 1, 1), absorbed_by=("year",))
    year = plan("year", 1, Unit.YEAR, floating=False, early_days=20, anchor=date(2027, 6, 15), law=True)
    found = occurrences([month, year], date(2027, 1, 1), date(2027, 12, 31))
    assert [(one.key, one.includes) for one in found if one.includes] == [("month/2027-06-01", ("year/2027-06-15",))]
    assert len(found) == 12


def test_a_calendar_leaves_a_larger_visit_alone_where_none_of_its_days_fits() -> None:
    month = plan("month", 1, Unit.MONTH, floating=False, anchor=date(2027, 1, 1), absorbed_by=("half", "year"))
    half = plan("half", 6, Unit.MONTH, floating=False, anchor=date(2027, 6, 15), absorbed_by=("year",))
    year = plan("year", 1, Unit.YEAR, floating=False, early_days=3, late_days=3, anchor=date(2027, 6, 17))
    found = occurrences([month, half, year], date(2027, 1, 1), date(2027, 7, 31))
    assert [(one.key, one.includes, one.display_name) for one in found if one.plan != "month"] == [
        ("half/2027-06-15", ("year/2027-06-17",), "year")
    ]
    assert len(found) == 7 + 1


def test_plans_of_another_asset_and_paused_ones_do_not_ride() -> None:
    small = plan("s", 10, absorbed_by=("l",))
    other = occurrences([small, plan("l", 30, asset="pump")], A, A + days(30))
    assert sorted(one.plan for one in other) == ["l", "s", "s", "s"]
    paused = occurrences([small, plan("l", 30, active=False)], A, A + days(30))
    assert [one.includes for one in paused] == [(), (), ()]


def test_the_next_larger_takes_the_place_of_a_paused_smallest() -> None:
    found = occurrences([plan("s", 10, absorbed_by=("l",), active=False), plan("l", 30)], A, A + days(60))
    assert [one.key for one in found] == [f"l/{A + days(30)}", f"l/{A + days(60)}"]


@pytest.mark.parametrize(("before", "fits"), [((600, 700), (600, 660)), ((530, 590), (600, 660))])
def test_a_shared_visit_is_held_when_all_may_be_held_else_when_the_largest_may(before, fits) -> None:
    small = plan("s", 10, absorbed_by=("l",), window=before)
    ride = occurrences([small, plan("l", 10, window=(600, 660))], A, A + days(10))[0]
    assert ride.window == fits


@st.composite
def nests(draw: st.DrawFn) -> list[MaintenancePlan]:
    """A floating plan with one to three larger ones, none of them overdue by law on the day A."""
    intervals = draw(
        st.lists(
            st.sampled_from([(15, Unit.DAY), (30, Unit.DAY), (1, Unit.MONTH), (2, Unit.MONTH), (100, Unit.DAY)]),
            min_size=2,
            max_size=4,
        )
    )
    sizes = sorted((Interval(*one) for one in intervals), key=lambda interval: interval.shortest)
    ids = [f"p{number}" for number in range(len(sizes))]
    found = []
    for number, (id, interval) in enumerate(zip(ids, sizes, strict=True)):
        law = draw(st.booleans())
        since = draw(st.integers(0, interval.shortest - 1)) if number else 0
        above = ids[number + 1 :]
        found.append(
            MaintenancePlan(
                id=id,
                asset="lift",
                display_name=id,
                interval=interval,
                anchor=A - days(since),
                law=law,
                early_days=draw(st.integers(0, 9)),
                late_days=0 if law else draw(st.integers(0, 9)),
                absorbed_by=tuple(above if number == 0 else [one for one in above if draw(st.booleans())]),
            )
        )
    return found


def nested(plans: list[MaintenancePlan], last: date) -> list[Visit]:
    (family,) = families(plans)
    return list(visits(family, A, last))


def counted(larger: MaintenancePlan, slot: Slot | None) -> date:
    """When a larger plan is due again after it rode on `slot`, None: for the first time."""
    if slot is None:
        return larger.interval.after(larger.anchor)
    return larger.interval.after(slot.earliest if larger.law else slot.ideal)


def in_company(plans: list[MaintenancePlan], larger: MaintenancePlan, visit: Visit) -> bool:
    """Whether one that it absorbs, or that absorbs it, directly or through others, rides along."""
    above = families(plans)[0].above
    return any(one.id in above[larger.id] or larger.id in above[one.id] for one, _ in visit.includes)


@given(nests(), st.integers(0, 500))
def test_every_larger_one_is_in_exactly_one_visit_the_last_before_its_latest_day(plans, length):
    last = A + days(length)
    found = nested(plans, last)
    chain = backbone(plans[0], A)
    assert [visit.slot.sequence for visit in found] == list(range(1, len(found) + 1))
    assert len({visit.slot.due for visit in found}) == len(found)
    for larger in plans[1:]:
        before, due = None, counted(larger, None)
        for number, visit in enumerate(found):
            rides = [own for one, own in visit.includes if one is larger]
            latest = due + days(larger.late_days)
            if not rides:
                assert visit.slot.ideal <= latest, "it may wait, for a later slot will do"
                continue
            assert [own.due for own in rides] == [due]
            before = visit.slot
            if larger.law:
                previous = found[number - 1].slot.latest if number else A
                assert before.latest <= max(latest, previous + days(1))
            else:
                own = chain.following(found[number - 1].slot) if number else chain.begin()
                assert before.ideal <= max(latest, own.earliest)
            early = rides[0].earliest <= before.ideal <= latest and in_company(plans, larger, visit)
            assert early or chain.following(before).ideal > latest, "a later slot would have done"
            due = counted(larger, before)
        after = chain.following(found[-1].slot) if found else chain.begin()
        assert due + days(larger.late_days) > last or after.earliest > last, "nothing that is due is left out"


HOLIDAYS = st.sets(st.dates(A, A + days(500)), max_size=30) | st.builds(
    lambda start, length: {A + days(start + n) for n in range(length)}, st.integers(0, 300), st.integers(1, 15)
)


@given(nests(), st.sampled_from([OnHoliday.WORKED, OnHoliday.BEFORE]), HOLIDAYS, st.integers(0, 500), st.randoms())
def test_any_placement_within_windows_and_gaps_is_possible_and_legal_with_riders(plans, rule, off, length, chance):
    last = A + days(length)
    plans = [replace(one, on_holiday=rule) for one in plans]
    held, rode = A, {plan.id: plan.anchor for plan in plans}
    smallest = plans[0]
    (family,) = families(plans)
    for visit in visits(family, A, last, Off(off)):
        slot = visit.slot
        assert slot.earliest <= slot.ideal <= slot.latest
        low = max(slot.earliest, held + days(slot.gap_min or 0))
        high = min(slot.latest, held + days(slot.gap_max or 0))
        assert low <= high
        day = low + days(chance.randint(0, (high - low).days))
        for one in (smallest, *(one for one, _ in visit.includes)):
            if one.law:
                assert day <= max(one.interval.after(rode[one.id]), held + days(1))
            rode[one.id] = day
        held = day
    for one in plans:
        if one.law:
            assert one.interval.after(rode[one.id]) > last


@given(nests(), st.integers(0, 500))
def test_riders_that_are_not_law_leave_every_gap_as_it_is(plans, length):
    smallest = plans[0]
    plans = [smallest, *(replace(one, law=False) for one in plans[1:])]
    chain = backbone(smallest, A)
    before = None
    for visit in nested(plans, A + days(length)):
        own = chain.following(before) if before else chain.begin()
        assert (visit.slot.earliest, visit.slot.latest) == (own.earliest, own.latest)
        assert (visit.slot.gap_min, visit.slot.gap_max) == (own.gap_min, own.gap_max)
        before = visit.slot


@given(nests(), st.integers(0, 400), st.integers(0, 100))
def test_a_longer_horizon_only_adds_visits(plans, length, more):
    short, long = (nested(plans, A + days(one)) for one in (length, length + more))
    assert long[: len(short)] == short


def test_what_was_just_completed_does_not_ride_on_the_same_day_for_the_next_time() -> None:
    summer = plan("summer", 30, season=Season(4, 12), anchor=date(2026, 11, 14), absorbed_by=("lamp",))
    first, second = occurrences([summer, plan("lamp", 30, law=True)], A, A + days(30))
    assert (first.key, first.includes) == ("summer/2026-12-14", ())
    assert (second.slot.latest, second.includes) == (A + days(30), (f"lamp/{A + days(30)}",))


@st.composite
def any_nests(draw: st.DrawFn) -> list[MaintenancePlan]:
    """Floating and fixed plans mixed, some overdue, some of a season, some done ahead."""
    found = []
    for one in draw(nests()):
        floating = draw(st.booleans())
        anchor = one.anchor - days(draw(st.integers(0, 200)))
        season = draw(st.sampled_from([None, Season(10, 6), Season(4, 12)]))
        done = None if floating or draw(st.booleans()) else A + days(draw(st.integers(-100, 40)))
        try:
            rule = draw(st.sampled_from([OnHoliday.WORKED, OnHoliday.BEFORE, OnHoliday.AFTER]))
            found.append(replace(one, floating=floating, anchor=anchor, season=season, done=done, on_holiday=rule))
        except Invalid:
            assume(False)
    return found


@given(any_nests(), st.integers(0, 400), st.sets(st.dates(A, A + days(400)), max_size=30))
def test_whatever_the_plans_each_due_day_comes_once_and_windows_are_in_order(plans, length, closed):
    last = A + days(length)
    found = occurrences(plans, A, last, Off(closed))
    said = [key for one in found for key in (one.key, *one.includes)]
    assert len(set(said)) == len(said)
    for one in found:
        assert one.slot.earliest <= one.slot.ideal <= one.slot.latest
        assert one.slot.earliest <= last
        assert one.slot.gap_min is None or 1 <= one.slot.gap_min <= (one.slot.gap_max or 0)


@given(any_nests(), st.integers(0, 400))
def test_no_due_day_of_a_calendar_is_lost(plans, length):
    last = A + days(length)
    said = {key for one in occurrences(plans, A, last) for key in (one.key, *one.includes)}
    # A visit that is not law may wait for the first slot of its chain, and that may lie beyond the horizon.
    begin = backbone(families(plans)[0].smallest, A).begin().earliest
    for one in plans:
        if one.floating or begin > last:
            continue
        due = [one.interval.after(one.anchor, step) for step in range(80)]
        due = [day for day in due if (not one.season or day in one.season) and (not one.done or day > one.done)]
        overdue = [day for day in due if day < A][-1:]
        for day in (*overdue, *(day for day in due if day >= A)):
            if day + days(one.late_days) <= last:
                assert f"{one.id}/{day}" in said
