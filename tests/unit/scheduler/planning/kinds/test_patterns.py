"""Patterns and spells: what each counts, by the nearest row that is allowed and the nearest that is not."""

import pytest

from services.scheduler.planning.kinds import pattern, spell
from services.scheduler.planning.kinds.face import Line
from services.scheduler.planning.rule import Rule, Tier

MINUTES = (0, 480, 480)
FRIDAY = 4


def faults(kind, row, history="", **parameters):
    """(amount, days) of each finding in a row that begins on a Friday; codes as digits."""
    rule = Rule(id="r", tier=Tier.LEGAL, sentence="", kind="", parameters=parameters)
    line = Line(len(row), FRIDAY, MINUTES, tuple(map(int, history)))
    return [(fault.amount, fault.days) for fault in kind.check(rule, line, tuple(map(int, row)))]


@pytest.mark.parametrize(
    ("parameters", "allowed", "forbidden", "days"),
    [
        ({"days": ("2", "1")}, "2020", "0210", (1, 2)),
        ({"days": ("2", "0", "1,2")}, "2001", "2010", (0, 1, 2)),
        ({"days": ("0", "1,2", "1,2"), "weekday": FRIDAY}, "1110", "0110", (0, 1, 2)),
        ({"days": ("1", "*", "1")}, "1120", "1210", (0, 1, 2)),
    ],
)
def test_a_pattern_counts_where_it_stands_whole(parameters, allowed, forbidden, days):
    assert faults(pattern, allowed, **parameters) == []
    assert faults(pattern, forbidden, **parameters) == [(1, days)]


def test_an_anchored_pattern_is_not_seen_on_another_weekday():
    assert faults(pattern, "1011", days=("0", "1", "1"), weekday=FRIDAY) == []
    assert faults(pattern, "1011", days=("0", "1", "1")) == [(1, (1, 2, 3))]


def test_patterns_that_overlap_count_each():
    assert faults(pattern, "1111", days=("1", "1")) == [(1, (0, 1)), (1, (1, 2)), (1, (2, 3))]


def test_a_pattern_that_began_before_the_period_is_seen_and_one_that_ended_there_is_not():
    assert faults(pattern, "1000", history="2", days=("2", "1")) == [(1, (-1, 0))]
    assert faults(pattern, "0000", history="21", days=("2", "1")) == []


def test_a_pattern_without_days_is_refused():
    with pytest.raises(ValueError, match="days must be a tuple of codes"):
        faults(pattern, "1000")


WEEKEND = {"weekdays": (5, 6), "codes": (1, 2)}
LONG = {"weekdays": (4, 5, 6), "codes": (1, 2)}


@pytest.mark.parametrize(
    ("parameters", "allowed", "forbidden", "amounts"),
    [
        ({**WEEKEND, "mode": "whole"}, "111", "010", [1]),
        ({**LONG, "mode": "whole"}, "111", "110", [1]),
        ({**LONG, "mode": "whole"}, "000", "010", [2]),
        ({**LONG, "mode": "whole"}, "111", "101", [4]),
        ({**WEEKEND, "mode": "same"}, "011", "012", [2]),
        ({**WEEKEND, "mode": "same"}, "000", "010", [1]),
        ({**LONG, "mode": "same"}, "222", "112", [3]),
        ({**WEEKEND, "mode": "in_row", "most": 1}, "011" + "0000000", "011" + "0000001", [1]),
        ({**WEEKEND, "mode": "window", "most": 1}, "011" + "0" * 14, "011" + "0" * 12 + "10", [1]),
        ({**WEEKEND, "mode": "window", "most": 1, "window": 2}, "011" + "0" * 12 + "10", "0110000010", [1]),
    ],
)
def test_a_spell_is_judged_by_its_mode(parameters, allowed, forbidden, amounts):
    assert faults(spell, allowed, **parameters) == []
    assert [amount for amount, _ in faults(spell, forbidden, **parameters)] == amounts


def test_too_few_spells_in_a_row_count_on_the_free_one_after_them_unless_they_were_the_first_known():
    three_weekends = "000" + "0000011" + "0000000" + "0"
    least = {**WEEKEND, "mode": "in_row", "least": 2}
    assert faults(spell, three_weekends, **least) == [(1, (15, 16))]
    assert faults(spell, "011" + "0000000" * 2, **least) == []
    assert faults(spell, "011" + "0000000" * 2, history="0000000", **least) == [(1, (8, 9))]


def test_a_spell_that_the_borders_cut_is_not_judged():
    assert faults(spell, "01", weekdays=(5, 6), codes=(1, 2), mode="whole") == []
    assert faults(spell, "10", weekdays=(3, 4), codes=(1, 2), mode="whole") == []
    assert faults(spell, "00", history="1", weekdays=(3, 4), codes=(1, 2), mode="whole") == [(1, (-1, 0))]


def test_weekdays_that_do_not_follow_each_other_are_refused():
    with pytest.raises(ValueError, match="weekdays must be two to seven"):
        faults(spell, "0000", weekdays=(4, 6), codes=(1,), mode="whole")
