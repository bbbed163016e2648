"""Local search: another slot for one gathering, everybody of its family sent anew; kept unless it costs more.

CP-SAT alone does not get far here with one worker: on a quarter of 8 drills and 12 sittings it found nothing better
than the greedy answer in ten seconds.
"""

import random
from collections.abc import Callable

import numpy as np

from services.scheduler.planning.drills import greedy
from services.scheduler.planning.drills.board import Board
from services.scheduler.planning.drills.choose import Choice
from services.scheduler.planning.drills.tally import tally
from services.scheduler.planning.search import NO_COST, Cost

NEAR = 40
"""Slots from which the next is drawn: the best in place of the one that is given up."""


def improve(board: Board, choice: Choice, moves: int, seed: int, going: Callable[[Cost], bool]) -> None:
    """Leave the board and the choice at the best found in at most `moves` (below 0: no limit), or while `going`."""
    chance = random.Random(seed)
    now = reached = tally(board)
    best = [board.noted(f) for f in range(len(board.families))]
    slots = [list(chosen) for chosen in choice.slots]
    places = [(f, j) for f, chosen in enumerate(choice.slots) for j in range(len(chosen)) if choice.able(f).sum() > 1]
    while moves and places and now > NO_COST and going(reached):
        moves -= 1
        f, j = chance.choice(places)
        was = list(choice.slots[f])
        worth = choice.worth(f, j)
        near = [int(c) for c in np.argsort(-worth, kind="stable")[:NEAR] if c != was[j] and choice.able(f)[c]]
        if not near:
            continue
        # The better ones more often.
        choice.slots[f][j] = near[int(len(near) * chance.random() ** 2)]
        before = board.noted(f)
        greedy.again(board, choice, f)
        after = tally(board)
        if after <= now:
            now = after
            if after < reached:
                best, reached = [board.noted(g) for g in range(len(board.families))], after
                slots = [list(chosen) for chosen in choice.slots]
            continue
        choice.slots[f] = was
        board.restore(f, before)
    choice.slots = slots
    for f, meetings in enumerate(best):
        board.restore(f, meetings)
