"""The rules of the dispatch."""

from services.scheduler.planning.rule import Rule, Tier

PLACED = Rule(
    id="jobs_of_a_day_are_given_to_a_crew",
    tier=Tier.CONTRACT,
    sentence="Every job of a day gets minutes and its whole crew, or its contractor.",
)
CERTIFIED = Rule(
    id="crews_are_certified",
    tier=Tier.LEGAL,
    sentence="Each of a crew holds what the job asks for.",
)
ONE_PLACE = Rule(
    id="people_are_in_one_place_at_a_time",
    tier=Tier.LEGAL,
    sentence="Nobody has two jobs at once, travel included, or one outside the hours of work.",
)
BREAKS = Rule(
    id="long_shifts_have_a_break",
    tier=Tier.LEGAL,
    sentence="Whoever works more than six hours has a break between three and five and a half hours after the start.",
)
IN_WINDOW = Rule(
    id="jobs_are_done_in_their_window",
    tier=Tier.LEGAL,
    sentence="A job is done on its day, within the minutes that it allows.",
)
KEEP_UP = Rule(
    id="groups_keep_enough_members_running_at_any_minute",
    tier=Tier.SAFETY,
    sentence="At no minute is more of a redundancy group down than it may lose.",
)
PINNED = Rule(
    id="pinned_jobs_stay_as_they_are",
    tier=Tier.CONTRACT,
    sentence="A job whose minutes and people are pinned keeps both.",
)
TRAVEL = Rule(
    id="little_time_is_spent_on_the_way",
    tier=Tier.PREFERENCE,
    sentence="People do in a row what lies at one place; counted in minutes on the way.",
)
PARTNERS = Rule(
    id="pairs_work_together",
    tier=Tier.PREFERENCE,
    sentence="A crew of two or more does not split a pair.",
    parameters={"price": 5},
)
RULES = (CERTIFIED, ONE_PLACE, BREAKS, IN_WINDOW, KEEP_UP, PLACED, PINNED, TRAVEL, PARTNERS)
