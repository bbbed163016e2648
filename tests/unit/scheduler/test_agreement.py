"""Staffing and people agree: what one names, the other describes or holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.runtime.errors import Invalid
from services.scheduler.domain.agreement import (
    MOST_PAIRINGS,
    company_is_small,
    contracts_stay,
    pairings_at,
    person_is_described,
    qualifications_are_held,
)
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.person import Pairing, Person, Qualification, Rota, Shadowing, Wish
from services.scheduler.domain.shift import Post, ShiftType
from services.scheduler.domain.staffing import Staffing

HARBOUR = Staffing("harbour", shifts=(ShiftType("day", 480, 720),), contracts=(Contract("guard"),))
TOWER = Staffing("tower", shifts=(ShiftType("night", 1200, 720, night=True),), contracts=(Contract("porter"),))
WU = Person(id="wu", display_name="Wu", qualifications=(Qualification("control-room", date(2020, 1, 1)),))
LI = Person(id="li", display_name="Li")
BOTH = {"wu": WU, "li": LI}


def refused(make: Callable[[], object]) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        make()
    return refusal.value


def judged(person: Person) -> None:
    person_is_described("people[7]", person, (HARBOUR, TOWER), BOTH)


def drill(leader: str) -> Obligation:
    return Obligation("fire-drill", ObligationKind.DRILL, Every.QUARTER, leader=leader)


@pytest.mark.parametrize(
    ("staffing", "field", "thing"),
    [
        (replace(HARBOUR, posts=(Post("gate", needs=("contol-room",)),)), "posts[0].needs[0]", 'the post "gate"'),
        (replace(HARBOUR, fire_watch_needs=("contol-room",)), "fire_watch_needs[0]", "the fire watch"),
        (replace(HARBOUR, obligations=(drill("contol-room"),)), "obligations[0].leader", 'the leader of "fire-drill"'),
    ],
)
def test_a_need_that_nobody_holds_is_named_with_the_nearest_that_somebody_does(
    staffing: Staffing, field: str, thing: str
) -> None:
    refusal = refused(lambda: qualifications_are_held(staffing, [LI, WU]))
    assert (refusal.reason, refusal.field) == ("UNKNOWN_QUALIFICATION", field)
    assert thing in refusal.text and '"contol-room"' in refusal.text
    assert refusal.hint == 'did you mean "control-room"?'


def test_a_need_counts_as_held_though_the_certificate_has_ended() -> None:
    gate = (Post("gate", needs=("control-room",)),)
    full = replace(HARBOUR, posts=gate, fire_watch_needs=("control-room",), obligations=(drill("control-room"),))
    qualifications_are_held(full, [LI, WU])
    assert refused(lambda: qualifications_are_held(full, [LI])).hint.startswith("correct it")


@pytest.mark.parametrize(
    ("contract", "sites", "allowed"),
    [
        ("guard", (), True),
        ("guard", ("harbour",), True),
        ("guard", ("tower",), False),
        ("porter", ("harbour", "tower"), True),
        ("gaurd", (), False),
    ],
)
def test_her_contract_is_of_a_site_that_she_serves(contract: str, sites: tuple[str, ...], allowed: bool) -> None:
    person = replace(WU, contract=contract, sites=sites)
    if allowed:
        judged(person)
    else:
        refusal = refused(lambda: judged(person))
        assert (refusal.reason, refusal.field) == ("UNKNOWN_CONTRACT", "people[7].contract")


def test_a_contract_that_is_misspelt_is_answered_with_the_nearest() -> None:
    assert refused(lambda: judged(replace(WU, contract="gaurd"))).hint == 'did you mean "guard"?'


@pytest.mark.parametrize(
    ("shift", "sites", "allowed"),
    [("", (), True), ("day", ("harbour",), True), ("night", ("harbour",), False), ("nigth", (), False)],
)
def test_a_wish_is_for_a_shift_of_a_site_that_she_serves(shift: str, sites: tuple[str, ...], allowed: bool) -> None:
    wishes = (Wish(date(2026, 12, 14)), Wish(date(2026, 12, 15), shift))
    person = replace(WU, wishes=wishes, sites=sites)
    if allowed:
        judged(person)
    else:
        refusal = refused(lambda: judged(person))
        assert (refusal.reason, refusal.field) == ("UNKNOWN_SHIFT", "people[7].wishes[1].shift")


def test_a_partner_is_somebody() -> None:
    judged(replace(WU, partner="li"))
    refusal = refused(lambda: judged(replace(WU, partner="lin")))
    assert (refusal.reason, refusal.field) == ("UNKNOWN_PERSON", "people[7].partner")


def test_a_contract_stays_while_somebody_works_by_it() -> None:
    less = replace(HARBOUR, contracts=(Contract("office"),))
    contracts_stay(HARBOUR, less, (less, TOWER), [WU, replace(LI, contract="office")])
    contracts_stay(HARBOUR, HARBOUR, (HARBOUR, TOWER), [replace(WU, contract="guard")])
    refusal = refused(lambda: contracts_stay(HARBOUR, less, (less, TOWER), [LI, replace(WU, contract="guard")]))
    assert (refusal.reason, refusal.field) == ("CONTRACT_IN_USE", "contracts")
    assert "people/wu" in refusal.text


def test_a_contract_may_go_where_another_of_her_sites_has_it() -> None:
    less = replace(HARBOUR, contracts=())
    tower = replace(TOWER, contracts=(Contract("guard"),))
    contracts_stay(HARBOUR, less, (less, tower), [replace(WU, contract="guard")])
    contracts_stay(HARBOUR, less, (less, tower), [replace(WU, contract="guard", sites=("tower",))])
    only_here = replace(WU, contract="guard", sites=("harbour",))
    assert refused(lambda: contracts_stay(HARBOUR, less, (less, tower), [only_here])).reason == "CONTRACT_IN_USE"


@pytest.mark.parametrize(
    ("given", "path", "reason"),
    [
        ({"rota": Rota(date(2027, 1, 4), ("day", "*", "nite"))}, "rota.cycle[2]", "UNKNOWN_SHIFT"),
        ({"pairings": (Pairing("li"), Pairing("eve"))}, "pairings[1].person", "UNKNOWN_PERSON"),
        (
            {"shadowing": Shadowing(date(2027, 1, 4), date(2027, 1, 8), ("eve",))},
            "shadowing.mentors[0]",
            "UNKNOWN_PERSON",
        ),
    ],
)
def test_the_shifts_of_a_cycle_and_those_beside_whom_she_works_are_known(
    given: dict[str, object], path: str, reason: str
) -> None:
    judged(replace(WU, rota=Rota(date(2027, 1, 4), ("day", "*", "", "night")), pairings=(Pairing("li"),)))
    refusal = refused(lambda: judged(replace(WU, **given)))  # type: ignore[arg-type]
    assert (refusal.field, refusal.reason) == (f"people[7].{path}", reason)


@pytest.mark.parametrize(("number", "allowed"), [(MOST_PAIRINGS, True), (MOST_PAIRINGS + 1, False)])
def test_a_site_says_only_so_much_of_who_is_beside_whom(number: int, allowed: bool) -> None:
    ada = Person(id="ada", display_name="Ada", contract="guard", pairings=(Pairing("li"),))
    elsewhere = replace(WU, contract="porter", pairings=(Pairing("li"),))
    others = [replace(ada, id=f"g{n}") for n in range(number - 1)]
    said = pairings_at((HARBOUR, TOWER), [ada, *others, elsewhere, LI])
    assert said == {"harbour": number, "tower": 1}
    company_is_small(elsewhere, (HARBOUR, TOWER), said)
    company_is_small(replace(ada, pairings=()), (HARBOUR, TOWER), said)
    if allowed:
        company_is_small(ada, (HARBOUR, TOWER), said)
    else:
        assert refused(lambda: company_is_small(ada, (HARBOUR, TOWER), said)).field == "pairings"
