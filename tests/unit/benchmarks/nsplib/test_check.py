"""The checker of NSPLib: each rule by the nearest row that keeps it and the nearest that does not."""

from typing import Any

import pytest

from benchmarks.nsplib.check import check
from benchmarks.nsplib.read import Band, Case, Instance

ANY = Band(0, 99)
LETTERS = {"E": "S1", "D": "S2", "N": "S3", ".": None}


def judged(row, cover=(0, 0, 0, 0), cost=(0, 0, 0, 0), **rules):
    """What one nurse's row comes to; `cover` is that of the first day, `cost` that of every day."""
    case: dict[str, Any] = {
        "assignments": ANY,
        "in_row": ANY,
        "shift_in_row": (ANY,) * 4,
        "shift_in_all": (ANY,) * 4,
    } | rules
    instance = Instance(
        name="t",
        nurses=1,
        days=len(row),
        shifts=4,
        cover=(cover, *((0, 0, 0, 0),) * (len(row) - 1)),
        cost=((cost,) * len(row),),
        case=Case(name="t", **case),
    )
    return check(instance, {"N1": [LETTERS[letter] for letter in row]})


NIGHT = (ANY, ANY, Band(2, 3), ANY)
FREE = (ANY, ANY, ANY, Band(2, 3))


@pytest.mark.parametrize(
    ("rules", "kept", "broken", "amount"),
    [
        ({"assignments": Band(2, 3)}, "ED....", "E.....", 1),
        ({"assignments": Band(2, 3)}, "EDN...", "EDNED.", 2),
        ({"in_row": Band(2, 3)}, "EDN.EE", "EDNE..", 1),
        ({"in_row": Band(2, 3)}, "..EN..", "..E...", 1),
        # The least length is asked for at both borders.
        ({"in_row": Band(2, 3)}, "EE..EE", "E...EE", 1),
        ({"in_row": Band(2, 3)}, "EE..EE", "EE...E", 1),
        ({"shift_in_row": NIGHT}, "ENN.D.", "ENDN..", 2),
        ({"shift_in_row": NIGHT}, "NNN...", "NNNN..", 1),
        ({"shift_in_row": FREE}, "E..DDD", "E.DDDD", 1),
        ({"shift_in_row": FREE}, "E...DD", "E....D", 1),
        ({"shift_in_all": NIGHT}, "N.N.N.", "N.....", 1),
        ({"shift_in_all": FREE}, "EE..EE", "EEE.EE", 1),
        ({"cover": (1, 0, 0, 0)}, "E.....", "D.....", 1),
        ({"cover": (0, 0, 0, 1)}, "......", "D.....", 1),
        ({"cover": (0, 0, 0, 0)}, "E.....", "D.....", 0),  # more than the cover is no violation
    ],
)
def test_a_limit_is_kept_by_the_first_row_and_passed_by_the_second(rules, kept, broken, amount):
    assert judged(kept, **rules).violations == 0
    assert judged(broken, **rules).violations == amount


def test_the_cost_is_what_each_cell_is_disliked():
    assert judged("EDN.", cost=(1, 2, 4, 8)).cost == 15
    assert judged("....", cost=(1, 2, 4, 8)).cost == 32
