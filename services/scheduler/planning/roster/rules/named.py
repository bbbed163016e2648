"""Every rule of the guard roster by name: `NAMED` is the table of contents.

Each is a row without a scope, and without the parameters that a contract or a person gives it; `stated` adds these.
"""

from dataclasses import replace

from services.scheduler.planning.rule import Rule, Tier


def stated(rule: Rule, scope: str, **parameters: int | str | tuple[int, ...] | tuple[str, ...]) -> Rule:
    """The rule as a row for somebody."""
    return replace(rule, scope=scope, parameters={**rule.parameters, **parameters})


def _named(id: str, tier: Tier, kind: str, price: int, sentence: str) -> Rule:
    return Rule(id=id, tier=tier, sentence=sentence, kind=kind, parameters={"price": price})


# Posts.
COVER = _named(
    "posts_are_covered",
    *(Tier.SAFETY, "cover", 1),
    "Each post has the people it needs, with the qualifications it needs",
)
CREWS = _named(
    "crews_are_on_duty",
    # Visits wait for it: it is worth a weekend and a shift of overtime, both of this tier.
    *(Tier.CONTRACT, "cover", 40),
    "The crews that the programme asks for are on duty on its days",
)
ASKED = _named(
    "posts_have_no_more_people_than_they_ask_for",
    *(Tier.CONTRACT, "cover", 1),
    "Nobody is sent to a post that asks for nobody more",
)

# Contracts.
REST = _named(
    "guards_rest_between_shifts",
    *(Tier.LEGAL, "succession", 1),
    "Between two shifts a guard rests as long as the contract says",
)
DAY_OFF = _named(
    "guards_have_a_day_off_in_time",
    *(Tier.LEGAL, "run", 1),
    "A guard works only so many days in a row",
)
DAY_LIMIT = _named(
    "guards_work_within_the_day_limit",
    *(Tier.LEGAL, "count", 1),
    "No shift of a guard is longer than the contract's day",
)
WEEK_LIMIT = _named(
    "guards_work_within_the_week_limit",
    *(Tier.LEGAL, "week", 1),
    "A guard's hours in a week stay within the limit, on average where the contract averages",
)
WEEK_LIMIT_AVERAGED = replace(WEEK_LIMIT, kind="minutes")
NIGHTS_IN_ROW = _named(
    "guards_work_few_nights_in_a_row",
    *(Tier.SAFETY, "run", 1),
    "A guard works only so many nights in a row",
)
OFF_AFTER_NIGHTS = _named(
    "guards_are_off_after_nights",
    *(Tier.SAFETY, "succession", 1),
    "After a run of nights a guard has days off",
)
WEEKENDS_OFF = _named(
    "guards_have_weekends_off",
    *(Tier.CONTRACT, "weekend", 20),
    "A guard has a whole weekend off every few weeks",
)
NO_SINGLE_DAY_OFF = _named(
    "guards_have_no_single_day_off",
    *(Tier.PREFERENCE, "run", 3),
    "Days off come at least two together",
)
NO_SINGLE_WORKING_DAY = _named(
    "guards_have_no_single_working_day",
    *(Tier.PREFERENCE, "run", 2),
    "Working days come at least two together",
)
KEEPS_SHIFT = _named(
    "guards_keep_their_shift_in_a_run",
    *(Tier.PREFERENCE, "succession", 1),
    "From one working day to the next the shift stays the same",
)
WHOLE_WEEKENDS = _named(
    "guards_have_weekends_whole",
    *(Tier.PREFERENCE, "weekend", 1),
    "Of a weekend both days are worked or neither",
)

SHIFT_COUNTS = _named(
    "guards_work_a_shift_as_often_as_agreed",
    *(Tier.CONTRACT, "count", 20),
    "A shift type is worked as often in the period, or in a month, as the contract says",
)
FORBIDDEN = _named(
    "guards_have_no_forbidden_succession",
    *(Tier.CONTRACT, "succession", 20),
    "From one day to the next no shift follows one that the contract forbids before it",
)
DAYS_OFF_IN_ROW = _named(
    "guards_have_few_days_off_in_a_row",
    *(Tier.CONTRACT, "run", 10),
    "A guard has only so many days off in a row",
)
LEAST_DAYS_IN_ROW = _named(
    "guards_work_enough_days_in_a_row",
    *(Tier.CONTRACT, "run", 10),
    "A guard who comes works so many days in a row at least",
)
FREE_WEEKDAYS = _named(
    "guards_are_off_on_their_weekdays",
    *(Tier.CONTRACT, "wish", 20),
    "On the weekdays that the contract keeps free nobody works",
)
WEEKENDS = _named(
    "guards_work_few_weekends",
    *(Tier.CONTRACT, "weekend", 20),
    "Of the weekends of the period a guard works only so many",
)
RELIEVERS = _named(
    "relievers_are_called_where_nobody_else_can_come",
    *(Tier.CONTRACT, "wish", 1),
    "Each shift of a reliever has the contract's price",
)

# People.
OVERTIME_MONTH = _named(
    "guards_overtime_stays_within_the_month",
    *(Tier.LEGAL, "minutes", 1),
    "Overtime in a month stays within the contract's cap, with room for the drills to come",
)
NO_OVERTIME = _named(
    "guards_work_no_overtime",
    *(Tier.CONTRACT, "minutes", 1),
    "Over the period nobody works beyond the paid norm, or what they were told",
)
HOURS = _named(
    "guards_get_their_hours",
    *(Tier.CONTRACT, "minutes", 1),
    "Over the period everybody works the paid norm, less two shifts at most, or what they were told",
)
TOLD = _named(
    "guards_keep_what_they_were_told",
    *(Tier.PREFERENCE, "wish", 15),
    "What is in force stays as it is, unless something above it asks for a change",
)
WISHES = _named(
    "guards_get_their_wishes",
    *(Tier.PREFERENCE, "wish", 4),
    "A guard's wishes for a day are met",
)
ROTA = _named(
    "guards_keep_their_rota",
    *(Tier.PREFERENCE, "wish", 1),
    "Each day is as the guard's cycle has it",
)
TOGETHER = _named(
    "guards_work_beside_whom_they_like",
    *(Tier.PREFERENCE, "company", 2),
    "Who likes to work with somebody is on duty with them",
)
APART = _named(
    "guards_do_not_work_beside_whom_they_avoid",
    *(Tier.PREFERENCE, "company", 4),
    "Who avoids somebody is not on duty with them",
)
SHOWN = _named(
    "newcomers_have_somebody_to_show_them",
    *(Tier.SAFETY, "company", 1),
    "Who is new is on duty only while one of those who show them the work is",
)

# Fairness.
SHARE_NIGHTS = _named(
    "guards_share_nights",
    *(Tier.PREFERENCE, "count", 3),
    "Nights are shared by paid hours, give or take one",
)
SHARE_WEEKENDS = _named(
    "guards_share_weekends",
    *(Tier.PREFERENCE, "count", 3),
    "Weekend days are shared by paid hours, give or take one",
)
SHARE_HOLIDAYS = _named(
    "guards_share_holidays",
    *(Tier.PREFERENCE, "count", 3),
    "Public holidays are shared by paid hours, give or take one",
)

NAMED = (
    *(COVER, CREWS, ASKED),
    *(REST, DAY_OFF, DAY_LIMIT, WEEK_LIMIT, NIGHTS_IN_ROW, OFF_AFTER_NIGHTS),
    *(WEEKENDS_OFF, NO_SINGLE_DAY_OFF, NO_SINGLE_WORKING_DAY, KEEPS_SHIFT, WHOLE_WEEKENDS),
    *(SHIFT_COUNTS, FORBIDDEN, DAYS_OFF_IN_ROW, LEAST_DAYS_IN_ROW, FREE_WEEKDAYS, WEEKENDS, RELIEVERS),
    *(OVERTIME_MONTH, NO_OVERTIME, HOURS, TOLD, WISHES, ROTA, TOGETHER, APART, SHOWN),
    *(SHARE_NIGHTS, SHARE_WEEKENDS, SHARE_HOLIDAYS),
)
