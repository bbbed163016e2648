"""A format's reader, the kinds of rule and the format's own checker say the same of random rosters."""

import random

from benchmarks.formats import Published
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.verify import verify
from services.scheduler.planning.rule import Tier, cost_of


def drawn_cells(published: Published, draw: random.Random) -> list[list[int]]:
    """Codes that each person may have. Rows differ in how often they are free and how often they change, for rules
    about runs are tried by runs."""
    cells = []
    for choices in published.problem.choices():
        free, keep, row = draw.random(), draw.random(), list[int]()
        for codes in choices:
            if row and row[-1] in codes and draw.random() < keep:
                row.append(row[-1])
            else:
                row.append(codes[0] if draw.random() < free else draw.choice(codes))
        cells.append(row)
    return cells


def agrees(published: Published, seed: int) -> None:
    """The verifier's cost of one random roster is the checker's."""
    roster = to_posts(published.problem, drawn_cells(published, random.Random(seed)))
    cost = cost_of(verify(published.problem, roster))
    judged = published.judge(published.rows(roster))
    assert (cost[Tier.LEGAL], cost[Tier.PREFERENCE]) == (judged.violations, judged.cost)
    assert (cost[Tier.SAFETY], cost[Tier.CONTRACT]) == (0, 0)
