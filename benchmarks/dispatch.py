"""Plans a published instance of technicians and interventions with the product's own dispatch, and has the format's own
checker judge the answer."""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.malformed import Malformed
from benchmarks.roadef2007.check import Plan, check, numbered
from benchmarks.roadef2007.instance import Instance
from benchmarks.roadef2007.problem import problem_of
from benchmarks.roadef2007.read import read
from benchmarks.roster import Watching, since_start
from benchmarks.runs import add_effort, checked, result
from services.scheduler.planning.dispatch.problem import Dispatch
from services.scheduler.planning.programme.problem import UnplannableError
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Cost, Effort

LEAVING = 0.3
"""Seconds that the last chunk of moves, the checker and the writing take."""


def main(arguments: Sequence[str]) -> None:
    """Prints progress on stderr and one JSON object as last line of stdout; leaves with 2 for no instance."""
    asked = _arguments(arguments)
    try:
        instance = read(asked.folder)
        problem_of(instance)
    except (Malformed, UnplannableError) as error:
        sys.exit(_refused(str(error)))
    except OSError as error:
        sys.exit(_refused(f"{error.filename}: {error.strerror}; a folder holds instance, interv_list and tech_list"))
    print(json.dumps(planned(instance, asked)))


def _refused(text: str) -> int:
    print(f"dispatch: {text}", file=sys.stderr)
    return 2


def planned(instance: Instance, asked: argparse.Namespace) -> dict[str, object]:
    """The line of results. Raises AssertionError when planner and checker differ over what the plan costs."""
    from services.scheduler.planning.dispatch.search import solve  # late: an instance that cannot be read needs none

    watch = WatchingJobs()
    signal.signal(signal.SIGINT, watch.stop)
    left = max(0.5, asked.seconds - since_start() - LEAVING)
    effort = Effort(seconds=left, workers=asked.workers, seed=asked.seed, steps=asked.steps)
    outcome = solve(problem_of(instance), effort, watch)
    watch.seen(outcome.cost)
    plan = plan_of(outcome.answer)
    judgement = check(instance, plan)
    violations = sum(outcome.cost[:3])
    if (bool(judgement.violations), judgement.cost) != (bool(violations), outcome.cost[Tier.PREFERENCE]):
        found = judgement.violations, judgement.cost
        raise AssertionError(f"the planner finds {outcome.cost}, the checker {found}: one of them misreads the format")
    if asked.out:
        asked.out.write_text(json.dumps(plan, indent=1) + "\n", encoding="utf-8")
    return result(
        instance.name,
        asked,
        violations=judgement.violations,
        cost=judgement.cost,
        bound=outcome.bound,
        first_seconds=watch.first_seconds,
    )


class WatchingJobs(Watching):
    """A plan is there when every job has its place too."""

    def seen(self, cost: Cost) -> None:
        """A plan of this cost exists now."""
        if not any(cost[: Tier.PREFERENCE]):
            super().seen(cost)


def plan_of(found: Dispatch) -> Plan:
    """The answer with days from 1 and teams by number."""
    rows = [(int(one.key), one.day + 1, one.start, frozenset(map(int, one.people))) for one in found.placed]
    return numbered(rows, [int(key) for key in found.outsourced])


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks dispatch", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds instance, interv_list and tech_list (ROADEF 2007)")
    add_effort(parser, "moves", "where the plan goes: teams, interventions, outsourced")
    return checked(parser, arguments, "the plan")
