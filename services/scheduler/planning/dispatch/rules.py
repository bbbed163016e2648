"""The rules of the dispatch."""

from services.scheduler.planning.dispatch.problem import DispatchProblem
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
SKILLED = Rule(
    id="crews_hold_the_skills_that_jobs_need",
    tier=Tier.LEGAL,
    sentence="Of those at a job as many as it asks for hold each skill at its level or above.",
)
TOGETHER = Rule(
    id="teams_stay_together_for_the_day",
    tier=Tier.CONTRACT,
    sentence="Where teams are made for a day, all who do a job together do all their jobs of that day together.",
)
IN_ORDER = Rule(
    id="jobs_wait_for_those_before_them",
    tier=Tier.SAFETY,
    sentence="A job begins when those that come before it have ended.",
)
TOOLS = Rule(
    id="no_more_of_a_tool_is_out_than_there_is",
    tier=Tier.LEGAL,
    sentence="At no minute do jobs take more of a tool than there is.",
)
BY_LATEST = Rule(
    id="jobs_end_by_their_legal_latest",
    tier=Tier.LEGAL,
    sentence="A job with a legal latest has ended by then.",
)
ON_TIME = Rule(
    id="response_times_are_kept",
    tier=Tier.PREFERENCE,
    sentence="A job has ended when it is due; counted in begun hours after that.",
)
BUDGET = Rule(
    id="contractors_keep_to_the_budget",
    tier=Tier.CONTRACT,
    sentence="What jobs given to contractors cost together stays within the budget.",
)
CEILING = Rule(
    id="contractors_keep_to_the_price_ceiling",
    tier=Tier.CONTRACT,
    sentence="No job is given to a contractor who has no price for it or one above the ceiling.",
)
COMES = Rule(
    id="contractors_come_on_their_days",
    tier=Tier.CONTRACT,
    sentence="A job that is given to a contractor lies on a day on which the contractor comes.",
)
FOLLOWS = Rule(
    id="contractors_take_what_follows_too",
    tier=Tier.CONTRACT,
    sentence="What comes after a job that a contractor took goes to the contractor too.",
)
SPENDING = Rule(
    id="little_is_spent_on_contractors",
    tier=Tier.PREFERENCE,
    sentence="One's own people do what they can; counted in the money that contractors take.",
)
KEPT = Rule(
    id="announced_jobs_stay_as_they_are",
    tier=Tier.PREFERENCE,
    sentence="A job keeps the day, minutes and people that were announced.",
    parameters={"price": 10},
)
EARLY = Rule(
    id="classes_of_jobs_end_early",
    tier=Tier.PREFERENCE,
    sentence="The last job of each class ends early; counted in minutes from the first day.",
)
RULES = (CERTIFIED, ONE_PLACE, BREAKS, IN_WINDOW, KEEP_UP, PLACED, PINNED, TRAVEL, PARTNERS)
"""Those of every dispatch."""
ASKED = (SKILLED, BY_LATEST, TOOLS, IN_ORDER, TOGETHER, BUDGET, CEILING, COMES, FOLLOWS, ON_TIME, SPENDING, KEPT, EARLY)
"""Those of dispatches whose problem asks for what they are about."""


def rules_of(problem: DispatchProblem) -> tuple[Rule, ...]:
    """All rules that the verifier counts for this problem."""
    jobs = problem.jobs
    offered = any(job.contractor_price is not None for job in jobs)
    asked = {
        PINNED.id: any(job.pinned is not None for job in jobs),
        SKILLED.id: any(job.needs for job in jobs),
        BY_LATEST.id: any(job.latest is not None for job in jobs),
        TOOLS.id: any(job.tools for job in jobs),
        IN_ORDER.id: any(job.after for job in jobs),
        TOGETHER.id: problem.day_teams,
        BUDGET.id: offered,
        CEILING.id: offered,
        COMES.id: any(job.contractor_days is not None for job in jobs),
        FOLLOWS.id: offered and any(job.after for job in jobs),
        ON_TIME.id: any(job.due is not None for job in jobs),
        SPENDING.id: offered and problem.money_weight > 0,
        KEPT.id: any(job.was is not None for job in jobs),
        EARLY.id: bool(problem.finishes),
    }
    return tuple(rule for rule in (*RULES, *ASKED) if asked.get(rule.id, True))
