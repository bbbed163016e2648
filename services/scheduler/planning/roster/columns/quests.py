"""What is asked of each person over some days, the days outside as they stand: the compiled problem as `Quest`s."""

from dataclasses import dataclass, field

import numpy as np
from numba import njit
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.chart import Chart, chart_of, most_units
from services.scheduler.planning.roster.columns.prices import FAR, FINE, Prices
from services.scheduler.planning.roster.columns.totals import Total, in_table, state_after, totals_of
from services.scheduler.planning.roster.columns.walk import Quest, Slopes
from services.scheduler.planning.roster.compiled import Compiled

Cells = NDArray[np.int8]


@dataclass(slots=True)
class Quests:
    """Makes quests of one problem; charts are drawn once for all who share the rules."""

    a: Compiled
    prices: Prices
    charts: dict[object, Chart] = field(default_factory=dict)
    steps: dict[object, NDArray[np.int32]] = field(default_factory=dict)
    reaches: dict[object, tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict)

    def of(self, i: int, first: int, end: int, cells: Cells) -> tuple[Chart, Quest]:
        """Person i's days from `first` to before `end`; `cells[T]` is their row, read outside those days.

        Where the days before break law or safety, or those after cannot but, the rules are prices for this person.
        """
        if self.prices.strict:
            made = self._made(i, first, end, cells, self.prices)
            if made is not None:
                return made
        made = self._made(i, first, end, cells, Prices(self.prices.tiers, strict=False))
        assert made is not None
        return made

    def _made(self, i: int, first: int, end: int, cells: Cells, prices: Prices) -> tuple[Chart, Quest] | None:
        a = self.a
        days = end - first
        phase = (a.first_weekday + first) % 7
        state = state_after(a, i, cells, first)
        codes = np.nonzero(a.allowed[i].any(axis=0))[0]
        totals = totals_of(a, i, first, end, cells, prices)
        inside, sloped = in_table(totals)
        apart = np.array([one.weight if one.tally < 0 else 0 * one.weight for one in inside], np.int64)
        apart = apart.reshape(len(inside), a.allowed.shape[2])
        key = (int(a.table[i]), codes.tobytes(), apart.tobytes(), prices.strict)
        if key not in self.charts:
            mates = np.nonzero(a.table == a.table[i])[0]
            states = {(a.first_weekday, int(a.start[mate])) for mate in mates}
            self.charts[key] = chart_of(a, sorted(states), [int(c) for c in codes], apart, prices)
        chart = self.charts[key]
        start = int(chart.node_of[phase, state])
        if start < 0:
            return None
        last = np.nonzero(chart.node_of[(phase + days) % 7] >= 0)[0]
        tail = tails(a, i, end, cells, last, np.array(prices.tiers, np.int64), prices.strict)
        if tail.min() >= FAR:
            return None
        nodes = np.full(chart.like.shape[1], FAR, np.int32)
        nodes[chart.node_of[(phase + days) % 7, last]] = tail
        step = self._steps(key, chart, inside)
        on = np.zeros((3, days), np.bool_)
        for k, one in enumerate(inside):
            on[k] = one.on
        low, high, size = self._reach(key, chart, phase, start, days, inside, step, on)
        room = np.zeros(3, np.int64)
        for k in range(len(inside)):
            room[k] = step[k].max(initial=0) + (k == 0)
        tiers = np.array(prices.tiers, np.int64)
        return chart, Quest(
            phase,
            start,
            np.ascontiguousarray(a.allowed[i, first:end]),
            np.ascontiguousarray(a.cell[i, first:end].astype(np.int64) @ tiers * FINE),
            np.ascontiguousarray(a.demand.holds[i, first:end]),
            np.ascontiguousarray(a.demand.more[i, first:end]),
            np.ascontiguousarray(a.demand.less[i, first:end]),
            step,
            on,
            size,
            room,
            *_final(inside, size, room),
            nodes,
            low,
            high,
            _slopes(sloped, days, a.allowed.shape[2]),
            not prices.strict and self.prices.strict,
        )

    def _steps(self, key: object, chart: Chart, inside: list[Total]) -> NDArray[np.int32]:
        place = (key, tuple((one.tally, one.weight.tobytes()) for one in inside))
        if place not in self.steps:
            step = np.zeros((3, len(chart.to)), np.int32)
            for k, one in enumerate(inside):
                if one.tally >= 0:
                    step[k] = chart.tick[:, one.tally]
                else:
                    leader = np.array([int(np.nonzero(chart.group == g)[0][0]) for g in range(chart.group.max() + 1)])
                    step[k] = one.weight[leader[chart.by]]
            self.steps[place] = step
        return self.steps[place]

    def _reach(
        self,
        key: object,
        chart: Chart,
        phase: int,
        start: int,
        days: int,
        inside: list[Total],
        step: NDArray[np.int32],
        on: NDArray[np.bool_],
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Bounds of the first resource before each day, and how many totals each resource has."""
        size = np.ones(3, np.int64)
        low, high = np.zeros(days + 1, np.int64), np.zeros(days + 1, np.int64)
        for k, one in enumerate(inside):
            place = (key, phase, start, days, one.tally, one.weight.tobytes(), on[k].tobytes())
            if place not in self.reaches:
                self.reaches[place] = most_units(chart, phase, days, step[k], on[k], start)
            before, after = self.reaches[place]
            size[k] = min(one.ceiling, int(before[-1])) + 1
            if k == 0:
                high = np.minimum(before, size[0] - 1)
                low = np.clip(one.floor - after, 0, high)
        return np.maximum.accumulate(low), high, size


def _final(
    inside: list[Total], size: NDArray[np.int64], room: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    grid = np.full(tuple(int(s + r) for s, r in zip(size, room, strict=True)), FAR, np.int64)
    costs = [np.zeros(1, np.int64)] * 3
    for k, one in enumerate(inside):
        costs[k] = one.costs(int(size[k]))
    whole = costs[0][:, None, None] + costs[1][None, :, None] + costs[2][None, None, :]
    grid[: size[0], : size[1], : size[2]] = np.minimum(FAR, whole)
    wall = np.full(grid.shape, FAR, np.int32)
    wall[:, : size[1], : size[2]] = -FAR
    return np.ascontiguousarray(grid.ravel(), np.int32), wall.ravel()


def _slopes(sloped: list[Total], days: int, codes: int) -> Slopes:
    """A total with several meters has a slope for each."""
    parts = [(one, meter) for one in sloped for meter in one.meters]
    rows = len(parts)
    weight, counted = np.zeros((rows, codes), np.int64), np.zeros((rows, days), np.bool_)
    for m, (one, _) in enumerate(parts):
        weight[m], counted[m] = one.weight * one.grain, one.on
    begin, least, most, unit, fee = (
        np.array([getattr(meter, name) for _, meter in parts], np.int64) for name in _METER
    )
    heaviest = np.array([max(1, one.grain * int(one.weight.max(initial=1))) for one, _ in parts], np.int64)
    top = np.where(fee >= FAR, FAR // (256 * heaviest), fee // unit)
    stride = np.maximum(1, np.minimum(top // 4, FINE))
    tally = np.array([one.tally for one, _ in parts], np.int32)
    return Slopes(weight, counted, tally, begin, least, most, unit, fee, top, np.zeros(rows, np.int64), stride)


_METER = ("begin", "least", "most", "unit", "fee")


@njit(cache=True)
def tails(a, i, day, cells, states, tiers, strict):  # type: ignore[no-untyped-def]
    """What the row from `day` on costs by the table (FINE parts) after each of `states`; FAR where it breaks law or
    safety and the prices are strict."""
    out = np.zeros(states.shape[0], np.int32)
    for k in range(states.shape[0]):
        s, v = states[k], np.int64(0)
        for d in range(day, cells.shape[0]):
            price = a.price[s, cells[d]]
            if strict and (price[0] or price[1]):
                v = np.int64(FAR)
                break
            for t in range(4):
                v += FINE * tiers[t] * price[t]
            s = a.follow[s, cells[d]]
        out[k] = min(v, FAR)
    return out
