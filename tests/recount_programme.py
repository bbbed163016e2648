"""Counts the visits of a year again: `python tests/recount_programme.py occurrences.csv [--from DAY] [--to DAY]`.

The file is what `muster get occurrences SITE -o csv` printed, of a site or of a schedule. The days are those of the
plan; left out, they run from the first to the last day that is planned. Prints what was counted and every break; exits
with 1 on any break, with 2 where the file cannot be read. Standard library only, and no code is shared with what it
checks.
"""

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

DAY = timedelta(days=1)
HALF_A_YEAR = timedelta(days=183)
LONGEST = 15
"""Days within which elevators are visited."""
Line = dict[str, str]


class Year:
    """The lines of the file, and what of them has a day from `first` to `last`, both inclusive."""

    def __init__(self, lines: Sequence[Line], first: date | None = None, last: date | None = None) -> None:
        if not lines:
            raise ValueError("there are no visits in it")
        days = [date.fromisoformat(line["planned"]) for line in lines if line["planned"]]
        if not days:
            raise ValueError("no visit in it has a day")
        self.first, self.last = first or min(days), last or max(days)
        self.lines = lines
        self.planned = [
            line for line in lines if line["planned"] and self.first <= date.fromisoformat(line["planned"]) <= self.last
        ]

    def chains(self) -> Iterator[tuple[str, list[Line], list[date]]]:
        """Each chain with its lines in order, and the days of its visits: the last completed one and those planned."""
        chains: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line["chain"] and int(line["gap_max_days"] or 0):
                chains[line["chain"]].append(line)
        for name, links in sorted(chains.items()):
            links.sort(key=lambda line: int(line["sequence"]))
            # What is planned for the days before the year counts like a completed visit.
            held = [link for link in links if link["planned"] and date.fromisoformat(link["planned"]) <= self.last]
            begun = [date.fromisoformat(links[0]["last_visit"])] if links[0]["last_visit"] else []
            yield name, links, [*begun, *sorted(date.fromisoformat(link["planned"]) for link in held)]


def longest_gaps(year: Year) -> dict[str, int]:
    """The longest gap of each chain in days, that to the end of the year among them."""
    return {
        name: max((after - before).days for before, after in pairwise([*days, year.last + DAY]))
        for name, _, days in year.chains()
        if days
    }


def chains_keep_their_longest_gap(year: Year) -> Iterator[str]:
    for name, links, days in year.chains():
        limits = {line["planned"]: int(line["gap_max_days"]) for line in links if line["planned"]}
        # The gap at the end is that of the visit which comes next, where one is in sight.
        following = [line for line in links if not line["planned"] or line["planned"] > year.last.isoformat()]
        if following:
            limits[(year.last + DAY).isoformat()] = int(following[0]["gap_max_days"])
            days = [*days, year.last + DAY]
        for before, after in pairwise(days):
            if (after - before).days > limits[after.isoformat()]:
                yield f"{after} {name}: {(after - before).days} days, {limits[after.isoformat()]} allowed"


def elevators_wait_no_longer_than_fifteen_days(year: Year) -> Iterator[str]:
    for name, longest in longest_gaps(year).items():
        if name in elevators(year) and longest > LONGEST:
            yield f"{name}: {longest} days"


def elevators(year: Year) -> set[str]:
    """The chains of elevators that come every fifteen days, whatever gap the file says they may have."""
    return {line["chain"] for line in year.lines if line["trade"] == "elevator" and line["every"] == f"P{LONGEST}D"}


def visits_without_a_chain_are_held_by_their_latest_day(year: Year) -> Iterator[str]:
    for line in year.lines:
        if line["chain"] and int(line["gap_max_days"] or 0):
            continue
        if line["planned"]:
            if line["planned"] > line["latest"]:
                yield f"{line['planned']} {line['occurrence']}: after {line['latest']}"
        elif line["latest"] <= year.last.isoformat():
            yield f"{line['latest']} {line['occurrence']}: never held"


def visits_are_counted_once(year: Year) -> Iterator[str]:
    """A yearly visit that is done with a quarterly one is no visit of its own beside that, and none is lost."""
    times = Counter(key for line in year.planned for key, _ in works(line))
    for key, count in sorted(times.items()):
        if count > 1:
            yield f"{key.rpartition('/')[2]} {key}: {count} times"
    last: dict[str, str] = {}
    for key, planned in sorted(yearly_visits(year)):
        plan = key.partition("/occurrences/")[0]
        if plan in last and date.fromisoformat(planned) - date.fromisoformat(last[plan]) < HALF_A_YEAR:
            yield f"{planned} {plan}: held on {last[plan]} already"
        last[plan] = planned
    due = {key for line in year.lines for key, every in works(line) if every == "P1Y" and key[-10:] <= str(year.last)}
    for key in sorted(due - {key for key, _ in yearly_visits(year)}):
        latest = [line["latest"] for line in year.lines if key in (line["occurrence"], *line["includes"].split())]
        if max(latest) <= str(year.last):
            yield f"{max(latest)} {key}: never held"


def works(line: Line) -> Iterator[tuple[str, str]]:
    """What a visit is for, by name, and how often that comes: itself, and all that it includes."""
    yield line["occurrence"], line["every"]
    yield from zip(line["includes"].split(), line["includes_every"].split(), strict=True)


def yearly_visits(year: Year) -> list[tuple[str, str]]:
    """The yearly visits that are held, by name, each with its day; those inside of others too."""
    return [(key, line["planned"]) for line in year.planned for key, every in works(line) if every == "P1Y"]


def groups_keep_enough_members_up(year: Year) -> Iterator[str]:
    down: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in year.planned:
        for group in line["groups"].split():
            down[line["planned"], group].add(line["asset"])
    for (day, group), assets in sorted(down.items()):
        name, _, kept = group.rpartition(":")
        up, _, size = kept.partition("/")
        if len(assets) > int(size) - int(up):
            yield f"{day} {name}: {' '.join(sorted(assets))} are down together, {up} of {size} have to stay up"


CHECKS: tuple[Callable[[Year], Iterator[str]], ...] = (
    chains_keep_their_longest_gap,
    elevators_wait_no_longer_than_fifteen_days,
    visits_without_a_chain_are_held_by_their_latest_day,
    visits_are_counted_once,
    groups_keep_enough_members_up,
)


def recount(year: Year) -> Mapping[str, list[str]]:
    """The breaks by what they break."""
    return {check.__name__: list(check(year)) for check in CHECKS}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--from", dest="first", type=date.fromisoformat)
    parser.add_argument("--to", dest="last", type=date.fromisoformat)
    asked = parser.parse_args()
    try:
        with asked.file.open(newline="", encoding="utf-8") as lines:
            year = Year(list(csv.DictReader(lines)), asked.first, asked.last)
        breaks, gaps = recount(year), longest_gaps(year)
    except (OSError, KeyError, TypeError, ValueError) as trouble:
        why = trouble if isinstance(trouble, OSError) else repr(trouble)
        print(f"error: {asked.file} cannot be recounted: {why}", file=sys.stderr)
        return 2
    lifts = elevators(year) & gaps.keys()
    longest = max((gaps[name] for name in lifts), default=0)
    print(f"{year.first} to {year.last}: {len(year.planned):,} visits planned, {len(gaps)} chains")
    print(f"{len(lifts)} chains of elevators, longest gap {longest} days")
    print(f"{len(yearly_visits(year)):,} yearly visits held")
    for check, found in breaks.items():
        print(f"{check}: {len(found)} breaks", *(f"  {line}" for line in found), sep="\n")
    return 1 if any(breaks.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
