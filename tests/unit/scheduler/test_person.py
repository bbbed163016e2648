"""What a person refuses, each with the nearest that it allows."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services.runtime.errors import Invalid
from services.scheduler.domain.person import (
    LONGEST_CYCLE,
    Absence,
    Pairing,
    Person,
    Qualification,
    Rota,
    Shadowing,
    Wish,
    WorkingHours,
)

MONDAY, TUESDAY = date(2026, 12, 14), date(2026, 12, 15)
OFFICE = WorkingHours((0, 1, 2, 3, 4), 480, 540)


def person(**given: Any) -> Person:
    return Person(**({"id": "wu", "display_name": "Wu"} | given))


def refused(make: Callable[[], object]) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        make()
    return refusal.value


def test_hours_come_from_a_contract_or_are_fixed() -> None:
    assert person(working_hours=OFFICE)
    assert person(contract="guard")
    assert refused(lambda: person(working_hours=OFFICE, contract="guard")).field == "working_hours"


def test_an_absence_counts_on_its_first_and_its_last_day() -> None:
    away = person(absences=(Absence(MONDAY, TUESDAY),))
    assert [away.away(date(2026, 12, day)) for day in (13, 14, 15, 16)] == [False, True, True, False]
    assert refused(lambda: Absence(TUESDAY, MONDAY)).reason == "WINDOW_INVALID"


def test_the_reason_of_an_absence_is_short() -> None:
    assert Absence(MONDAY, MONDAY, "x" * 40)
    assert refused(lambda: Absence(MONDAY, MONDAY, "x" * 41)).field == "reason"


@pytest.mark.parametrize(("weight", "allowed"), [(0, False), (1, True), (10, True), (11, False)])
def test_a_wish_weighs_1_to_10(weight: int, allowed: bool) -> None:
    if allowed:
        assert Wish(MONDAY, weight=weight)
    else:
        assert refused(lambda: Wish(MONDAY, weight=weight)).field == "weight"


def test_a_wish_is_said_once() -> None:
    assert person(wishes=(Wish(MONDAY, "day"), Wish(MONDAY, "night"), Wish(TUESDAY, "day")))
    assert refused(lambda: person(wishes=(Wish(MONDAY), Wish(MONDAY, weight=5)))).field == "wishes[1]"


def test_nobody_is_her_own_partner() -> None:
    assert person(partner="li")
    assert refused(lambda: person(partner="wu")).field == "partner"
    assert person(partner="l" * 40)
    assert refused(lambda: person(partner="l" * 41)).field == "partner"


def test_who_names_no_site_serves_every_site() -> None:
    assert person().serves("harbour")
    assert person(sites=("harbour",)).serves("harbour")
    assert not person(sites=("harbour",)).serves("tower")
    assert refused(lambda: person(sites=("harbour", "harbour"))).field == "sites"


@pytest.mark.parametrize(("day", "may"), [(MONDAY, True), (TUESDAY, False)])
def test_a_certificate_counts_to_its_last_day(day: date, may: bool) -> None:
    wu = person(qualifications=(Qualification("gate", MONDAY),))
    assert wu.may("gate", day) is may
    assert wu.may("", day)


def test_a_qualification_is_held_once() -> None:
    assert person(qualifications=(Qualification("gate"), Qualification("first-aid")))
    refusal = refused(lambda: person(qualifications=(Qualification("gate", MONDAY), Qualification("gate"))))
    assert refusal.field == "qualifications"


@pytest.mark.parametrize(("length", "allowed"), [(0, False), (1, True), (40, True), (41, False)])
def test_a_person_has_an_id_of_1_to_40_characters(length: int, allowed: bool) -> None:
    if allowed:
        assert person(id="w" * length)
    else:
        assert refused(lambda: person(id="w" * length)).field == "name"


def test_a_cycle_goes_round_from_its_first_day() -> None:
    rota = Rota(TUESDAY, ("day", "*", ""))
    assert [rota.of(TUESDAY + timedelta(days=n)) for n in (-1, 0, 1, 2, 3, 301)] == [None, "day", "*", "", "day", "*"]


@pytest.mark.parametrize("length", [0, LONGEST_CYCLE + 1])
def test_a_cycle_has_a_day_and_is_no_plan_of_its_own(length: int) -> None:
    assert Rota(MONDAY, ("",) * LONGEST_CYCLE)
    assert refused(lambda: Rota(MONDAY, ("day",) * length)).field == "cycle"
    assert refused(lambda: Rota(MONDAY, ("day", "Night"))).field == "cycle[1]"
    assert refused(lambda: Rota(MONDAY, ("day",), 11)).field == "weight"


def test_nobody_is_paired_twice_with_one_or_with_herself() -> None:
    assert person(pairings=(Pairing("li"), Pairing("he", together=False)))
    assert (
        refused(lambda: person(pairings=(Pairing("li"), Pairing("li", together=False)))).field == "pairings[1].person"
    )
    assert refused(lambda: person(pairings=(Pairing("wu"),))).field == "pairings[0].person"
    assert refused(lambda: Pairing("li", weight=0)).field == "weight"


def test_somebody_else_shows_the_work_to_who_is_new() -> None:
    assert person(shadowing=Shadowing(MONDAY, MONDAY, ("li",)))
    assert refused(lambda: person(shadowing=Shadowing(MONDAY, MONDAY, ("wu",)))).field == "shadowing.mentors"
    assert refused(lambda: Shadowing(MONDAY, MONDAY, ())).field == "mentors"
    assert refused(lambda: Shadowing(TUESDAY, MONDAY, ("li",))).field == "last_date"


def test_everybody_and_every_shift_that_she_names_has_a_path() -> None:
    wu = person(
        partner="li",
        pairings=(Pairing("he"),),
        shadowing=Shadowing(MONDAY, MONDAY, ("li", "gao")),
        wishes=(Wish(MONDAY), Wish(MONDAY, "day", against=True)),
        rota=Rota(MONDAY, ("", "*", "night")),
    )
    assert dict(wu.people_named()) == {
        "partner": "li",
        "pairings[0].person": "he",
        "shadowing.mentors[0]": "li",
        "shadowing.mentors[1]": "gao",
    }
    assert dict(wu.shifts_named()) == {"wishes[1].shift": "day", "rota.cycle[2]": "night"}
