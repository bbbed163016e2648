"""What a supervisor is shown of a solved schedule, and how kinds are written."""

from datetime import timedelta
from typing import Any

import pytest
import typer

from muster.assets.v1 import maintenance_plan_pb2
from muster.scheduler.v1 import schedule_pb2 as pb
from services.cli.plan import differences, kinds_of, lines_of, rough_dates, unplanned
from services.cli.summary import TOP, summary
from services.runtime.errors import Invalid
from tests.unit.cli.small import MONDAY, ZONE, day, drill, job, shift

DAY = timedelta(days=1)
NAME = "sites/s/schedules/q1"


def schedule(**more: Any) -> pb.Schedule:
    given: dict[str, Any] = {
        "name": NAME,
        "state": pb.Schedule.STATE_DRAFT,
        "due_count": 4,
        "planned_count": 3,
        "dispatched_count": 1,
        "rule_count": 31,
        "place_count": 3,
        "filled_count": 2,
        "drill_count": 1,
        "drill_planned_count": 1,
        "cost": pb.Cost(preference=1236),
        "bound": pb.Cost(preference=1101),
    }
    return pb.Schedule(**(given | more))


def lost(number: int) -> pb.Shortfall:
    item = f"sites/s/maintenancePlans/septic-{number}/occurrences/2027-02-12"
    later = pb.Relaxation(kind="later", parameters={"date": f"2027-02-{10 + number}"})
    return pb.Shortfall(
        rule="visits_are_held_by_their_latest_day", tier="contract", amount=1, items=[item], relaxations=[later]
    )


def test_the_block_counts_posts_jobs_and_drills() -> None:
    held = [
        shift("an", MONDAY),
        shift("an", MONDAY + DAY, "night"),
        shift("bo", MONDAY),
        job("lift-1", MONDAY, "wu"),
        job("lift-2", MONDAY, "wu", latest_date=job("x", MONDAY).date),
        job("pump", MONDAY, trade="plumbing"),
        drill(MONDAY, "an"),
    ]
    septic = maintenance_plan_pb2.Occurrence(
        name=lost(1).items[0], trade="plumbing", due_date=day("2027-02-12"), latest_date=day("2027-02-12")
    )
    lines = list(summary(schedule(shortfalls=[lost(1)]), held, zone=ZONE, due=[septic]))
    assert lines[0] == f"{NAME}  DRAFT, not seen by anybody yet"
    assert lines[1:3] == [
        "  checked by the verifier: 31 rules, 0 legal, 0 safety, 1 contract broken",
        "  preferences cost 1,236, and no roster could cost less than 1,101",
    ]
    lines = lines[1:]
    assert lines[2] == "  posts: 2 of 3 places filled; 2 people, 24 h, 8 h to 16 h each"
    assert lines[3] == "    most hours in a week 16 h · nights each 0 to 1 · shortest rest 32 h"
    assert lines[4] == "  jobs: 4 due, 3 planned, 1 with minutes and crew"
    assert lines[6].split()[:3] == ["elevator", "2", "0"]
    assert lines[6].endswith("0 days (lift-2 visit, Mon 4 Jan)")
    assert lines[7].split()[:3] == ["plumbing", "1", "1"]
    assert lines[8:10] == ["  drills and trainings: 1 of 1 planned", "    fire: b1 Mon 4 Jan 10:00"]
    assert lines[10] == "  not planned or not kept, and what would help"
    assert lines[11].startswith(
        "    contract septic-1 due Fri 12 Feb not held by the latest day · what would help: Thu 11 Feb"
    )
    assert len(lines) == 12


@pytest.mark.parametrize(("more", "shown"), [(0, TOP), (1, TOP + 1)])
def test_what_is_not_kept_is_cut_after_twelve_lines(more: int, shown: int) -> None:
    found = schedule(shortfalls=[lost(number) for number in range(TOP + more)])
    lines = list(summary(found))
    begin = lines.index("  not planned or not kept, and what would help")
    assert len(lines) - begin - 1 == shown
    assert (lines[-1] == f"    +1 more: muster explain {NAME}") is bool(more)


def test_preferences_are_counted_not_listed() -> None:
    missed = pb.Shortfall(rule="guards_get_their_wishes", tier="preference", amount=4, people=["people/an"])
    assert not any("wish" in line for line in summary(schedule(shortfalls=[missed])))


def test_a_failed_schedule_says_why_and_nothing_else() -> None:
    lines = list(summary(schedule(state=pb.Schedule.STATE_FAILED, failure="no site")))
    assert lines == [f"{NAME}  FAILED", "  failed: no site"]


def test_a_schedule_of_jobs_alone_says_nothing_of_posts_and_drills() -> None:
    lines = list(summary(schedule(place_count=0, filled_count=0, drill_count=0, drill_planned_count=0)))
    assert not any("posts:" in line or "drills" in line for line in lines)


@pytest.mark.parametrize(
    ("counts", "missing"),
    [
        ({"planned_count": 4, "filled_count": 3}, False),
        ({"planned_count": 3, "filled_count": 3}, True),
        ({"planned_count": 4, "filled_count": 2}, True),
        ({"planned_count": 4, "filled_count": 3, "drill_planned_count": 0}, True),
    ],
)
def test_something_is_unplanned_where_a_count_falls_short(counts: dict[str, int], missing: bool) -> None:
    assert unplanned(schedule(**counts)) is missing


def test_kinds_are_written_with_commas() -> None:
    assert kinds_of("") == []
    assert kinds_of("roster, drills") == [pb.KIND_ROSTER, pb.KIND_DRILLS]
    with pytest.raises(typer.BadParameter, match='"rooster" is no kind'):
        kinds_of("maintenance,rooster")


def test_a_job_is_a_line_in_site_time() -> None:
    told, open_ = lines_of([job("lift-1", MONDAY, "wu"), job("pump", MONDAY, trade="plumbing")], ZONE)
    assert told == "  Mon 04 Jan 10:00-11:10  lift-1 visit  wu  3 days to the latest"
    assert "(plumbing)" in open_


@pytest.mark.parametrize(("most", "lines"), [(None, 4), (3, 4), (2, 4), (1, 3)])
def test_a_difference_is_cut_and_counted(most: int | None, lines: int) -> None:
    kinds = (pb.Change.KIND_ADDED, pb.Change.KIND_REMOVED, pb.Change.KIND_ADDED)
    things = [job(f"lift-{n}", MONDAY, "wu") for n in range(3)]
    changes = [
        pb.Change(kind=kind, before=one) if kind == pb.Change.KIND_REMOVED else pb.Change(kind=kind, after=one)
        for kind, one in zip(kinds, things, strict=True)
    ]
    said = list(differences(pb.DiffScheduleResponse(changes=changes, people=["people/wu"]), most))
    assert len(said) == lines
    assert said[0] == "added    job/lift-0/2027-01-04  lift-0 visit  people/wu"
    assert said[-1] == "3 changes, 2 added, 1 removed; 1 people would be told"
    assert any("more, --all prints them" in line for line in said) is (most in (1, 2))


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        ([], []),
        (["2027-01-12"], [12]),
        (["2027-01-12/2027-01-14", "2027-01-14"], [12, 13, 14]),
        (["2027-01-12/2027-01-12"], [12]),
    ],
)
def test_rough_days_are_given_one_by_one_or_as_spans(spans: list[str], days: list[int]) -> None:
    assert [day.day for day in rough_dates(spans)] == days


@pytest.mark.parametrize("span", ["2027-01-12/2027-01-11", "2027-01-12/2027-02-13"])
def test_a_span_that_ends_before_it_begins_or_is_too_long_is_refused(span: str) -> None:
    assert len(rough_dates(["2027-01-12/2027-02-12"])) == 32
    with pytest.raises(Invalid, match="--rough"):
        rough_dates([span])
