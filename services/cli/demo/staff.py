"""People against posts: who is there, what has to be manned, and what will be tight."""

from collections.abc import Iterator
from datetime import date

import typer

from muster.scheduler.v1 import person_pb2, staffing_pb2
from services.cli import fetch
from services.cli.connection import Addresses
from services.cli.days import day_of, short
from services.cli.estate.file import EstateFile
from services.packs.holidays import is_announced

PEOPLE_A_PLACE = 4.7
"""People that man one place round the clock, with leave and sickness: the lower of the published 4.7 to 5.0."""
WEEK_HOURS = 40


def shown(where: Addresses, site: str, estate: EstateFile, first: date, last: date) -> None:
    """Print the second part of the story."""
    typer.echo("2 PEOPLE AND POSTS")
    people, staffing = fetch.people(where, site), fetch.staffing(where, site)
    for line in (*_counted(people, staffing), *_tight(people, staffing, first, last), *_provisional(staffing, last)):
        typer.echo(f"  {line}")


def _counted(people: list[person_pb2.Person], staffing: staffing_pb2.Staffing) -> Iterator[str]:
    by_contract: dict[str, int] = {}
    for one in people:
        name = one.contract or ("fixed hours" if one.HasField("working_hours") else "no hours")
        by_contract[name] = by_contract.get(name, 0) + 1
    brigade = sum(one.brigade != person_pb2.Person.BRIGADE_UNSPECIFIED for one in people)
    who = ", ".join(f"{count} {name}" for name, count in by_contract.items())
    yield f"{len(people)} people ({who}); brigade of {brigade}"
    minutes = {shift.id: shift.minutes for shift in staffing.shifts}
    hours = sum(
        coverage.heads * minutes[coverage.shift] * (len(coverage.weekdays) or 7) / 7 / 60
        for post in staffing.posts
        for coverage in post.coverage
    )
    yield f"{len(staffing.posts)} posts, {hours:.0f} hours a day"


def _tight(people: list[person_pb2.Person], staffing: staffing_pb2.Staffing, first: date, last: date) -> Iterator[str]:
    minutes = {shift.id: shift.minutes for shift in staffing.shifts}
    for post in staffing.posts:
        week = sum(
            coverage.heads * minutes[coverage.shift] * (len(coverage.weekdays) or 7) / 60 for coverage in post.coverage
        )
        holders = [one for one in people if one.contract and _holds(one, post.needs, first)]
        later = [one for one in holders if _holds(one, post.needs, last)]
        wanted = week / 168 * PEOPLE_A_PLACE
        if len(later) < wanted * 1.5 and len(later) < len(people) / 2:
            name = (post.display_name or post.id).lower()
            ends = min((_ends(one, post.needs) for one in holders if one not in later), default=None)
            yield (
                f"! {name}: {week:.0f} h a week = {week / WEEK_HOURS:.1f} people at {WEEK_HOURS} h, about {wanted:.0f}"
                f" with leave. {len(holders)} are certified" + (f", {len(later)} from {short(ends)}" if ends else "")
            )


def _holds(one: person_pb2.Person, needs: object, day: date) -> bool:
    valid = {
        held.id for held in one.qualifications if not held.HasField("expire_date") or day_of(held.expire_date) >= day
    }
    return valid.issuperset(needs)  # type: ignore[arg-type]


def _ends(one: person_pb2.Person, needs: object) -> date:
    return min(
        day_of(held.expire_date)
        for held in one.qualifications
        if held.id in needs and held.HasField("expire_date")  # type: ignore[operator]
    )


def _provisional(staffing: staffing_pb2.Staffing, last: date) -> Iterator[str]:
    if not is_announced(staffing.holidays, last.year):
        yield f"! public holidays of {last.year} are not announced yet: statutory days are used, this is provisional"
