"""What a staffing refuses, each with the nearest that it allows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.runtime.errors import Invalid
from services.scheduler.domain.contract import Contract, ShiftCount, Succession
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.days import Days
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.severity import Degree, Rank, Severity
from services.scheduler.domain.shift import Coverage, Post, ShiftType
from services.scheduler.domain.staffing import MOST_SHIFTS, Staffing

DAY = ShiftType("day", 480, 720)
NIGHT = ShiftType("night", 1200, 720, night=True)
GUARD = Contract("guard")
DRILL = Obligation("fire-drill", ObligationKind.DRILL, Every.QUARTER)
TRAINING = Obligation("fire-training", ObligationKind.TRAINING, Every.QUARTER)
SITE = Staffing("harbour", shifts=(DAY, NIGHT), contracts=(GUARD,))


def refused(make: Callable[[], object]) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        make()
    return refusal.value


@pytest.mark.parametrize("id", ["Day", "", "-day", "day-", "a b", "a" * 41])
def test_an_id_has_1_to_40_small_letters_digits_and_dashes(id: str) -> None:
    assert ShiftType("a" * 40, 0, 1) and ShiftType("a-1", 0, 1)
    assert refused(lambda: ShiftType(id, 0, 1)).field == "id"


@pytest.mark.parametrize(
    ("make", "field", "low", "high"),
    [
        (lambda n: ShiftType("day", n, 60), "start_minute", 0, 1439),
        (lambda n: ShiftType("day", 0, n), "minutes", 1, 1440),
        (lambda n: Coverage("day", n), "heads", 0, 100),
        (lambda n: Coverage("day", 1, (n,)), "weekdays[0]", 0, 6),
        (lambda n: Contract("guard", week_minutes=n), "week_minutes", 1, 10_080),
        (lambda n: Contract("guard", week_limit=n), "week_limit_minutes", 1, 10_080),
        (lambda n: Contract("guard", day_limit=n), "day_limit_minutes", 1, 1440),
        (lambda n: Contract("guard", overtime_month=n), "overtime_month_minutes", 0, 44_640),
        (lambda n: Contract("guard", averaging_weeks=n), "averaging_weeks", 1, 52),
        (lambda n: Contract("guard", rest_minutes=n), "rest_minutes", 0, 7200),
        (lambda n: Contract("guard", days_in_row=n), "days_in_row", 1, 366),
        (lambda n: Contract("guard", nights_in_row=n), "nights_in_row", 1, 366),
        (lambda n: Contract("guard", days_off_after_nights=n), "days_off_after_nights", 0, 7),
        (lambda n: Contract("guard", weekends_in_row=n), "weekends_in_row", 1, 53),
        (lambda n: Contract("guard", weekends=n), "weekends", 0, 53),
        (lambda n: Contract("guard", days_off_in_row=n), "days_off_in_row", 0, 366),
        (lambda n: Contract("guard", least_days_in_row=n), "least_days_in_row", 1, 6),
        (lambda n: Contract("guard", reliever_price=n), "reliever_price", 0, 1000),
        (lambda n: Contract("guard", free_weekdays=(n,)), "free_weekdays[0]", 0, 6),
        (lambda n: ShiftCount("day", least=n), "least", 0, 366),
        (lambda n: ShiftCount("day", most=n), "most", 0, 366),
        (lambda n: ShiftType("day", 0, 60, counted=n), "counted_minutes", 0, 60),
        (lambda n: Severity("a", Degree.PRICED, Rank.CONTRACT, n), "price", 1, 1000),
        (lambda n: replace(DRILL, minutes=n), "minutes", 15, 480),
        (lambda n: replace(DRILL, brigade_least=n), "brigade_least", 0, 50),
        (lambda n: replace(TRAINING, sittings=n), "sittings", 1, 20),
        (lambda n: replace(DRILL, spacing_days=n), "spacing_days", 0, 90),
        (lambda n: replace(DRILL, lead_days=n), "lead_days", 0, 90),
        (lambda n: replace(DRILL, night_least=n), "night_least", 0, 366),
        (lambda n: replace(DRILL, earliest=n, latest=1440), "earliest_minute", 1, 1350),
        (lambda n: replace(DRILL, latest=n, earliest=540), "latest_minute", 630, 1440),
        (lambda n: Offer("lift", n), "price", 0, 2**31 - 1),
        (lambda n: replace(SITE, fire_watch_minutes=n), "fire_watch_minutes", 0, 527_040),
    ],
)
def test_a_number_lies_within_its_range(make: Callable[[int], object], field: str, low: int, high: int) -> None:
    assert make(low) and make(high)
    assert refused(lambda: make(low - 1)).field == field
    # Where a drill begins too late, it is the end that cannot be.
    assert refused(lambda: make(high + 1)).field in (field, "latest_minute")


def test_a_drill_fits_between_its_earliest_and_its_latest_minute() -> None:
    assert replace(DRILL, earliest=1170, latest=1260, minutes=90)
    assert refused(lambda: replace(DRILL, earliest=1171, latest=1260, minutes=90)).field == "latest_minute"


def test_a_training_has_sittings_and_a_drill_has_places() -> None:
    assert replace(TRAINING, sittings=2)
    assert replace(DRILL, each=("b1", "b2"))
    assert refused(lambda: replace(DRILL, sittings=2)).field == "sittings"


def test_days_in_a_row_end_where_they_begin_or_later() -> None:
    monday, sunday = date(2026, 12, 14), date(2026, 12, 13)
    assert Days(monday, monday).holds(monday)
    assert not Days(monday, monday).holds(sunday)
    assert refused(lambda: Days(monday, sunday)).reason == "WINDOW_INVALID"


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("shifts", DAY, NIGHT),
        ("posts", Post("gate"), Post("lobby")),
        ("contracts", GUARD, Contract("office")),
        ("obligations", DRILL, TRAINING),
        ("contractors", Contractor("lianhe"), Contractor("anan")),
    ],
)
def test_nothing_is_described_twice(field: str, one: object, other: object) -> None:
    assert Staffing("harbour", **{field: (one, other)})  # type: ignore[arg-type]
    assert refused(lambda: Staffing("harbour", **{field: (other, one, one)})).field == f"{field}[2].id"  # type: ignore[arg-type]


def test_a_post_is_manned_in_shifts_that_there_are() -> None:
    def posts(shift: str) -> tuple[Post, ...]:
        gate = Post("gate", coverage=(Coverage("day", 2), Coverage(shift, 1)))
        return (Post("lobby"), Post("desk"), gate)

    assert replace(SITE, posts=posts("night"))
    refusal = refused(lambda: replace(SITE, posts=posts("nite")))
    assert refusal.field == "posts[2].coverage[1].shift"
    assert "day, night" in refusal.hint


def test_a_shift_has_one_number_of_heads_a_weekday() -> None:
    week, weekend = Coverage("day", 2, (0, 1, 2, 3, 4)), Coverage("day", 1, (5, 6))
    assert Post("gate", coverage=(week, weekend, Coverage("night", 1)))
    overlap = Coverage("day", 1, (4, 5, 6))
    assert refused(lambda: Post("gate", coverage=(week, overlap))).field == "coverage[1]"
    assert refused(lambda: Post("gate", coverage=(weekend, Coverage("day", 1)))).field == "coverage[1]"


def test_a_contract_names_shifts_that_there_are() -> None:
    assert replace(SITE, contracts=(replace(GUARD, shifts=("day", "night")),))
    refusal = refused(lambda: replace(SITE, contracts=(replace(GUARD, shifts=("day", "late")),)))
    assert refusal.field == "contracts[0].shifts[1]"


def test_no_contract_is_called_brigade() -> None:
    assert Contract("brigade-2")
    assert refused(lambda: Contract("brigade")).field == "id"


@pytest.mark.parametrize(
    ("reserved", "nearest"), [("fire-watch", "fire-watch-2"), ("crew-elevator", "crew"), ("crew-any", "a-crew-any")]
)
def test_no_post_of_a_site_has_the_name_of_one_that_planning_makes(reserved: str, nearest: str) -> None:
    assert Post(nearest)
    assert refused(lambda: Post(reserved)).field == "id"


def test_a_site_has_no_more_kinds_of_shift_than_a_roster_can_tell_apart() -> None:
    shifts = tuple(ShiftType(f"s{n}", 480, 60) for n in range(MOST_SHIFTS + 1))
    assert Staffing("harbour", shifts=shifts[:MOST_SHIFTS])
    assert refused(lambda: Staffing("harbour", shifts=shifts)).field == "shifts"


@pytest.mark.parametrize("target", list(Every))
def test_no_floor_is_more_often_than_the_target(target: Every) -> None:
    for floor in Every:
        if floor.months >= target.months:
            assert replace(DRILL, every=target, floor_every=floor)
        else:
            assert refused(lambda: replace(DRILL, every=target, floor_every=floor)).field == "floor_every"  # noqa: B023


@pytest.mark.parametrize(("everyone", "allowed"), [("guard", True), ("brigade", True), ("guards", False)])
def test_everyone_means_a_contract_or_the_brigade(everyone: str, allowed: bool) -> None:
    def make() -> Staffing:
        return replace(SITE, obligations=(DRILL, replace(TRAINING, everyone=(everyone,))))

    if allowed:
        assert make()
    else:
        assert refused(make).field == "obligations[1].everyone[0]"


@pytest.mark.parametrize(
    ("code", "allowed"), [("", True), ("CN", True), ("DE-BY", True), ("cn", False), ("China", False), ("DE-", False)]
)
def test_holidays_are_those_of_an_iso_code(code: str, allowed: bool) -> None:
    if allowed:
        assert replace(SITE, holidays=code)
    else:
        assert refused(lambda: replace(SITE, holidays=code)).field == "holidays"


def test_a_qualification_or_trade_is_named_once() -> None:
    assert Post("gate", needs=("first-aid", "gate"))
    assert refused(lambda: Post("gate", needs=("gate", "gate"))).field == "needs[1]"
    assert replace(SITE, fire_watch_trades=("sprinkler", "alarm"))
    assert refused(lambda: replace(SITE, fire_watch_trades=("alarm", "alarm"))).field == "fire_watch_trades[1]"
    assert refused(lambda: Contractor("anan", offers=(Offer("lift", 1), Offer("lift", 2)))).field == "offers[1].trade"


def test_a_contractor_has_prices_and_days_off() -> None:
    closed = Days(date(2027, 2, 5), date(2027, 2, 12))
    anan = Contractor("anan", offers=(Offer("lift", 800),), closed=(closed,))
    assert (anan.price("lift"), anan.price("plumbing")) == (800, None)
    assert [anan.works(date(2027, 2, day)) for day in (4, 5, 12, 13)] == [True, False, False, True]


def test_the_periods_divide_a_year() -> None:
    assert [every.months for every in Every] == [1, 3, 6, 12]


def test_a_contract_counts_each_shift_once_in_the_period_and_once_in_a_month() -> None:
    period, month = ShiftCount("day", 1), ShiftCount("day", 2, monthly=True)
    assert Contract("guard", shift_counts=(period, month))
    assert refused(lambda: Contract("guard", shift_counts=(period, ShiftCount("day")))).field == "shift_counts[1]"


def test_the_most_of_a_shift_is_no_less_than_the_least() -> None:
    assert ShiftCount("day", 2, 2)
    assert refused(lambda: ShiftCount("day", 2, 1)).field == "most"


@pytest.mark.parametrize(
    ("contract", "path"),
    [
        (Contract("guard", shift_counts=(ShiftCount("dawn"),)), "contracts[0].shift_counts[0].shift"),
        (Contract("guard", forbidden=(Succession("day", "dawn"),)), "contracts[0].forbidden[0].then"),
        (Contract("guard", forbidden=(Succession("dawn", "day"),)), "contracts[0].forbidden[0].first"),
    ],
)
def test_a_contract_speaks_only_of_shifts_of_the_site(contract: Contract, path: str) -> None:
    assert replace(SITE, contracts=(Contract("guard", forbidden=(Succession("day", "night"),)),))
    assert refused(lambda: replace(SITE, contracts=(contract,))).field == path


def test_a_control_room_is_for_certified_people() -> None:
    assert Post("desk", needs=("control-room",), control_room=True)
    assert refused(lambda: Post("desk", control_room=True)).field == "needs"


def test_a_severity_has_a_tier_and_a_price_where_it_is_priced_and_nowhere_else() -> None:
    assert Severity("a_rule", Degree.PRICED, Rank.PREFERENCE, 5) and Severity("a_rule", Degree.IGNORED)
    assert refused(lambda: Severity("a_rule", Degree.PRICED, price=5)).field == "tier"
    assert refused(lambda: Severity("a_rule", Degree.IGNORED, Rank.CONTRACT)).field == "tier"
    assert refused(lambda: Severity("a_rule", Degree.FOLLOWED, price=5)).field == "price"
    assert refused(lambda: Severity("A rule")).field == "rule"
    twice = (Severity("a_rule", Degree.IGNORED), Severity("a_rule"))
    assert refused(lambda: replace(SITE, severities=twice)).field == "severities[1].rule"


def test_remote_control_names_a_region() -> None:
    assert replace(SITE, remote_control="CN-GD")
    assert refused(lambda: replace(SITE, remote_control="Guangdong")).field == "remote_control"
