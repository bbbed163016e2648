"""A synthetic week: 150 jobs, 15 technicians, pairs for the elevators, breaks, windows and groups."""

import random

from services.scheduler.planning.dispatch.problem import DispatchProblem, Job, Technician
from services.scheduler.planning.dispatch.search import solve
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.programme.problem import Group
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort

WORKING = range(5)


def technicians() -> tuple[Technician, ...]:
    """Six for elevators in three pairs, four electricians, three plumbers, two who do what needs no qualification."""
    trades = [*["elevator"] * 6, *["electrical"] * 4, *["plumbing"] * 3, *["general"] * 2]
    found = []
    for n, trade in enumerate(trades):
        late = n % 5 == 4
        days = range(7) if n in (6, 10) else WORKING
        found.append(
            Technician(
                id=f"t{n}",
                trades=frozenset({trade, ""}),
                shifts={day: (840, 1320) if late and trade != "elevator" else (420, 900) for day in days},
                partner=f"t{n ^ 1}" if trade == "elevator" else "",
            )
        )
    return tuple(found)


def week() -> DispatchProblem:
    """Working days: five elevator visits and some twenty others; at the weekend five small jobs a day."""
    chance = random.Random(3)
    jobs = []
    for n in range(150):
        day = n % 5 if n < 140 else 5 + n % 2
        lift = n < 25
        trade = "elevator" if lift else "electrical" if day > 4 else chance.choice(["electrical", "plumbing", ""])
        jobs.append(
            Job(
                key=f"j{n}",
                asset=f"a{n % 24}" if lift else f"x{n}",
                day=day,
                minutes=(150 if n % 7 == 0 else 70) if lift else chance.choice([20, 30, 45, 60, 90, 120]),
                crew=2 if lift or (day < 5 and n % 10 == 0) else 1,
                trade=trade,
                window=(600, 960) if lift else (420, 1320),
                place=f"block-{n % 8}",
                groups=(f"lifts-{n % 8}",) if lift else (),
                priority=90 if lift else chance.choice([30, 50, 70]),
            )
        )
    groups = tuple(Group(id=f"lifts-{block}", size=3, keep_up=2) for block in range(8))
    return DispatchProblem(technicians=technicians(), jobs=tuple(jobs), groups=groups)


def test_a_week_is_placed_whole_within_three_seconds() -> None:
    problem = week()
    found = solve(problem, Effort(seconds=3, steps=20))
    assert found.answer.left == {}
    assert {one.tier for one in verify(problem, found.answer)} <= {Tier.PREFERENCE}


def test_more_effort_only_shortens_the_way() -> None:
    problem = week()
    first, later = (solve(problem, Effort(seconds=5, steps=steps)) for steps in (1, 60))
    assert later.cost < first.cost
    assert later.cost[:3] == first.cost[:3] == (0, 0, 0)
