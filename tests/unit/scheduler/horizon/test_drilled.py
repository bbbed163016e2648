"""What is announced stays, what fell short is made up for, and head office's window leaves the day to the site."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.days import Days
from services.scheduler.domain.drill_report import DrillReport
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.person import Absence, Person
from services.scheduler.domain.schedule import Kind
from services.scheduler.horizon.notice import told_too_late
from services.scheduler.planning.dispatch.problem import Dispatch
from services.scheduler.planning.estate import Estate, EstateProblem, solve
from services.scheduler.planning.programme.problem import Programme
from services.scheduler.planning.search import Effort
from tests.unit.scheduler.horizon.small import DAY, ZONE, guard, held, horizon, shift, staffing

JANUARY, MARCH = date(2027, 1, 1), date(2027, 3, 31)
TODAY = date(2027, 2, 1)
DRILL = ObligationKind.DRILL


def obligation(**given: Any) -> Obligation:
    plain: dict[str, Any] = {"id": "fire", "kind": DRILL, "every": Every.QUARTER, "everyone": ("guard",)}
    return Obligation(**(plain | given))


def reported(one: Assignment, *attended: str, **given: Any) -> DrillReport:
    assert one.start is not None
    missing = tuple(person for person in one.people if person not in attended)
    plain: dict[str, Any] = {"held": one.start, "attended": attended, "missing": missing}
    return DrillReport(id=one.id, obligation=one.obligation, place=one.place, **(plain | given))


def asked(*people: Person, of: dict[str, Any] | None = None, **given: Any) -> EstateProblem:
    """The drills of the first quarter, planned anew on the first of February."""
    plain: dict[str, Any] = {"first": JANUARY, "last": MARCH, "kinds": (Kind.DRILLS,), "today": TODAY}
    site = staffing(obligations=(obligation(**(of or {})),))
    return horizon(*(people or (guard(),)), **(plain | {"staffing": site} | given)).problem()


@pytest.mark.parametrize(("day", "pinned"), [(date(2027, 2, 7), True), (date(2027, 2, 8), False)])
def test_a_drill_nearer_than_its_lead_time_keeps_its_day_and_start(day: date, pinned: bool) -> None:
    near = held("drill/fire/2027-q1/site", day, 10, "ada")
    problem = asked(of={"lead_days": 7}, in_force=(near,))
    (one,) = problem.gatherings
    assert problem.pinned == ({one.key: (37, 600)} if pinned else {})
    assert one.days == ((37,) if pinned else tuple(range(38, 90)))


def test_an_announced_drill_stays_where_a_blackout_is_declared_later() -> None:
    near = held("drill/fire/2027-q1/site", date(2027, 2, 7), 10, "ada")
    site = staffing(obligations=(obligation(lead_days=7),), blackout=(Days(TODAY, MARCH),))
    problem = asked(in_force=(near,), staffing=site)
    assert problem.gatherings[0].days == (37,)


def test_a_drill_of_a_quarter_that_ends_later_stays_though_february_is_planned_anew() -> None:
    """It was dropped, and nobody planned it again where March was published already."""
    mine = held("drill/fire/2027-q1/site", date(2027, 2, 20), 10, "ada")
    february = {"first": TODAY, "last": date(2027, 2, 28), "staffing": staffing(obligations=(obligation(),))}
    found = horizon(guard(), kinds=(Kind.DRILLS,), today=TODAY, in_force=(mine,), **february)
    assert found.problem().gatherings == ()
    nothing = Estate(programme=Programme(day={}), dispatch=Dispatch(placed=()))
    assert found.answer(found.problem(), nothing).assignments() == [replace(mine, schedule="q")]


WAS = held("drill/fire/2027-q1/site", date(2027, 1, 20), 10, "ada", "ben")
ADA, BEN = guard("ada"), guard("ben")


def test_a_drill_that_was_reported_in_full_is_not_asked_for_again() -> None:
    problem = asked(ADA, BEN, in_force=(WAS,), reports=(reported(WAS, "ada", "ben"),))
    assert (problem.gatherings, problem.duties) == ((), ())


def test_who_was_expected_and_did_not_come_has_a_make_up_drill_within_the_quarter() -> None:
    of = {"brigade_least": 5}
    problem = asked(ADA, BEN, of=of, in_force=(WAS,), reports=(reported(WAS, "ada"),))
    (one,) = problem.gatherings
    assert (one.key, one.place, one.brigade_least) == ("drill/fire/2027-q1/site+1", "site", 0)
    assert (one.days[0], one.days[-1]) == (31, 89)
    assert [(duty.person, duty.gatherings) for duty in problem.duties] == [("ben", (one.key,))]


def test_who_was_missed_goes_to_another_place_s_drill_where_one_is_still_to_be_held() -> None:
    first = held("drill/fire/2027-q1/a", date(2027, 1, 20), 10, "ada", "ben")
    problem = asked(ADA, BEN, of={"each": ("a", "b")}, in_force=(first,), reports=(reported(first, "ada"),))
    assert [one.key for one in problem.gatherings] == ["drill/fire/2027-q1/b"]
    assert [one.person for one in problem.duties] == ["ben"]


def test_nobody_is_called_to_a_make_up_she_cannot_come_to() -> None:
    away = guard("ben", absences=(Absence(TODAY, MARCH),))
    back = guard("ben", absences=(Absence(TODAY, MARCH - DAY),))
    reports = (reported(WAS, "ada"),)
    assert asked(ADA, away, in_force=(WAS,), reports=reports).gatherings == ()
    assert len(asked(ADA, back, in_force=(WAS,), reports=reports).gatherings) == 1


@pytest.mark.parametrize(("brigade", "led", "again"), [(5, True, False), (4, True, True), (5, False, True)])
def test_a_drill_without_its_brigade_or_its_leader_is_held_again_with_them(
    brigade: int, led: bool, again: bool
) -> None:
    report = reported(WAS, "ada", "ben", brigade=brigade, brigade_least=5, led=led)
    problem = asked(ADA, BEN, of={"brigade_least": 5}, in_force=(WAS,), reports=(report,))
    assert [(one.key, one.brigade_least) for one in problem.gatherings] == (
        [("drill/fire/2027-q1/site+1", 5)] if again else []
    )
    assert problem.duties == (), "both were at one"


def test_a_make_up_that_fell_short_has_another() -> None:
    second = held("drill/fire/2027-q1/site+1", date(2027, 1, 28), 10, "ben")
    reports = (reported(WAS, "ada"), reported(second, "ada"))
    assert [one.key for one in asked(ADA, BEN, in_force=(WAS, second), reports=reports).gatherings] == [
        "drill/fire/2027-q1/site+2"
    ]
    coming = held("drill/fire/2027-q1/site+1", date(2027, 4, 1), 10, "ben")
    assert asked(ADA, BEN, in_force=(WAS, coming), reports=reports[:1]).gatherings == ()


def test_a_night_counts_as_it_was_held_and_not_as_it_was_planned() -> None:
    def nights(report: DrillReport) -> dict[str, int]:
        of = {"night_least": 1, "each": ("a", "b")}
        return dict(asked(ADA, of=of, in_force=(WAS_A,), reports=(report,)).night_least)

    WAS_A = held("drill/fire/2027-q1/a", date(2027, 1, 20), 10, "ada")
    at_six = datetime.combine(WAS_A.day, time(18), ZONE).astimezone(UTC)
    assert nights(reported(WAS_A, "ada", held=at_six)) == {}
    assert nights(reported(WAS_A, "ada", held=at_six.replace(minute=0, hour=at_six.hour - 1))) == {"fire": 1}


@pytest.mark.parametrize(
    ("of", "days"),
    [
        ({}, (31, 89)),
        ({"windows": (Days(date(2027, 3, 1), date(2027, 3, 15)),)}, (59, 73)),
        ({"windows": (Days(date(2027, 4, 1), date(2027, 4, 15)),)}, (31, 89)),
        ({"windows": (Days(date(2027, 3, 1), date(2027, 3, 15)),), "chosen": (date(2027, 3, 12),)}, (70, 70)),
        ({"chosen": (date(2027, 3, 12), date(2027, 6, 1))}, (70, 70)),
        ({"chosen": (date(2027, 6, 1),)}, (31, 89)),
    ],
)
def test_head_office_sets_the_window_and_the_site_the_day(of: dict[str, Any], days: tuple[int, int]) -> None:
    (one,) = asked(of=of).gatherings
    assert (one.days[0], one.days[-1]) == days


def test_what_was_attended_counts_in_the_hours_of_its_week_and_month_unless_it_lay_within_a_shift() -> None:
    """From Wednesday 10 February on: a drill on Monday, and one that was held within a shift the week before."""
    first, of = date(2027, 2, 10), {"every": Every.MONTH, "minutes": 60}

    def caps(*in_force: Assignment, reports: tuple[DrillReport, ...] = ()) -> list[int]:
        given: dict[str, Any] = {"first": first, "last": date(2027, 2, 28), "today": first, "in_force": in_force}
        return [cap.most for cap in asked(ADA, of=of, reports=reports, **given).attendees[0].caps]

    monday = held("drill/fire/2027-02/site", date(2027, 2, 8), 10, "ada")
    within = held("drill/fire/2027-02/site", date(2027, 2, 3), 10, "ada")
    shifts = shift("ada", date(2027, 2, 3)), shift("ada", date(2027, 2, 8), "night")
    without = caps(*shifts)
    week, *others, month = without
    assert caps(*shifts, monday) == [week - 60, *others, month - 60]
    assert caps(*shifts, within) == without
    # Who was planned and did not come has not worked; who came in her place has.
    assert caps(*shifts, monday, reports=(reported(monday, "ben"),)) == without
    absent = replace(monday, people=("ben",))
    assert caps(*shifts, absent, reports=(reported(absent, "ada"),)) == [week - 60, *others, month - 60]


@pytest.mark.parametrize("kinds", [(Kind.ROSTER,), (Kind.ROSTER, Kind.DRILLS)])
def test_a_roster_leaves_room_for_the_drills_that_stay(kinds: tuple[Kind, ...]) -> None:
    stays = held("drill/fire/2027-q1/site", date(2027, 4, 2), 10, "ada")
    first = date(2027, 4, 5)
    found = asked(ADA, first=first, last=date(2027, 4, 30), today=first, in_force=(stays,), kinds=kinds).roster
    assert found is not None
    assert found.people[0].reserved == ((-3, -3, 60),)


@pytest.mark.parametrize(
    ("pack", "kind", "lead_days", "first"),
    [("cn", DRILL, 0, 38), ("cn", DRILL, 10, 41), ("", DRILL, 0, 31), ("cn", ObligationKind.TRAINING, 0, 31)],
)
def test_a_drill_is_announced_as_early_as_the_pack_of_the_site_asks(
    pack: str, kind: ObligationKind, lead_days: int, first: int
) -> None:
    site = staffing(obligations=(obligation(kind=kind, lead_days=lead_days),), pack=pack)
    assert asked(staffing=site).gatherings[0].days[0] == first


@pytest.mark.parametrize(
    ("was", "will", "late"),
    [
        (None, 7, False),
        (None, 6, True),
        (6, 20, True),
        (7, 20, False),
        (6, 6, False),
        (6, None, False),
    ],
)
def test_a_draft_that_has_lain_moves_no_drill_within_its_lead_time(
    was: int | None, will: int | None, late: bool
) -> None:
    """Ten in the morning of the first of February, eight days of notice: the eighth at ten is as near as it gets."""
    site = staffing(obligations=(obligation(lead_days=8),))
    now = datetime.combine(TODAY, time(10), ZONE)
    key = "drill/fire/2027-q1/site"
    before, after = (held(key, TODAY + days * DAY) if days is not None else None for days in (was, will))
    assert list(told_too_late(site, [(before, after)], now)) == ([after] if late else [])


def test_without_a_lead_time_a_drill_may_be_moved_at_any_time() -> None:
    change = held("drill/fire/2027-q1/site", TODAY), held("drill/fire/2027-q1/site", TODAY + DAY)
    assert list(told_too_late(staffing(obligations=(obligation(),)), [change], datetime(2027, 2, 1, tzinfo=UTC))) == []


def test_a_make_up_is_planned_for_who_was_missed_with_the_next_scenario() -> None:
    site = staffing(obligations=(obligation(scenarios=("flood", "typhoon", "smoke"), lead_days=7, leader="lead"),))
    was = replace(WAS, scenario="flood")
    given: dict[str, Any] = {
        "staffing": site,
        "in_force": (was,),
        "reports": (reported(was, "ada", scenario="typhoon"),),
    }
    lead = guard("cy", "lead", contract="other")
    found = horizon(ADA, BEN, lead, first=JANUARY, last=MARCH, kinds=(Kind.DRILLS,), today=TODAY, **given)
    problem = found.problem()
    planned = found.answer(problem, solve(problem, Effort(seconds=2, steps=20)).answer).assignments()
    again, kept = sorted(planned, key=lambda one: one.id, reverse=True)
    assert kept == replace(was, schedule="q")
    assert (again.id, again.place, again.scenario) == ("drill/fire/2027-q1/site+1", "site", "smoke")
    assert (again.people, again.leader, again.day >= TODAY + 7 * DAY) == (("ben", "cy"), "cy", True)
    assert again.display_name == "fire site, made up for: smoke"


def test_an_announced_drill_is_planned_on_its_day_and_start_with_its_scenario() -> None:
    site = staffing(obligations=(obligation(scenarios=("flood", "typhoon"), lead_days=7),))
    near = replace(held("drill/fire/2027-q1/site", date(2027, 2, 6), 14, "ada"), scenario="typhoon")
    given: dict[str, Any] = {"staffing": site, "in_force": (near,), "first": JANUARY, "last": MARCH, "today": TODAY}
    found = horizon(ADA, BEN, kinds=(Kind.DRILLS,), **given)
    problem = found.problem()
    (one,) = found.answer(problem, solve(problem, Effort(seconds=2, steps=20)).answer).assignments()
    assert (one.day, one.start, one.scenario, one.people) == (near.day, near.start, "typhoon", ("ada", "ben"))


@pytest.mark.parametrize(("day", "free"), [(date(2027, 2, 7), True), (date(2027, 2, 8), False)])
def test_a_roster_leaves_free_who_was_told_of_an_announced_drill(day: date, free: bool) -> None:
    near = held("drill/fire/2027-q1/site", day, 10, "ada")
    roster = asked(ADA, BEN, of={"lead_days": 7}, in_force=(near,), kinds=(Kind.ROSTER, Kind.DRILLS)).roster
    assert roster is not None
    ada, ben = (one.allowed[(day - JANUARY).days] for one in roster.people)
    assert ben == (True, True, True)
    assert ada == (not free, True, True)
