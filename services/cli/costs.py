"""What a schedule costs, tier by tier, and beside it what no roster could cost less than."""

from dataclasses import dataclass

from muster.scheduler.v1 import schedule_pb2 as pb

TIERS = ("legal", "safety", "contract", "preference")
"""Names of the fields of a cost, the worst first."""
PLURAL = "preferences"
"""How people are told of the last tier, of which there are many."""


@dataclass(frozen=True, slots=True)
class TierCost:
    """What one tier costs; `least` is what no roster could cost less than, None where nothing is known of it."""

    tier: str
    cost: int
    least: int | None = None

    @property
    def name(self) -> str:
        """As people are told of it."""
        return PLURAL if self.tier == TIERS[-1] else self.tier

    @property
    def proved(self) -> bool:
        """Whether it is known that no roster could cost less; of what costs nothing that is no news."""
        return self.cost > 0 and self.least == self.cost


def tiers(schedule: pb.Schedule) -> tuple[TierCost, ...]:
    """All four, the worst first.

    A bound counts from the left, so of a tier it says something only while those above it cost as little as they can.
    A bound of 0 under a cost says nothing either: no cost is less.
    """
    found, known = [], schedule.HasField("bound")
    for tier in TIERS:
        cost, bound = getattr(schedule.cost, tier), getattr(schedule.bound, tier)
        found.append(TierCost(tier, cost, bound if known and (bound or not cost) else None))
        known = known and bound == cost
    return tuple(found)


def beside(schedule: pb.Schedule) -> str:
    """Each tier with its bound in brackets, as a line of progress has room for."""
    return ", ".join(f"{one.name} {one.cost:,}{_bracket(one)}" for one in tiers(schedule))


def sentence(schedule: pb.Schedule) -> str:
    """What a solved schedule costs and how far that is from the best; law and safety only where they cost anything."""
    return "; ".join(_clause(one) for one in tiers(schedule) if one.cost or one.tier == TIERS[-1])


def columns(schedule: pb.Schedule) -> str:
    """Law and safety, the rest as cost, and the bound where one is known, for lines that stand below each other."""
    legal, safety, *rest = tiers(schedule)
    above = f"legal {legal.cost:,}  safety {safety.cost:,}"
    cost = ", ".join(f"{one.name} {one.cost:,}" for one in rest)
    bound = ", ".join(f"{one.name} {one.least:,}" for one in (legal, safety, *rest) if one.least)
    return f"{above}   cost: {cost}" + (f"   bound: {bound}" if bound else "")


def _bracket(one: TierCost) -> str:
    if one.proved:
        return " (best)"
    return f" (bound {one.least:,})" if one.least else ""


def _clause(one: TierCost) -> str:
    text = f"{one.name} {'cost' if one.name == PLURAL else 'costs'} {one.cost:,}"
    if one.proved:
        return f"{text}, proved best"
    return f"{text}, and no roster could cost less than {one.least:,}" if one.least else text
