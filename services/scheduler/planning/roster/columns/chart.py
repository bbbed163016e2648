"""A rules table as a layered graph of one person's days: what the pricing programme walks.

A layer is a weekday, a node a state of the table, an edge a group of codes that the rules do not tell apart. Illegal
and unsafe steps are left out where the chart is strict.
"""

# mypy: allow-untyped-defs
# (the compiled part; numba infers its types)

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.prices import FINE, Prices
from services.scheduler.planning.roster.compiled import Compiled

Ints = NDArray[np.int32]


FEE = 2
"""The place of its price in an edge."""


class Chart(NamedTuple):
    """W = 7 layers, N the most nodes of one, G groups, E tallies. Edges of node n in layer w are `begin[w,n]` to
    `begin[w,n+1]`: to node `to` of the next layer by group `by`, at the price `fee`, adding `tick[.,E]` to tallies.

    `group[C]` is each code's (-1: nobody may work it). A node's edges often are those of another one and some more:
    `like[w,n]` is that other (-1: none), `more_begin` and `more` its own edges beyond; `order[w]` puts others first.
    """

    nodes: Ints
    node_of: Ints
    """`[W, states of the table]`, -1 where a state is not in the layer."""
    begin: Ints
    to: Ints
    by: Ints
    fee: Ints
    tick: Ints
    group: Ints
    like: Ints
    more_begin: Ints
    more: Ints
    order: Ints


def chart_of(
    a: Compiled, states: Sequence[tuple[int, int]], codes: Sequence[int], told_apart: NDArray[np.int64], prices: Prices
) -> Chart:
    """The chart of all that can be reached from `states` (weekday, state) by `codes`. `told_apart[K, C]` are weights:
    codes that differ in one of them are not of one group."""
    layers = _reached(a, states, codes, prices.strict)
    group = _groups(a, np.unique(np.concatenate(layers)), codes, told_apart)
    leaders = np.array([int(np.argmax(group == g)) for g in range(group.max() + 1)])
    width = max(len(layer) for layer in layers)
    node_of = np.full((7, len(a.follow)), -1, np.int32)
    for w, layer in enumerate(layers):
        node_of[w, layer] = np.arange(len(layer))
    begin, more_begin = np.zeros((7, width + 1), np.int32), np.zeros((7, width + 1), np.int32)
    like, order = np.full((7, width), -1, np.int32), np.zeros((7, width), np.int32)
    edges: list[NDArray[np.int64]] = []
    more: list[NDArray[np.int64]] = []
    for w, layer in enumerate(layers):
        fan = _fan(a, layer, leaders, node_of[(w + 1) % 7], prices)
        nodes, counts = np.nonzero(fan[:, :, 0] >= 0)[0], (fan[:, :, 0] >= 0).sum(axis=1)
        base = sum(map(len, edges))
        begin[w, : len(layer) + 1] = base + np.concatenate([[0], np.cumsum(counts)])
        begin[w, len(layer) :] = base + counts.sum()
        edges.append(fan[fan[:, :, 0] >= 0])
        order[w, : len(layer)] = np.argsort(counts, kind="stable")
        like[w, : len(layer)], own = _likened(edges[-1], nodes, counts)
        so_far = sum(map(len, more))
        more.append(base + np.nonzero(own)[0])
        owned = np.bincount(nodes[own], minlength=len(layer))
        more_begin[w, : len(layer) + 1] = so_far + np.concatenate([[0], np.cumsum(owned)])
        more_begin[w, len(layer) :] = so_far + own.sum()
    table = np.concatenate(edges).astype(np.int32)
    return Chart(
        np.array([len(layer) for layer in layers], np.int32),
        node_of,
        begin,
        np.ascontiguousarray(table[:, 0]),
        np.ascontiguousarray(table[:, 1]),
        np.ascontiguousarray(table[:, 2]),
        np.ascontiguousarray(table[:, 3:]),
        group,
        like,
        more_begin,
        np.concatenate(more).astype(np.int32),
        order,
    )


def _fan(
    a: Compiled, layer: NDArray[np.int64], leaders: NDArray[np.int64], tomorrow: Ints, prices: Prices
) -> NDArray[np.int64]:
    """`[node, group, (to, group, fee, ticks)]` of one layer, `to` being -1 where there is no edge."""
    price = a.price[np.ix_(layer, leaders)]
    to = tomorrow[a.follow[np.ix_(layer, leaders)]].astype(np.int64)
    if prices.strict:
        to[price[:, :, :2].any(axis=2)] = -1
    group = np.broadcast_to(np.arange(len(leaders)), to.shape)
    fee = FINE * (price.astype(np.int64) @ np.array(prices.tiers, np.int64))
    return np.concatenate([np.stack([to, group, fee], axis=2), a.tick[np.ix_(layer, leaders)]], axis=2)


def _likened(
    edges: NDArray[np.int64], nodes: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For each node the one with the most edges of those that are walked before it (fewer edges first) and have no
    others than it, -1 where there is none; and which edges are a node's own beyond that."""
    key = np.zeros(len(edges), np.int64)
    for k, column in enumerate(edges.T):
        # Prices are few but large: their places among all keep the key within 64 bits.
        which = np.unique(column, return_inverse=True)[1] if k == FEE else column
        key = key * (which.max(initial=0) + 1) + which
    same = np.unique(key, return_inverse=True)[1]
    has = np.zeros((len(counts), same.max(initial=0) + 1), np.float32)
    has[nodes, same] = 1
    inside = (has @ has.T == counts[:, None]) & (counts[:, None] > 0)
    place = np.arange(len(counts))
    before = (counts[:, None] < counts) | ((counts[:, None] == counts) & (place[:, None] < place))
    size = np.where(inside & before, counts[:, None], 0)
    like = np.where(size.max(axis=0, initial=0) > 0, size.argmax(axis=0), -1)
    known = np.where(like[:, None] >= 0, has[like], 0)
    return like, known[nodes, same] == 0


def _reached(
    a: Compiled, states: Sequence[tuple[int, int]], codes: Sequence[int], strict: bool
) -> list[NDArray[np.int64]]:
    begin = np.array([(weekday % 7, state) for weekday, state in states], np.int64)
    seen = _spread(a.follow, a.price, np.array(codes, np.int64), begin, strict)
    return [np.nonzero(layer)[0] for layer in seen]


@njit(cache=True)
def _spread(follow, price, codes, begin, strict):
    """`[W, states]`: what can be reached from (weekday, state) rows of `begin`."""
    seen = np.zeros((7, follow.shape[0]), np.bool_)
    ahead = np.empty((7 * follow.shape[0], 2), np.int64)
    n = 0
    for k in range(begin.shape[0]):
        if not seen[begin[k, 0], begin[k, 1]]:
            seen[begin[k, 0], begin[k, 1]] = True
            ahead[n] = begin[k]
            n += 1
    while n:
        n -= 1
        w, s = ahead[n]
        for code in codes:
            if strict and (price[s, code, 0] or price[s, code, 1]):
                continue
            v, t = (w + 1) % 7, follow[s, code]
            if not seen[v, t]:
                seen[v, t] = True
                ahead[n, 0], ahead[n, 1] = v, t
                n += 1
    return seen


def _groups(a: Compiled, states: NDArray[np.int64], codes: Sequence[int], told_apart: NDArray[np.int64]) -> Ints:
    group = np.full(a.follow.shape[1], -1, np.int32)
    seen: dict[bytes, int] = {}
    for code in codes:
        parts = (a.follow[states, code], a.price[states, code], a.tick[states, code], told_apart[:, code])
        group[code] = seen.setdefault(b"|".join(part.tobytes() for part in parts), len(seen))
    return group


@njit(cache=True)
def most_units(chart, phase, days, units, on, start):
    """`(before[D+1], after[D+1])`: the most of a resource that can be gathered in the days before each day from the
    node `start`, and from each day on; `units[edge]` is what an edge adds, counted on days with `on[D]`."""
    width = chart.like.shape[1]
    before, after = np.zeros(days + 1, np.int64), np.zeros(days + 1, np.int64)
    here, there = np.full(width, -1, np.int64), np.full(width, -1, np.int64)
    here[start] = 0
    for d in range(days):
        w = (phase + d) % 7
        there[:] = -1
        for n in range(chart.nodes[w]):
            if here[n] < 0:
                continue
            for e in range(chart.begin[w, n], chart.begin[w, n + 1]):
                there[chart.to[e]] = max(there[chart.to[e]], here[n] + (units[e] if on[d] else 0))
        here, there = there, here
        before[d + 1] = max(0, here.max())
    here[:] = 0
    for d in range(days - 1, -1, -1):
        w = (phase + d) % 7
        for n in range(chart.nodes[w]):
            there[n] = 0
            for e in range(chart.begin[w, n], chart.begin[w, n + 1]):
                there[n] = max(there[n], here[chart.to[e]] + (units[e] if on[d] else 0))
        here, there = there, here
        after[d] = here[: chart.nodes[w]].max()
    return before, after
