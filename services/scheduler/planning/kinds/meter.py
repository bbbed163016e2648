"""A meter: the compiled form of automata that only add up (count, minutes).

Their state is a total over many days, which would blow up a product; as a running total it costs one addition a move.
"""

from dataclasses import dataclass

from services.scheduler.planning.kinds.face import Automaton, Linear, Literals, State


@dataclass(frozen=True, slots=True)
class Meter:
    """The total of `weights[code]` over `days` is wanted within [least, most]; each begun `unit` outside counts one."""

    days: tuple[int, ...]
    weights: tuple[int, ...]
    least: int
    most: int
    unit: int

    def amount(self, total: int) -> int:
        """By how much a total is out of bounds."""
        return -(-max(0, total - self.most, self.least - total) // self.unit)

    def automaton(self) -> Automaton:
        """State: the total so far; judged on the last of the days."""
        counted, last = set(self.days), max(self.days, default=-1)

        def step(state: State, day: int, code: int) -> tuple[State, int]:
            total = int(state) + (self.weights[code] if day in counted else 0)
            return total, (self.amount(total) if day == last else 0)

        return Automaton(0, step, weekly=False)

    def constrain(self, row: Literals) -> Linear:
        """One slack above, one below."""
        if max(self.days, default=-1) < 0:
            return 0
        total = sum(w * row.on(d, (c,)) for d in self.days for c, w in enumerate(self.weights) if w)
        highest = max(self.weights) * len(self.days)
        over = row.beyond(total - self.most, highest - self.most, self.unit)
        return over + row.beyond(self.least - total, self.least, self.unit)
