"""The rules of the programme."""

from services.scheduler.planning.rule import Rule, Tier

LAW = Rule(
    id="law_visits_are_held_by_their_latest_day",
    tier=Tier.LEGAL,
    sentence="A visit that law asks for is held by its latest day.",
)
DUE = Rule(
    id="visits_are_held_by_their_latest_day",
    tier=Tier.CONTRACT,
    sentence="Every other visit is held by its latest day.",
)
KEEP_UP = Rule(
    id="groups_keep_enough_members_running",
    tier=Tier.SAFETY,
    sentence="Never more members of a redundancy group down on a day than it may lose.",
)
CAPACITY = Rule(
    id="work_of_a_day_fits_its_people",
    tier=Tier.CONTRACT,
    sentence="No trade is given more work on a day than its people have minutes, or whole crews, for it.",
)
GAP = Rule(
    id="chains_keep_their_longest_gap",
    tier=Tier.CONTRACT,
    sentence="Two visits of a chain that no law asks for are no further apart than the chain allows.",
)
SOON = Rule(
    id="chains_keep_their_shortest_gap",
    tier=Tier.CONTRACT,
    sentence="Two visits of a chain are in order and not closer than the chain asks.",
)
OPEN = Rule(
    id="visits_are_held_on_open_days",
    tier=Tier.CONTRACT,
    sentence="No visit on a closed day, on a day its asset is blocked or its contractor away, or before its earliest.",
)
WINDOW = Rule(
    id="visits_fit_the_window_of_their_day",
    tier=Tier.CONTRACT,
    sentence="A visit is not longer than the part of the day in which it is allowed.",
)
NOTICE = Rule(
    id="residents_are_told_of_outages_in_time",
    tier=Tier.CONTRACT,
    sentence="No visit that leaves residents without something is held before they can be told in time.",
)
FROZEN = Rule(
    id="frozen_visits_stay_on_their_day",
    tier=Tier.CONTRACT,
    sentence="A visit whose day is frozen stays on it.",
)
IDEAL = Rule(
    id="visits_are_held_near_their_ideal_day",
    tier=Tier.PREFERENCE,
    sentence="A visit is held on its ideal day.",
)
FREE_DAYS = Rule(
    id="free_days_stay_free",
    tier=Tier.PREFERENCE,
    sentence="On a weekend or a holiday a visit is held only where it would else be late.",
    parameters={"price": 12},
)
ROUGH = Rule(
    id="outdoor_work_avoids_rough_weather",
    tier=Tier.PREFERENCE,
    sentence="Work outdoors is not held on a day for which rough weather is forecast.",
    parameters={"price": 15},
)
TIGHT = Rule(
    id="chains_keep_a_day_in_hand",
    tier=Tier.PREFERENCE,
    sentence="A chain is planned to fourteen of its fifteen days, so that a lost day breaks no law.",
    parameters={"numerator": 14, "denominator": 15, "price": 2},
)
HEADROOM = Rule(
    id="days_keep_a_quarter_free",
    tier=Tier.PREFERENCE,
    sentence="A trade's day is filled to three quarters, so that a fault finds somebody; counted in half hours.",
    parameters={"percent": 75, "unit_minutes": 30},
)
FEW_CREWS = Rule(
    id="few_crews_are_sent_out",
    tier=Tier.PREFERENCE,
    sentence="A crew that is sent out for a day is used well: few crew-days.",
    parameters={"price": 2},
)
LEVEL = Rule(
    id="no_day_stands_out",
    tier=Tier.PREFERENCE,
    sentence="The busiest day of a trade needs few crews.",
    parameters={"price": 5},
)
TRIPS = Rule(
    id="work_at_one_place_is_done_on_one_day",
    tier=Tier.PREFERENCE,
    sentence="A trade that goes to a place does there what it can on the same day: few trips.",
)
MOVED = Rule(
    id="days_that_were_told_stay",
    tier=Tier.PREFERENCE,
    sentence="A visit stays on the day that it had before.",
    parameters={"price": 2},
)
RULES = (
    *(LAW, GAP, KEEP_UP, DUE, SOON, OPEN, WINDOW, CAPACITY, NOTICE, FROZEN),
    *(IDEAL, FREE_DAYS, ROUGH, TIGHT, HEADROOM, FEW_CREWS, LEVEL, TRIPS, MOVED),
)
