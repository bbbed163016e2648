"""A synthetic quarter of an estate of eight blocks: 24 elevators on chains of 15 days, some 540 other visits."""

import random
import time
from itertools import pairwise

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
    """Seven visits each and the next one after the period, 13 days apart; the fourth takes 150 or 240 minutes."""
    return [
        Visit(
            key=f"L{block}{letter}-{k}",
            asset=f"L{block}{letter}",
            earliest=0,
            ideal=(at := 13 * k - stagger(block, n)),
            due=at + 2,
            latest=at + 4,
            minutes=(240 if (block + n) % 3 == 0 else 150) if k == 4 else 60,
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
        usable={"elevator": 270},
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
    found = solve(problem, Effort(seconds=10, steps=2_000))
    assert found.cost[:3] == (0, 0, 0)
    assert found.cost < cost(problem, greedy.first(problem).programme())
    assert set(found.answer.left.values()) <= {"after_period"}
    assert {one.tier for one in verify(problem, found.answer)} == {Tier.PREFERENCE}


def test_no_elevator_waits_longer_than_its_fifteen_days() -> None:
    problem = quarter()
    day = solve(problem, Effort(seconds=10, steps=2_000)).answer.day
    for chain, links in problem.chains().items():
        held = [problem.last_done[chain], *(day[one.key] for one in links if one.key in day), problem.days]
        assert max(later - sooner for sooner, later in pairwise(held)) <= 15
