"""Rule packs: every figure is cited, and what cannot be is named."""

import pytest

from services.packs.reader import PackInvalid, available, load, parse

RULE = (
    "{subjects: [{match: [pump], unless: [heat pump], rules: "
    "[{id: a, name: visit, count: 1, unit: day, kind: guide, citation: c%s}]}], staffing: {}}"
)
# The kinds of a residential estate, each as a supervisor writes it.
ESTATE = (
    *("Passenger elevator", "Firefighting lift", "Booster pump", "Fire pump", "Jockey pump", "Roof tank", "Reservoir"),
    *("Septic tank", "Switchroom", "Generator", "Fire control panel", "Sprinkler zone", "Hydrant", "Smoke control fan"),
    *("Vehicle gate", "Barrier", "CCTV camera", "Green area", "Drain pump", "Sump pump", "Emergency lighting"),
    *("Lightning protection", "Access control", "Playground"),
)


@pytest.mark.parametrize("pack", available())
def test_every_shipped_pack_loads_and_cites_each_rule(pack):
    rules = [rule for subject in load(pack).subjects for rule in subject]
    assert rules and all(rule.citation for rule in rules)


def test_an_elevator_of_china_is_visited_every_15_days_by_law():
    rule = load("cn").plans_for("Passenger Elevator", "")[0]
    assert (rule.count, rule.unit, rule.kind) == (15, "day", "law")
    assert rule.absorbed_by == ("elevator-quarter", "elevator-half-year", "elevator-year")


@pytest.mark.parametrize("pack", available())
@pytest.mark.parametrize("kind", ESTATE)
def test_every_pack_has_a_rule_for_every_kind_of_a_residential_estate(pack, kind):
    assert load(pack).plans_for(kind, "")


@pytest.mark.parametrize("pack", available())
def test_draining_a_sprinkler_zone_once_a_year_takes_longer_than_may_be_without_a_fire_watch(pack):
    (year,) = (rule for rule in load(pack).plans_for("Sprinkler zone 3", "") if rule.unit == "year")
    assert (year.outage_minutes, year.trade) == (720, "fire")
    assert year.outage_minutes > 60 * load("generic").staffing["impairment"]["hours"]


@pytest.mark.parametrize("pack", available())
def test_no_elevator_stands_still_at_the_peaks_but_for_the_load_test_of_a_day(pack):
    rules = load(pack).plans_for("Elevator", "")
    assert {rule.window for rule in rules if rule.minutes <= 360 and rule.outage_minutes} == {(600, 960)}
    assert {rule.window for rule in rules if rule.minutes > 360} <= {None}


def test_what_a_pack_does_not_know_it_takes_from_the_other_and_what_it_knows_it_keeps():
    assert load("cn").plans_for("Playground", "") == load("generic").plans_for("Playground", "")
    assert [rule.kind for rule in load("cn").plans_for("Fire pump", "")] == ["standard", "law"]
    assert [rule.kind for rule in load("generic").plans_for("Fire pump", "")] == ["standard"]


def test_a_chinese_word_is_found_within_a_text_without_blanks():
    assert load("cn").plans_for("1号客用电梯", "")[0].id == "elevator-15-day"


@pytest.mark.parametrize(
    ("kind", "id"),
    [
        ("Fire Pump", "fire-pump-weekly"),
        ("Booster pumps", "booster-pump"),
        ("Pump CWP-1", "pump"),
        ("Sump pump", "drain-pump"),
        ("Gate valve 50 mm", "valves"),
        ("Main gate", "gate"),
        ("Light Fixture A2", "lights"),
        ("Emergency light", "emergency-lights"),
        ("Sprinkler zone B3", "sprinkler-zone-quarter"),
        ("Fire Sprinkler", "sprinkler-heads"),
    ],
)
def test_the_closer_word_wins(kind, id):
    assert load("generic").plans_for(kind, "")[0].id == id


def test_a_word_that_means_something_else_there_gives_no_plan_wherever_it_stands():
    assert load("generic").plans_for("Light switch", "") == ()
    assert load("generic").plans_for("25 mm flush valve", "", beside="Urinal P-8150") == ()
    assert parse("x.yaml", RULE % "").plans_for("Heat pump", "") == ()


def test_the_title_of_a_category_is_read_and_part_of_a_word_is_not():
    assert load("generic").plans_for("X1", "23-75: Air Handling Units")[0].id == "air-handler"
    assert load("generic").plans_for("Fanlight", "") == ()


def test_an_unknown_pack_lists_the_known_ones():
    with pytest.raises(PackInvalid, match=r"cn, cn-beijing.*, generic, hk, sg, uk"):
        load("atlantis")


def test_an_unknown_field_names_file_rule_and_field():
    with pytest.raises(PackInvalid, match=r"x\.yaml: rule a: unknown field colour"):
        parse("x.yaml", RULE % ", colour: red")


def test_an_unknown_absorber_is_refused():
    with pytest.raises(PackInvalid, match="names b, which is no rule"):
        parse("x.yaml", RULE % ", absorbed_by: [b]")


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("window: [600, 660], minutes: 61", "shorter than the 61 minutes"),
        ("window: [960, 600]", "is not .first, last. minute of a day"),
        ("window: [600]", "is not .first, last. minute of a day"),
        ("scope: room", "scope 'room' is none of component, floor, type"),
        ("late_days: -1", "late_days"),
        ("from: soon", "from 'soon' is not a day"),
        ("until: never", "until 'never' is not a day"),
        ("from: 2027-01-02, until: 2027-01-01", "until 2027-01-01 lies before from 2027-01-02"),
        ("lead: [1, month]", "lead is given without a certificate that ends"),
        ("certificate: permit, lead: [0, month]", "lead .0, 'month'. is not like .1, month."),
        ("pack: cn", "unknown field pack"),
    ],
)
def test_a_figure_that_cannot_be_is_named(field, says):
    with pytest.raises(PackInvalid, match=rf"x\.yaml: rule a: .*{says}"):
        parse("x.yaml", RULE % f", {field}")


def test_the_nearest_figures_that_can_be_are_taken():
    (rule,) = parse("x.yaml", RULE % ", window: [600, 660], minutes: 60, from: 2027-01-01").plans_for("pump", "")
    assert (rule.window, rule.since, rule.scope) == ((600, 660), "2027-01-01", "component")


def test_law_is_never_late():
    law = RULE.replace("guide", "law")
    assert parse("x.yaml", law % ", late_days: 0").subjects
    with pytest.raises(PackInvalid, match="late_days"):
        parse("x.yaml", law % ", late_days: 1")


def test_an_unknown_word_of_a_subject_is_refused():
    with pytest.raises(PackInvalid, match="unknown field unlike"):
        parse("x.yaml", RULE.replace("unless", "unlike") % "")
