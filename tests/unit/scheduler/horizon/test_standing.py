"""What was published for days outside a period is nobody's to plan again."""

from datetime import date, timedelta

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.cli.plan import to_date
from services.runtime.dates import date_from_pb
from services.scheduler.domain.assignment import Assignment
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.horizon.standing import to_plan

TODAY, FIRST, LAST = date(2027, 1, 3), date(2027, 2, 1), date(2027, 2, 28)
PLAN = "sites/s/maintenancePlans/lift"
DUE = ("2027-01-05", "2027-01-20", "2027-02-04", "2027-02-19", "2027-03-06")


def chain(*due: str) -> list[pb.Occurrence]:
    return [
        pb.Occurrence(
            name=f"{PLAN}/occurrences/{day}",
            chain=PLAN,
            sequence=number,
            earliest_date=to_date(str(date.fromisoformat(day) - timedelta(days=3))),
            due_date=to_date(day),
            last_date=to_date("2026-12-21"),
            gap_max_days=15,
            minutes=70,
        )
        for number, day in enumerate(due, start=1)
    ]


def job(due: str, day: date) -> Assignment:
    return Assignment(id=key_of(f"{PLAN}/occurrences/{due}"), display_name="Visit", day=day, latest=day)


def planned(*stands: Assignment, due: list[pb.Occurrence] | None = None) -> list[tuple[str, str]]:
    found = to_plan(due or chain(*DUE), stands, FIRST, LAST, TODAY)
    return [(one.name[-10:], date_from_pb(one.last_date, "last_date").isoformat()) for one in found]


def test_a_visit_published_before_the_period_counts_as_held_on_its_day() -> None:
    stands = (job("2027-01-05", date(2027, 1, 4)), job("2027-01-20", date(2027, 1, 19)))
    assert planned(*stands) == [(day, "2027-01-19") for day in DUE[2:]]


def test_what_stands_nowhere_before_the_period_is_planned_once() -> None:
    found = to_plan(chain(*DUE), (), FIRST, LAST, TODAY)
    assert [one.name[-10:] for one in found] == list(DUE[1:])
    assert date_from_pb(found[0].earliest_date, "earliest") == date(2027, 1, 2)


def test_one_visit_for_two_missed_ones_does_all_that_either_was_for() -> None:
    first, second, *later = chain(*DUE)
    first.minutes, first.display_name = 240, "Yearly"
    first.includes.append("sites/s/maintenancePlans/year/occurrences/2027-01-05")
    found = to_plan([first, second, *later], (), FIRST, LAST, TODAY)
    assert (found[0].minutes, found[0].display_name, list(found[0].includes)) == (240, "Yearly", list(first.includes))


def test_a_day_that_went_by_without_word_is_planned_again() -> None:
    assert planned(job("2027-01-05", TODAY))[0] == ("2027-01-20", TODAY.isoformat())
    assert planned(job("2027-01-05", TODAY - timedelta(days=1)))[0] == ("2027-01-20", "2026-12-21")


def test_what_stands_inside_the_period_is_planned_anew_and_what_stands_after_it_is_not() -> None:
    assert "2027-02-19" in dict(planned(job("2027-02-19", LAST)))
    assert "2027-02-19" not in dict(planned(job("2027-02-19", LAST + timedelta(days=1))))


def test_a_visit_of_a_calendar_that_stands_before_the_period_is_not_planned_again() -> None:
    bell = [
        pb.Occurrence(name=f"{PLAN}/occurrences/{day}", due_date=to_date(day)) for day in ("2027-01-31", "2027-02-28")
    ]
    found = to_plan(bell, [job("2027-01-31", date(2027, 1, 30))], FIRST, LAST, TODAY)
    assert [one.name[-10:] for one in found] == ["2027-02-28"]
