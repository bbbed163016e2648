"""A synthetic quarter of an estate of eight blocks: 24 elevators on chains of 15 days, some 540 other visits."""

import random
import time
from itertools import pairwise

from services.scheduler.planning.dispatch import search as dispatching
from services.scheduler.planning.dispatch import verify as dispatched
from services.scheduler.planning.dispatch.problem import DispatchProblem, Job, Technician
from services.scheduler.planning.programme import greedy
from services.scheduler.planning.programme.problem import Group, ProgrammeProblem, Visit
from services.scheduler.planning.programme.search import solve
from services.scheduler.planning.programme.verify import cost, verify
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort

DAYS = 91
HOLIDAYS = frozenset({24, 25, 26, 27})
WEEKENDS = frozenset(d for d in range(DAYS) if d % 7 in (5, 6))


def elevators() -> list[Visit]:
    """Seven visits each and the next one after the period, 13 days apart; one of them takes 150 or 240 minutes."""
    return [
        Visit(
            key=f"L{block}{letter}-{k}",
            asset=f"L{block}{letter}",
            earliest=0,
            ideal=(at := 13 * k - stagger(block, n)),
            due=at + 2,
            latest=at + 4,
            minutes=(240 if (block + n) % 3 == 0 else 150) if k == 2 + block % 5 else 60,
            crew=2,
            trade="elevator",
            chain=f"L{block}{letter}",
            sequence=k,
            gap_min=8,
            gap_max=15,
            groups=(f"lifts-{block}", f"fire-lifts-{block}") if n == 0 else (f"lifts-{block}",),
            law=True,
            place=f"block-{block}",
            window_minutes=270,
        )
        for block in range(8)
        for n, letter in enumerate("ABC")
        for k in range(1, 9)
    ]


def stagger(block: int, n: int) -> int:
    """Days before the period on which an elevator was last looked after: 1 to 13."""
    return (block * 3 + n) * 7 % 13 + 1


def others(count: int) -> list[Visit]:
    chance = random.Random(7)
    found = []
    for n in range(count):
        ideal, slack = chance.randrange(2, DAYS - 4), chance.choice([4, 7, 10, 14])
        trade, crew = chance.choice([("electrical", 1), ("plumbing", 1), ("electrical", 2), ("", 1)])
        block = chance.randrange(8)
        found.append(
            Visit(
                key=f"v{n}",
                asset=f"pump-{n % 32}" if trade == "plumbing" else f"a{n}",
                earliest=max(0, ideal - slack),
                ideal=ideal,
                due=ideal + slack // 2,
                latest=ideal + slack,
                minutes=chance.choice([20, 30, 45, 60, 90, 120]),
                crew=crew,
                trade=trade,
                groups=(f"pumps-{n % 32 // 2}",) if trade == "plumbing" else (),
                law=n % 5 == 0,
                place=f"block-{block}",
                contractor="desludging" if n % 60 == 0 else "",
            )
        )
    return found


def quarter() -> ProgrammeProblem:
    """One elevator pair each working day, two on Tuesdays; the other trades with the people of an ordinary week."""
    off = HOLIDAYS | WEEKENDS
    people = {"electrical": 2, "plumbing": 2, "": 3}
    return ProgrammeProblem(
        days=DAYS,
        visits=(*elevators(), *others(540)),
        capacity={trade: tuple(0 if d in off else 400 * n for d in range(DAYS)) for trade, n in people.items()},
        closed=HOLIDAYS,
        groups=(
            *(Group(id=f"lifts-{block}", size=3, keep_up=2) for block in range(8)),
            *(Group(id=f"fire-lifts-{block}", size=1, keep_up=0) for block in range(8)),
            *(Group(id=f"pumps-{pair}", size=2, keep_up=1, one_a_day=True) for pair in range(16)),
        ),
        last_done={f"L{block}{'ABC'[n]}": -stagger(block, n) for block in range(8) for n in range(3)},
        crews={"elevator": tuple(0 if d in off else 2 if d % 7 == 1 else 1 for d in range(DAYS))},
        # From ten to four less a break is 270; less three ways between blocks.
        usable={"elevator": 255},
        blocked_trades=frozenset(("desludging", d) for d in range(DAYS) if d % 7 != 2),
    )


def test_the_first_answer_is_there_within_a_second() -> None:
    problem = quarter()
    begun = time.process_time()
    draft = greedy.first(problem)
    assert time.process_time() - begun < 1.0
    assert cost(problem, draft.programme())[1] == 0


def test_the_quarter_is_planned_without_a_broken_rule() -> None:
    problem = quarter()
    found = solve(problem, Effort(seconds=10, steps=300))
    assert found.cost[:3] == (0, 0, 0)
    assert found.cost < cost(problem, greedy.first(problem).programme())
    assert set(found.answer.left.values()) <= {"after_period"}
    assert {one.tier for one in verify(problem, found.answer)} == {Tier.PREFERENCE}


def test_no_elevator_waits_longer_than_its_fifteen_days() -> None:
    problem = quarter()
    day = solve(problem, Effort(seconds=10, steps=300)).answer.day
    for chain, links in problem.chains().items():
        held = [problem.last_done[chain], *(day[one.key] for one in links if one.key in day), problem.days]
        assert max(later - sooner for sooner, later in pairwise(held)) <= 15


def technicians() -> tuple[Technician, ...]:
    """The people behind the quarter's capacity: two elevator pairs, the second on Tuesdays, and eleven others."""
    off = HOLIDAYS | WEEKENDS
    found = []
    for n, trade in enumerate([*["elevator"] * 4, *["electrical"] * 3, *["plumbing"] * 3, *[""] * 5]):
        days = [d for d in range(DAYS) if d not in off and (n not in (2, 3) or d % 7 == 1)]
        partner = f"t{n ^ 1}" if trade == "elevator" else ""
        shifts = dict.fromkeys(days, (420, 900))
        found.append(Technician(id=f"t{n}", trades=frozenset({trade}), shifts=shifts, partner=partner))
    return tuple(found)


def test_what_has_a_day_gets_minutes_and_people() -> None:
    problem = quarter()
    day = solve(problem, Effort(seconds=10, steps=200)).answer.day
    jobs = tuple(
        Job(
            key=visit.key,
            asset=visit.asset,
            day=day[visit.key],
            minutes=visit.minutes,
            crew=visit.crew,
            trade=visit.trade,
            window=(600, 960) if visit.trade == "elevator" else (420, 1320),
            place=visit.place,
            groups=visit.groups,
            contractor=bool(visit.contractor),
        )
        for visit in problem.visits
        if visit.key in day
    )
    asked = DispatchProblem(technicians=technicians(), jobs=jobs, groups=problem.groups)
    found = dispatching.solve(asked, Effort(seconds=10, steps=5)).answer
    assert found.left == {}
    assert {one.tier for one in dispatched.verify(asked, found)} <= {Tier.PREFERENCE}
