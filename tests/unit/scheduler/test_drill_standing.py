"""The board: four states for each place and team, the policy's target beside the law's floor."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.runtime.errors import Invalid
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.days import Days
from services.scheduler.domain.drill_report import DrillReport, Finding
from services.scheduler.domain.drill_standing import Board, Standing, StandingState
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.person import Absence, Brigade, Person
from services.scheduler.domain.span import span_of, touching

DAY = timedelta(days=1)
FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)
TODAY = date(2027, 2, 1)
FIRE = Obligation(
    "fire", ObligationKind.DRILL, Every.QUARTER, each=("a",), floor_every=Every.YEAR, everyone=("guard", "brigade")
)
PEOPLE = (
    Person(id="ada", display_name="Ada", contract="guard", brigade=Brigade.MEMBER),
    Person(id="ben", display_name="Ben", contract="guard"),
)
NOT, SCHEDULED, COMPLETED, OUT = StandingState


def drill(day: date, *people: str, key: str = "drill/fire/2027-q1/a") -> Assignment:
    return Assignment(
        id=key,
        kind=AssignmentKind.DRILL,
        display_name="Fire",
        day=day,
        latest=day,
        people=people,
        obligation="fire",
        place="a",
    )


def report(one: Assignment, *attended: str, **given: Any) -> DrillReport:
    held = datetime(one.day.year, one.day.month, one.day.day, 2, tzinfo=UTC)
    return DrillReport(id=one.id, obligation="fire", place="a", held=held, attended=attended, **given)


def board(*drills: Assignment, reports: tuple[DrillReport, ...] = (), **given: Any) -> dict[str, Standing]:
    plain: dict[str, Any] = {"today": TODAY, "people": PEOPLE}
    found = Board(drills=drills, reports={one.id: one for one in reports}, **(plain | given))
    return {one.place or one.team: one for one in found.standings([FIRE], FIRST, LAST)}


HELD, COMING = drill(TODAY - DAY, "ada", "ben"), drill(TODAY, "ada")


def test_nothing_is_scheduled_while_there_is_time_and_out_of_compliance_the_day_after() -> None:
    assert [one.target for one in board(today=LAST).values()] == [NOT, NOT, NOT]
    late = board(today=LAST + DAY)
    assert [one.target for one in late.values()] == [OUT, OUT, OUT]
    # The year that the law gives is not over.
    assert {one.floor for one in late.values()} == {NOT}
    assert {one.floor for one in board(today=date(2028, 1, 1)).values()} == {OUT}


def test_a_place_is_scheduled_until_its_drill_is_reported_and_not_once_the_span_is_over() -> None:
    assert board(HELD)["a"].target is SCHEDULED
    assert board(HELD, today=LAST)["a"].target is SCHEDULED
    assert board(HELD, today=LAST + DAY)["a"].target is OUT
    done = board(HELD, reports=(report(HELD, "ada"),), today=LAST + DAY)["a"]
    assert (done.target, done.floor, done.decides) == (COMPLETED, COMPLETED, HELD)


def test_a_drill_that_fell_short_of_its_brigade_does_not_complete_its_place() -> None:
    enough = report(HELD, "ada", brigade=1, brigade_least=1)
    short = report(HELD, "ada", brigade=0, brigade_least=1)
    assert board(HELD, reports=(enough,))["a"].target is COMPLETED
    assert board(HELD, reports=(short,))["a"].target is NOT
    again = drill(LAST, "ada", key="drill/fire/2027-q1/a+1")
    found = board(HELD, again, reports=(short,))["a"]
    assert (found.target, found.decides) == (SCHEDULED, again)


def test_a_team_is_completed_when_all_of_it_were_at_one() -> None:
    both = board(HELD, reports=(report(HELD, "ada", "ben"),))
    assert (both["guard"].target, both["guard"].lacking, both["guard"].members) == (COMPLETED, (), 2)
    one = board(HELD, reports=(report(HELD, "ada"),))
    assert (one["guard"].target, one["guard"].lacking) == (NOT, ("ben",))
    assert one["brigade"].target is COMPLETED
    late = board(HELD, reports=(report(HELD, "ada"),), today=LAST + DAY)
    assert (late["guard"].target, late["guard"].lacking) == (OUT, ("ben",))


def test_a_team_is_scheduled_when_all_who_lack_one_are_planned_for_one() -> None:
    assert (board(COMING)["guard"].target, board(COMING)["guard"].lacking) == (NOT, ("ben",))
    again = drill(LAST, "ben", key="drill/fire/2027-q1/a+1")
    assert board(HELD, again, reports=(report(HELD, "ada"),))["guard"].target is SCHEDULED


def test_nobody_waits_for_who_is_on_leave_all_quarter() -> None:
    def with_ben(last: date) -> dict[str, Standing]:
        ben = Person(id="ben", display_name="Ben", contract="guard", absences=(Absence(FIRST, last),))
        return board(HELD, people=(PEOPLE[0], ben), reports=(report(HELD, "ada"),))

    assert with_ben(LAST)["guard"].target is COMPLETED
    assert with_ben(LAST - DAY)["guard"].lacking == ("ben",)


def test_an_obligation_without_a_floor_shows_none() -> None:
    plain = Obligation("fire", ObligationKind.DRILL, Every.QUARTER)
    (one,) = Board(today=TODAY, people=(), drills=(), reports={}).standings([plain], FIRST, LAST)
    assert (one.place, one.floor, one.target) == ("site", None, NOT)


def test_every_span_that_is_touched_has_its_lines() -> None:
    assert [one.name for one in touching(Every.QUARTER, date(2027, 3, 31), date(2027, 4, 1))] == ["2027-q1", "2027-q2"]
    assert [one.name for one in touching(Every.YEAR, date(2027, 3, 31), date(2027, 4, 1))] == ["2027"]
    assert span_of(Every.HALF_YEAR, date(2027, 7, 1)).first == date(2027, 7, 1)


def test_a_finding_has_the_same_order_each_time_and_another_at_another_drill() -> None:
    one = Finding(text="x" * 199, owner="ben", due=LAST)
    assert one.order_id("k") == Finding(text=f" {one.text}", owner="ada", due=FIRST).order_id("k")
    assert one.order_id("k") != one.order_id("other")


@pytest.mark.parametrize("given", [{"text": " "}, {"text": "x" * 201}, {"owner": "Ben Li"}])
def test_a_finding_that_says_nothing_or_is_nobody_s_is_refused(given: dict[str, str]) -> None:
    plain: dict[str, Any] = {"text": "x", "owner": "ben", "due": LAST}
    with pytest.raises(Invalid):
        Finding(**(plain | given))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"residents": 100_001}, "resident_count"),
        ({"residents": -1}, "resident_count"),
        ({"evacuated": 1441}, "evacuation_minutes"),
        ({"attended": ()}, "attended"),
        ({"attended": ("ada", "ada")}, "attended[1]"),
        ({"notes": "x" * 2001}, "notes"),
        ({"held": datetime(2027, 1, 1)}, "held_time"),  # noqa: DTZ001 the zone is what is missing
        (
            {"findings": (Finding(text="x", owner="a", due=LAST), Finding(text=" x", owner="b", due=LAST))},
            "findings[1].text",
        ),
    ],
)
def test_a_report_that_cannot_be_is_refused_with_its_field(given: dict[str, Any], field: str) -> None:
    plain: dict[str, Any] = {"id": "k", "obligation": "fire", "place": "a", "attended": ("ada",)}
    plain |= {"held": datetime(2027, 1, 1, tzinfo=UTC), "residents": 100_000, "evacuated": 1440, "notes": "x" * 2000}
    DrillReport(**plain)
    with pytest.raises(Invalid) as refusal:
        DrillReport(**(plain | given))
    assert refusal.value.field == field


@pytest.mark.parametrize(("day", "fits"), [(date(2027, 3, 15), True), (date(2027, 3, 16), False)])
def test_the_site_chooses_a_day_within_head_office_s_window(day: date, fits: bool) -> None:
    given: dict[str, Any] = {"windows": (Days(date(2027, 3, 1), date(2027, 3, 15)),), "chosen": (day,)}
    if fits:
        assert Obligation("fire", ObligationKind.DRILL, Every.QUARTER, **given).chosen == (day,)
        return
    with pytest.raises(Invalid) as refusal:
        Obligation("fire", ObligationKind.DRILL, Every.QUARTER, **given)
    assert refusal.value.field == "chosen_dates[0]"
