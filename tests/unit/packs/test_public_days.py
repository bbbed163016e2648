"""Days as work sees them: China's exchanged weekends, weekends beside holidays, years not announced."""

from datetime import date

import pytest

from services.packs.holidays import NoCalendar, PublicDays

CN = PublicDays("CN")


@pytest.mark.parametrize(
    ("day", "holiday", "workday"),
    [
        (date(2026, 2, 13), False, True),
        (date(2026, 2, 14), False, True),  # a Saturday worked for the Spring Festival
        (date(2026, 2, 15), True, False),  # the Sunday with which it begins
        (date(2026, 2, 21), True, False),  # the Saturday within it
        (date(2026, 2, 23), True, False),
        (date(2026, 2, 24), False, True),
        (date(2026, 9, 20), False, True),  # a Sunday worked for the National Day
        (date(2026, 10, 4), True, False),
        (date(2026, 10, 10), False, True),
        (date(2026, 10, 17), False, False),  # a weekend like any other
    ],
)
def test_china_works_some_weekends_and_rests_on_those_beside_its_holidays(day, holiday, workday):
    assert (CN.is_holiday(day), CN.is_workday(day)) == (holiday, workday)


def test_a_year_that_china_has_not_announced_is_not_settled():
    assert CN.is_settled(date(2026, 12, 31))
    assert not CN.is_settled(date(2099, 1, 1))
    assert PublicDays("HK").is_settled(date(2099, 1, 1))


def test_a_new_year_is_a_holiday_with_the_weekend_of_the_year_before():
    hong_kong = PublicDays("HK")  # 1 January 2029 is a Monday
    assert [hong_kong.is_holiday(date(2028, 12, day)) for day in (29, 30, 31)] == [False, True, True]
    assert hong_kong.is_holiday(date(2029, 1, 1))


def test_without_a_code_only_weekends_are_not_worked():
    nowhere = PublicDays("")
    assert not nowhere.is_holiday(date(2027, 1, 1))
    assert [nowhere.is_workday(date(2027, 1, day)) for day in (1, 2, 3, 4)] == [True, False, False, True]


def test_a_code_without_a_calendar_is_refused_at_once():
    with pytest.raises(NoCalendar, match='"ZZ"'):
        PublicDays("ZZ")
