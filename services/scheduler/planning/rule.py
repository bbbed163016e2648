"""A rule as data, and what it means to break one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from services.scheduler.planning.search import Cost


class Tier(IntEnum):
    """How much a rule weighs, lexicographic: one step of a higher tier outweighs everything below it."""

    LEGAL = 0
    SAFETY = 1
    CONTRACT = 2
    PREFERENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of a table of rules.

    `id` is stable and goes to users ("guards_rest_between_shifts"); `sentence` says it in words; `scope` says for whom.
    In the roster `kind` names the module of `planning.kinds` that knows its three faces, and `parameters` are that
    kind's. Elsewhere a rule has no kind ("") and is known by its name in the table: the verifier has one face of it,
    the search another.
    """

    id: str
    tier: Tier
    sentence: str
    kind: str = ""
    parameters: Mapping[str, int | str | tuple[int, ...] | tuple[str, ...]] = field(default_factory=dict)
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """What a supervisor makes of the rule `rule` at a site: of another tier and price, or (price 0) nothing at all."""

    rule: str
    tier: Tier
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One place where a rule is not kept: by how much, whom and what it concerns, on which days (from period start)."""

    rule: str
    tier: Tier
    amount: int
    people: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    price: int = 1
    """What one unit of the amount costs in the tier."""


def cost_of(broken: Iterable[Broken]) -> Cost:
    """What all broken rules come to: amount times price, a number a tier."""
    tiers = [0, 0, 0, 0]
    for one in broken:
        tiers[one.tier] += one.amount * one.price
    return tiers[Tier.LEGAL], tiers[Tier.SAFETY], tiers[Tier.CONTRACT], tiers[Tier.PREFERENCE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """What would let something be placed, as data; whoever shows it makes the sentence.

    `kind` and its parameters: "later" (`day`: the first that would do, from period start), "more_hours" (`trade`,
    `minutes` missing on `day`), "qualified_person" (`trade`), "contractor" (`trade`).
    """

    kind: str
    parameters: Mapping[str, int | str] = field(default_factory=dict)
