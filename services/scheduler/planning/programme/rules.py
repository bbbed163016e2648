"""The rules of the programme."""

from services.scheduler.planning.rule import Rule, Tier

LAW = Rule(
    id="law_visits_are_held_by_their_latest_day",
    tier=Tier.LEGAL,
    sentence="A visit that law asks for is held by its latest day.",
    kind="cover",
)
DUE = Rule(
    id="visits_are_held_by_their_latest_day",
    tier=Tier.CONTRACT,
    sentence="Every other visit is held by its latest day.",
    kind="cover",
)
KEEP_UP = Rule(
    id="groups_keep_enough_members_running",
    tier=Tier.SAFETY,
    sentence="Never more of a redundancy group down on a day than it may lose.",
    kind="count",
)
CAPACITY = Rule(
    id="work_of_a_day_fits_its_people",
    tier=Tier.CONTRACT,
    sentence="No trade is given more minutes on a day than its people have.",
    kind="minutes",
)
IDEAL = Rule(
    id="visits_are_held_near_their_ideal_day",
    tier=Tier.PREFERENCE,
    sentence="A visit is held on its ideal day.",
    kind="wish",
)
GAP = Rule(
    id="chains_keep_their_longest_gap",
    tier=Tier.LEGAL,
    sentence="Two visits of a chain are never further apart than the chain allows, the period's ends included.",
    kind="succession",
)
SOON = Rule(
    id="chains_keep_their_shortest_gap",
    tier=Tier.CONTRACT,
    sentence="Two visits of a chain are in order and not closer than the chain asks.",
    kind="succession",
)
OPEN = Rule(
    id="visits_are_held_on_open_days",
    tier=Tier.CONTRACT,
    sentence="No visit on a closed day, on a day its asset is blocked, or before its earliest day.",
    kind="wish",
)
TIGHT = Rule(
    id="chains_keep_a_day_in_hand",
    tier=Tier.PREFERENCE,
    sentence="A chain is planned to fourteen of its fifteen days, so that a lost day breaks no law.",
    kind="succession",
)
RULES = (LAW, GAP, KEEP_UP, DUE, SOON, OPEN, CAPACITY, IDEAL, TIGHT)
