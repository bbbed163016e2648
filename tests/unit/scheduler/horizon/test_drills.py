"""Obligations become gatherings, and people become those who may and who must attend."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.days import Days
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.person import Absence, Brigade, Person, Qualification
from services.scheduler.domain.schedule import Kind
from services.scheduler.horizon.drills import spans
from services.scheduler.planning.coupling import Attendee, Cap
from services.scheduler.planning.dispatch.problem import Dispatch
from services.scheduler.planning.estate import Estate, EstateProblem
from services.scheduler.planning.programme.problem import Programme
from services.scheduler.planning.rule import Tier
from tests.unit.scheduler.horizon.small import DAY, guard, held, horizon, shift, staffing, technician

JANUARY, MARCH, JUNE = date(2027, 1, 1), date(2027, 3, 31), date(2027, 6, 30)
BEFORE = date(2026, 12, 31)
DRILL, TRAINING = ObligationKind.DRILL, ObligationKind.TRAINING


def obligation(**given: Any) -> Obligation:
    plain: dict[str, Any] = {"id": "fire", "kind": DRILL, "every": Every.QUARTER, "everyone": ("guard",)}
    return Obligation(**(plain | given))


def asked(*people: Person, first: date = JANUARY, last: date = MARCH, **given: Any) -> EstateProblem:
    """The drills of a quarter; `of` is what the obligation says, the rest what the horizon has."""
    of = given.pop("of", {})
    site = {"obligations": (obligation(**of),)} | given.pop("site", {})
    plain: dict[str, Any] = {"kinds": (Kind.DRILLS,), "today": BEFORE, "staffing": staffing(**site)}
    return horizon(*(people or (guard(),)), first=first, last=last, **(plain | given)).problem()


def attendee(*people: Person, **given: Any) -> Attendee:
    return asked(*people, **given).attendees[0]


@pytest.mark.parametrize(
    ("every", "first", "last", "names"),
    [
        (Every.MONTH, JANUARY, MARCH, ["2027-01", "2027-02", "2027-03"]),
        (Every.MONTH, date(2027, 1, 31), date(2027, 2, 27), ["2027-01"]),
        (Every.MONTH, date(2027, 2, 1), date(2027, 2, 27), []),
        (Every.QUARTER, JANUARY, MARCH, ["2027-q1"]),
        (Every.QUARTER, JANUARY, date(2027, 3, 30), []),
        (Every.QUARTER, date(2027, 3, 31), date(2027, 7, 1), ["2027-q1", "2027-q2"]),
        (Every.QUARTER, date(2026, 12, 1), MARCH, ["2026-q4", "2027-q1"]),
        (Every.HALF_YEAR, JANUARY, JUNE, ["2027-h1"]),
        (Every.HALF_YEAR, JANUARY, date(2027, 12, 31), ["2027-h1", "2027-h2"]),
        (Every.YEAR, JANUARY, MARCH, []),
        (Every.YEAR, date(2026, 12, 31), MARCH, ["2026"]),
    ],
)
def test_a_period_asks_for_the_calendar_spans_that_end_in_it(
    every: Every, first: date, last: date, names: list[str]
) -> None:
    assert [one.name for one in spans(every, first, last)] == names


def test_a_span_holds_all_its_days_whatever_the_period() -> None:
    (one,) = spans(Every.QUARTER, date(2027, 3, 20), MARCH)
    assert (one.first, one.last) == (JANUARY, MARCH)


def test_each_place_has_its_drill_and_a_site_without_places_has_one() -> None:
    assert [one.key for one in asked(of={"each": ("a", "b")}).gatherings] == [
        "drill/fire/2027-q1/a",
        "drill/fire/2027-q1/b",
    ]
    assert [one.key for one in asked().gatherings] == ["drill/fire/2027-q1/site"]


def test_a_training_has_sittings() -> None:
    gatherings = asked(of={"kind": TRAINING, "every": Every.MONTH, "sittings": 2}).gatherings
    assert [one.key for one in gatherings] == [f"drill/fire/2027-0{month}/{n}" for month in (1, 2, 3) for n in (1, 2)]


def test_a_gathering_is_held_within_its_span_and_its_period() -> None:
    months = asked(first=date(2027, 1, 11), of={"every": Every.MONTH}).gatherings
    assert [(one.days[0], one.days[-1]) for one in months] == [(0, 20), (21, 48), (49, 79)]


def test_what_stands_outside_the_period_is_not_asked_for_again() -> None:
    stands = held("drill/fire/2027-q1/a", date(2027, 1, 5), 10, "ada")
    problem = asked(first=date(2027, 1, 11), of={"each": ("a", "b")}, in_force=(stands,))
    assert [one.place for one in problem.gatherings] == ["b"]
    within = held("drill/fire/2027-q1/a", date(2027, 1, 11), 10, "ada")
    problem = asked(first=date(2027, 1, 11), of={"each": ("a", "b")}, in_force=(within,))
    assert [one.place for one in problem.gatherings] == ["a", "b"]


def test_who_was_at_one_that_stands_need_not_come_again() -> None:
    stands = held("drill/fire/2027-q1/a", date(2027, 1, 5), 10, "ada")
    problem = asked(guard("ada"), guard("ben"), first=date(2027, 1, 11), of={"each": ("a", "b")}, in_force=(stands,))
    assert [(one.person, one.gatherings) for one in problem.duties] == [("ben", ("drill/fire/2027-q1/b",))]


@pytest.mark.parametrize(("today", "again"), [(date(2027, 1, 12), False), (date(2027, 1, 11), True)])
def test_a_drill_that_was_held_is_not_asked_for_a_second_time(today: date, again: bool) -> None:
    """It lies within a period that has begun: it was planned anew, and whoever had been at it was called again."""
    was = held("drill/fire/2027-q1/a", date(2027, 1, 11), 19, "ada")
    of = {"each": ("a", "b"), "night_least": 1}
    problem = asked(guard("ada"), guard("ben"), first=date(2027, 1, 11), of=of, today=today, in_force=(was,))
    assert [one.place for one in problem.gatherings] == (["a", "b"] if again else ["b"])
    assert [one.person for one in problem.duties] == (["ada", "ben"] if again else ["ben"])
    assert problem.night_least == ({"fire": 1} if again else {})


def test_a_drill_that_was_held_stays_in_force_with_the_schedule_that_replaces_its_period() -> None:
    was = held("drill/fire/2027-q1/a", date(2027, 1, 11), 10, "ada")
    site = staffing(obligations=(obligation(each=("a", "b")),))
    given: dict[str, Any] = {"first": date(2027, 1, 11), "last": MARCH, "staffing": site, "in_force": (was,)}

    def drills(today: date, *kinds: Kind) -> list[Assignment]:
        found = horizon(guard(), today=today, kinds=kinds, **given)
        nothing = Estate(programme=Programme(day={}), dispatch=Dispatch(placed=()))
        return found.answer(found.problem(), nothing).assignments()

    assert drills(date(2027, 1, 12), Kind.DRILLS) == [replace(was, schedule="q")]
    assert drills(date(2027, 1, 11), Kind.DRILLS) == []
    assert drills(date(2027, 1, 12), Kind.MAINTENANCE) == []


def test_the_drill_of_another_quarter_fulfils_nothing() -> None:
    stands = held("drill/fire/2026-q4/site", date(2026, 12, 5), 10, "ada")
    problem = asked(in_force=(stands,))
    assert len(problem.gatherings) == len(problem.duties) == 1


def test_days_too_near_to_a_drill_that_stands_are_left_out_unless_there_are_no_others() -> None:
    stands = held("drill/fire/2027-q1/a", date(2027, 1, 9), 10, "ada")
    of = {"each": ("a", "b"), "spacing_days": 5}
    assert asked(first=date(2027, 1, 11), of=of, in_force=(stands,)).gatherings[0].days[0] == 3
    last = asked(first=MARCH, of=of, in_force=(held("drill/fire/2027-q1/a", date(2027, 3, 30), 10, "ada"),))
    assert last.gatherings[0].days == (0,)


@pytest.mark.parametrize(("today", "soonest"), [(BEFORE, 6), (date(2027, 1, 10), 16), (date(2026, 12, 1), 0)])
def test_a_drill_is_announced_in_time(today: date, soonest: int) -> None:
    (one,) = asked(of={"lead_days": 7}, today=today).gatherings
    assert one.days[0] == soonest


def test_blackout_and_holidays_have_no_drills() -> None:
    black = (Days(date(2027, 1, 1), date(2027, 1, 3)), Days(date(2027, 1, 5), date(2027, 1, 5)))
    (one,) = asked(site={"blackout": black, "holidays": "CN"}).gatherings
    assert one.days[:3] == (3, 5, 6)
    assert 37 not in one.days  # 7 February 2027, the second day of the Chinese year


def test_a_drill_that_has_no_day_is_still_asked_for() -> None:
    (one,) = asked(site={"blackout": (Days(JANUARY, MARCH),)}).gatherings
    assert one.days == ()


def test_a_gathering_carries_what_its_obligation_asks() -> None:
    of = {"brigade_least": 5, "leader": "lead", "minutes": 45, "earliest": 600, "latest": 700, "night_least": 1}
    (one,) = asked(guard("ada"), technician("wu"), of=of).gatherings
    assert (one.brigade_least, one.leader, one.minutes, one.earliest, one.latest) == (5, "lead", 45, 600, 700)
    assert one.night_counts
    assert one.everyone == {"ada"}


@pytest.mark.parametrize(
    ("of", "tier"),
    [
        ({"floor_every": Every.QUARTER}, Tier.LEGAL),
        ({"floor_every": Every.YEAR}, Tier.CONTRACT),
        ({"floor_every": Every.QUARTER, "each": ("a",)}, Tier.LEGAL),
        ({"floor_every": Every.QUARTER, "each": ("a", "b")}, Tier.CONTRACT),
        ({}, Tier.CONTRACT),
    ],
)
def test_missing_a_drill_breaks_law_only_where_it_is_the_law_s_own(of: dict[str, Any], tier: Tier) -> None:
    assert asked(of=of).gatherings[0].tier is tier


def test_guards_and_the_brigade_have_their_duty_and_nobody_else() -> None:
    people = (
        guard("ada"),
        guard("ben", contract="other"),
        technician("cy", brigade=Brigade.MEMBER),
        technician("di", brigade=Brigade.LEADER),
        technician("eve"),
        guard("far", sites=("t",)),
    )
    problem = asked(*people, of={"everyone": ("guard", "brigade")})
    assert [one.person for one in problem.duties] == ["ada", "cy", "di"]
    assert [one.person for one in asked(*people).duties] == ["ada"]
    assert [one.id for one in problem.attendees] == ["ada", "ben", "cy", "di", "eve"]
    assert [one.brigade for one in problem.attendees] == [False, False, True, True, False]


def test_a_duty_is_fulfilled_by_any_gathering_of_its_span() -> None:
    problem = asked(of={"kind": TRAINING, "every": Every.MONTH, "sittings": 2})
    assert [one.gatherings for one in problem.duties] == [
        (f"drill/fire/2027-0{month}/1", f"drill/fire/2027-0{month}/2") for month in (1, 2, 3)
    ]


def test_nights_are_counted_over_the_year() -> None:
    first = held("drill/fire/2027-q1/site", date(2027, 2, 1), 19, "ada")
    second: dict[str, Any] = {"first": date(2027, 4, 1), "last": JUNE, "of": {"night_least": 2, "each": ("a", "b")}}
    assert asked(**second).night_least == {"fire": 2}
    assert asked(**second, in_force=(first,)).night_least == {"fire": 1}
    by_day = held("drill/fire/2027-q1/site", date(2027, 2, 1), 17, "ada")
    assert asked(**second, in_force=(by_day,)).night_least == {"fire": 2}
    last_year = held("drill/fire/2026-q4/site", date(2026, 12, 1), 19, "ada")
    assert asked(**second, in_force=(last_year,)).night_least == {"fire": 2}
    planned_anew = held("drill/fire/2027-q2/a", date(2027, 5, 1), 19, "ada")
    assert asked(**second, in_force=(planned_anew,)).night_least == {"fire": 2}


def test_no_more_nights_are_asked_for_than_there_are_drills() -> None:
    assert asked(of={"night_least": 3}).night_least == {"fire": 1}
    assert asked(of={"night_least": 3, "each": ("a", "b")}).night_least == {"fire": 2}


def test_only_drills_keep_their_distance() -> None:
    assert asked(of={"spacing_days": 3}).spacing == {"fire": 3}
    assert asked(of={"spacing_days": 3, "kind": TRAINING}).spacing == {}


def test_weekly_and_monthly_caps_leave_what_was_not_worked_before() -> None:
    """From Wednesday 13 January: two shifts of the same week and three more of the month are in force."""
    first = date(2027, 1, 13)
    days = (4, 5, 6, 11, 12)
    in_force = tuple(shift("ada", date(2027, 1, day)) for day in days)
    caps = attendee(guard(), first=first, last=date(2027, 2, 2), in_force=in_force, of={"every": Every.MONTH}).caps
    week = Contract("guard").week_limit
    assert caps[:4] == (
        Cap(first=0, last=4, most=week - 2 * 480),
        Cap(first=5, last=11, most=week),
        Cap(first=12, last=18, most=week),
        Cap(first=19, last=20, most=week),
    )
    # January is known from the 4th on: 20 paid days and 36 hours of overtime, less five shifts.
    assert caps[4] == Cap(first=0, last=18, most=20 * 480 + 2160 - 5 * 480)
    assert caps[5] == Cap(first=19, last=20, most=2 * 480 + 2160)
    assert len(caps) == 6


def test_caps_hold_on_a_roster_that_is_planned_and_on_one_that_is_given() -> None:
    assert attendee(guard()).caps == attendee(guard(), kinds=(Kind.ROSTER, Kind.DRILLS)).caps != ()
    assert attendee(technician()).caps == ()


def test_averaged_weeks_are_capped_together() -> None:
    averaged = Contract("guard", averaging_weeks=4)
    # Four weeks counted on from 2001 begin on 25 January 2027.
    four: dict[str, Any] = {"first": date(2027, 1, 25), "last": date(2027, 2, 21), "of": {"every": Every.MONTH}}
    caps = attendee(guard(), **four).caps
    assert caps[0] == Cap(first=0, last=6, most=averaged.week_limit)
    site = {"contracts": (averaged,)}
    caps = attendee(guard(), **four, site=site).caps
    assert caps[0] == Cap(first=0, last=27, most=4 * averaged.week_limit)


def test_leave_and_days_at_another_site_are_days_away() -> None:
    ada = guard(absences=(Absence(JANUARY + DAY, JANUARY + 2 * DAY),))
    elsewhere = (shift("ada", JANUARY + 9 * DAY, "night"), shift("ada", JANUARY + 20 * DAY, "day"))
    assert attendee(ada, elsewhere=elsewhere).away == {1, 2, 9, 10, 20}


def test_a_certificate_that_ends_within_the_period_is_not_counted_on() -> None:
    whole, part = Qualification("lead", MARCH), Qualification("first-aid", MARCH - DAY)
    assert attendee(guard(qualifications=(whole, part))).holds == {"lead"}


def test_rest_is_the_contract_s() -> None:
    assert attendee(guard(), site={"contracts": (Contract("guard", rest_minutes=600),)}).rest_minutes == 600
    assert attendee(technician()).rest_minutes == 660


def test_shifts_next_to_the_period_bind_at_its_edges() -> None:
    in_force = (
        shift("ada", BEFORE - DAY, "day"),
        shift("ada", BEFORE, "night"),
        shift("ada", MARCH + DAY, "evening"),
        shift("ada", MARCH + 2 * DAY, "day"),
    )
    one = attendee(guard(), in_force=in_force)
    assert one.before == (-60, 420)
    assert one.after == (90 * 1440 + 900, 90 * 1440 + 1380)
    assert (attendee(guard()).before, attendee(guard()).after) == (None, None)


def test_fixed_hours_go_on_beyond_the_period_unless_the_day_is_free() -> None:
    wu = attendee(technician())
    assert wu.before == (480 - 1440, 960 - 1440)
    assert wu.after == (90 * 1440 + 480, 90 * 1440 + 960)
    assert attendee(technician(absences=(Absence(BEFORE, BEFORE),))).before is None
    assert attendee(technician(), first=date(2027, 1, 4)).before is None  # a Sunday


def test_a_roster_keeps_room_for_what_its_people_have_to_attend() -> None:
    """The longest that may fall on one of its days, for each duty; nothing for who has none."""
    of = {"kind": TRAINING, "every": Every.MONTH, "sittings": 2, "minutes": 75, "everyone": ("guard",)}
    site = {"contracts": (Contract("guard"), Contract("other"))}
    people = guard("ada"), guard("ben", contract="other")
    both = (Kind.ROSTER, Kind.DRILLS)
    roster = asked(*people, last=date(2027, 2, 28), kinds=both, of=of, site=site).roster
    assert roster is not None
    assert [one.reserved for one in roster.people] == [((0, 30, 75), (31, 58, 75)), ()]
    alone = asked(*people, last=date(2027, 2, 28), kinds=(Kind.ROSTER,), of=of, site=site).roster
    assert alone is not None
    assert [one.reserved for one in alone.people] == [(), ()]


def test_a_schedule_without_drills_asks_nobody() -> None:
    problem = asked(kinds=(Kind.ROSTER, Kind.MAINTENANCE))
    assert (problem.gatherings, problem.duties, problem.attendees) == ((), (), ())
