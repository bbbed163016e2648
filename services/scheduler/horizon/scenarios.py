"""Whose turn it is among the scenarios of a drill: the next after the last one held at the same place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.drill_report import DrillReport
from services.scheduler.domain.obligation import Obligation, ObligationKind
from services.scheduler.domain.span import places, read_key, span_number

Held = tuple[str, date]
"""The key of a gathering and its day."""


@dataclass(frozen=True, slots=True)
class Turns:
    """What was played before: `past` are gatherings that stay, `announced` the scenarios that were told already.

    A report says what was really played, whatever was planned.
    """

    past: tuple[Assignment, ...] = ()
    reports: Mapping[str, DrillReport] | None = None
    announced: Mapping[str, str] | None = None

    def of(self, obligation: Obligation, held: Iterable[Held]) -> dict[str, str]:
        """The scenario of each of the gatherings `held` of an obligation, by key; none where it has no scenarios.

        At a place without history the calendar says whose turn it is, one further with each span and each place, so
        that the blocks of an estate do not all play the same one. The sittings of a training share one in each span.
        """
        if not obligation.scenarios:
            return {}
        told = self.announced or {}
        order = places(obligation)
        played: dict[str, list[tuple[date, str, str]]] = {}
        for day, key, scenario in self._played(obligation):
            played.setdefault(_stage(obligation, key), []).append((day, key, scenario))
        found: dict[str, str] = {}
        for key, day in sorted(held, key=lambda one: (one[1], one[0])):
            stage, span = _stage(obligation, key), read_key(key).span
            before = played.setdefault(stage, [])
            same = [scenario for _, other, scenario in before if not stage and read_key(other).span == span]
            earlier = [scenario for on, _, scenario in sorted(before) if on < day]
            start = span_number(obligation.every, read_key(key).span) + (order.index(stage) if stage in order else 0)
            scenario = told.get(key) or (
                same[0] if same else _next(obligation.scenarios, earlier[-1] if earlier else "", start)
            )
            found[key] = scenario
            before.append((day, key, scenario))
        return found

    def _played(self, obligation: Obligation) -> Iterable[tuple[date, str, str]]:
        for one in self.past:
            if one.obligation != obligation.id:
                continue
            report = (self.reports or {}).get(one.id)
            scenario = report.scenario if report and report.scenario else one.scenario
            if scenario:
                yield one.day, one.id, scenario


def _stage(obligation: Obligation, key: str) -> str:
    """Where scenarios follow each other: at each place of a drill; over all sittings of a training ("")."""
    return "" if obligation.kind is ObligationKind.TRAINING else read_key(key).place


def _next(scenarios: Sequence[str], last: str, start: int) -> str:
    if last not in scenarios:
        return scenarios[start % len(scenarios)]
    return scenarios[(scenarios.index(last) + 1) % len(scenarios)]
