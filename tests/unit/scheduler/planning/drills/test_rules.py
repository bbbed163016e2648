"""Each rule of the drills alone: the nearest that it allows and the nearest that it forbids."""

from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning.drills import rules
from services.scheduler.planning.drills.problem import (
    Drills,
    DrillsProblem,
    Duty,
    Gathering,
    Held,
    Participant,
    Spare,
)
from services.scheduler.planning.drills.search import solve
from services.scheduler.planning.drills.verify import NoDrillsError, verify
from services.scheduler.planning.programme.problem import UnplannableError
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort

Shift = tuple[int, int, bool] | None
WORK, EVENING, NIGHT = (420, 900, True), (900, 1380, True), (1380, 1860, True)
FREE: Shift = None
EFFORT = Effort(seconds=2, steps=20)


def ada(*duty: Shift, **given: Any) -> Participant:
    """Somebody of the brigade who may lead, with the shifts of three days."""
    plain: dict[str, Any] = {
        "id": "ada",
        "brigade": True,
        "holds": frozenset({"lead"}),
        "rest_minutes": 660,
        "duty": (*duty, *[None] * 3)[:3],
    }
    return Participant(**(plain | given))


def drill(start: int = 540, minutes: int = 90, **given: Any) -> Gathering:
    """A drill that can be held on day 1 at `start` only."""
    plain: dict[str, Any] = {"key": "d", "obligation": "o", "place": "b1", "days": (1,), "everyone": frozenset({"ada"})}
    return Gathering(**(plain | {"earliest": start, "latest": start + minutes, "minutes": minutes} | given))


def problem(*people: Participant, drills: tuple[Gathering, ...] = (), **given) -> DrillsProblem:
    return DrillsProblem(
        days=3, first_weekday=0, participants=people or (ada(),), gatherings=drills or (drill(),), **given
    )


def held(one: Gathering, *attend: str, day: int = 1, start: int | None = None, leader: str = "") -> Held:
    begin = one.earliest if start is None else start
    return Held(key=one.key, day=day, start=begin, end=begin + one.minutes, attend=attend, leader=leader)


def broken(rule: str, asked: DrillsProblem, *found: Held) -> int:
    return sum(one.amount for one in verify(asked, Drills(held=found)) if one.rule == rule)


def both_say(rule: str, person: Participant, one: Gathering, amount: int) -> None:
    """The verifier counts `amount` when she attends, and the search holds the drill exactly when that is nothing."""
    asked = problem(person, drills=(one,))
    assert broken(rule, asked, held(one, "ada", day=one.days[0])) == amount
    assert [h.attend for h in solve(asked, EFFORT).answer.held] == ([] if amount else [("ada",)])


@pytest.mark.parametrize(("shift", "count"), [((420, 900, False), 0), (WORK, 1), ((420, 540, True), 0)])
def test_nobody_leaves_a_post_for_a_drill(shift: Shift, count: int) -> None:
    both_say(rules.POSTS.id, ada(None, shift), drill(540), count)


@pytest.mark.parametrize(
    ("busy", "count"),
    [((1440 + 480, 1440 + 540), 0), ((1440 + 480, 1440 + 541), 1), ((1440 + 630, 1440 + 700), 0), ((540, 630), 0)],
)
def test_nobody_leaves_a_job_that_stays_for_a_drill(busy: tuple[int, int], count: int) -> None:
    """A sitting fell into a technician's published job: here a drill from 09:00 to 10:30 within her working day."""
    both_say(rules.POSTS.id, ada(None, (420, 900, False), busy=(busy,)), drill(540), count)


@pytest.mark.parametrize(("away", "count"), [({0, 2}, 0), ({1}, 1)])
def test_nobody_comes_from_an_absence(away: set[int], count: int) -> None:
    both_say(rules.PRESENT.id, ada(away=frozenset(away)), drill(), count)


@pytest.mark.parametrize(("duty", "short"), [((FREE, NIGHT), 330), ((NIGHT, FREE), 120), ((FREE, FREE, NIGHT), 0)])
def test_a_drill_at_four_needs_no_night_that_day_or_the_day_before(duty: tuple[Shift, ...], short: int) -> None:
    both_say(rules.REST.id, ada(*duty), drill(960), short)


@pytest.mark.parametrize(("start", "short"), [(1110, 0), (1111, 1)])
def test_a_late_drill_leaves_eleven_hours_to_the_next_morning(start: int, short: int) -> None:
    both_say(rules.REST.id, ada(None, None, WORK), drill(start), short)


@pytest.mark.parametrize(("start", "short"), [(540, 0), (541, 539)])
def test_two_hours_after_a_night_it_is_a_stint_of_its_own(start: int, short: int) -> None:
    both_say(rules.REST.id, ada(NIGHT), drill(start), short)


@pytest.mark.parametrize(("starts", "short"), [(1350, 0), (1349, 1)])
def test_staying_on_after_a_night_leaves_the_rest_to_the_next_shift(starts: int, short: int) -> None:
    # A short night from midnight to 07:00, the drill until 11:30: eleven and a half hours together.
    both_say(rules.REST.id, ada((1440, 1860, True), (starts, 1400, True)), drill(540, 150), short)


@pytest.mark.parametrize(("minutes", "over"), [(240, 0), (241, 1)])
def test_shift_and_drill_last_twelve_hours_together(minutes: int, over: int) -> None:
    both_say(rules.SPAN.id, ada(None, WORK), drill(900, minutes), over)


@pytest.mark.parametrize(("spare", "over"), [(90, 0), (89, 1)])
def test_a_drill_fits_the_hours_that_are_left(spare: int, over: int) -> None:
    both_say(rules.CAPS.id, ada(spare=(Spare(0, 2, spare), Spare(2, 2, 0))), drill(), over)


def test_a_drill_within_a_shift_takes_no_more_hours() -> None:
    both_say(rules.CAPS.id, ada(None, (420, 900, False), spare=(Spare(0, 2, 0),)), drill(), 0)


@pytest.mark.parametrize(("before", "short"), [((-900, -120), 0), ((-900, -119), 1)])
def test_the_last_shift_before_the_period_is_rested_from(before: tuple[int, int], short: int) -> None:
    both_say(rules.REST.id, ada(before=before), drill(540, days=(0,)), short)


@pytest.mark.parametrize(("start", "count"), [(630, 0), (629, 1)])
def test_nobody_is_at_two_gatherings_at_once(start: int, count: int) -> None:
    one, other = drill(), drill(start, key="e")
    asked = problem(ada(None, (420, 900, False)), drills=(one, other))
    assert broken(rules.ONE_PLACE.id, asked, held(one, "ada"), held(other, "ada")) == count
    assert len(solve(asked, EFFORT).answer.held) == 2 - count


@pytest.mark.parametrize(("least", "missing"), [(1, 0), (2, 1)])
def test_a_drill_has_enough_of_the_brigade(least: int, missing: int) -> None:
    bob = ada(id="bob", brigade=False)
    asked = problem(ada(), bob, drills=(one := drill(brigade_least=least),))
    assert broken(rules.BRIGADE.id, asked, held(one, "ada", "bob")) == missing
    found = solve(asked, EFFORT).answer
    assert found.left == ({"d": "nobody_free"} if missing else {})


@pytest.mark.parametrize(("leader", "count"), [("ada", 0), ("bob", 1), ("", 1)])
def test_a_drill_is_led_by_somebody_certified_who_attends(leader: str, count: int) -> None:
    bob = ada(id="bob", holds=frozenset())
    asked = problem(ada(), bob, drills=(one := drill(leader="lead"),))
    assert broken(rules.LED.id, asked, held(one, "ada", "bob", leader=leader)) == count
    assert solve(asked, EFFORT).answer.held[0].leader == "ada"


def test_without_anybody_certified_to_lead_a_drill_is_left_with_that_cause() -> None:
    outcome = solve(problem(ada(holds=frozenset()), drills=(drill(leader="lead"),)), EFFORT)
    assert outcome.answer == Drills(held=(), left={"d": "nobody_certified"})
    assert outcome.cost == (0, 0, 10, 0)


@pytest.mark.parametrize(
    ("person", "one", "cause"),
    [
        (ada(), drill(days=()), "closed"),
        (ada(), drill(latest=629), "window_too_short"),
        (ada(None, WORK), drill(leader="lead"), "no_leader"),
        (ada(None, WORK), drill(), "nobody_free"),
    ],
)
def test_what_is_left_has_its_cause(person: Participant, one: Gathering, cause: str) -> None:
    assert solve(problem(person, drills=(one,)), EFFORT).answer.left == {"d": cause}


@pytest.mark.parametrize("tier", [Tier.LEGAL, Tier.CONTRACT])
def test_what_is_not_held_weighs_as_much_as_who_asks_for_it(tier: Tier) -> None:
    asked = problem(drills=(drill(tier=tier),))
    assert [(b.rule, b.tier) for b in verify(asked, Drills(held=()))] == [(rules.HELD.id, tier)]


@pytest.mark.parametrize(("end", "count"), [(630, 0), (629, 1)])
def test_a_gathering_is_held_in_full_length(end: int, count: int) -> None:
    assert broken(rules.HELD.id, problem(), replace(held(drill(), "ada"), end=end)) == count


@pytest.mark.parametrize(("day", "start", "count"), [(1, 540, 0), (1, 541, 1), (1, 539, 1), (2, 540, 1)])
def test_a_gathering_is_held_in_its_window(day: int, start: int, count: int) -> None:
    assert broken(rules.IN_WINDOW.id, problem(), held(drill(), "ada", day=day, start=start)) == count


def test_everybody_attends_one_of_hers() -> None:
    bob, other = ada(id="bob"), drill(key="e", days=(2,))
    asked = problem(ada(), bob, drills=(drill(), other), duties=(Duty("ada", ("d", "e")), Duty("bob", ("e",))))
    assert broken(rules.EVERYBODY.id, asked, held(drill(), "ada"), held(other, "bob", day=2)) == 0
    assert broken(rules.EVERYBODY.id, asked, held(drill(), "bob"), held(other, "ada", day=2)) == 1
    assert solve(asked, EFFORT).cost[:3] == (0, 0, 0)


@pytest.mark.parametrize(("spacing", "missing"), [(2, 0), (3, 1)])
def test_gatherings_keep_their_distance_in_days(spacing: int, missing: int) -> None:
    one, other = drill(days=(0,)), drill(key="e", days=(2,))
    asked = problem(drills=(one, other), spacing={"o": spacing})
    assert broken(rules.SPACED.id, asked, held(one, "ada", day=0), held(other, "ada", day=2)) == missing
    assert solve(asked, EFFORT).cost[2] == missing


@pytest.mark.parametrize(("start", "short"), [(1080, 0), (1079, 1), (1320, 0), (1321, 1)])
def test_a_night_drill_begins_between_six_and_ten(start: int, short: int) -> None:
    one = drill(start, night_counts=True)
    asked = problem(drills=(one,), night_least={"o": 1})
    assert broken(rules.AT_NIGHT.id, asked, held(one, "ada")) == short


def test_as_many_are_held_at_night_as_are_asked_for() -> None:
    drills = tuple(drill(540, latest=1260, key=f"d{n}", days=(n,), night_counts=True) for n in range(3))
    found = solve(problem(drills=drills, night_least={"o": 2}), EFFORT).answer
    assert sum(1080 <= one.start <= 1320 for one in found.held) == 2


@pytest.mark.parametrize(("start", "count"), [(700, 0), (701, 1)])
def test_what_is_announced_stays_even_outside_its_window(start: int, count: int) -> None:
    asked = problem(pinned={"d": (2, 700)})
    found = held(drill(), "ada", day=2, start=start)
    assert (broken(rules.PINNED.id, asked, found), broken(rules.IN_WINDOW.id, asked, found)) == (count, count)
    assert solve(asked, EFFORT).answer.held == (held(drill(), "ada", day=2, start=700),)


@pytest.mark.parametrize(("shift", "price"), [((420, 900, False), 0), ((660, 900, True), 1), (FREE, 3)])
def test_time_off_costs_more_than_coming_early_and_that_more_than_surplus(shift: Shift, price: int) -> None:
    asked = problem(ada(None, shift))
    assert broken(rules.EASY.id, asked, held(drill(), "ada")) == price
    assert solve(asked, EFFORT).cost == (0, 0, 0, price)


def test_only_those_attend_who_are_needed() -> None:
    people = tuple(ada(id=name) for name in ("ada", "bob", "cem", "dora"))
    asked = problem(*people, drills=(drill(brigade_least=2, leader="lead"),), duties=(Duty("dora", ("d",)),))
    (found,) = solve(asked, EFFORT).answer.held
    assert len(found.attend) == 2
    assert "dora" in found.attend


def test_an_unknown_person_or_gathering_is_refused() -> None:
    with pytest.raises(NoDrillsError, match="no participant"):
        verify(problem(), Drills(held=(held(drill(), "zoe"),)))
    with pytest.raises(NoDrillsError, match="not asked for"):
        verify(problem(), Drills(held=(held(drill(key="x"), "ada"),)))


@pytest.mark.parametrize(
    "given",
    [
        {"duties": (Duty("zoe", ("d",)),)},
        {"duties": (Duty("ada", ("x",)),)},
        {"pinned": {"x": (0, 540)}},
        {"drills": (drill(), drill())},
        {"drills": (drill(days=(3,)),)},
    ],
)
def test_a_problem_names_only_what_it_has(given) -> None:
    with pytest.raises(UnplannableError):
        problem(**given)
