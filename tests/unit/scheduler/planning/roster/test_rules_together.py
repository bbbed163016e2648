"""All named rules at once: model, search and verifier agree on whatever roster, and each rule is broken by some."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduler.planning.roster.problem import Pairing, Post, Shift, ShiftCount, Wish
from services.scheduler.planning.roster.rules import NAMED, rules_of
from services.scheduler.planning.rule import Severity, Tier
from tests.unit.scheduler.planning.contract import contract as usual
from tests.unit.scheduler.planning.roster.alone import broken, codes

pytestmark = pytest.mark.usefixtures("kernels")

DAYS = 12
NIGHT = Shift(id="night", start=1380, minutes=480, night=True)
SHIFTS = (
    Shift(id="day", start=420, minutes=480),
    Shift(id="evening", start=900, minutes=480),
    NIGHT,
    Shift(id="long", start=1140, minutes=720, on_call=True, counted=600),
)
GUARD = usual(
    week_limit=2400,
    day_limit=540,
    overtime_month=120,
    weekends=1,
    weekends_in_row=1,
    least_days_in_row=3,
    days_off_in_row=2,
    free_weekdays=(3,),
    shift_counts=(ShiftCount(shift="night", least=1, most=2), ShiftCount(shift="day", most=3, monthly=True)),
    forbidden=(("evening", "long"),),
    nights_in_row=2,
)
RELIEF = usual("relief", reliever_price=15, averaging_weeks=2)


@pytest.fixture(scope="module")
def everything(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> Any:
    """Ada, who has wishes, a cycle and a past; Ben, who is new; Zoe, a reliever."""
    ada = a_person(
        DAYS,
        id="ada",
        holds=("gate", "pump"),
        history=codes("DDN--EN"),
        wishes=(Wish(0, 1, 2), Wish(1, 3, 1, against=True)),
        rota=tuple(Wish(day, 0, 3, against=day % 3 < 2) for day in range(DAYS)),
        pairings=(Pairing("ben", together=True, weight=2), Pairing("zoe", together=False)),
        was=((1, "gate"), *((-1, ""),) * (DAYS - 1)),
        away=frozenset({5}),
    )
    ben = a_person(DAYS, id="ben", shadows=frozenset({0, 1, 2}), mentors=("ada",), reserved=((0, 11, 90),))
    zoe = a_person(DAYS, id="zoe", contract="relief", holds=("gate",))
    posts = (
        Post(id="gate", heads=((1, 1, 1, 0),) * DAYS, needs=("gate",)),
        Post(id="crew-pump", heads=((1, 0, 0, 0),) * DAYS, needs=("pump",), crew=True),
    )
    return a_problem(
        DAYS,
        (ada, ben, zoe),
        shifts=SHIFTS,
        contracts=(GUARD, RELIEF),
        posts=posts,
        first_weekday=2,
        holidays=frozenset({-3, 1, 2}),
        months=(-4, 4),
        severities=(
            Severity(rule="guards_work_few_nights_in_a_row", tier=Tier.CONTRACT, price=7),
            Severity(rule="guards_have_weekends_whole", tier=Tier.PREFERENCE, price=0),
        ),
    )


@settings(max_examples=12, deadline=None, derandomize=True, database=None)
@given(rows=st.lists(st.text("-DENL", min_size=DAYS, max_size=DAYS), min_size=3, max_size=3))
def test_model_search_and_verifier_agree_on_any_roster(everything: Any, rows: list[str]) -> None:
    assert broken(everything, *rows)


def test_every_named_rule_is_there_but_what_is_ignored(everything: Any) -> None:
    assert {rule.id for rule in NAMED} - {rule.id for rule in rules_of(everything)} == {"guards_have_weekends_whole"}


def test_a_wild_roster_breaks_nearly_all_of_them(everything: Any) -> None:
    busy = broken(everything, "NNNNNNNDDDDD", "DEDLELNDDEDD", "DDDDDDDDDDDD")
    idle = broken(everything, "---E-L------", "NN-D--------", "--L---------")
    kept = {rule.id for rule in NAMED} - busy.keys() - idle.keys()
    assert kept <= {"guards_have_weekends_whole", "posts_have_no_more_people_than_they_ask_for"}
