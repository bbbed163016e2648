"""What of a shift counts as hours: what passes on the clock of the world, or what its kind says."""

from datetime import date, timedelta

from muster.scheduler.v1 import schedule_pb2
from muster.scheduler.v1 import schedule_pb2 as pb
from services.cli.roster import grid
from services.cli.summary import summary
from services.cli.worked import Worked
from tests.unit.cli.small import MONDAY, ZONE, guard, shift, staffing

DAY = timedelta(days=1)


def at_home() -> Worked:
    """Nights are spent on call, and count three hours."""
    site = staffing()
    for kind in site.shifts:
        if kind.id == "night":
            kind.on_call, kind.counted_minutes = True, 180
    return Worked.of(site)


def test_a_night_counts_whole_and_one_on_call_what_it_says() -> None:
    night = shift("an", MONDAY, "night")
    assert (Worked.of(staffing()).minutes(night), at_home().minutes(night)) == (480, 180)
    assert at_home().minutes(shift("an", MONDAY)) == 480


def test_a_night_in_which_the_clock_goes_forward_has_seven_hours() -> None:
    night = schedule_pb2.Assignment(shift="night")
    for field, hour in (("start_time", 22), ("end_time", 29)):  # 23:00 and 07:00 in Berlin, 22:00 and 05:00 UTC
        getattr(night, field).seconds = hour * 3600
    assert Worked().minutes(night) == 420


def test_who_is_on_call_has_neither_a_night_nor_too_little_rest() -> None:
    held = [shift("an", MONDAY), shift("an", MONDAY + DAY, "night"), shift("an", MONDAY + 2 * DAY)]
    found = pb.Schedule(name="sites/s/schedules/x")
    told, rested = (
        next(line for line in summary(found, held, zone=ZONE, worked=worked) if "week" in line)
        for worked in (Worked(), at_home())
    )
    assert told == "    most hours in a week 24 h · nights each 1 to 1 · shortest rest 0 min"
    assert rested == "    most hours in a week 19 h · nights each 0 to 0 · shortest rest 40 h"


def test_the_hours_of_a_roster_are_those_that_count() -> None:
    site = staffing()
    for kind in site.shifts:
        kind.counted_minutes = 180
    held = [shift("an", MONDAY), shift("an", MONDAY + DAY, "night")]
    found = grid(held, site, [guard("an")], MONDAY, date(2027, 1, 10), ZONE)
    assert [row.minutes for row in found.rows] == [360]
