"""What a supervisor makes of the rules at a site: those behind which no law stands may be priced or ignored."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.roster.problem import ImpossibleRoster
from services.scheduler.planning.roster.rules.named import NAMED
from services.scheduler.planning.rule import Rule, Severity, Tier

MAY_BE = (Tier.CONTRACT, Tier.PREFERENCE)
"""The tiers to which a rule may be moved."""


def applied(severities: Sequence[Severity], rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rows that are left, in their tiers and at their prices; one of a person's own weight keeps it, as a multiple.

    Raises ImpossibleRoster where a rule of law is to be moved, or a rule to a tier of law or safety.
    """
    if not severities:
        return tuple(rules)
    law = {rule.id for rule in NAMED if rule.tier is Tier.LEGAL}
    for one in severities:
        if one.rule in law or one.tier not in MAY_BE:
            where = one.tier.name.lower()
            raise ImpossibleRoster(
                f"rule {one.rule!r} is moved to the tier {where}: leave law, move others below safety"
            )
    said = {one.rule: one for one in severities}
    usual = {rule.id: price(rule) for rule in NAMED}
    found = []
    for rule in rules:
        severity = said.get(rule.id)
        if severity is None:
            found.append(rule)
            continue
        if severity.price:
            # Rows of the table carry their named price times a weight of their own.
            weight = price(rule) // usual.get(rule.id, price(rule))
            moved = {**rule.parameters, "price": severity.price * max(1, weight)}
            found.append(replace(rule, tier=severity.tier, parameters=moved))
    return tuple(found)
