"""What runs out of people and of assets, in one list, red first."""

from datetime import date, timedelta

import pytest

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.cli.expiring import Expiring, Standing, of_assets, of_people, urgency
from tests.unit.cli.small import MONDAY, day, guard

DAYS = 90
LEAD = pb.Interval(count=1, unit=pb.Interval.UNIT_MONTH)


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def plan(ends: int | None, ask_by: int = 0, done: int | None = None, **more: object) -> pb.MaintenancePlan:
    """A renewal; days count from MONDAY."""
    certificate = pb.Certificate(display_name="certificate", lead=LEAD)
    if ends is not None:
        certificate.expire_date.CopyFrom(day(after(ends)))
    return pb.MaintenancePlan(
        name="sites/s/maintenancePlans/lift-a-certificate",
        asset="sites/s/assets/lift-a",
        display_name="Lift A: renewal",
        anchor_date=day(after(ask_by)),
        done_date=day(after(ask_by - 1 if done is None else done)),
        certificate=certificate,
        citation="Law, Art. 40",
        **more,  # type: ignore[arg-type]
    )


def standing(*plans: pb.MaintenancePlan) -> list[Standing]:
    return [one.standing for one in of_assets(plans, MONDAY, DAYS)]


@pytest.mark.parametrize(
    ("ends", "found"), [(-1, [Standing.ENDED]), (0, [Standing.ENDS]), (90, [Standing.ENDS]), (91, [])]
)
def test_a_qualification_is_listed_from_ninety_days_before_its_end_and_is_red_after_it(ends, found):
    listed = list(of_people([guard("an", expires=str(after(ends)))], MONDAY, DAYS))
    assert [one.standing for one in listed] == found
    assert all((one.what, one.of, one.left_days, one.red) == ("permit", "people/an", ends, ends < 0) for one in listed)


def test_a_qualification_that_does_not_end_is_not_listed():
    person = guard("an")
    person.qualifications[0].ClearField("expire_date")
    assert list(of_people([person], MONDAY, DAYS)) == []


@pytest.mark.parametrize(
    ("ends", "ask_by", "done", "found"),
    [
        (31, 0, None, [Standing.ENDS]),
        (30, -1, None, [Standing.LATE]),
        (30, -1, -1, [Standing.ASKED]),
        (0, -31, -31, [Standing.ASKED]),
        (-1, -32, -32, [Standing.ENDED]),
        (120, 90, None, [Standing.ENDS]),
        (121, 91, None, []),
    ],
)
def test_a_certificate_is_listed_by_the_day_on_which_its_renewal_is_asked_for(ends, ask_by, done, found):
    assert standing(plan(ends, ask_by, done)) == found


def test_a_certificate_without_a_known_end_is_never_silent_and_one_that_is_paused_is():
    assert standing(plan(None)) == [Standing.UNKNOWN]
    assert standing(plan(None, paused=True), pb.MaintenancePlan(name="sites/s/maintenancePlans/visit")) == []


def test_a_certificate_says_what_it_is_of_and_by_whose_word():
    (one,) = of_assets([plan(31)], MONDAY, DAYS)
    assert (one.what, one.of, one.ends) == (
        "certificate (asked for 1 month before)",
        "sites/s/assets/lift-a",
        after(31),
    )
    assert (one.ask_by, one.plan.rpartition("/")[2], one.citation) == (MONDAY, "lift-a-certificate", "Law, Art. 40")


def test_red_comes_first_then_what_nobody_knows_then_by_end():
    people = [guard("an", expires=str(after(5))), guard("bo", expires=str(after(-5)))]
    certificates = [plan(30, -1), plan(None), plan(60, 30)]
    listed: list[Expiring] = [*of_people(people, MONDAY, DAYS), *of_assets(certificates, MONDAY, DAYS)]
    order = [(one.standing, one.left_days) for one in sorted(listed, key=urgency)]
    assert order == [
        (Standing.ENDED, -5),
        (Standing.LATE, 30),
        (Standing.UNKNOWN, None),
        (Standing.ENDS, 5),
        (Standing.ENDS, 60),
    ]
