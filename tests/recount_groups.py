"""Counts again how many members of a redundancy group are worked on together: `python tests/recount_groups.py DIR`.

DIR holds jobs.csv as `muster export --what jobs` wrote it, and what `muster get redundancy-groups -o json` and
`muster get maintenance-plans -o json` print, as files of those names. A member counts as down on every day on which a
job is held at it. Prints each break; exits with 1 on any, with 2 where a file cannot be read. Standard library only,
and no code is shared with what it checks.
"""

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = dict[str, str]


def members_down(groups: list[dict[str, Any]], plans: list[dict[str, Any]], jobs: list[Line]) -> Iterator[str]:
    """A break for each day and group of which more members are down than the group may lose."""
    covers = {plan["name"]: plan.get("covers", ()) for plan in plans}
    group_of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for group in groups:
        for member in group["members"]:
            group_of[member.rpartition("/")[2]].append(group)
    down: dict[tuple[str, str], set[str]] = defaultdict(set)
    for job in jobs:
        visited = [work.partition("/occurrences/")[0] for work in (job["work"], *job["includes"].split())]
        assets = {job["asset"], *(asset for plan in visited for asset in covers.get(plan, ()))}
        for asset in {one.rpartition("/")[2] for one in assets}:
            for group in group_of.get(asset, ()):
                down[job["date"], group["name"]].add(asset)
    known = {group["name"]: group for group in groups}
    for (day, name), members in sorted(down.items()):
        group = known[name]
        may = len(group["members"]) - group.get("keepUp", 0)
        if len(members) > (min(1, may) if group.get("oneADay") else may):
            yield f"{day} {name}: {' '.join(sorted(members))} are down together"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    try:
        groups, plans = (json.loads((folder / f"{name}.json").read_text()) for name in FILES)
        with (folder / "jobs.csv").open(newline="", encoding="utf-8") as lines:
            jobs = list(csv.DictReader(lines))
        breaks = list(members_down(groups, plans, jobs))
    except (OSError, KeyError, ValueError) as trouble:
        why = trouble if isinstance(trouble, OSError) else repr(trouble)
        print(f"error: {folder} cannot be recounted: {why}", file=sys.stderr)
        return 2
    print(
        f"{len(groups)} groups, {len(jobs)} jobs, {len(breaks)} days on which a group lost too many", *breaks, sep="\n"
    )
    return 1 if breaks else 0


FILES = ("redundancy-groups", "maintenance-plans")

if __name__ == "__main__":
    sys.exit(main())
