"""Sentences for what a schedule does not keep, made at the edge: services send rules, amounts and causes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from muster.scheduler.v1 import schedule_pb2 as pb
from services.cli.days import day_of, short

IN_HOURS = frozenset(
    {
        "guards_work_within_the_week_limit",
        "guards_overtime_stays_within_the_month",
        "guards_work_no_overtime",
        "guards_get_their_hours",
        "response_times_are_kept",
    }
)
"""Rules whose amounts are begun hours; those of other rules about time are minutes."""

RULES: Mapping[str, str] = {
    # Posts and people. {who}: people, {post}: a post, {short}: how many it lacks.
    "posts_are_covered": "{post} short of {short}",
    "crews_are_on_duty": "{post} short of {short} for planned work",
    "posts_have_no_more_people_than_they_ask_for": "{post} with {amount} more than it asks for",
    "guards_rest_between_shifts": "{who}: too little rest between two shifts",
    "guards_have_a_day_off_in_time": "{who}: {amount} too many working days in a row",
    "guards_work_within_the_day_limit": "{who}: a shift longer than the contract's day",
    "guards_work_within_the_week_limit": "{who}: {hours} over the limit of a week",
    "guards_overtime_stays_within_the_month": "{who}: {hours} over the overtime allowed in a month",
    "guards_work_few_nights_in_a_row": "{who}: {amount} too many nights in a row",
    "guards_are_off_after_nights": "{who}: too few days off after nights",
    "guards_have_weekends_off": "{who}: too many weekends in a row",
    "guards_work_no_overtime": "{who}: {hours} over the paid hours of the period",
    "guards_get_their_hours": "{who}: {hours} under the paid hours of the period",
    "guards_keep_what_they_were_told": "{who}: another shift than told on {days}",
    "guards_have_no_single_day_off": "{who}: a single day off",
    "guards_have_no_single_working_day": "{who}: a single working day",
    "guards_keep_their_shift_in_a_run": "{who}: the shift changes within a run",
    "guards_have_weekends_whole": "{who}: half a weekend worked",
    "guards_share_nights": "{who}: nights away from the fair share, {amount} in all",
    "guards_share_weekends": "{who}: weekend days away from the fair share, {amount} in all",
    "guards_get_their_wishes": "{who}: a wish not met",
    "guards_share_holidays": "{who}: holidays away from the fair share, {amount} in all",
    "guards_work_a_shift_as_often_as_agreed": "{who}: a shift type {amount} times too often or too seldom",
    "guards_have_no_forbidden_succession": "{who}: a shift after one that the contract forbids before it",
    "guards_have_few_days_off_in_a_row": "{who}: {amount} too many days off in a row",
    "guards_work_enough_days_in_a_row": "{who}: {amount} too few working days in a row",
    "guards_are_off_on_their_weekdays": "{who}: work on a weekday that the contract keeps free",
    "guards_work_few_weekends": "{who}: {amount} too many weekends with work",
    "relievers_are_called_where_nobody_else_can_come": "{who} called in, {amount} shifts in all",
    "guards_keep_their_rota": "{who}: not as the cycle has it",
    "guards_work_beside_whom_they_like": "{who} without the one they like to work with",
    "guards_do_not_work_beside_whom_they_avoid": "{who} on duty together",
    "newcomers_have_somebody_to_show_them": "{who}: new, with nobody on duty to show the work",
    # Visits. {what}: visits, groups or trades.
    "law_visits_are_held_by_their_latest_day": "{what} not held by the latest day that law allows",
    "visits_are_held_by_their_latest_day": "{what} not held by the latest day",
    "groups_keep_enough_members_running": "{what}: {amount} too many down on a day",
    "work_of_a_day_fits_its_people": "{what}: more work than the people of the day can do, {hours} too much",
    "chains_keep_their_longest_gap": "{what} too long after the visit before, by {days}",
    "chains_keep_their_shortest_gap": "{what} too soon after the visit before, by {days}",
    "visits_are_held_on_open_days": "{what} on a day that is closed for it",
    "residents_are_told_of_outages_in_time": "{what} before residents can be told: {days}",
    "outdoor_work_avoids_rough_weather": "{what} outdoors in rough weather: {days}",
    "visits_fit_the_window_of_their_day": "{what} longer than the part of the day allowed for it, by {hours}",
    "frozen_visits_stay_on_their_day": "{what} moved from a day that was frozen",
    "visits_are_held_near_their_ideal_day": "{what} away from the ideal day, {days} in all",
    "free_days_stay_free": "{what} on a weekend or holiday",
    "chains_keep_a_day_in_hand": "{what} with no day in hand before the latest",
    "days_keep_a_quarter_free": "{what}: days filled beyond three quarters",
    "few_crews_are_sent_out": "{what}: {amount} crews sent out",
    "no_day_stands_out": "{what}: the busiest day needs {amount} crews",
    "work_at_one_place_is_done_on_one_day": "{what}: {amount} trips",
    "days_that_were_told_stay": "{what} moved from the day that was told",
    # Drills and trainings.
    "attendance_leaves_the_rest_between_shifts": "{who}: too little rest beside {what}",
    "attendance_makes_no_day_longer_than_twelve_hours": "{who}: more than twelve hours with {what}, by {hours}",
    "attendance_fits_the_hours_that_are_left": "{who}: {hours} of drills over the limit of a week or month",
    "nobody_attends_on_a_day_of_absence": "{who} called in from an absence for {what}",
    "nobody_attends_two_gatherings_at_once": "{who} at two gatherings at once: {what}",
    "posts_stay_covered_during_drills": "{who} away from a post for {what}",
    "drills_have_enough_of_the_brigade": "{what} short of {amount} of the brigade",
    "drills_have_a_certified_leader": "{what} without a certified leader",
    "gatherings_asked_for_are_held": "{what} not held",
    "gatherings_are_held_in_their_window": "{what} outside its days or hours",
    "everybody_attends_one": "{who} at none of the gatherings asked for",
    "gatherings_keep_their_distance": "{what} too close together, by {days}",
    "enough_drills_are_held_at_night": "{what}: {amount} too few at night",
    "announced_gatherings_stay": "{what} moved though it was announced",
    "attendance_costs_little_free_time": "{who} attends in free time: {what}",
    # Jobs on minutes.
    "jobs_of_a_day_are_given_to_a_crew": "{what} has a day but no whole crew",
    "crews_are_certified": "{what} given to somebody without the certificate: {who}",
    "people_are_in_one_place_at_a_time": "{who} in two places at once, or at work outside working hours: {what}",
    "long_shifts_have_a_break": "{who}: no break in time on a long shift",
    "pinned_jobs_stay_as_they_are": "{what} pinned, but at another time or with other people",
    "little_time_is_spent_on_the_way": "{who}: {hours} on the way",
    "pairs_work_together": "{what} splits a pair",
    "jobs_are_done_in_their_window": "{what} outside the hours allowed for it",
    "groups_keep_enough_members_running_at_any_minute": "{what}: {amount} too many down at the same time",
    "crews_hold_the_skills_that_jobs_need": "{what} with {amount} too few of the level that it asks for: {who}",
    "jobs_end_by_their_legal_latest": "{what} ends after its legal latest",
    "no_more_of_a_tool_is_out_than_there_is": "{what}: more of a tool at the same time than there is",
    "jobs_wait_for_those_before_them": "{what} in the wrong order",
    "teams_stay_together_for_the_day": "{who} in two crews on one day: {what}",
    "contractors_keep_to_the_budget": "{what}: {amount} over the contractors' budget",
    "contractors_come_on_their_days": "{what} on a day on which the contractor does not come",
    "contractors_keep_to_the_price_ceiling": "{what} above the price that a contractor may take",
    "contractors_take_what_follows_too": "{what} waits for what a contractor does",
    "response_times_are_kept": "{what} later than its response time, by {hours}",
    "little_is_spent_on_contractors": "{what}: {amount} spent on contractors",
    "announced_jobs_stay_as_they_are": "{what} at another time, or with other people, than told",
    "classes_of_jobs_end_early": "{what} end late",
}
"""Words for each rule id; what is not here is shown by its id. A test holds this to the tables of rules."""

CAUSES: Mapping[str, str] = {
    "no_capacity": "the people certified for it are fully used",
    "nobody_certified": "nobody is certified for it",
    "after_period": "its chain leaves no day within the period",
    "group_full": "its redundancy group can lose no more",
    "closed": "every day of its window is closed",
    "contractor_closed": "the contractor is closed",
    "no_crew": "no whole crew is free",
    "notice_too_short": "residents cannot be told in time",
    "window_too_short": "it is longer than the hours allowed for it",
    "no_tool": "every tool that it takes is out",
    "waits_for_another": "what comes before it is left",
    "no_leader": "nobody who may lead it is free",
    "nobody_free": "nobody is free",
}
"""Words for each cause."""

SHOWN = 3
"""How many things, people or days a line names before it counts the rest."""
PEOPLE_RULES = ("posts_are_covered", "crews_are_on_duty", "posts_have_no_more_people_than_they_ask_for")


@dataclass(slots=True)
class _Line:
    """Shortfalls that make one line: the same rule, cause and remedies, and for posts the same post."""

    rule: str
    cause: str
    relaxations: Sequence[pb.Relaxation]
    tier: str = ""
    amounts: list[int] = field(default_factory=list)
    items: dict[str, None] = field(default_factory=dict)
    people: dict[str, None] = field(default_factory=dict)
    when: dict[tuple[date, str], None] = field(default_factory=dict)

    def add(self, shortfall: pb.Shortfall) -> None:
        if self.amounts and shortfall.amount > max(self.amounts):
            self.relaxations = shortfall.relaxations
        self.amounts.append(shortfall.amount)
        self.people |= dict.fromkeys(shortfall.people)
        shifts: Sequence[str] = ("",)
        if self.rule in PEOPLE_RULES:
            self.items |= dict.fromkeys(shortfall.items[:1])
            shifts = shortfall.items[1:] or shifts
        else:
            self.items |= dict.fromkeys(shortfall.items)
        self.when |= {(day_of(day), shift): None for day in shortfall.dates for shift in shifts}


def sentence(shortfall: pb.Shortfall, names: Mapping[str, str] | None = None) -> str:
    """One shortfall as one line; `names` are display names by resource name or id."""
    return sentences([shortfall], names)[0]


def sentences(shortfalls: Iterable[pb.Shortfall], names: Mapping[str, str] | None = None) -> list[str]:
    """Shortfalls in the order in which they come, those that differ only in whom, what and when in one line."""
    return [line for _, line in by_tier(shortfalls, names)]


def by_tier(shortfalls: Iterable[pb.Shortfall], names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """The lines of `sentences`, each with its tier."""
    lines: dict[tuple[str, ...], _Line] = {}
    for one in shortfalls:
        key = (one.tier, one.rule, one.cause, *(helps(each) for each in one.relaxations))
        if one.rule in PEOPLE_RULES:
            # A post is short by shifts, of more heads in one than in another: all that is one line.
            key = (one.tier, one.rule, one.cause, *one.items[:1])
        lines.setdefault(key, _Line(one.rule, one.cause, one.relaxations, one.tier)).add(one)
    return [(line.tier, _said(line, names or {})) for line in lines.values()]


def _said(line: _Line, names: Mapping[str, str]) -> str:
    what = _several([thing(item, names) for item in line.items])
    who = _several([thing(person, names) for person in line.people])
    certified = line.cause == "nobody_certified" or any(each.kind == "qualified_person" for each in line.relaxations)
    # Of several the largest is told: a sum over different things says nothing of any of them.
    amount, most = max(line.amounts), "up to " * (len(line.amounts) > 1)
    text = RULES.get(line.rule, "{rule}: {all} (by {amount})").format(
        rule=line.rule,
        all=", ".join(part for part in (what, who) if part) or "the whole schedule",
        what=what or "the schedule",
        who=who or "somebody",
        post=" or ".join(post(item, names) for item in line.items) or "a post",
        short=_missing(line, certified),
        amount=f"{most}{amount}",
        hours=f"{most}{hours(amount * 60 if line.rule in IN_HOURS else amount)}",
        days=f"{most}{_count(amount, 'day')}",
    )
    when = _dates(sorted(line.when))
    text = f"{text}: {when}" if when else text
    if line.cause and not (line.cause == "nobody_certified" and line.rule in PEOPLE_RULES):
        text += f" · {CAUSES.get(line.cause, line.cause)}"
    if line.relaxations:
        text += " · what would help: " + " or ".join(helps(each, names) for each in line.relaxations)
    return text


def post(id: str, names: Mapping[str, str]) -> str:
    """What people call a post; crews that planned work asks for are posts "crew-elevator"."""
    crew = id.removeprefix("crew-")
    return names.get(id) or (id if crew == id else f"{crew} crew").replace("-", " ")


def _missing(line: _Line, certified: bool) -> str:
    """ "1 certified person" where each day lacks one, else the sum: "5 people in all"."""
    total = sum(line.amounts)
    each, rest = divmod(total, max(1, len(line.when)))
    even = rest == 0 and each > 0
    heads = each if even else total
    people = "person" if heads == 1 else "people"
    return f"{heads} {'certified ' * certified}{people}{'' if even else ' in all'}"


def helps(relaxation: pb.Relaxation, names: Mapping[str, str] | None = None) -> str:
    """What one change would be."""
    given = dict(relaxation.parameters)
    trade = given.get("trade", "")
    on = f" on {_day(given['date'])}" if "date" in given else ""
    match relaxation.kind:
        case "later":
            return f"{_day(given.get('date', 'a later day'))} instead"
        case "contractor":
            price = f", {int(given['price']):,}" if given.get("price", "").isdigit() else ""
            who = thing(given.get("contractor", ""), names or {})
            return f"contractor {who or 'for ' + (trade or 'it')}{price}"
        case "renew":
            who = thing(given.get("person", ""), names or {}) or "somebody"
            return f"renew {who}'s card for {trade or 'it'}, ended {_day(given.get('date', ''))}"
        case "qualified_person":
            trade = trade.replace("@", " at level ")
            many = int(given["heads"]) if given.get("heads", "").isdigit() else 1
            who = "a person" if many == 1 else _count(many, "person")
            return f"{who} certified for {' and '.join(trade.split()) or 'it'}{on} (hire or certify)"
        case "more_hours":
            much = hours(int(given["minutes"])) if given.get("minutes", "").isdigit() else "more hours"
            heads = f" of {_count(int(given['heads']), 'person')}" if given.get("heads", "").isdigit() else ""
            return f"{much} more{heads}{' of ' + trade if trade else ''}{on}".replace("more hours more", "more hours")
    return " ".join([relaxation.kind, *(f"{key}={value}" for key, value in sorted(given.items()))])


def thing(name: str, names: Mapping[str, str]) -> str:
    """What people call it: its display name, else its id; a visit by its plan and due day."""
    if name in names:
        return names[name]
    if name.startswith("drill/") and name.count("/") == 3:
        _, obligation, span, place = name.split("/")
        place, again, _ = place.partition("+")
        return f"{names.get(obligation, obligation)} {names.get(place, place)} {span}{', made up for' if again else ''}"
    plan, _, due = name.partition("/occurrences/")
    if not due and name.startswith("job/"):
        plan, _, due = name.removeprefix("job/").rpartition("/")
    if due:
        return f"{names.get(plan, plan.rpartition('/')[2])} due {_day(due)}"
    return name.rpartition("/")[2]


def hours(minutes: int) -> str:
    """Minutes as people say them: "45 min", "6 h", "6 h 30"."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole:,} h {rest:02}" if rest else f"{whole:,} h"


def _count(number: int, noun: str) -> str:
    plural = {"person": "people"}.get(noun, f"{noun}s")
    return f"{number} {noun if number == 1 else plural}"


def _dates(when: Sequence[tuple[date, str]]) -> str:
    """The days one by one, with their shifts; a whole stretch of them by its ends."""
    first, last = (when[0][0], when[-1][0]) if when else (date.min, date.min)
    if len(when) > SHOWN and not any(shift for _, shift in when) and (last - first).days == len(when) - 1:
        return f"{short(first)} to {short(last)}"
    return _several([f"{short(day)} {shift}".strip() for day, shift in when])


def _several(words: Sequence[str]) -> str:
    more = len(words) - SHOWN
    return ", ".join(words[:SHOWN]) + (f" (+{more} more)" if more > 0 else "")


def _day(text: str) -> str:
    try:
        return short(date.fromisoformat(text))
    except ValueError:
        return text
