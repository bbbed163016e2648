"""What was planned becomes assignments with stable keys, counts and named shortfalls."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.person import Absence, Person
from services.scheduler.domain.schedule import Kind, Relaxation
from services.scheduler.domain.shift import Coverage, Post
from services.scheduler.horizon.answer import MOST_SHORTFALLS, Answer
from services.scheduler.planning import estate as planning
from services.scheduler.planning.dispatch.problem import Dispatch, Placed
from services.scheduler.planning.drills.problem import Drills, Held
from services.scheduler.planning.estate import Estate
from services.scheduler.planning.programme import relax
from services.scheduler.planning.programme.ledger import Ledger
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.rule import Broken, Tier
from services.scheduler.planning.search import Effort
from tests.unit.scheduler.horizon.small import (
    BERLIN,
    DAY,
    MONDAY,
    SUNDAY,
    guard,
    horizon,
    staffing,
    technician,
    to_pb,
    visit,
)

PUMP = visit("pump", MONDAY + 6 * DAY, includes=["sites/s/maintenancePlans/big/occurrences/2027-01-17"], place="cellar")
KEY = PUMP.name
FIRE = Obligation("fire", ObligationKind.DRILL, Every.MONTH, display_name="Fire drill", scenarios=("smoke", "flat"))
TALK = Obligation("talk", ObligationKind.TRAINING, Every.MONTH, sittings=2, scenarios=("a film",))
MONTH: dict[str, Any] = {"first": date(2027, 1, 1), "last": date(2027, 1, 31)}


def answer(
    *people: Person,
    days: dict[str, int] | None = None,
    placed: tuple[Placed, ...] = (),
    held: tuple[Held, ...] = (),
    cells: list[list[int]] | None = None,
    left: dict[str, str] | None = None,
    **given: Any,
) -> Answer:
    """An estate written down by hand: days of visits, placed jobs, held drills, the roster's codes."""
    asked = horizon(*people, **given)
    problem = asked.problem()
    programme = Programme(day=days or {}, left=left or {})
    roster = None
    if problem.roster is not None:
        rows = cells or [[0] * problem.roster.days for _ in problem.roster.people]
        roster = to_posts(planning.roster_asked(problem, programme), rows)
    estate = Estate(programme=programme, dispatch=Dispatch(placed=placed), roster=roster, drills=Drills(held=held))
    return asked.answer(problem, estate)


def only(found: Answer) -> Assignment:
    (one,) = found.assignments()
    return one


def test_a_job_without_minutes_has_a_day_and_a_trade() -> None:
    one = only(answer(technician(), due=[PUMP], days={KEY: 9}))
    assert (one.id, one.kind, one.work) == ("job/pump/2027-01-17", AssignmentKind.JOB, KEY)
    assert (one.day, one.latest, one.trade) == (MONDAY + 9 * DAY, MONDAY + 6 * DAY, "plumbing")
    assert (one.start, one.end, one.people) == (None, None, ())
    assert (one.asset, one.place, one.includes) == (PUMP.asset, "cellar", tuple(PUMP.includes))
    assert one.schedule == "q"


def test_a_job_with_minutes_has_instants_and_people() -> None:
    placed = Placed(key=KEY, day=1, start=540, end=600, people=("wu", "li"))
    one = only(answer(technician(), due=[PUMP], days={KEY: 1}, placed=(placed,)))
    assert one.start == datetime(2027, 1, 12, 1, tzinfo=UTC)
    assert one.end == datetime(2027, 1, 12, 2, tzinfo=UTC)
    assert one.people == ("li", "wu")


def test_what_has_no_day_is_no_assignment() -> None:
    assert answer(technician(), due=[PUMP]).assignments() == []


def test_a_contractor_s_job_names_it() -> None:
    site = staffing(contractors=(Contractor("c", offers=(Offer("plumbing", 5),)),))
    one = only(answer(staffing=site, due=[PUMP], days={KEY: 1}))
    assert (one.contractor, one.people) == ("c", ())


def chain(*days: int, law: bool = True) -> dict[str, Any]:
    """Visits of a chain of at most fifteen days, last held ten days before the period, planned on `days`."""
    given = {"chain": "c", "gap_min_days": 1, "gap_max_days": 15, "last_date": to_pb(MONDAY - 10 * DAY), "law": law}
    due = [visit("pump", MONDAY + n * DAY, sequence=n + 1, **given) for n in range(len(days))]
    return {"due": due, "days": {one.name: day for one, day in zip(due, days, strict=True) if day >= 0}}


def test_the_last_day_of_a_chain_counts_from_the_visit_before_as_planned() -> None:
    found = answer(technician(), **chain(2, 9)).assignments()
    assert [one.latest for one in found] == [MONDAY + 5 * DAY, MONDAY + 17 * DAY]
    earlier = answer(technician(), **chain(0, 9)).assignments()
    assert [one.latest for one in earlier] == [MONDAY + 5 * DAY, MONDAY + 15 * DAY]


def test_after_a_visit_without_a_day_the_chain_counts_from_the_one_before_it() -> None:
    found = answer(technician(), **chain(2, -1, 9)).assignments()
    assert [one.latest for one in found] == [MONDAY + 5 * DAY, MONDAY + 17 * DAY]


def test_a_shift_has_a_person_a_day_a_kind_and_a_post() -> None:
    row = [0] * 14
    row[1], row[3] = 3, 2
    posted, free = answer(guard(), cells=[row]).assignments()
    assert (posted.id, posted.kind) == ("shift/ada/2027-01-12/night/gate", AssignmentKind.SHIFT)
    assert (posted.post, posted.shift, posted.people, posted.day, posted.latest) == (
        "gate",
        "night",
        ("ada",),
        MONDAY + DAY,
        MONDAY + DAY,
    )
    # From eleven in the evening to seven, Shanghai time.
    assert posted.start == datetime(2027, 1, 12, 15, tzinfo=UTC)
    assert posted.end == datetime(2027, 1, 12, 23, tzinfo=UTC)
    assert (free.id, free.post, free.display_name) == ("shift/ada/2027-01-14/evening/-", "", "on duty, evening")


def test_shifts_are_named_after_their_post() -> None:
    row = [1, *[0] * 13]
    named = staffing(posts=(Post("gate", display_name="Main gate", coverage=(Coverage("day", 1),)),))
    assert only(answer(guard(), cells=[row], staffing=named)).display_name == "Main gate, day"
    assert only(answer(guard(), cells=[row])).display_name == "gate, day"


def test_crews_and_the_fire_watch_are_named_as_what_they_are() -> None:
    lifts = [guard(f"lift-{n}", "elevator") for n in range(2)]
    due = [visit("lift", trade="elevator", crew=2)]
    row = [1, *[0] * 13]
    found = answer(*lifts, cells=[row, row], due=due, days={due[0].name: 0}).assignments()
    shifts = [one for one in found if one.kind is AssignmentKind.SHIFT]
    assert {one.display_name for one in shifts} == {"elevator crew, day"}
    assert {one.id for one in shifts} == {f"shift/lift-{n}/2027-01-11/day/crew-elevator" for n in range(2)}
    watch = staffing(fire_watch_minutes=240, fire_watch_trades=("fire",), fire_watch_needs=("gate",), posts=())
    pipe = [visit("pipe", trade="fire", outage_minutes=300)]
    watched = answer(guard(), technician("wu", "fire"), cells=[row], staffing=watch, due=pipe, days={pipe[0].name: 0})
    (shift,) = [one for one in watched.assignments() if one.kind is AssignmentKind.SHIFT]
    assert (shift.display_name, shift.post) == ("fire watch, day", "fire-watch")


def test_a_shift_keeps_its_key_when_others_are_planned_anew() -> None:
    row, other = [1, *[0] * 13], [0, 1, *[0] * 12]
    first = answer(guard("ada"), guard("ben"), cells=[row, other]).assignments()
    second = answer(guard("ada"), guard("ben"), cells=[row, [0, 0, 1, *[0] * 11]]).assignments()
    assert first[0] == second[0]
    assert first[1].id != second[1].id


def test_shifts_begin_at_their_hour_when_the_clocks_change() -> None:
    row = [0] * 7
    row[5] = row[6] = 1
    found = answer(guard(), cells=[row], first=date(2027, 3, 22), last=date(2027, 3, 28), zone=BERLIN).assignments()
    assert [one.start for one in found] == [
        datetime(2027, 3, 27, 6, tzinfo=UTC),
        datetime(2027, 3, 28, 5, tzinfo=UTC),
    ]


def drills(*held: Held) -> list[Assignment]:
    people = guard("ada"), guard("ben")
    kinds = (Kind.DRILLS,)
    return answer(*people, held=held, kinds=kinds, staffing=staffing(obligations=(FIRE, TALK)), **MONTH).assignments()


def meeting(key: str, day: int, start: int = 600, **given: Any) -> Held:
    return Held(key=key, day=day, start=start, end=start + 60, attend=("ben", "ada"), **given)


def test_a_drill_has_a_place_people_a_leader_and_a_scenario() -> None:
    (one,) = drills(meeting("drill/fire/2027-01/site", 4, leader="ben"))
    assert (one.id, one.kind, one.obligation, one.place) == (
        "drill/fire/2027-01/site",
        AssignmentKind.DRILL,
        "fire",
        "site",
    )
    assert (one.people, one.leader, one.scenario) == (("ada", "ben"), "ben", "smoke")
    assert one.display_name == "Fire drill site: smoke"
    assert (one.start, one.end) == (datetime(2027, 1, 5, 2, tzinfo=UTC), datetime(2027, 1, 5, 3, tzinfo=UTC))


def test_a_sitting_says_which_of_how_many_it_is() -> None:
    (one,) = drills(meeting("drill/talk/2027-01/2", 4))
    assert (one.display_name, one.place) == ("talk 2 of 2: a film", "2")


def scenarios(every: Every, *keys: str, each: tuple[str, ...] = ()) -> list[str]:
    """The scenarios of drills that are held day after day."""
    fire = Obligation("fire", ObligationKind.DRILL, every, scenarios=("smoke", "flat", "lift"), each=each)
    held = tuple(meeting(f"drill/fire/{key}", n) for n, key in enumerate(keys))
    site = staffing(obligations=(fire,))
    year: dict[str, Any] = {"first": date(2027, 1, 1), "last": date(2027, 12, 31)}
    found = answer(guard("ada"), guard("ben"), held=held, kinds=(Kind.DRILLS,), staffing=site, **year)
    return [one.scenario for one in found.assignments()]


@pytest.mark.parametrize(
    ("every", "spans"),
    [
        (Every.MONTH, ("2026-12", "2027-01", "2027-02", "2027-03")),
        (Every.QUARTER, ("2026-q4", "2027-q1", "2027-q2", "2027-q3")),
        (Every.HALF_YEAR, ("2026-h2", "2027-h1", "2027-h2", "2028-h1")),
        (Every.YEAR, ("2026", "2027", "2028", "2029")),
    ],
)
def test_scenarios_take_turns_from_one_schedule_to_the_next(every: Every, spans: tuple[str, ...]) -> None:
    """Each schedule began anew: with one drill a period it was the same scenario for ever."""
    alone = [scenarios(every, f"{span}/site")[0] for span in spans]
    assert len(set(alone[:3])) == 3
    assert alone[3] == alone[0]


def test_places_of_one_span_have_their_scenarios_in_turn_and_each_has_another_the_next_time() -> None:
    each = ("a", "b", "c")
    first = scenarios(Every.QUARTER, *(f"2027-q1/{place}" for place in each), each=each)
    second = scenarios(Every.QUARTER, *(f"2027-q2/{place}" for place in each), each=each)
    assert len(set(first)) == 3
    assert all(one != other for one, other in zip(first, second, strict=True))


def broken(rule: str, *days: int, tier: Tier = Tier.CONTRACT, **given: Any) -> Broken:
    return Broken(rule=rule, tier=tier, amount=given.pop("amount", 1), days=days, **given)


def test_shortfalls_are_merged_by_rule_thing_and_people() -> None:
    one, two = answer(guard()).shortfalls(
        [
            broken("posts_are_covered", 3, tier=Tier.SAFETY, items=("gate", "day"), amount=2),
            broken("posts_are_covered", 1, tier=Tier.SAFETY, items=("gate", "day")),
            broken("posts_are_covered", 3, tier=Tier.SAFETY, items=("gate", "night")),
        ]
    )
    assert (one.rule, one.tier, one.amount, one.items) == ("posts_are_covered", "safety", 3, ("gate", "day"))
    assert one.days == (MONDAY + DAY, MONDAY + 3 * DAY)
    assert two.items == ("gate", "night")


def test_people_are_named_as_resources() -> None:
    rests = [broken("guards_rest_between_shifts", 1, people=(who,), tier=Tier.LEGAL) for who in ("ada", "ben", "ada")]
    found = answer(guard()).shortfalls(rests)
    assert [(one.people, one.amount) for one in found] == [(("people/ada",), 2), (("people/ben",), 1)]


def test_preferences_are_no_shortfalls() -> None:
    wish = broken("guards_get_their_wishes", 1, people=("ada",), tier=Tier.PREFERENCE)
    overtime = broken("guards_work_no_overtime", 1, people=("ada",))
    assert [one.rule for one in answer(guard()).shortfalls([wish, overtime])] == ["guards_work_no_overtime"]


def test_an_uncovered_post_says_who_would_help() -> None:
    short = broken("posts_are_covered", 1, tier=Tier.SAFETY, items=("gate", "day"), amount=2)
    (one,) = answer(guard()).shortfalls([short])
    assert one.relaxations == (Relaxation("qualified_person", (("heads", "2"), ("trade", "gate"))),)


def test_what_could_not_be_planned_says_why_and_what_would_help() -> None:
    offers = [Contractor(id, offers=(Offer("plumbing", price),)) for id, price in (("d", 90), ("c", 70))]
    cheap = staffing(contractors=tuple(offers))
    # Nobody is there before Monday of the second week: the visit is due on the Sunday before.
    asked = horizon(technician(absences=(Absence(MONDAY, MONDAY + 6 * DAY),)), due=[PUMP], staffing=cheap)
    problem = asked.problem()
    outcome = planning.solve(problem, Effort(seconds=5, steps=200))
    found = asked.answer(problem, outcome.answer)
    (one,) = found.shortfalls(planning.verify(problem, outcome.answer))
    assert (one.rule, one.items, one.cause) == ("visits_are_held_by_their_latest_day", (KEY,), "no_capacity")
    kinds = {relaxation.kind: dict(relaxation.parameters) for relaxation in one.relaxations}
    assert kinds["later"] == {"date": "2027-01-18"}
    assert kinds["contractor"] == {"contractor": "c", "price": "70", "trade": "plumbing"}
    assert kinds["more_hours"]["minutes"] == "60"


def test_days_far_from_the_period_are_not_told() -> None:
    far = broken("visits_are_held_by_their_latest_day", -400, 0, 400)
    (one,) = answer(guard()).shortfalls([far])
    assert one.days == (MONDAY,)


def test_shortfalls_are_limited_and_the_worst_come_first() -> None:
    several = [broken("guards_work_no_overtime", 1, people=(f"g{n}",)) for n in range(MOST_SHORTFALLS + 1)]
    assert len(answer(guard()).shortfalls(several)) == MOST_SHORTFALLS
    assert answer(guard()).shortfalls(several)[0].people == ("people/g0",)


def test_the_worst_come_first_whatever_the_order_in_which_they_were_found() -> None:
    late = [broken("guards_work_no_overtime", 1, people=(f"g{n}",)) for n in range(MOST_SHORTFALLS)]
    law = broken("guards_rest_between_shifts", 1, people=("ada",), tier=Tier.LEGAL)
    found = answer(guard()).shortfalls([*late, law])
    assert (len(found), found[0].tier, found[1].tier) == (MOST_SHORTFALLS, "legal", "contract")


def test_many_visits_without_a_day_are_judged_on_one_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each had one of its own, those that were cut afterwards too: 1,500 visits held the service up for minutes."""
    made: list[ProgrammeProblem] = []

    class Counted(Ledger):
        def __init__(self, problem: ProgrammeProblem) -> None:
            made.append(problem)
            super().__init__(problem)

    monkeypatch.setattr(relax, "Ledger", Counted)
    due = [visit(f"p{n}") for n in range(40)]
    found = answer(technician(), due=due, left={one.name: "no_capacity" for one in due})
    late = [broken("visits_are_held_by_their_latest_day", 6, items=(one.name,)) for one in due]
    told = found.shortfalls(late)
    assert [one.items for one in told] == [(one.name,) for one in due]
    assert all(one.relaxations for one in told)
    assert len(made) == 1


def test_counts_say_how_much_was_asked_for_and_how_much_of_it_is_planned() -> None:
    due = [PUMP, visit("late", MONDAY - 3 * DAY), visit("next", SUNDAY + DAY), visit("left")]
    placed = Placed(key=KEY, day=1, start=540, end=600, people=("wu",))
    found = answer(technician(), due=due, days={KEY: 1, due[2].name: 13}, placed=(placed,))
    counts = found.counts([])
    # What is due after the last day is not asked for yet, though it may be held already.
    assert (counts.due, counts.planned, counts.dispatched) == (3, 1, 1)
    assert counts.rules == len(planning.rules_checked(found.problem)) > 0
    assert (counts.places, counts.filled, counts.drills, counts.drills_planned) == (0, 0, 0, 0)


def test_places_are_recounted_from_what_is_not_covered() -> None:
    row = [1, 3, *[0] * 12]
    found = answer(guard(), cells=[row])
    counts = found.counts(planning.verify(found.problem, found.estate))
    assert (counts.places, counts.filled) == (28, 2)


def test_crews_are_no_places_and_the_fire_watch_is_one() -> None:
    due = [visit("lift", trade="elevator", crew=2)]
    lifts = [guard(f"lift-{n}", "elevator") for n in range(2)]
    assert answer(*lifts, due=due, days={due[0].name: 0}, staffing=staffing(posts=())).counts([]).places == 0
    watch = staffing(fire_watch_minutes=240, fire_watch_trades=("fire",), fire_watch_needs=("gate",), posts=())
    pipe = [visit("pipe", trade="fire", outage_minutes=600)]
    assert answer(guard(), due=pipe, days={pipe[0].name: 0}, staffing=watch).counts([]).places == 2


@pytest.mark.parametrize("planned", [0, 1, 2])
def test_drills_are_counted_as_asked_for_and_as_held(planned: int) -> None:
    held = tuple(meeting(f"drill/talk/2027-01/{n}", n) for n in (1, 2))[:planned]
    site = staffing(obligations=(FIRE, TALK))
    found = answer(guard("ada"), guard("ben"), held=held, kinds=(Kind.DRILLS,), staffing=site, **MONTH)
    counts = found.counts([])
    assert (counts.drills, counts.drills_planned) == (3, planned)


def test_an_answer_of_other_kinds_has_no_jobs() -> None:
    found = answer(guard(), due=[PUMP], kinds=(Kind.ROSTER,))
    assert found.assignments() == []
    assert replace(found, due=()).counts([]).due == found.counts([]).due == 0
