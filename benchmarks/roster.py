"""Plans a published instance with the product's own search, and has the format's own checker judge the answer."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.formats import FORMATS, Published, format_of, load
from benchmarks.malformed import Malformed
from benchmarks.runs import add_effort, checked, result
from services.scheduler.planning.roster.problem import ImpossibleRoster
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Cost, Effort, Progress

IMPORTED = time.monotonic()
TICK = 100
"""Of a second: what Linux counts a process's start in, on every architecture."""
SILENCE = 5.0
"""Seconds without news after which the state is said all the same."""


def main(arguments: Sequence[str]) -> None:
    """Prints progress on stderr and one JSON object as last line of stdout; leaves with 2 for no instance."""
    asked = _arguments(arguments)
    try:
        form = format_of(asked.file) if asked.format == "auto" else asked.format
        published = load(asked.file, form, asked.case)
    except (Malformed, ImpossibleRoster, OSError) as error:
        print(f"roster: {error}", file=sys.stderr)
        sys.exit(2)
    print(json.dumps(planned(published, asked)))


def planned(published: Published, asked: argparse.Namespace) -> dict[str, object]:
    """The line of results. Raises AssertionError when planner and checker differ over what the roster costs."""
    from services.scheduler.planning.roster.search import solve  # late: an instance that cannot be read needs no solver

    watch = Watching()
    signal.signal(signal.SIGINT, watch.stop)
    left = max(1.0, asked.seconds - since_start())
    effort = Effort(seconds=left, workers=asked.workers, seed=asked.seed, steps=asked.steps)
    outcome = solve(published.problem, effort, watch)
    watch.seen(outcome.cost)
    rows = published.rows(outcome.answer)
    judgement = published.judge(rows)
    found = judgement.violations, judgement.cost
    if found != (outcome.cost[Tier.LEGAL], outcome.cost[Tier.PREFERENCE]):
        raise AssertionError(f"the planner finds {outcome.cost}, the checker {found}: one of them misreads the format")
    if asked.out:
        asked.out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return result(
        published.name,
        asked,
        violations=judgement.violations,
        cost=judgement.cost,
        bound=outcome.bound,
        first_seconds=watch.first_seconds,
    )


class Watching:
    """Says on stderr what changes, remembers when the first roster without a violation was there, stops when told."""

    def __init__(self) -> None:
        self.first_seconds: float | None = None
        self._stopped = False
        self._told: tuple[Cost, Cost | None] | None = None
        self._when = 0.0

    def __call__(self, progress: Progress) -> bool:
        """A watch of the search."""
        self.seen(progress.cost)
        news, now = (progress.cost, progress.bound), time.monotonic()
        if news != self._told or now - self._when > SILENCE:
            self._told, self._when = news, now
            bound = "" if progress.bound is None else f", bound {progress.bound[Tier.PREFERENCE]}"
            violations, cost = progress.cost[Tier.LEGAL], progress.cost[Tier.PREFERENCE]
            print(
                f"{progress.elapsed:7.2f} s  {progress.phase}: {violations} violations, cost {cost}{bound}",
                file=sys.stderr,
                flush=True,
            )
        return not self._stopped

    def seen(self, cost: Cost) -> None:
        """A roster of this cost exists now."""
        if self.first_seconds is None and cost[Tier.LEGAL] == 0:
            self.first_seconds = round(since_start(), 2)

    def stop(self, *_: object) -> None:
        """The next progress ends the search with what it has."""
        self._stopped = True


def since_start() -> float:
    """Seconds since this process began, imports included; where the system does not say, since this file was read."""
    try:
        # Field 22 of the process's own line, counted after the name, which may hold spaces.
        began = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / TICK
        return time.clock_gettime(time.CLOCK_BOOTTIME) - began
    except (OSError, AttributeError):
        return time.monotonic() - IMPORTED


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks roster", description=__doc__)
    parser.add_argument("file", type=Path, help="the instance; .gz is unpacked")
    parser.add_argument("--format", choices=("auto", *FORMATS), default="auto")
    parser.add_argument("--case", type=Path, help="nsplib: the .gen file with the counters, which a .nsp needs")
    add_effort(parser, "steps", "where the roster goes: {employee: [shift or null, one a day]}")
    return checked(parser, arguments, "the roster")
