"""Counts an exported schedule again, knowing nothing of Muster: `python tests/recount.py DIR`.

DIR holds what `muster export SCHEDULE --what all -o DIR` wrote: roster, people and staffing, and as far as they are
there jobs, drills, contracts and days. Prints a table of what was counted and every break; exits with 1 on any break,
with 2 where a file cannot be read. Standard library only, and no code is shared with what it checks.
"""

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

DAY = timedelta(days=1)
JOINS_WITHIN, LONGEST = timedelta(minutes=120), timedelta(hours=12)
"""A drill this close to a shift is one attendance with it, and so long an attendance may be at most."""
DEFAULTS = {"week_limit_minutes": 3120, "averaging_weeks": 1, "rest_minutes": 660, "days_in_row": 6, "nights_in_row": 4}
"""The limits of people whose contract is not in contracts.csv."""
SHOWN = 20
Line = dict[str, str]


@dataclass(frozen=True)
class Span:
    """Somebody is somewhere from `start` to `end`; `day` is the day on which it is booked."""

    person: str
    start: datetime
    end: datetime
    day: date
    what: str
    line: Line = field(hash=False)


@dataclass(frozen=True)
class Presence:
    """Somebody is there without a break: booked on `day`; whether its end is a drill, and joined."""

    start: datetime
    end: datetime
    day: date
    drill: bool
    joined: bool


class Files:
    """The tables of a folder, and what follows from them at once."""

    def __init__(self, folder: Path, gaps: Iterable[tuple[str, int]] = ()) -> None:
        self.roster, self.people, self.staffing = (read(folder / f"{name}.csv") for name in ROSTER)
        self.jobs, self.drills, contracts, days = (read(folder / f"{name}.csv", []) for name in OPTIONAL)
        self.gaps = tuple(gaps)
        self.limits = {line["contract"]: {key: int(line[key]) for key in DEFAULTS} for line in contracts}
        self.contract = {line["person"]: line["contract"] for line in self.people}
        self.person = {line["person"]: line for line in self.people}
        self.holds = {(line["person"], line["qualification"]): line["expires"] for line in self.people}
        self.needs = {line["post"]: line["needs"].split() for line in self.staffing}
        self.nights = {line["shift"] for line in self.staffing if line.get("night") == "1"}
        known = {date.fromisoformat(line["date"]): int(line["lived_as_weekday"]) for line in days}
        booked = sorted(date.fromisoformat(line["date"]) for line in (*self.roster, *self.jobs, *self.drills))
        ends = [min(known), max(known)] if known else booked[:1] + booked[-1:]
        span = range((ends[1] - ends[0]).days + 1) if len(ends) == 2 else range(0)
        self.days = {day: known.get(day, day.weekday()) for day in (ends[0] + n * DAY for n in span)}
        self.shifts = [shift(line) for line in self.roster]
        self.attended = [one for line in self.drills for one in crew(line, f"drill {line['obligation']}")]
        self.worked = [one for line in self.jobs for one in crew(line, line["display_name"] or line["work"])]

    def limit(self, person: str, key: str) -> int:
        return self.limits.get(self.contract.get(person, ""), DEFAULTS)[key]

    def certified(self, person: str, qualification: str, day: date) -> bool:
        ends = self.holds.get((person, qualification))
        return ends is not None and (not ends or day <= date.fromisoformat(ends))

    def absent(self, person: str, day: date) -> bool:
        spans = (each.split("/") for each in self.person.get(person, {}).get("absent", "").split())
        return any(date.fromisoformat(first) <= day <= date.fromisoformat(last) for first, last in spans)

    def fixed(self, person: str, day: date) -> tuple[datetime, datetime] | None:
        """The fixed hours of a day, on the wall clock; none on a day off or away, or for people on the roster."""
        line = self.person.get(person, {})
        weekdays = line.get("weekdays", "").split()
        if str(self.days.get(day, day.weekday())) not in weekdays or self.absent(person, day):
            return None
        start = datetime.combine(day, time.fromisoformat(line["start"]))
        return start, start + timedelta(minutes=int(line["minutes"]))

    def presence(self) -> dict[str, list[Presence]]:
        """When each person is there: shifts, and drills joined to what lies within `JOINS_WITHIN` of them."""
        found: dict[str, list[Presence]] = defaultdict(list)
        things = [*((one, False) for one in self.shifts), *((one, True) for one in self.attended)]
        for one, drill in sorted(things, key=lambda each: each[0].start):
            spans = found[one.person]
            last = spans[-1] if spans else None
            # Two shifts are never one: however close they are, that is a rest which is missing.
            if last and (drill or last.drill) and one.start - last.end <= JOINS_WITHIN:
                ends = drill if one.end > last.end else last.drill
                spans[-1] = Presence(last.start, max(last.end, one.end), last.day, ends, True)
            else:
                spans.append(Presence(one.start, one.end, one.day, drill, False))
        return found


FIRST_MONDAY = date(2001, 1, 1)
ROSTER, OPTIONAL = ("roster", "people", "staffing"), ("jobs", "drills", "contracts", "days")


def read(file: Path, absent: list[Line] | None = None) -> list[Line]:
    """The lines of a table; the apostrophe before what looks like a formula is taken off."""
    if absent is not None and not file.exists():
        return absent
    with file.open(newline="", encoding="utf-8") as lines:
        return [{key: re.sub("^'(?=[-=+@])", "", text) for key, text in line.items()} for line in csv.DictReader(lines)]


def shift(line: Line) -> Span:
    """A line of the roster."""
    start, end = datetime.fromisoformat(line["start"]), datetime.fromisoformat(line["end"])
    return Span(line["person"], start, end, date.fromisoformat(line["date"]), f"shift {line['shift']}", line)


def crew(line: Line, what: str) -> Iterator[Span]:
    """Those who do a job or attend a drill; nobody before it has minutes."""
    if line["start"]:
        start, end = datetime.fromisoformat(line["start"]), datetime.fromisoformat(line["end"])
        for person in line["people"].split():
            yield Span(person, start, end, date.fromisoformat(line["date"]), what, line)


def places(files: Files) -> Iterator[tuple[date, Line, int, int]]:
    """(day, line of staffing, heads there, heads needed) for each day, post and shift."""
    there: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for line in files.roster:
        there[line["date"], line["shift"], line["post"]].add(line["person"])
    for day, weekday in files.days.items():
        for line in files.staffing:
            if int(line["weekday"]) == weekday:
                yield day, line, len(there[day.isoformat(), line["shift"], line["post"]]), int(line["heads"])


def posts_have_their_people(files: Files) -> Iterator[str]:
    for day, line, filled, needed in places(files):
        if filled < needed:
            yield f"{day} {line['post']} {line['shift']}: {filled} of {needed}"


def people_at_posts_are_certified(files: Files) -> Iterator[str]:
    for one in files.shifts:
        for need in sorted({*files.needs.get(one.line["post"], ()), *one.line["needs"].split()}):
            if not files.certified(one.person, need, one.day):
                yield f"{one.day} {one.person} at {one.line['post']} without a valid {need}"


def people_rest_between_shifts(files: Files) -> Iterator[str]:
    for person, spans in files.presence().items():
        least = timedelta(minutes=files.limit(person, "rest_minutes"))
        for before, after in pairwise(spans):
            if after.start - before.end < least:
                yield f"{after.day} {person}: {after.start - before.end} of rest, {least} needed"


def drills_make_no_day_too_long(files: Files) -> Iterator[str]:
    shifts = {(one.person, one.end - one.start) for one in files.shifts}
    for person, spans in files.presence().items():
        longest = max((LONGEST, *(length for whose, length in shifts if whose == person)))
        for one in spans:
            if one.joined and one.end - one.start > longest:
                yield f"{one.day} {person}: {one.end - one.start} with drills, {longest} allowed"


def people_have_days_off(files: Files) -> Iterator[str]:
    yield from runs(files, {(one.person, one.day) for one in files.shifts}, "days_in_row", "days")


def drills_leave_days_off(files: Files) -> Iterator[str]:
    """A note, no break: the rule of days in a row is about shifts, and a drill may be held on a day off."""
    worked = {(one.person, one.day) for one in (*files.shifts, *files.attended)}
    yield from runs(files, worked, "days_in_row", "days with a shift or a drill")


def people_work_few_nights_in_a_row(files: Files) -> Iterator[str]:
    nights = {(one.person, one.day) for one in files.shifts if one.line["shift"] in files.nights}
    yield from runs(files, nights, "nights_in_row", "nights")


def runs(files: Files, worked: set[tuple[str, date]], limit: str, what: str) -> Iterator[str]:
    """One break for each run that is too long; people on fixed hours have their own days off."""
    for person, day in sorted(worked):
        if (person, day - DAY) in worked or not files.contract.get(person):
            continue
        length = 1
        while (person, day + length * DAY) in worked:
            length += 1
        if length > files.limit(person, limit):
            yield f"{day} {person}: {length} {what} in a row, {files.limit(person, limit)} allowed"


def people_work_within_the_week_limit(files: Files) -> Iterator[str]:
    if not files.days:
        return
    # Averages run over blocks of weeks that are the same for every period; of one that is cut, not all is known here.
    minutes: Counter[tuple[str, date]] = Counter()
    reach: dict[str, datetime] = {}
    for one in sorted((*files.shifts, *files.attended), key=lambda each: each.start):
        length = 7 * files.limit(one.person, "averaging_weeks")
        block = FIRST_MONDAY + (one.day - FIRST_MONDAY).days // length * length * DAY
        # What a shift and a drill both cover is worked once.
        begin = max(one.start, reach.get(one.person, one.start))
        minutes[one.person, block] += max(0, int((one.end - begin).total_seconds()) // 60)
        reach[one.person] = max(one.end, reach.get(one.person, one.end))
    for (person, block), worked in sorted(minutes.items()):
        weeks = files.limit(person, "averaging_weeks")
        whole = weeks == 1 or {block, block + (7 * weeks - 1) * DAY} <= files.days.keys()
        most = weeks * files.limit(person, "week_limit_minutes")
        if whole and worked > most and files.contract.get(person):
            yield f"{block} {person}: {worked / 60:.1f} h in {weeks} weeks, {most / 60:.1f} allowed"


def nobody_works_while_absent(files: Files) -> Iterator[str]:
    for one in (*files.shifts, *files.attended, *files.worked):
        if files.absent(one.person, one.day):
            yield f"{one.day} {one.person} is absent: {one.what}"


def nobody_is_in_two_places(files: Files) -> Iterator[str]:
    for things in (files.shifts, (*files.attended, *files.worked)):
        by_person: dict[str, list[Span]] = defaultdict(list)
        for one in things:
            by_person[one.person].append(one)
        for person, spans in sorted(by_person.items()):
            spans.sort(key=lambda one: (one.start, one.end))
            latest = spans[0]
            for one in spans[1:]:
                if one.start < latest.end:
                    yield f"{one.day} {person}: {latest.what} and {one.what} at {one.start:%H:%M}"
                latest = max(latest, one, key=lambda each: each.end)


def jobs_have_their_crew(files: Files) -> Iterator[str]:
    for line in files.jobs:
        there = len(set(line["people"].split()))
        if line["start"] and not line["contractor"] and there < int(line["crew"] or 0):
            yield f"{line['date']} {line['work']}: {there} of {line['crew']} people"


def crews_are_certified(files: Files) -> Iterator[str]:
    for one in files.worked:
        if (
            (trade := one.line["trade"])
            and not one.line["contractor"]
            and not files.certified(one.person, trade, one.day)
        ):
            yield f"{one.day} {one.person} at {one.line['work']} without a valid {trade}"


def jobs_are_within_their_peoples_shifts(files: Files) -> Iterator[str]:
    shifts: dict[str, list[Span]] = defaultdict(list)
    for each in files.shifts:
        shifts[each.person].append(each)
    for one in files.worked:
        rostered = any(each.start <= one.start and one.end <= each.end for each in shifts[one.person])
        hours = files.fixed(one.person, one.start.date())
        wall = (one.start.replace(tzinfo=None), one.end.replace(tzinfo=None))
        if not rostered and not (hours and hours[0] <= wall[0] <= wall[1] <= hours[1]):
            yield f"{one.day} {one.person}: {one.line['work']} at {one.start:%H:%M}-{one.end:%H:%M} off duty"


def jobs_are_held_by_their_latest_day(files: Files) -> Iterator[str]:
    yield from (text for text, overdue in late(files) if not overdue)


def chains_keep_their_longest_gap(files: Files) -> Iterator[str]:
    yield from (text for text, overdue in gaps(files) if not overdue)


def visits_were_overdue_before(files: Files) -> Iterator[str]:
    """A note: what was late before the first day is none of this schedule's doing."""
    yield from (text for text, overdue in (*late(files), *gaps(files)) if overdue)


def late(files: Files) -> Iterator[tuple[str, bool]]:
    """Jobs after their latest day, and whether it lay before the period. Chains are counted for themselves."""
    for line in files.jobs:
        latest = date.fromisoformat(line["latest"] or line["date"])
        if not line.get("gap_max_days") and date.fromisoformat(line["date"]) > latest:
            yield f"{line['date']} {line['work']}: the latest was {latest}", latest < min(files.days)


def gaps(files: Files) -> Iterator[tuple[str, bool]]:
    """Gaps of chains that are too long, the one after the last visit included; and whether they were so before."""
    visits: dict[str, dict[date, int]] = defaultdict(dict)
    for line in files.jobs:
        plan = line["work"].partition("/occurrences/")[0]
        given = (days for pattern, days in files.gaps if fnmatch(plan.rpartition("/")[2], pattern))
        if gap := int(line.get("gap_max_days") or next(given, 0)):
            visits[plan] |= {date.fromisoformat(day): gap for day in (line.get("last_visit"), line["date"]) if day}
    for plan, held in sorted(visits.items()):
        # After the last visit of the period the next may lie beyond it, but not if that is too late already.
        for before, after in pairwise((*sorted(held), max(files.days) + DAY)):
            gap = held.get(after, max(held.values()))
            if (after - before).days > gap:
                yield (
                    f"{after} {plan}: {(after - before).days} days, {gap} allowed",
                    before + gap * DAY < min(files.days),
                )


def posts_stay_manned_during_drills(files: Files) -> Iterator[str]:
    needed = {(day, line["post"], line["shift"]): (filled, heads) for day, line, filled, heads in places(files)}
    for line in files.drills:
        spans = list(crew(line, "drill"))
        away = Counter(
            (one.day, one.line["post"], one.line["shift"])
            for one in files.shifts
            for each in spans
            if one.person == each.person and one.start < each.end and each.start < one.end
        )
        for place, gone in away.items():
            filled, heads = needed.get(place, (gone, 0))
            if filled - gone < min(filled, heads):
                yield f"{line['date']} {line['obligation']} {line['place']}: {place[1]} has {filled - gone} of {heads}"


def drills_have_their_leader(files: Files) -> Iterator[str]:
    for line in files.drills:
        if line["leader"] and line["leader"] not in line["people"].split():
            yield f"{line['date']} {line['obligation']} {line['place']}: {line['leader']} leads from afar"


CHECKS: tuple[Callable[[Files], Iterator[str]], ...] = (
    *(posts_have_their_people, people_at_posts_are_certified, people_rest_between_shifts),
    *(drills_make_no_day_too_long, people_have_days_off, people_work_few_nights_in_a_row),
    *(people_work_within_the_week_limit, nobody_works_while_absent, nobody_is_in_two_places),
    *(jobs_have_their_crew, crews_are_certified, jobs_are_within_their_peoples_shifts),
    *(jobs_are_held_by_their_latest_day, chains_keep_their_longest_gap),
    *(posts_stay_manned_during_drills, drills_have_their_leader),
)
NOTES = (drills_leave_days_off, visits_were_overdue_before)


def recount(files: Files) -> dict[str, list[str]]:
    """Every break, by check."""
    return {check.__name__: list(check(files)) for check in CHECKS}


def table(files: Files) -> Iterator[str]:
    """Post-hours filled and needed, by post."""
    have: Counter[str] = Counter()
    want: Counter[str] = Counter()
    for _, line, filled, needed in places(files):
        for post in (line["post"], "all"):
            have[post] += min(filled, needed) * int(line["minutes"])
            want[post] += needed * int(line["minutes"])
    yield f"{'post':24} {'filled h':>10} {'needed h':>10}"
    for post in sorted(want, key=lambda post: (post == "all", post)):
        yield f"{post:24} {have[post] / 60:10,.0f} {want[post] / 60:10,.0f}"


def tell(how: str, check: str, lines: list[str]) -> None:
    """A check, and the first of what it found."""
    print(f"{how:>6}  {check.replace('_', ' ')}")
    for line in lines[:SHOWN]:
        print(f"          {line}")
    if len(lines) > SHOWN:
        print(f"          +{len(lines) - SHOWN} more")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--gap", action="append", default=[], metavar="PLAN=DAYS", help="of plans by pattern: lift-*=15"
    )
    given = parser.parse_args()
    try:
        gaps = [(pattern, int(days)) for pattern, _, days in (each.rpartition("=") for each in given.gap)]
        files = Files(given.folder, gaps)
    except (OSError, KeyError, ValueError) as trouble:
        why = trouble if isinstance(trouble, OSError) else repr(trouble)
        print(f"error: {given.folder} cannot be recounted: {why}", file=sys.stderr)
        return 2
    print(f"{len(files.days)} days, {len(files.person)} people, {len(files.shifts)} shifts,", end=" ")
    print(f"{len(files.jobs)} jobs, {len(files.drills)} drills", *table(files), sep="\n")
    found = recount(files)
    for check, breaks in found.items():
        tell(str(len(breaks) or "ok"), check, breaks)
    for note in NOTES:
        notes = list(note(files))
        tell("note", f"{note.__name__}_{len(notes)}", notes)
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
