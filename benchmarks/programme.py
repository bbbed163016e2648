"""Plans the visits of a year by day, the product's own problem, and has the verifier judge what came of it.

The building is read as the worker reads it. Seconds count from the moment at which the search is asked; the crews are
those that are expected before there is a roster, as in `muster plan SITE --kinds maintenance`.
"""

import argparse
import json
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from benchmarks import programme_table
from benchmarks.looking import Looking
from benchmarks.stored import stored
from services.cli.demo.command import EXAMPLE
from services.runtime.errors import Invalid
from services.scheduler.domain.schedule import Kind, Schedule
from services.scheduler.planning.programme import rules, search, verify
from services.scheduler.planning.programme.bound import least
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem
from services.scheduler.planning.rule import Tier, cost_of
from services.scheduler.planning.search import Effort, Progress

KIB = 1024


def main(arguments: Sequence[str]) -> None:
    """Prints progress on stderr and one JSON object as last line of stdout; leaves with 2 for what is no building."""
    asked = _arguments(arguments)
    if asked.table:
        programme_table.main(asked.estate, [one for one in arguments if one not in ("--table", *asked.estate)])
        return
    begun = time.monotonic()
    what = EXAMPLE if asked.estate[0] == EXAMPLE.name else Path(asked.estate[0])
    try:
        horizon = stored(what, partial(months, count=asked.months), zone=asked.zone, pack=asked.pack)
    except Invalid as error:
        print(f"programme: {error}", file=sys.stderr)
        sys.exit(2)
    problem = horizon.problem().programme
    print(f"the building was read in {time.monotonic() - begun:.1f} s", file=sys.stderr)
    effort = Effort(seconds=asked.seconds, workers=asked.workers, seed=asked.seed, steps=asked.steps)
    looking = Looking()
    signal.signal(signal.SIGINT, looking.stop)
    looking.begin()
    outcome = search.solve(problem, effort, looking)
    seconds = looking.seconds
    bound = outcome.bound or least(problem)
    looking(Progress("done", seconds, outcome.cost, bound))
    found = judged(problem, outcome.answer)
    if found["cost"] != list(outcome.cost):
        raise AssertionError(
            f"the search finds {outcome.cost}, the verifier {found['cost']}: one of them counts wrongly"
        )
    print(
        json.dumps(
            {
                "benchmark": "programme",
                "estate": what.stem,
                "days": problem.days,
                "occurrences": len(problem.visits),
                "seconds": seconds,
                "workers": effort.workers,
                "seed": effort.seed,
                "first_seconds": looking.first_seconds,
                "clean_seconds": looking.clean_since,
                **found,
                "bound": list(bound) if bound else None,
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB,
            }
        )
    )


def judged(problem: ProgrammeProblem, programme: Programme) -> dict[str, object]:
    """What the verifier finds: places where a rule above preference is not kept, by rule, and the cost by tier."""
    broken = verify.verify(problem, programme)
    violations = Counter(one.rule for one in broken if one.tier is not Tier.PREFERENCE)
    beyond = sum(
        visit.latest >= problem.days or bool(visit.chain) for visit in problem.visits if visit.key in programme.left
    )
    return {
        "planned": len(programme.day),
        "after_period": beyond,
        "violations": dict(violations),
        "late": violations[rules.LAW.id],
        "over_gap": over_gap(problem, programme),
        "redundancy": violations[rules.KEEP_UP.id],
        "cost": list(cost_of(broken)),
    }


def over_gap(problem: ProgrammeProblem, programme: Programme) -> int:
    """How many gaps of chains are longer than their maximum, the last completed visit and the period's end included.

    What has no day in the period may be held on the day after it at the soonest.
    """
    count = 0
    for chain, links in problem.chains().items():
        before = problem.last_done.get(chain)
        for visit in links:
            day = programme.day.get(visit.key)
            if before is not None and visit.gap_max is not None:
                count += (problem.days if day is None else day) - before > visit.gap_max
            before = day if day is not None else before
    return count


def months(first: date, count: int) -> Schedule:
    """A schedule of maintenance alone, from the first day to the day before the same day so many months later."""
    years, month = divmod(first.month - 1 + count, 12)
    last = date(first.year + years, month + 1, 1) + timedelta(days=first.day - 2)
    return Schedule(id="bench", first=first, last=last, kinds=(Kind.MAINTENANCE,))


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks programme", description=__doc__)
    parser.add_argument("estate", nargs="*", default=[EXAMPLE.name], help=f"{EXAMPLE.name}, or a COBie workbook")
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--zone", default="Asia/Shanghai", help="time zone of a workbook's building")
    parser.add_argument("--pack", default="generic", help="rule pack for a workbook's building")
    parser.add_argument(
        "--table", action="store_true", help="each of the buildings, one after the other, into the README"
    )
    parser.add_argument("--steps", type=int, default=0, help="with one worker: as many steps, whatever time they take")
    asked = parser.parse_args(arguments)
    if asked.seconds <= 0 or asked.workers < 1 or asked.steps < 0 or not 1 <= asked.months <= 13:
        parser.error("give 1 to 13 months, seconds above 0, at least one worker, and steps of 0 or more")
    if len(asked.estate) > 1 and not asked.table:
        parser.error("give one building, or --table for several")
    return asked
