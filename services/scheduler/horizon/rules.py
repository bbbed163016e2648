"""The rules of the roster as a site takes them, and what a supervisor may make of them."""

from collections.abc import Iterator
from difflib import get_close_matches

from services.runtime.errors import Invalid
from services.scheduler.domain.severity import Degree, Standing
from services.scheduler.domain.staffing import Staffing
from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.roster.rules import COVER, NAMED
from services.scheduler.planning.rule import Severity, Tier


def standings(staffing: Staffing) -> tuple[Standing, ...]:
    """Every rule of the roster, highest tier first."""
    said = {one.rule: one for one in staffing.severities}
    found = []
    for rule in NAMED:
        law, severity = bool(_law(rule.id, rule.tier, staffing)), said.get(rule.id)
        tier, degree, cost = rule.tier, Degree.FOLLOWED, price(rule)
        if severity:
            degree = severity.degree
            tier = Tier[severity.rank.name] if severity.rank else tier
            cost = {Degree.FOLLOWED: cost, Degree.PRICED: severity.price, Degree.IGNORED: 0}[degree]
        found.append((tier, Standing(rule.id, rule.sentence, tier.name.lower(), degree, cost, law)))
    return tuple(standing for _, standing in sorted(found, key=lambda one: one[0]))


def severities(staffing: Staffing) -> Iterator[Severity]:
    """What planning does with the rules that are not taken as they are."""
    for one in staffing.severities:
        if one.degree is not Degree.FOLLOWED:
            yield Severity(rule=one.rule, tier=Tier[one.rank.name] if one.rank else Tier.PREFERENCE, price=one.price)


def only_what_may_be_is_moved(staffing: Staffing) -> None:
    """Every rule whose severity is changed is one of the roster, and no law stands behind it.

    Raises Invalid with the path in `staffing`.
    """
    tiers = {rule.id: rule.tier for rule in NAMED}
    for place, one in enumerate(staffing.severities):
        path = f"severities[{place}].rule"
        if one.rule not in tiers:
            near = get_close_matches(one.rule, tiers, n=1)
            hint = f'did you mean "{near[0]}"?' if near else "muster get rules lists them"
            raise Invalid(path, f'"{one.rule}" is no rule of the roster', reason="UNKNOWN_RULE", hint=hint)
        law = _law(one.rule, tiers[one.rule], staffing)
        if law and one.degree is not Degree.FOLLOWED:
            hint = "leave it followed; what it limits stands in the contract or the post"
            raise Invalid(path, f'"{one.rule}" cannot be {one.degree}: {law}', reason="RULE_OF_LAW", hint=hint)


def _law(rule: str, tier: Tier, staffing: Staffing) -> str:
    """Why the rule cannot be moved; empty where it can."""
    if tier is Tier.LEGAL:
        return "the law stands behind it"
    certified = next((post.id for post in staffing.posts if post.needs), "")
    if rule == COVER.id and certified:
        return f'the post "{certified}" is for certified people'
    if rule == COVER.id and staffing.fire_watch_minutes:
        return "the site keeps a fire watch"
    return ""
