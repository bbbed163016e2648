"""Every rule of the guard roster as rows: `rules_of` is the model of a problem, `NAMED` its table of contents. A rule's
scope is "contract ID", "person ID" or, of cover, "post ID"; the empty scope is everybody."""

from collections.abc import Sequence
from dataclasses import replace

from services.scheduler.planning.kinds import count, minutes, pattern, run, spell, succession, week, weekend, wish
from services.scheduler.planning.kinds.face import Line, RowKind
from services.scheduler.planning.roster.problem import Person, RosterProblem
from services.scheduler.planning.roster.rules.blocks import months_of, week_limits, weeks_of
from services.scheduler.planning.roster.rules.contracts import of_contract
from services.scheduler.planning.roster.rules.fairness import FAIR_DAYS, shares
from services.scheduler.planning.roster.rules.named import ASKED, COVER, CREWS, NAMED
from services.scheduler.planning.roster.rules.people import of_company, of_person
from services.scheduler.planning.roster.rules.severity import applied
from services.scheduler.planning.rule import Rule

__all__ = [
    "ASKED",
    "COVER",
    "CREWS",
    "FAIR_DAYS",
    "KINDS",
    "NAMED",
    "cover_rules",
    "line_of",
    "months_of",
    "rules_by_person",
    "rules_of",
    "rules_of_the_day",
    "week_limits",
    "weeks_of",
]

KINDS: dict[str, RowKind] = {
    "count": count,
    "minutes": minutes,
    "pattern": pattern,
    "run": run,
    "spell": spell,
    "succession": succession,
    "week": week,
    "weekend": weekend,
    "wish": wish,
}


def rules_of(problem: RosterProblem) -> tuple[Rule, ...]:
    """The rules of this problem, one row for each contract or person where their parameters differ."""
    by_contract = [rule for contract in problem.contracts for rule in of_contract(problem, contract)]
    by_person = [rule for person in problem.people if person.contract for rule in of_person(problem, person)]
    company = [rule for person in problem.people for rule in of_company(problem, person)]
    rows = (COVER, CREWS, ASKED, *by_contract, *by_person, *shares(problem), *company, *problem.rules)
    return applied(problem.severities, rows)


def rules_by_person(problem: RosterProblem, rules: Sequence[Rule]) -> list[list[Rule]]:
    """Those of `rules` that are about one person's row, for each person."""
    by_scope: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.kind in KINDS:
            by_scope.setdefault(rule.scope, []).append(rule)
    return [
        [rule for scope in ("", f"contract {one.contract}", f"person {one.id}") for rule in by_scope.get(scope, ())]
        for one in problem.people
    ]


def rules_of_the_day(rules: Sequence[Rule]) -> list[Rule]:
    """Those about who is on duty beside whom."""
    return [rule for rule in rules if rule.kind == "company"]


def cover_rules(problem: RosterProblem) -> tuple[Rule, ...]:
    """For each post the rule that says what an empty place of it costs."""
    given = {rule.scope: rule for rule in problem.rules if rule.kind == "cover"}
    severe = {rule.id: rule for rule in applied(problem.severities, (COVER, CREWS))}
    return tuple(
        given.get(f"post {post.id}", severe.get(usual.id, replace(usual, parameters={"price": 0})))
        for post in problem.posts
        for usual in (CREWS if post.crew else COVER,)
    )


def line_of(problem: RosterProblem, person: Person) -> Line:
    """What the kinds see of the person's row."""
    lengths = (0, *(shift.worked for shift in problem.shifts))
    return Line(problem.days, problem.first_weekday, lengths, person.history)
