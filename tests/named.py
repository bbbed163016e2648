"""Which of the breaks that a recount finds the schedule names itself: anything else is a lie of the verifier."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

RULES: Mapping[str, tuple[str, ...]] = {
    "posts_have_their_people": ("posts_are_covered",),
    "people_rest_between_shifts": ("guards_rest_between_shifts", "attendance_leaves_the_rest_between_shifts"),
    "people_have_days_off": ("guards_have_a_day_off_in_time",),
    "people_work_few_nights_in_a_row": ("guards_work_few_nights_in_a_row",),
    "people_work_within_the_week_limit": (
        "guards_work_within_the_week_limit",
        "attendance_fits_the_hours_that_are_left",
    ),
    "drills_make_no_day_too_long": ("attendance_makes_no_day_longer_than_twelve_hours",),
    "jobs_are_held_by_their_latest_day": (
        "law_visits_are_held_by_their_latest_day",
        "visits_are_held_by_their_latest_day",
    ),
    "chains_keep_their_longest_gap": (
        "law_visits_are_held_by_their_latest_day",
        "visits_are_held_by_their_latest_day",
        "chains_keep_their_longest_gap",
    ),
    "posts_stay_manned_during_drills": ("posts_stay_covered_during_drills",),
    "drills_have_their_leader": ("drills_have_a_certified_leader",),
}
"""The rules of a schedule that say the same as a check of tests/recount.py; what is not here may not break at all."""
SPANS: Mapping[str, timedelta] = {
    "people_have_days_off": timedelta(days=10),
    "people_work_few_nights_in_a_row": timedelta(days=10),
    "people_work_within_the_week_limit": timedelta(days=27),
}
"""What takes days is told by its first day here, by the days that are too many there: within so many days."""


def unnamed(breaks: Mapping[str, list[str]], schedule: Mapping[str, Any]) -> list[str]:
    """The breaks, as "check: break", that no shortfall of `schedule` names by rule, thing and day."""
    return [
        f"{check}: {line}" for check, lines in breaks.items() for line in lines if not _is_named(check, line, schedule)
    ]


def _is_named(check: str, line: str, schedule: Mapping[str, Any]) -> bool:
    day, *words = line.replace(":", "").split()
    # A post is short in a shift: both are named, everything else is one person or one plan.
    things = set(words[: 2 if check == "posts_have_their_people" else 1])
    on, late = date.fromisoformat(day), SPANS.get(check, timedelta())
    for shortfall in schedule.get("shortfalls", ()):
        if shortfall["rule"] in RULES.get(check, ()) and things <= set(_things(shortfall)):
            days = [date(one["year"], one["month"], one["day"]) for one in shortfall.get("dates", ())]
            # A visit without a day has none to be named by: its chain then ends too early.
            if not days or any(on <= each <= on + late for each in days):
                return True
    return False


def _things(shortfall: Mapping[str, Any]) -> Iterator[str]:
    yield from shortfall.get("people", ())
    for item in shortfall.get("items", ()):
        yield from (item, item.partition("/occurrences/")[0])
