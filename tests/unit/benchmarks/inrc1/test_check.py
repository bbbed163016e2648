"""The checker of INRC-I: each soft rule by the nearest row that keeps it and the nearest that does not."""

from dataclasses import replace
from datetime import date

import pytest

from benchmarks.inrc1.check import check
from benchmarks.inrc1.instance import ANY, NONE, Contract, Employee, Instance, Limit, Pattern, Request, Shift

SHIFTS = (
    Shift("E", "Early", 390, 480, frozenset({"Nurse"})),
    Shift("N", "Night", 1350, 480, frozenset({"Nurse"})),
    Shift("H", "Head", 510, 480, frozenset({"Head"})),
)
FREE = Contract(
    id="0",
    most_shifts=None,
    least_shifts=None,
    longest_run=None,
    shortest_run=None,
    longest_rest=None,
    shortest_rest=None,
    most_weekends_in_row=None,
    least_weekends_in_row=None,
    most_weekends_of_four=None,
    weekend=(5, 6),
    whole_weekends=None,
    one_shift_type_in_weekend=None,
    no_night_before_free_weekend=None,
    two_days_off_after_night=None,
    alternative_skill=None,
    patterns=(),
)
ON = Limit(5)
FRIDAY = (4, 5, 6)


def judged(row, requests=(), patterns=(), **rules):
    """Findings of one nurse without the skill of a head; the row begins on a Friday and has a letter a day."""
    row = row.replace(" ", "")
    contract = replace(FREE, patterns=tuple(one.id for one in patterns), **rules)
    instance = Instance(
        name="t",
        first=date(2010, 1, 1),
        days=len(row),
        shifts=SHIFTS,
        employees=(Employee("A", contract, frozenset({"Nurse"})),),
        patterns=patterns,
        cover=tuple(tuple(int(shift.id == letter) for shift in SHIFTS) for letter in row),
        requests=requests,
    )
    judgement = check(instance, {"A": [None if letter == "." else letter for letter in row]})
    assert judgement.violations == 0
    return judgement.cost


# Rows begin on a Friday, with a gap before each Monday.
@pytest.mark.parametrize(
    ("rules", "kept", "broken", "cost"),
    [
        ({"most_shifts": Limit(5, 2)}, "E.E .......", "EEE .......", 5),
        ({"least_shifts": Limit(5, 2)}, "E.E .......", "E.. .......", 5),
        ({"longest_run": Limit(5, 3)}, "EEE .EEE...", "EEE E.EE...", 5),
        ({"shortest_run": Limit(5, 3)}, ".EE E..EEE.", ".EE ...EEE.", 5),
        # The least length is asked for at both borders.
        ({"shortest_run": Limit(5, 3)}, "EEE ....EEE", "EE. ....EEE", 5),
        ({"shortest_run": Limit(5, 3)}, "EEE ....EEE", "EEE ......E", 10),
        ({"longest_rest": Limit(5, 3)}, "E.. .E...EE", "E.. ..E..EE", 5),
        ({"shortest_rest": Limit(5, 2)}, "E.. EE..EEE", "E.E EE..EEE", 5),
        ({"shortest_rest": Limit(5, 2)}, "..E EEEEE..", ".EE EEEEE..", 5),
        ({"most_weekends_in_row": Limit(5, 1)}, ".EE ....... .......", ".EE .....E. .......", 5),
        ({"most_weekends_in_row": Limit(5, 0)}, "E.. ....... .......", "..E ....... .......", 5),
        ({"least_weekends_in_row": Limit(5, 2)}, ".E. .....E. .......", ".E. ....... .......", 5),
        ({"least_weekends_in_row": Limit(5, 2)}, "... .....E. .....E.", "... ....... .....E.", 5),
        ({"most_weekends_of_four": Limit(5, 1)}, ".EE ....... .......", ".EE ....... .....EE", 5),
        ({"whole_weekends": ON}, "EEE .......", "EE. .......", 5),
        ({"whole_weekends": ON, "weekend": FRIDAY}, "EEE .......", "EE. .......", 5),
        ({"whole_weekends": ON, "weekend": FRIDAY}, "... .......", "E.. .......", 10),
        ({"whole_weekends": ON, "weekend": FRIDAY}, "EEE .......", "E.E .......", 20),
        ({"one_shift_type_in_weekend": ON}, ".EE .......", ".EN .......", 10),
        ({"one_shift_type_in_weekend": ON}, ".EE .......", ".E. .......", 5),
        ({"one_shift_type_in_weekend": ON, "weekend": FRIDAY}, "EEE .......", "EEN .......", 15),
        ({"no_night_before_free_weekend": ON}, "N.E .......", "N.. .......", 5),
        ({"no_night_before_free_weekend": ON}, "E.. .......", "N.. .......", 5),
        ({"two_days_off_after_night": ON}, "NN. .E.....", "NN. E......", 5),
        ({"two_days_off_after_night": ON}, "NN. .E.....", "NNE ..E....", 5),
        ({"alternative_skill": ON}, "E.. .......", "H.. .......", 5),
        ({}, "HEN .......", "HEN .......", 0),
    ],
)
def test_a_rule_costs_nothing_in_the_first_row_and_its_weight_in_the_second(rules, kept, broken, cost):
    assert judged(kept, **rules) == 0
    assert judged(broken, **rules) == cost


@pytest.mark.parametrize(
    ("pattern", "kept", "broken"),
    [
        (Pattern("0", 5, ("N", "E"), None), "N.E .......", "NE. ......."),
        (Pattern("0", 5, (NONE, ANY, ANY), 4), "EEE .......", ".EE ......."),
        # Anchored: the same days from a Saturday on are no such pattern.
        (Pattern("0", 5, (NONE, ANY, ANY), 4), "E.E E......", ".EN ......."),
        (Pattern("0", 5, ("N", "N", "N"), None), "NN. NN.....", "NNN ......."),
    ],
)
def test_an_unwanted_pattern_costs_where_it_stands_whole(pattern, kept, broken):
    assert judged(kept, patterns=(pattern,)) == 0
    assert judged(broken, patterns=(pattern,)) == 5


@pytest.mark.parametrize(
    ("request_", "met", "missed"),
    [
        (Request("A", 1, ANY, 5, False), "E.. .......", ".E. ......."),
        (Request("A", 1, ANY, 5, True), ".N. .......", "... ......."),
        (Request("A", 1, "N", 5, False), ".E. .......", ".N. ......."),
        (Request("A", 1, "N", 5, True), ".N. .......", ".E. ......."),
    ],
)
def test_a_request_costs_where_it_is_missed(request_, met, missed):
    assert judged(met, requests=(request_,)) == 0
    assert judged(missed, requests=(request_,)) == 5


@pytest.mark.parametrize(("people", "amount"), [(1, 0), (2, 1), (0, 1)])
def test_cover_is_exact(people, amount):
    cover = ((people, 0, 0),)
    employees = (Employee("A", FREE, frozenset()),)
    one = Instance(
        name="t",
        first=date(2010, 1, 1),
        days=1,
        shifts=SHIFTS,
        employees=employees,
        patterns=(),
        cover=cover,
        requests=(),
    )
    assert check(one, {"A": ["E"]}).violations == amount
