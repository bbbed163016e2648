"""Plans a quarter of harbour-court, the product's own problem, and has the verifier judge what came of it.

The estate is read as the worker reads it; seconds count from the moment at which the search is asked. `columns` plans
the whole, as the product does; with --roster-only, and by `annealing` and `cpsat`, the roster's problem alone is
solved, with the crews that a programme of the same steps asks for.
"""

import argparse
import json
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks import estate_table
from benchmarks.harbour_court import CERTIFIED, GUARDS, NoSuchStaff, quarter
from benchmarks.looking import Looking, rated
from benchmarks.methods import METHODS, rostered
from services.scheduler.horizon.horizon import Horizon
from services.scheduler.planning import estate as planning
from services.scheduler.planning.drills import search as drilling
from services.scheduler.planning.estate import Estate, EstateProblem
from services.scheduler.planning.programme import search as programming
from services.scheduler.planning.roster import verify as judge
from services.scheduler.planning.roster.overtime import least_empty, least_overtime
from services.scheduler.planning.roster.problem import RosterProblem
from services.scheduler.planning.roster.warm import warm
from services.scheduler.planning.rule import Broken, Tier, cost_of
from services.scheduler.planning.search import Cost, Effort, Outcome, Progress

PROGRAMME = Effort(seconds=9.0, steps=5_000)
"""For the programme whose crews the roster alone has to bring: the same for each method, on every machine."""
KIB = 1024


def main(arguments: Sequence[str]) -> None:
    """Prints progress on stderr and one JSON object as last line of stdout; leaves with 2 for a staff there is not."""
    asked = _arguments(arguments)
    if asked.table:
        estate_table.main([one for one in arguments if one != "--table"])
        return
    begun = time.monotonic()
    try:
        horizon = quarter(asked.guards, asked.certified)
    except NoSuchStaff as error:
        print(f"estate: {error}", file=sys.stderr)
        sys.exit(2)
    problem = horizon.problem()
    warm()
    reading = round(time.monotonic() - begun, 1)
    print(f"the estate was read and the kernels loaded in {reading} s", file=sys.stderr)
    effort = Effort(seconds=asked.seconds, workers=asked.workers, seed=asked.seed, steps=asked.steps)
    looking = Looking()
    signal.signal(signal.SIGINT, looking.stop)
    if asked.method == "columns" and not asked.roster_only:
        whole = planned(problem, effort, looking)
        found = whole.line() | {"not_kept": named(horizon, problem, whole.outcome.answer)}
        found["answered_seconds"] = looking.seconds
    else:
        found = roster_alone(problem, asked.method, effort, looking)
    asked_for = {name: getattr(asked, name) for name in ("method", "guards", "certified", "seconds", "workers", "seed")}
    memory = {"memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB}
    print(json.dumps({"benchmark": "estate", **asked_for, **found, **memory}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An estate planned by the product's own search, and what was seen on the way. Costs are by tier."""

    problem: EstateProblem
    outcome: Outcome[Estate]
    looking: Looking
    seconds: float
    drills_seconds: float | None
    """When every drill and seminar was placed; None: not all were."""
    roster_began: Cost
    """What the visits cost when the roster's search began."""

    @property
    def roster_asked(self) -> RosterProblem | None:
        """The roster's problem with the crews that the visits, as they are planned, ask for."""
        if self.problem.roster is None:
            return None
        return planning.roster_asked(self.problem, self.outcome.answer.programme)

    def line(self) -> dict[str, object]:
        """The results as they are printed."""
        roster = _roster_cost(self.problem, self.outcome.answer)
        return {
            "part": "whole",
            **(_proved(asked) if (asked := self.roster_asked) else {}),
            "first_seconds": self.looking.clean_since,
            "drills_seconds": self.drills_seconds,
            "at": {
                str(moment): rated(seen.cost, seen.bound) | {"phase": seen.phase}
                for moment, seen in self.looking.at_moments(self.seconds).items()
            },
            **rated(self.outcome.cost, self.outcome.bound),
            "roster_at": {
                str(moment): rated(_less(seen.cost, self.roster_began), None)["rated"]
                for moment, seen in self.looking.at_moments(self.seconds).items()
                if seen.phase == "roster"
            },
            "roster_cost": roster,
            "roster_rated": rated(roster, None)["rated"],
            "drills": len(self.problem.gatherings),
            "drills_left": sorted(self.outcome.answer.drills.left),
        }


def planned(problem: EstateProblem, effort: Effort, looking: Looking) -> Whole:
    """The whole estate. Raises AssertionError where the search and the verifier differ over what it costs."""
    saved: list[tuple[float, Estate]] = []
    looking.begin(parts_until="roster" if problem.roster is not None else "")
    outcome = planning.solve(problem, effort, looking, save=lambda estate: saved.append((looking.seconds, estate)))
    ended = looking.seconds
    looking(Progress("done", ended, outcome.cost, outcome.bound))
    judged = cost_of(planning.verify(problem, outcome.answer))
    if judged != outcome.cost:
        raise AssertionError(f"the search finds {outcome.cost}, the verifier {judged}: one of them counts wrongly")
    visits = cost_of(planning.verify(replace(problem, roster=None, gatherings=(), dispatch_days=0), saved[0][1]))
    return Whole(
        problem=problem,
        outcome=outcome,
        looking=looking,
        seconds=effort.seconds,
        drills_seconds=_drills_placed(problem, saved[-1][1], outcome.answer, looking, ended),
        roster_began=visits,
    )


def _drills_placed(
    problem: EstateProblem, before: Estate, answer: Estate, looking: Looking, ended: float
) -> float | None:
    """When every drill and seminar had a place. The drills' first answer is the same in every run on one roster, so
    whether that one lacked any is found out afterwards."""
    if len(answer.drills.held) < len(problem.gatherings):
        return None
    first = drilling.solve(planning.drills_asked(problem, before), Effort(seconds=1), lambda _: False).answer
    if len(first.held) == len(problem.gatherings):
        return looking.phase_began("drills")
    return looking.phase_began("dispatch") or round(ended, 2)


def roster_alone(problem: EstateProblem, method: str, effort: Effort, looking: Looking) -> dict[str, object]:
    """The line of results of the roster alone. Raises AssertionError where the verifier counts another cost."""
    visits = programming.solve(problem.programme, replace(PROGRAMME, seed=effort.seed)).answer
    asked = planning.roster_asked(problem, visits)
    looking.begin()
    outcome = rostered(method, asked, effort, looking)
    looking(Progress("done", looking.seconds, outcome.cost, outcome.bound))
    judged = cost_of(judge.verify(asked, outcome.answer))
    if judged != outcome.cost:
        raise AssertionError(f"{method} finds {outcome.cost}, the verifier {judged}: one of them counts wrongly")
    return {
        "part": "roster",
        **_proved(asked),
        "first_seconds": looking.clean_since,
        "at": {
            str(moment): rated(seen.cost, seen.bound) for moment, seen in looking.at_moments(effort.seconds).items()
        },
        **rated(outcome.cost, outcome.bound),
    }


def named(horizon: Horizon, problem: EstateProblem, estate: Estate) -> list[dict[str, object]]:
    """What was not kept of law and safety, as the supervisor is told: rule, people, days, nearest relaxation."""
    broken: Sequence[Broken] = planning.verify(problem, estate)
    grave = [one for one in broken if one.tier in (Tier.LEGAL, Tier.SAFETY)]
    return [
        {
            "rule": one.rule,
            "tier": one.tier,
            "amount": one.amount,
            "items": list(one.items),
            "people": list(one.people),
            "days": [day.isoformat() for day in one.days],
            "cause": one.cause,
            "relaxations": [{"kind": each.kind, **dict(each.parameters)} for each in one.relaxations],
        }
        for one in horizon.answer(problem, estate).shortfalls(grave)
    ]


def _roster_cost(problem: EstateProblem, estate: Estate) -> Cost:
    if estate.roster is None:
        return 0, 0, 0, 0
    return cost_of(judge.verify(planning.roster_asked(problem, estate.programme), estate.roster))


def _proved(asked: RosterProblem) -> dict[str, int]:
    """What hours alone prove of every roster."""
    return {"least_overtime": least_overtime(asked), "least_empty": least_empty(asked)}


def _less(whole: Cost, part: Cost) -> Cost:
    legal, safety, contract, preference = (a - b for a, b in zip(whole, part, strict=True))
    return legal, safety, contract, preference


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks estate", description=__doc__)
    parser.add_argument("--guards", type=int, default=GUARDS, help=f"how many of the {GUARDS} are there")
    parser.add_argument("--certified", type=int, default=CERTIFIED, help="how many hold the control room's certificate")
    parser.add_argument("--method", choices=METHODS, default=METHODS[0])
    parser.add_argument("--roster-only", action="store_true", help="the roster's problem alone, by any method")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--table", action="store_true", help="every way, one after the other, into the README")
    parser.add_argument("--steps", type=int, default=0, help="with one worker: as many steps, whatever time they take")
    asked = parser.parse_args(arguments)
    if asked.seconds <= 0 or asked.workers < 1 or asked.steps < 0:
        parser.error("give seconds above 0, at least one worker, and steps of 0 or more")
    return asked
