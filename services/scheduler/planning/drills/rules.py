"""The rules of drills and trainings."""

from services.scheduler.planning.rule import Rule, Tier

REST = Rule(
    id="attendance_leaves_the_rest_between_shifts",
    tier=Tier.LEGAL,
    sentence="Whoever attends joins it to a shift within two hours, or has the whole rest before and after it.",
)
SPAN = Rule(
    id="attendance_makes_no_day_longer_than_twelve_hours",
    tier=Tier.LEGAL,
    sentence="A shift with what is attended before and after it lasts twelve hours at most; counted in minutes.",
)
CAPS = Rule(
    id="attendance_fits_the_hours_that_are_left",
    tier=Tier.LEGAL,
    sentence="Nobody attends beyond the hours that weekly and monthly limits leave; counted in minutes.",
)
PRESENT = Rule(
    id="nobody_attends_on_a_day_of_absence",
    tier=Tier.LEGAL,
    sentence="Nobody is called in from an absence.",
)
ONE_PLACE = Rule(
    id="nobody_attends_two_gatherings_at_once",
    tier=Tier.LEGAL,
    sentence="Nobody is counted at two gatherings in the same minutes.",
)
POSTS = Rule(
    id="posts_stay_covered_during_drills",
    tier=Tier.SAFETY,
    sentence="Nobody attends while she stands at a post or does a job that stays.",
)
BRIGADE = Rule(
    id="drills_have_enough_of_the_brigade",
    tier=Tier.SAFETY,
    sentence="As many of the brigade attend a drill as it asks for; counted in people missing.",
)
LED = Rule(
    id="drills_have_a_certified_leader",
    tier=Tier.SAFETY,
    sentence="One of those who attend leads, and is certified for it.",
)
HELD = Rule(
    id="gatherings_asked_for_are_held",
    tier=Tier.CONTRACT,
    sentence="Every drill and every sitting asked for is held in full length, with somebody in it.",
    parameters={"price": 10},
)
"""Where law asks for the gathering it is broken in the legal tier: see `Gathering.tier`."""
IN_WINDOW = Rule(
    id="gatherings_are_held_in_their_window",
    tier=Tier.CONTRACT,
    sentence="A gathering is held on one of its days, within its minutes, unless it is announced otherwise.",
    parameters={"price": 5},
)
EVERYBODY = Rule(
    id="everybody_attends_one",
    tier=Tier.CONTRACT,
    sentence="Everybody concerned attends at least one of the gatherings that count for her.",
    parameters={"price": 3},
)
SPACED = Rule(
    id="gatherings_keep_their_distance",
    tier=Tier.CONTRACT,
    sentence="Two gatherings of an obligation are as many days apart as it asks; counted in days missing.",
)
AT_NIGHT = Rule(
    id="enough_drills_are_held_at_night",
    tier=Tier.CONTRACT,
    sentence="As many of an obligation's gatherings as it asks for begin between 18:00 and 22:00.",
    parameters={"price": 4},
)
PINNED = Rule(
    id="announced_gatherings_stay",
    tier=Tier.CONTRACT,
    sentence="A gathering that is announced keeps its day and its start.",
    parameters={"price": 5},
)
EASY = Rule(
    id="attendance_costs_little_free_time",
    tier=Tier.PREFERENCE,
    sentence="Best attend those on duty without a post (0), then who stay on or come early (1), last on a day off (3).",
    parameters={"joined": 1, "day_off": 3},
)
RULES = (
    *(REST, SPAN, CAPS, PRESENT, ONE_PLACE, POSTS, BRIGADE, LED),
    *(HELD, IN_WINDOW, EVERYBODY, SPACED, AT_NIGHT, PINNED, EASY),
)
