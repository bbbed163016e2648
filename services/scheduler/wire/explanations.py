"""Explanations of shifts -> proto; they only go out."""

from muster.scheduler.v1 import explanation_pb2 as pb
from services.runtime.dates import date_to_pb
from services.scheduler.domain.assignment import Assignment
from services.scheduler.horizon.period import Period
from services.scheduler.planning.roster.explain import Alternative, Difference, Explanation, Moves
from services.scheduler.planning.roster.problem import OFF, UNPOSTED, RosterProblem
from services.scheduler.wire.schedules import MOST_DATES, assignment_to_pb, cost_to_pb


def explanation_to_pb(
    shift: Assignment, found: Explanation, problem: RosterProblem, period: Period
) -> pb.ShiftExplanation:
    """Why `shift` is where it is; numbers of days and codes in the words of the calendar."""
    return pb.ShiftExplanation(
        shift=assignment_to_pb(shift),
        holds=[change_to_pb(one, period) for one in found.holds],
        costs=[change_to_pb(one, period) for one in found.costs],
        moves=_moves_to_pb(found.moves, problem),
        alternatives=[_alternative_to_pb(one, problem, period) for one in found.others],
    )


def change_to_pb(one: Difference, period: Period) -> pb.RuleChange:
    """What becomes of one rule."""
    return pb.RuleChange(
        rule=one.rule,
        tier=one.tier.name.lower(),
        amount=one.amount,
        cost=one.cost,
        people=[f"people/{person}" for person in one.people],
        items=one.items,
        dates=[date_to_pb(period.day(number)) for number in one.days[:MOST_DATES]],
    )


def _alternative_to_pb(one: Alternative, problem: RosterProblem, period: Period) -> pb.ShiftAlternative:
    return pb.ShiftAlternative(
        person=f"people/{one.person}",
        shift="" if one.instead == OFF else problem.shifts[one.instead - 1].id,
        changes=[change_to_pb(change, period) for change in one.changes],
        cost=cost_to_pb(one.cost),
        post=_post(one.post, problem),
        moves=_moves_to_pb(one.moves, problem),
    )


def _moves_to_pb(moves: Moves, problem: RosterProblem) -> list[pb.PostMove]:
    return [pb.PostMove(person=f"people/{person}", post=_post(post, problem)) for person, post in moves]


def _post(place: int, problem: RosterProblem) -> str:
    return "" if place == UNPOSTED else problem.posts[place].id
