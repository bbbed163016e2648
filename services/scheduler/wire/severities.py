"""Severity and rule <-> proto."""

from muster.scheduler.v1 import staffing_pb2 as pb
from services.runtime.errors import Invalid, at
from services.scheduler.domain.severity import Degree, Rank, Severity, Standing

DEGREES = {
    Degree.FOLLOWED: pb.Severity.DEGREE_FOLLOWED,
    Degree.PRICED: pb.Severity.DEGREE_PRICED,
    Degree.IGNORED: pb.Severity.DEGREE_IGNORED,
}
_DEGREES_BACK = {number: degree for degree, number in DEGREES.items()}


def severity_from_pb(message: pb.Severity, path: str) -> Severity:
    """What a supervisor makes of a rule. Raises Invalid."""
    with at(path):
        if message.degree not in _DEGREES_BACK:
            raise Invalid("degree", f"{message.degree} is none", hint="followed, priced or ignored")
        if message.tier and message.tier not in list(Rank):
            hint = "contract or preference: a rule is not moved to law or safety"
            raise Invalid("tier", f'"{message.tier[:20]}" is no tier for it', hint=hint)
        rank = Rank(message.tier) if message.tier else None
        return Severity(message.rule, _DEGREES_BACK[message.degree], rank, message.price)


def severity_to_pb(severity: Severity) -> pb.Severity:
    """The same as callers see it."""
    return pb.Severity(
        rule=severity.rule,
        degree=DEGREES[severity.degree],
        tier=severity.rank or "",
        price=severity.price,
    )


def rule_to_pb(site: str, standing: Standing) -> pb.Rule:
    """A rule as it is taken at the site of that id."""
    return pb.Rule(
        name=f"sites/{site}/rules/{standing.id}",
        sentence=standing.sentence,
        tier=standing.tier,
        severity=DEGREES[standing.degree],
        price=standing.price,
        law=standing.law,
    )
