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
RULES = (LAW, KEEP_UP, DUE, CAPACITY, IDEAL)
