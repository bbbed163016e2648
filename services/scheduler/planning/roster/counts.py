"""How many people meet each condition, and stand against each limit, of some rows."""

# mypy: allow-untyped-defs

import numpy as np
from numba import njit
from numpy.typing import NDArray

from services.scheduler.planning.roster.anneal import put, shift_cost
from services.scheduler.planning.roster.compiled import Compiled
from services.scheduler.planning.roster.cost import row_cost
from services.scheduler.planning.roster.demand import Demand
from services.scheduler.planning.search import Cost


def counted(
    demand: Demand, cells: NDArray[np.int8], who: NDArray[np.bool_], first: int, end: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """`(have[T,C,R], count[T,C,Q])` of the people `who[I]` on days `first` to before `end`."""
    have, count = np.zeros_like(demand.need), np.zeros_like(demand.most)
    _count(demand, cells, who, first, end, have, count)
    return have, count


@njit(cache=True)
def _count(demand, cells, who, first, end, have, count):
    for i in range(cells.shape[0]):
        if who[i]:
            for d in range(first, end):
                put(demand, have, count, i, d, cells[i, d], 1)


def cost_of_cells(a: Compiled, cells: NDArray[np.int8]) -> Cost:
    """What codes `[I,T]` cost by tiers."""
    have, count = counted(a.demand, cells, np.ones(len(cells), np.bool_), 0, cells.shape[1])
    out = np.zeros(4, np.int64)
    _whole(a, cells, have, count, out)
    return int(out[0]), int(out[1]), int(out[2]), int(out[3])


def shifts_cost(demand: Demand, cells: NDArray[np.int8], first: int, end: int) -> Cost:
    """What the shifts of days `first` to before `end` cost by tiers, without the rows that stand in them."""
    have, count = counted(demand, cells, np.ones(len(cells), np.bool_), first, end)
    out = np.zeros(4, np.int64)
    _shifts(demand, have, count, first, end, out)
    return int(out[0]), int(out[1]), int(out[2]), int(out[3])


@njit(cache=True)
def _shifts(demand, have, count, first, end, out):
    for d in range(first, end):
        for c in range(demand.need.shape[1]):
            shift_cost(demand, have, count, d, c, 1, out)


@njit(cache=True)
def _whole(a, cells, have, count, out):
    for i in range(cells.shape[0]):
        out += row_cost(a, i, cells[i])
    _shifts(a.demand, have, count, 0, cells.shape[1], out)
