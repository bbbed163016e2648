"""Every figure that a pack holds, pinned with the text that it comes from: a change of one is a change of law."""

from datetime import date

import pytest

from services.packs.reader import PlanRule, available, load, parse

LRB = "github.com/LawRefBook/Laws@2f4c5c2"
BMO = "https://buildingmgt.gov.hk/en/Daily_Operation_of_Building_Management/6_3_13.html"
NFPA = "NFPA 25"
FSO = "info.gov.hk/gia/general/202505/29/P2025052900672.htm"
ENGLAND = "Fire Safety (England) Regulations 2022"
LOLER = "operationsengineer.org.uk"
BCA = "S 348/2016"

# pack, what the asset is, rule, count, unit, kind, part of the citation
INTERVALS = (
    ("cn", "Elevator", "elevator-15-day", 15, "day", "law", f"特种设备安全监察条例 Art. 31 ({LRB})"),
    ("cn", "Elevator", "elevator-quarter", 3, "month", "unverified", "TSG T5001-2009 Art. 16"),
    ("cn", "Elevator", "elevator-half-year", 6, "month", "unverified", "TSG T5001-2009 Art. 16"),
    ("cn", "Elevator", "elevator-year", 1, "year", "unverified", "TSG T5001-2009 Art. 16"),
    ("cn", "Elevator", "elevator-certificate", 1, "year", "law", f"特种设备安全法 Art. 40 ({LRB})"),
    ("cn", "Fire pump", "fire-pump-weekly", 1, "week", "standard", NFPA),
    ("cn", "Fire pump", "fire-pump-year", 1, "year", "law", f"消防法 Art. 16-18 ({LRB})"),
    ("cn", "Sprinkler zone", "sprinkler-zone-quarter", 3, "month", "standard", NFPA),
    ("cn", "Sprinkler zone", "sprinkler-zone-year", 1, "year", "law", "消防法 Art. 16-18"),
    ("cn", "Fire control panel", "fire-panel-year", 1, "year", "law", "消防法 Art. 16-18"),
    ("cn", "Smoke control fan", "smoke-control-year", 1, "year", "law", "消防法 Art. 16-18"),
    ("cn", "Hydrant", "hydrants-year", 1, "year", "law", "消防法 Art. 16-18"),
    ("cn", "Sprinkler head", "sprinkler-heads-year", 1, "year", "law", "消防法 Art. 16-18"),
    ("cn", "Septic tank", "septic-inspect", 6, "month", "unverified", "温州市市容条例 Art. 40 gives no number"),
    ("cn", "Roof tank", "tank-clean", 6, "month", "law", "杭州 Art. 30, 济南, 青岛, 烟台, 安阳, 商丘"),
    ("cn-hangzhou", "Roof tank", "tank-clean", 6, "month", "law", "杭州 water regulations Art. 30"),
    ("cn-zhengzhou", "Roof tank", "tank-clean", 6, "month", "law", "郑州 water regulations"),
    ("cn-zhengzhou", "Roof tank", "water-test", 1, "month", "law", "郑州 water regulations Art. 51"),
    ("hk", "Lift", "lift-month", 1, "month", "guide", BMO),
    ("hk", "Lift", "lift-year", 1, "year", "guide", BMO),
    ("hk", "Lift", "lift-five-years", 5, "year", "guide", BMO),
    ("hk", "Fire pump", "fire-pump-year", 1, "year", "law", FSO),
    ("hk", "Sprinkler zone", "sprinkler-zone-year", 1, "year", "law", FSO),
    ("hk", "Fire alarm panel", "fire-panel-year", 1, "year", "law", FSO),
    ("hk", "Smoke control fan", "smoke-control-year", 1, "year", "law", FSO),
    ("hk", "Hydrant", "hydrants-year", 1, "year", "law", FSO),
    ("hk", "Sprinkler head", "sprinkler-heads-year", 1, "year", "law", FSO),
    ("hk", "Extinguisher", "extinguishers-year", 1, "year", "law", FSO),
    ("hk", "Septic tank", "septic-inspect", 6, "month", "guide", "epd.gov.hk"),
    ("hk", "Roof tank", "tank-clean", 3, "month", "guide", "2008 terms of the voluntary scheme, replaced in 2017"),
    ("hk", "Switchboard", "wiring-five-years", 5, "year", "law", "1823.gov.hk"),
    ("hk", "High voltage switchgear", "wiring-high-voltage", 1, "year", "law", "emsd.gov.hk"),
    ("sg", "Lift", "lift-month", 1, "month", "guide", BCA),
    ("sg", "Lift", "lift-year", 1, "year", "guide", BCA),
    ("sg", "Lift", "lift-permit", 1, "year", "guide", BCA),
    ("sg", "Roof tank", "tank-clean", 1, "year", "law", "reg. 24"),
    ("uk", "Passenger lift", "lift-examination", 6, "month", "guide", LOLER),
    ("uk", "Goods lift", "goods-lift-examination", 1, "year", "guide", LOLER),
    ("uk", "Firefighting lift", "fire-lift-month", 1, "month", "law", ENGLAND),
    ("uk", "Firefighting lift", "fire-lift-examination", 6, "month", "guide", LOLER),
    ("uk", "Dry riser", "key-fire-equipment-month", 1, "month", "law", ENGLAND),
    ("uk", "Fire door", "fire-doors", 3, "month", "law", ENGLAND),
    ("uk", "Flat fire door", "flat-fire-doors", 1, "year", "law", ENGLAND),
    ("generic", "Fire pump", "fire-pump-weekly", 1, "week", "standard", NFPA),
    ("generic", "Sprinkler zone", "sprinkler-zone-quarter", 3, "month", "standard", NFPA),
    ("generic", "Wet gauge", "fire-gauges", 1, "month", "standard", NFPA),
    ("generic", "Fire tank", "fire-tank-exterior", 3, "month", "standard", NFPA),
    ("generic", "Fire tank", "fire-tank-interior", 3, "year", "standard", NFPA),
)
MONTH, QUARTER = {"count": 1, "unit": "month"}, {"count": 3, "unit": "month"}
HALF_YEAR, YEAR = {"count": 6, "unit": "month"}, {"count": 1, "unit": "year"}
ORDER_61 = "MPS Order 61"
# pack, limit, its figures, kind, part of the citation
LIMITS = (
    ("cn", "control_room", {"people": 2, "certified": True, "hours_a_day": 24}, "law", "MEM Order 5 (2021) Art. 26"),
    (
        "cn",
        "control_room_remote",
        {"people": 1, "regions": ["CN-GD", "CN-CQ", "CN-FJ", "CN-ZJ"]},
        "law",
        "广东 Art. 19",
    ),
    ("cn", "control_room_shift", {"hours": 8}, "standard", "kxting.com"),
    ("cn", "control_room_log", {"every": {"count": 2, "unit": "hour"}}, "standard", "kxting.com"),
    ("cn", "hours", {"day": 8, "average_week": 44, "week": 40}, "law", "劳动法 Art. 36"),
    ("cn", "rest_days", {"week": 1}, "law", "劳动法 Art. 38"),
    ("cn", "overtime", {"day": 1, "exceptional_day": 3, "month": 36}, "law", "劳动法 Art. 41"),
    ("cn", "averaged_hours", {"approval": True}, "law", "劳动法 Art. 39"),
    ("cn", "fire_check", {"every": MONTH, "public_bodies": QUARTER}, "law", ORDER_61),
    ("cn", "fire_patrol", {"key_units": {"count": 1, "unit": "day"}}, "law", "消防法 Art. 16-18"),
    ("cn", "fire_patrol_assembly", {"every": {"count": 2, "unit": "hour"}}, "law", ORDER_61),
    ("cn", "drill", {"floor": YEAR, "key_units": HALF_YEAR, "announced": True}, "law", ORDER_61),
    ("cn", "drill_high_risk", {"every": QUARTER}, "unverified", "fudaoke.com"),
    ("cn-beijing", "drill_key_units", {"floor": HALF_YEAR}, "law", f"北京 fire regulations Art. 13 ({LRB})"),
    ("cn-shanghai", "drill_key_units", {"times_a_year": 2}, "law", f"上海 fire regulations Art. 46 ({LRB})"),
    (
        "cn-zhengzhou",
        "drill_estate",
        {"floor": YEAR, "whom": ["staff", "residents"]},
        "law",
        "河南 fire regulations Art. 17",
    ),
    ("hk", "permit", {"years": 5}, "law", "sb.gov.hk"),
    ("hk", "drill", {"regularly": True}, "guide", "no number found"),
    ("hk", "fire_systems_off", {"public_notice": True}, "guide", "aseans.com"),
    ("sg", "drill", {"times_a_year": 2}, "guide", "bse.com.sg"),
    ("sg", "table_top_exercise", {"times_a_year": 2, "plan_reviewed": YEAR}, "guide", "SCDF"),
    ("sg", "guard_hours", {"extra_hours_a_month": 72, "day": 12}, "law", "mom.gov.sg"),
    ("uk", "key_fire_equipment_out", {"tell_after_hours": 24}, "law", ENGLAND),
    ("eu", "rest", {"day": 11, "week": 35}, "law", "Directive 2003/88/EC"),
    ("eu", "hours", {"average_week": 48, "night_average_day": 8}, "law", "Directive 2003/88/EC"),
    ("generic", "relief_factor", {"low": 4.7, "high": 5.0}, "guide", "8,760/1,850 = 4.73"),
    ("generic", "impairment", {"hours": 10}, "standard", "NFPA 25 ch. 15"),
    ("generic", "impairment_notice", {"coordinator": True, "tag": True}, "standard", "NFPA 25 ch. 15"),
    ("generic", "drill", {"every": QUARTER}, "unverified", "no source"),
    ("generic", "drill_health_care", {"each_shift": True, "every": QUARTER}, "standard", "keyeslifesafety.com"),
    ("generic", "drill_business", {"every": YEAR}, "standard", "evacplangenerator.com"),
    ("generic", "drill_board_and_care", {"times_a_year": 6, "at_night": 2}, "standard", "riera.com.py"),
)


def rule(pack: str, asset: str, id: str) -> PlanRule:
    """The one rule of that id for what the asset is."""
    (found,) = (one for one in load(pack).plans_for(asset, "") if one.id == id)
    return found


@pytest.mark.parametrize(("pack", "asset", "id", "count", "unit", "kind", "cited"), INTERVALS)
def test_an_interval_is_what_its_text_says(pack, asset, id, count, unit, kind, cited):
    found = rule(pack, asset, id)
    assert (found.count, found.unit, found.kind) == (count, unit, kind)
    assert cited in found.citation


@pytest.mark.parametrize(("pack", "name", "figures", "kind", "cited"), LIMITS)
def test_a_limit_is_what_its_text_says(pack, name, figures, kind, cited):
    limit = load(pack).staffing[name]
    assert {key: limit[key] for key in figures} == figures
    assert limit["kind"] == kind
    assert cited in limit["citation"]


@pytest.mark.parametrize("pack", available())
def test_whatever_claims_to_be_more_than_a_guess_is_pinned_above(pack):
    """A pack inherits from others: what it has of them is pinned there."""
    pinned = {(one[0], one[2]) for one in INTERVALS}
    own = [one for rules in load(pack).subjects for one in rules if one.pack == pack and one.kind != "unverified"]
    hk_repeats = {"fire-pump-weekly", "sprinkler-zone-quarter"}  # what generic says, beside the law of the place
    unpinned = {one.id for one in own if (pack, one.id) not in pinned} - hk_repeats
    assert unpinned <= {"elevator-15-day"} if pack == "cn-ningbo" else unpinned == set()


@pytest.mark.parametrize("pack", available())
def test_every_law_names_a_text_or_an_address(pack):
    for one in (one for rules in load(pack).subjects for one in rules if one.kind == "law"):
        assert "no source" not in one.citation and ("http" in one.citation or LRB in one.citation), one.id
    for name, limit in load(pack).staffing.items():
        assert limit["citation"].strip() and (limit["kind"] != "law" or "no source" not in limit["citation"]), name


def test_only_ningbo_lets_a_monitored_elevator_be_maintained_on_demand():
    allowing = {pack for pack in available() if any(one.as_needed for one in load(pack).plans_for("Elevator", ""))}
    assert allowing == {"cn-ningbo"}
    assert rule("cn-ningbo", "Elevator", "elevator-15-day").as_needed.startswith("宁波市电梯安全条例 Art. 31")
    assert rule("cn-ningbo", "Elevator", "elevator-15-day").count == 15


@pytest.mark.parametrize(
    ("pack", "id", "name", "lead"),
    [
        ("cn", "elevator-certificate", "certificate of periodic inspection", (1, "month")),
        ("sg", "lift-permit", "permit to operate", None),
    ],
)
def test_a_certificate_is_renewed_with_the_lead_that_its_text_names(pack, id, name, lead):
    found = rule(pack, "Elevator", id)
    assert (found.certificate, found.lead, found.floating) == (name, lead, False)


@pytest.mark.parametrize("city", ["cn-beijing", "cn-hangzhou", "cn-ningbo", "cn-shanghai", "cn-zhengzhou"])
def test_a_city_has_what_the_country_has_and_says_itself_only_what_is_its_own(city):
    country, own = load("cn"), load(city)
    assert {one.id for rules in country.subjects for one in rules} <= {
        one.id for rules in own.subjects for one in rules
    }
    assert set(country.staffing) <= set(own.staffing)
    assert own.plans_for("Elevator", "")[1:] == country.plans_for("Elevator", "")[1:]
    assert {one.pack for one in own.plans_for("Fire pump", "")} == {"cn"}


@pytest.mark.parametrize(("day", "held"), [(date(2023, 1, 22), False), (date(2023, 1, 23), True)])
def test_the_english_fire_rules_hold_from_their_first_day(day, held):
    for asset, id in (
        ("Fire door", "fire-doors"),
        ("Flat door", "flat-fire-doors"),
        ("Dry riser", "key-fire-equipment-month"),
    ):
        assert rule("uk", asset, id).holds(day) is held


TWO = (
    "{subjects: [{match: [pump], rules: [{id: a, name: v, count: 15, unit: day, kind: law, citation: c, until: %s}, "
    "{id: a, name: v, count: 10, unit: day, kind: law, citation: d, from: %s}]}], staffing: {}}"
)


def test_a_rule_that_changes_is_one_rule_with_two_times():
    rules = parse("x.yaml", TWO % ("2027-06-30", "2027-07-01")).plans_for("pump", "")
    assert [[one.count for one in rules if one.holds(date(2027, month, 1))] for month in (6, 7)] == [[15], [10]]


def test_two_times_of_one_rule_do_not_overlap():
    with pytest.raises(ValueError, match="rule a: id is used twice"):
        parse("x.yaml", TWO % ("2027-07-01", "2027-07-01"))


def test_a_pack_changes_and_adds_only_to_what_is_there():
    head = "{otherwise: cn, staffing: {}, "
    with pytest.raises(ValueError, match=r"x\.yaml: changes lift-17, which is no rule"):
        parse("x.yaml", head + "changes: {lift-17: {count: 3}}, subjects: []}")
    with pytest.raises(ValueError, match=r"x\.yaml: changes tank-clean: unknown field colour"):
        parse("x.yaml", head + "changes: {tank-clean: {colour: red}}, subjects: []}")
    with pytest.raises(ValueError, match="subject beside lift-17, which is no rule"):
        parse("x.yaml", head + "subjects: [{beside: lift-17, rules: []}]}")
    changed = parse("x.yaml", head + "changes: {tank-clean: {count: 3}}, subjects: []}")
    assert [(one.count, one.pack) for one in changed.plans_for("Roof tank", "")] == [(3, "x")]
