"""Rule packs: every figure is cited, and what cannot be is named."""

import pytest

from services.packs.reader import PackInvalid, available, load, parse

RULE = "{subjects: [{match: [pump], rules: [{id: a, count: 1, unit: day, kind: guide, citation: c%s}]}], staffing: {}}"


@pytest.mark.parametrize("pack", available())
def test_every_shipped_pack_loads_and_cites_each_rule(pack):
    rules = [rule for subject in load(pack).subjects for rule in subject]
    assert rules and all(rule.citation for rule in rules)


def test_an_elevator_of_china_is_visited_every_15_days_by_law():
    rule = load("cn").plans_for("Passenger Elevator", "")[0]
    assert (rule.count, rule.unit, rule.kind) == (15, "day", "law")
    assert rule.absorbed_by == ("elevator-quarter", "elevator-half-year", "elevator-year")


def test_a_fire_pump_is_not_taken_for_a_pump():
    assert load("generic").plans_for("Fire Pump", "")[0].id == "fire-pump-weekly"
    assert load("generic").plans_for("Booster pumps", "")[0].id == "pump"


def test_the_title_of_a_category_is_read_and_part_of_a_word_is_not():
    assert load("generic").plans_for("X1", "23-75: Air Handling Units")[0].id == "ahu"
    assert load("generic").plans_for("Fanlight", "") == ()


def test_an_unknown_pack_lists_the_known_ones():
    with pytest.raises(PackInvalid, match="cn, generic, hk"):
        load("atlantis")


def test_an_unknown_field_names_file_rule_and_field():
    with pytest.raises(PackInvalid, match=r"x\.yaml: rule a: unknown field colour"):
        parse("x.yaml", RULE % ", colour: red")


def test_an_unknown_absorber_is_refused():
    with pytest.raises(PackInvalid, match="names b, which is no rule"):
        parse("x.yaml", RULE % ", absorbed_by: [b]")
