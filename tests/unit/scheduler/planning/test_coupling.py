"""What visits ask of the roster, and what the roster gives to visits, drills and jobs."""

from typing import Any

import pytest

from services.scheduler.domain.reserved import FIRE_WATCH
from services.scheduler.planning.calendar import Stint
from services.scheduler.planning.coupling import (
    Attendee,
    Cap,
    Crew,
    FireWatch,
    capacity_of,
    crew_post,
    crew_posts,
    crews_asked,
    fire_watch_posts,
    participants,
    technicians_on,
    watched,
    works,
)
from services.scheduler.planning.dispatch.problem import Technician
from services.scheduler.planning.drills.problem import Spare
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.roster.problem import Person, Post, RosterProblem, Shift
from tests.unit.scheduler.planning.contract import contract

DAY = Shift(id="day", start=420, minutes=480)
EVENING = Shift(id="evening", start=900, minutes=480)
NIGHT = Shift(id="night", start=1380, minutes=480, night=True)
LONG = Shift(id="long", start=420, minutes=720)
LIFT = Crew(trade="elevator", size=2, usable=330, shift=0)
PLAIN = Crew(trade="plumbing", size=1, usable=360, shift=0)
FIRE = FireWatch(limit=240, trades=frozenset({"fire"}), needs=("extinguisher",))


def visit(key: str, **given: Any) -> Visit:
    plain: dict[str, Any] = {"asset": key, "earliest": 0, "ideal": 0, "due": 3, "latest": 3, "crew": 1}
    plain |= {"minutes": 100, "trade": "plumbing"}
    return Visit(key=key, **(plain | given))


def programme(*visits: Visit, **given: Any) -> ProgrammeProblem:
    plain: dict[str, Any] = {"days": 3, "capacity": {}, "crews": {"elevator": (9,) * 3}, "usable": {"elevator": 330}}
    return ProgrammeProblem(visits=visits, **(plain | given))


def lifts(*minutes: int, crew: int = 2) -> tuple[ProgrammeProblem, Programme]:
    """Visits of pairs, all on day 1."""
    visits = [visit(f"lift-{n}", minutes=one, crew=crew, trade="elevator") for n, one in enumerate(minutes)]
    return programme(*visits), Programme(day={one.key: 1 for one in visits})


def person(id: str = "ada", *holds: str, allowed: tuple[bool, ...] = (True,) * 3, days: int = 3) -> Person:
    return Person(id=id, contract="guard", allowed=(allowed,) * days, qualifications=(frozenset(holds),) * days)


def roster(*people: Person, shifts: tuple[Shift, ...] = (DAY, EVENING, NIGHT), **given: Any) -> RosterProblem:
    plain: dict[str, Any] = {"days": 3, "first_weekday": 0, "contracts": (contract(id="guard"),), "posts": ()}
    return RosterProblem(people=people or (person(),), shifts=shifts, **(plain | given))


@pytest.mark.parametrize(
    ("minutes", "heads"),
    [
        ((165, 165), 2),  # one pair does both, to the minute
        ((165, 166), 4),  # a minute more, and another pair is needed
        ((180, 180, 180), 6),  # 540 minutes, but no pair does two of them
        ((700,), 2),  # longer than the day: still one pair's
    ],
)
def test_crews_are_asked_for_in_wholes(minutes: tuple[int, ...], heads: int) -> None:
    assert crews_asked(*lifts(*minutes), [LIFT])["elevator"] == [0, heads, 0]


def test_crews_that_are_asked_for_are_those_that_the_programme_counts() -> None:
    problem, placed = lifts(180, 180, 180, 60, 60)
    assert crews_asked(problem, placed, [LIFT])["elevator"][1] == 2 * problem.crews_for(problem.visits)


def test_work_for_four_keeps_two_pairs() -> None:
    assert crews_asked(*lifts(60, crew=4), [LIFT])["elevator"][1] == 4
    assert crews_asked(*lifts(60, crew=3), [LIFT])["elevator"][1] == 4


def test_who_is_there_on_fixed_hours_need_not_be_rostered() -> None:
    for there, heads in ((0, 2), (1, 1), (2, 0), (3, 0)):
        crew = Crew(trade="elevator", size=2, usable=330, shift=0, standing=(9, there))
        assert crews_asked(*lifts(60), [crew])["elevator"] == [0, heads, 0]


@pytest.mark.parametrize(
    ("visits", "heads"),
    [
        ((visit("a", minutes=360),), 1),
        ((visit("a", minutes=361),), 2),
        ((visit("a", minutes=60, crew=3),), 3),
        ((visit("a", minutes=200, crew=2), visit("b", minutes=320)), 2),
    ],
)
def test_a_trade_of_single_people_is_asked_for_by_minutes_and_by_its_largest_crew(
    visits: tuple[Visit, ...], heads: int
) -> None:
    problem, placed = programme(*visits), Programme(day={one.key: 0 for one in visits})
    assert crews_asked(problem, placed, [PLAIN])["plumbing"] == [heads, 0, 0]


def test_a_contractor_s_visit_and_one_without_a_day_ask_for_nobody() -> None:
    visits = (visit("own"), visit("theirs", contractor="c"))
    assert crews_asked(programme(*visits), Programme(day={"theirs": 0}), [PLAIN])["plumbing"] == [0, 0, 0]


def test_crews_stand_in_their_shift_alone_and_are_no_place_of_the_site() -> None:
    post, nobody = crew_posts(roster(), [LIFT, PLAIN], {"elevator": [0, 2, 0], "plumbing": [0, 0, 0]})
    assert not any(map(any, nobody.heads))
    assert (post.id, post.needs, post.crew) == ("crew-elevator", ("elevator",), True)
    assert post.heads == ((0, 0, 0), (2, 0, 0), (0, 0, 0))


def test_a_crew_without_a_trade_needs_nothing() -> None:
    anyone = Crew(trade="", size=1, usable=360, shift=1)
    (post,) = crew_posts(roster(), [anyone], {"": [1, 0, 0]})
    assert (post.id, post.needs, post.heads[0]) == ("crew-any", (), (0, 1, 0))


def test_the_id_of_a_crew_s_post_is_no_longer_than_ids_are() -> None:
    assert crew_post("e" * 35) == "crew-" + "e" * 35
    assert len(crew_post("e" * 36)) == 40


def watch_of(outage: int, *, begins: int = 480, day: int = 1, **given: Any) -> tuple[Post, ...]:
    """The fire watch of one outage."""
    problem = programme(visit("pipe", trade=given.pop("trade", "fire"), outage_minutes=outage))
    asked = given.pop("roster", roster(person("ada", "extinguisher")))
    return fire_watch_posts(asked, problem, Programme(day={"pipe": day}), FIRE, {"pipe": begins})


def test_an_outage_of_half_a_day_is_watched_by_day_and_in_the_evening() -> None:
    (post,) = watch_of(720)
    assert (post.id, post.needs, post.crew) == (FIRE_WATCH, ("extinguisher",), False)
    assert post.heads == ((0, 0, 0), (1, 1, 0), (0, 0, 0))


def test_an_outage_that_ends_with_the_shift_needs_no_other() -> None:
    assert watch_of(420)[0].heads[1] == (1, 0, 0)
    assert watch_of(421)[0].heads[1] == (1, 1, 0)


def test_an_outage_over_midnight_is_watched_into_the_next_day() -> None:
    assert watch_of(1440)[0].heads == ((0, 0, 0), (1, 1, 1), (1, 0, 0))
    # From two in the morning the night of the day before watches.
    assert watch_of(300, begins=120)[0].heads == ((0, 0, 1), (0, 0, 0), (0, 0, 0))


def test_only_what_is_beyond_the_limit_and_of_the_trade_is_watched() -> None:
    assert watch_of(240) == ()
    assert watch_of(241)[0].heads[1] == (1, 0, 0)
    assert watch_of(720, trade="plumbing") == ()
    assert (
        fire_watch_posts(
            roster(), programme(visit("pipe", trade="fire", outage_minutes=720)), Programme(day={}), FIRE, {}
        )
        == ()
    )


def test_two_outages_of_a_day_share_one_watch() -> None:
    problem = programme(*(visit(key, trade="fire", outage_minutes=600) for key in ("a", "b")))
    (post,) = fire_watch_posts(
        roster(person("ada", "extinguisher")), problem, Programme(day={"a": 0, "b": 0}), FIRE, {"a": 480, "b": 480}
    )
    assert post.heads[0] == (1, 1, 0)


def test_a_watch_is_asked_for_in_shifts_that_those_who_hold_it_may_work() -> None:
    shifts = (DAY, EVENING, NIGHT, LONG)
    few = [person("lee", "extinguisher", allowed=(False, False, False, True))]
    many = [person(f"g{n}", "extinguisher", allowed=(True, True, True, False)) for n in range(3)]
    alone = watch_of(720, roster=roster(*few, person("x", allowed=(True,) * 4), shifts=shifts))
    assert alone[0].heads[1] == (0, 1, 0, 1)
    together = watch_of(720, roster=roster(*few, *many, shifts=shifts))
    assert together[0].heads[1] == (1, 1, 0, 0)


def test_an_hour_without_any_shift_leaves_the_rest_of_the_outage_watched() -> None:
    shifts = (DAY, Shift(id="late", start=960, minutes=480))
    two = roster(person("ada", "extinguisher", allowed=(True, True)), shifts=shifts)
    assert watch_of(720, roster=two)[0].heads[1] == (1, 1)


def test_nobody_watches_from_home() -> None:
    shifts = (DAY, Shift(id="home", start=420, minutes=960, on_call=True), EVENING)
    asked = roster(person("ada", "extinguisher", allowed=(True,) * 3), shifts=shifts)
    assert watch_of(720, roster=asked)[0].heads[1] == (1, 0, 1)


def test_an_outage_past_the_last_day_is_watched_as_far_as_the_roster_goes() -> None:
    assert watch_of(1440, day=2)[0].heads[2] == (1, 1, 1)


def test_each_outage_is_watched_from_where_it_begins() -> None:
    problem = programme(*(visit(key, trade="fire", outage_minutes=300) for key in ("early", "late")))
    asked, placed = roster(person("ada", "extinguisher")), Programme(day={"early": 0, "late": 1})
    (post,) = fire_watch_posts(asked, problem, placed, FIRE, {"early": 480, "late": 1200})
    assert post.heads == ((1, 0, 0), (0, 1, 1), (0, 0, 0))


def test_a_watch_is_as_long_as_its_shifts_follow_each_other() -> None:
    asked = roster(person("ada", "extinguisher"))
    post = Post(id=FIRE_WATCH, heads=((1, 1, 0), (1, 0, 1), (0, 0, 0)))
    assert watched(asked, post, 480) == (420, 1380)
    assert watched(asked, post, 1379) == (420, 1380)
    assert watched(asked, post, 1380) == (1380, 1380)
    assert watched(asked, post, 1440 + 480) == (1860, 2340)
    assert watched(asked, post, 1440 + 1500) == (1440 + 1380, 1440 + 1860)


HELD = {
    "ada": (frozenset({"elevator", "plumbing"}),) * 3,
    "ben": (frozenset({"elevator"}),) * 3,
    "cy": (frozenset({"plumbing"}), frozenset(), frozenset()),
}
OFFERED = {"capacity": {"plumbing": (9999,) * 3}, "crews": {"elevator": (9,) * 3}}


def offered(duties: dict[str, tuple[Stint | None, ...]], *crews: Crew) -> ProgrammeProblem:
    return capacity_of(programme(**OFFERED), crews or (LIFT, PLAIN), duties, HELD)


def row(*posts: str | None) -> tuple[Stint | None, ...]:
    return tuple(Stint(420, 900, post) if post is not None else None for post in posts)


def test_who_is_on_duty_without_a_post_counts_for_each_of_hers() -> None:
    found = offered({"ada": row("", None, ""), "ben": row("", "", None)})
    assert found.crews["elevator"] == (1, 0, 0)
    assert found.capacity["plumbing"] == (360, 0, 360)


def test_who_is_at_a_crew_s_post_counts_for_that_trade_alone() -> None:
    found = offered({"ada": row("crew-elevator", "crew-plumbing", None), "ben": row("", "", None)})
    assert found.crews["elevator"] == (1, 0, 0)
    assert found.capacity["plumbing"] == (0, 360, 0)


def test_who_guards_a_post_does_no_visits() -> None:
    found = offered({"ada": row("gate", "", ""), "ben": row("", "gate", "")})
    assert found.crews["elevator"] == (0, 0, 1)


def test_a_certificate_counts_on_its_days() -> None:
    assert offered({"cy": row("", "", "")}).capacity["plumbing"] == (360, 0, 0)


def test_people_on_fixed_hours_are_counted_where_they_stand_and_not_twice() -> None:
    standing = Crew(trade="elevator", size=2, usable=330, shift=0, standing=(2, 1, 0))
    found = offered({"office": row("", "", ""), "ada": row(None, "", "")}, standing)
    assert found.crews["elevator"] == (1, 1, 0)
    assert found.capacity["plumbing"] == (9999,) * 3


ADA = Technician(id="ada", trades=frozenset({"elevator"}), shifts={})


def test_a_post_keeps_a_person_from_jobs_and_a_crew_s_does_not() -> None:
    duties = {"ada": row("gate", "crew-plumbing", "")}
    (ada,) = technicians_on([ADA], duties, {"gate": ("gate",)}, {})
    assert ada.shifts == {1: (420, 900), 2: (420, 900)}


@pytest.mark.parametrize(
    ("post", "free"),
    [("", True), ("crew-elevator", True), ("duty", True), ("gate", False), ("lobby", False), (FIRE_WATCH, False)],
)
def test_a_post_that_asks_for_a_trade_of_hers_leaves_her_time_for_jobs(post: str, free: bool) -> None:
    needs = {"duty": ("elevator",), "gate": ("gate",), "lobby": ()}
    assert works(post, frozenset({"elevator"}), needs) is free


def test_who_is_not_on_duty_has_no_shift() -> None:
    assert technicians_on([ADA], {}, {}, {})[0].shifts == {}


def test_attendance_is_busy_time_beside_what_was_taken_before() -> None:
    taken = Technician(id="ada", trades=frozenset(), shifts={}, busy=((0, 600, 660),))
    (ada,) = technicians_on([taken], {}, {}, {"ada": [(1, 540, 630)], "ben": [(0, 0, 60)]})
    assert ada.busy == ((0, 600, 660), (1, 540, 630))


def attendee(**given: Any) -> Attendee:
    return Attendee(id="ada", brigade=True, holds=frozenset({"lead"}), **({"rest_minutes": 660} | given))


def test_a_post_binds_at_a_drill_and_a_crew_or_no_post_does_not() -> None:
    (ada,) = participants([attendee()], {"ada": row("gate", "crew-elevator", "")}, 3)
    assert ada.duty == ((420, 900, True), (420, 900, False), (420, 900, False))


def test_who_has_no_stints_may_still_attend() -> None:
    (ada,) = participants([attendee()], {}, 3)
    assert ada.duty == (None, None, None)


def test_the_caps_leave_what_shifts_do_not_take() -> None:
    caps = (Cap(first=0, last=1, most=1000), Cap(first=2, last=2, most=1000), Cap(first=0, last=2, most=1439))
    (ada,) = participants([attendee(caps=caps)], {"ada": row("", "gate", "")}, 3)
    assert ada.spare == (Spare(0, 1, 40), Spare(2, 2, 520), Spare(0, 2, 0))


def test_a_participant_is_who_she_is() -> None:
    given: dict[str, Any] = {"away": frozenset({1}), "rest_minutes": 600, "before": (-60, 420), "after": (5000, 5480)}
    (ada,) = participants([attendee(**given)], {}, 3)
    assert (ada.id, ada.brigade, ada.holds) == ("ada", True, frozenset({"lead"}))
    assert (ada.away, ada.rest_minutes, ada.before, ada.after) == (
        frozenset({1}),
        600,
        (-60, 420),
        (5000, 5480),
    )


@pytest.mark.parametrize(("heads", "leads", "rest"), [(0, 0, 0), (2, 1, 1), (4, 2, 2), (3, 2, 1), (1, 1, 0)])
def test_of_each_crew_somebody_holds_the_trade_at_its_level(heads: int, leads: int, rest: int) -> None:
    led = Crew(trade="elevator", size=2, usable=330, shift=0, lead="elevator@2", leads=1)
    plain, lead = crew_posts(roster(), (led,), {"elevator": [heads] * 3})
    assert (plain.id, plain.needs, plain.heads[0][0]) == ("crew-elevator", ("elevator",), rest)
    assert (lead.id, lead.needs, lead.heads[0][0], lead.crew) == ("crew-elevator-lead", ("elevator@2",), leads, True)


def test_who_leads_a_crew_counts_as_one_of_it() -> None:
    problem, _ = lifts(100)
    led = Crew(trade="elevator", size=2, usable=330, shift=0, lead="elevator@2", leads=1)
    duties = {
        "an": (None, Stint(420, 900, "crew-elevator"), None),
        "bo": (None, Stint(420, 900, "crew-elevator-lead"), None),
    }
    held = {one: (frozenset({"elevator"}),) * 3 for one in duties}
    assert capacity_of(problem, (led,), duties, held).crews["elevator"] == (0, 1, 0)
