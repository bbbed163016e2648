"""Why somebody has a shift, in lines."""

from typing import Any

from muster.scheduler.v1 import explanation_pb2 as pb
from muster.scheduler.v1 import schedule_pb2
from services.cli.why import lines
from tests.unit.cli.small import MONDAY, ZONE, at, day, stamp

NAMES = {"people/an": "An", "people/bo": "Bo", "people/cy": "Cy", "gate": "North gate"}
SHIFT = schedule_pb2.Assignment(
    display_name="North gate, day",
    date=day(str(MONDAY)),
    start_time=stamp(at(MONDAY, 7)),
    end_time=stamp(at(MONDAY, 15)),
    people=["people/an"],
    shift="day",
)
EMPTY = pb.RuleChange(
    rule="posts_are_covered", tier="safety", amount=1, cost=1, items=["gate", "day"], dates=[day(str(MONDAY))]
)
OVERTIME = pb.RuleChange(
    rule="guards_work_no_overtime", tier="contract", amount=8, cost=8, people=["people/an"], dates=[day(str(MONDAY))]
)


def said(**given: Any) -> list[str]:
    return list(lines("people/an", pb.ShiftExplanation(shift=SHIFT, **given), NAMES, ZONE))


def test_a_shift_is_explained_by_what_holds_it_and_what_it_costs() -> None:
    assert said(holds=[EMPTY], costs=[OVERTIME]) == [
        "An, Mon 4 Jan 07:00-15:00: North gate, day",
        "  without it:",
        "      +1 safety      North gate short of 1 person: Mon 4 Jan day",
        "  as it is it costs:",
        "      +8 contract    An: 8 h over the paid hours of the period",
        "  nobody else may take it",
    ]


def test_a_shift_that_nothing_holds_and_that_costs_nothing_says_so() -> None:
    assert said()[1:3] == ["  nothing would be broken without it", "  as it is it costs nothing"]


def test_who_could_take_it_is_named_with_what_it_would_cost_and_spare() -> None:
    spared = pb.RuleChange(rule=OVERTIME.rule, tier="contract", amount=-8, cost=-8, people=["people/an"])
    single = pb.RuleChange(
        rule="guards_have_no_single_working_day", tier="preference", amount=1, cost=2, people=["people/bo"]
    )
    off = pb.ShiftAlternative(
        person="people/bo", changes=[spared, single], cost=schedule_pb2.Cost(contract=-8, preference=2)
    )
    moved = [pb.PostMove(person="people/bo", post="gate"), pb.PostMove(person="people/an")]
    other = pb.ShiftAlternative(person="people/cy", shift="night", moves=moved)
    assert said(alternatives=[off, other])[3:] == [
        "  Bo could take it, who is off that day: -8 contract, +2 preference",
        "      -8 contract    spares: An: 8 h over the paid hours of the period",
        "      +2 preference  Bo: a single working day",
        "  Cy could take it, and gives the night shift in return: at the same cost",
        "         posts: Bo to North gate, An to no post",
    ]
