"""Plans for a register: the jobs of its file first, then the pack; what the file leaves open is asked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.assets.cobie.plan import JobKind, JobPlan, Step
from services.assets.cobie.register import Register
from services.assets.domain.asset import Asset
from services.assets.domain.asset_type import AssetType
from services.assets.domain.certificate import Certificate
from services.assets.domain.identifier import ID
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.scope import Scope
from services.assets.domain.space import Space, SpaceKind
from services.assets.domain.system import System
from services.assets.register.attach import Choice, attach
from services.packs.reader import Pack, available, load, parse
from services.runtime.errors import Invalid

TODAY = date(2026, 12, 14)
HOUSE = Space(id="house", display_name="House", kind=SpaceKind.BUILDING)
FLOORS = tuple(Space(id=f"l{n}", display_name=f"Level {n}", kind=SpaceKind.FLOOR, within="house") for n in (1, 2))
ROOMS = tuple(Space(id=f"r{n}", display_name=f"Room {n}", within=f"l{1 if n < 3 else 2}") for n in (1, 2, 3))
HALF_YEAR = Interval(6, Unit.MONTH)


def pack(*rules: str, match: str = "head") -> Pack:
    """A pack of one subject."""
    text = f"{{subjects: [{{match: [{match}], rules: [{', '.join(rules)}]}}], staffing: {{}}}}"
    return parse("p.yaml", text)


def rule(id: str = "check", **more: object) -> str:
    """A yearly rule of an unverified guess."""
    given: dict[str, object] = {"count": 1, "unit": "year", "kind": "unverified", "citation": "none", "name": "check"}
    return "{" + ", ".join(f"{key}: {value}" for key, value in {"id": id, **given, **more}.items()) + "}"


def heads(*rooms: int) -> tuple[Asset, ...]:
    """Sprinkler heads in these rooms."""
    return tuple(
        Asset(id=f"h{n}", display_name=f"Head {n}", type="head", spaces=(f"r{room}",)) for n, room in enumerate(rooms)
    )


def register(*assets: Asset, jobs: tuple[JobPlan, ...] = (), type_name: str = "Head") -> Register:
    """A house with two floors, three rooms and these assets, the first two in one system."""
    return Register(
        facility=HOUSE,
        currency="",
        floors=FLOORS,
        spaces=ROOMS,
        zones=(),
        types=(AssetType(id="head", display_name=type_name),),
        assets=assets,
        systems=(System(id="wet", display_name="Wet riser", members=tuple(a.id for a in assets[:2])),),
        resources=(),
        spares=(),
        plans=jobs,
    )


def job(**more: object) -> JobPlan:
    given: dict[str, object] = {
        "id": "test",
        "display_name": "Test",
        "type": "head",
        "interval": HALF_YEAR,
        "minutes": 35,
    }
    return JobPlan(**(given | more))  # type: ignore[arg-type]


def test_a_job_of_one_asset_is_its_plan_without_a_question():
    found = attach(register(*heads(1), jobs=(job(),)), Choice(), TODAY)
    (plan,) = found.plans.values()
    assert (plan.id, plan.asset, plan.covers, plan.minutes, plan.source) == ("test-h0", "h0", (), 35, "file")
    assert (plan.display_name, str(plan.interval)) == ("Head 0: Test", "6 months")
    assert found.waiting == ()


def test_a_job_of_two_assets_waits_and_says_on_how_many_floors_and_spaces():
    found = attach(register(*heads(1, 2, 3, 3), jobs=(job(),)), Choice(), TODAY)
    assert found.plans == {}
    (waiting,) = found.waiting
    assert (waiting.job, waiting.assets, waiting.floors, waiting.spaces) == ("test", 4, 2, 3)


@pytest.mark.parametrize(
    ("scope", "plans"),
    [
        (Scope.COMPONENT, {"test-h0": 0, "test-h1": 0, "test-h2": 0, "test-h3": 0}),
        (Scope.SPACE, {"test-r1": 1, "test-r2": 1, "test-r3": 2}),
        (Scope.FLOOR, {"test-l1": 2, "test-l2": 2}),
        (Scope.SYSTEM, {"test-no-system": 2, "test-wet": 2}),
        (Scope.TYPE, {"test": 4}),
    ],
)
def test_a_scope_says_how_many_plans_a_job_is_and_what_each_covers(scope, plans):
    found = attach(register(*heads(1, 2, 3, 3), jobs=(job(),)), Choice(scopes={"test": scope}), TODAY).plans
    assert {id: len(plan.covers) for id, plan in found.items()} == plans
    assert {plan.minutes for plan in found.values()} == {35}, "the file's minutes are those of the whole scope"
    cared = [id for plan in found.values() for id in (plan.covers or (plan.asset,))]
    assert sorted(cared) == ["h0", "h1", "h2", "h3"]


def test_a_round_is_held_on_its_floor_and_one_of_the_type_in_the_house():
    assets = heads(1, 3)
    floors = attach(register(*assets, jobs=(job(),)), Choice(default_scope=Scope.FLOOR), TODAY).plans
    assert [plan.place for plan in floors.values()] == ["l1", "l2"]
    (whole,) = attach(register(*assets, jobs=(job(),)), Choice(default_scope=Scope.TYPE), TODAY).plans.values()
    assert whole.place == "house"


def test_what_was_answered_once_is_not_asked_again_but_may_be_answered_anew():
    of = register(*heads(1, 3), jobs=(job(),))
    assert list(attach(of, Choice(), TODAY, {"test": Scope.FLOOR}).plans) == ["test-l1", "test-l2"]
    anew = attach(of, Choice(scopes={"test": Scope.TYPE}), TODAY, {"test": Scope.FLOOR})
    assert (list(anew.plans), anew.scopes) == (["test"], {"test": Scope.TYPE})


def test_a_scope_of_an_unknown_job_is_refused_with_the_known_ones():
    with pytest.raises(Invalid, match="is no recurring job of the file") as refusal:
        attach(register(*heads(1), jobs=(job(),)), Choice(scopes={"tset": Scope.FLOOR}), TODAY)
    assert refusal.value.hint == "its jobs are test"


def test_a_procedure_is_no_visit_but_a_step_of_the_job_that_it_protects():
    steps = (Step(number=1, text="Turn"),)
    lockout = job(id="lock", display_name="Lockout", kind=JobKind.PROCEDURE, category="safety", description="Lock it")
    start = job(id="start", display_name="Start", kind=JobKind.PROCEDURE, category="startup", description="Go")
    (plan,) = attach(register(*heads(1), jobs=(start, lockout, job(steps=steps))), Choice(), TODAY).plans.values()
    assert plan.steps == ("Lockout: Lock it", "Turn", "Start: Go")


@pytest.mark.parametrize("more", [{"kind": JobKind.ON_DEMAND}, {"interval": None}, {"type": ""}])
def test_a_job_on_demand_or_without_interval_or_type_is_no_plan_and_leaves_its_type_to_the_pack(more):
    of = register(*heads(1), jobs=(job(**more),))
    assert attach(of, Choice(), TODAY).plans == {}
    assert list(attach(of, Choice(pack=pack(rule())), TODAY).plans) == ["check-h0"]


def test_a_pack_serves_only_types_that_no_job_covers_also_while_the_job_waits():
    of = register(*heads(1, 3))
    assert set(attach(of, Choice(pack=pack(rule())), TODAY).plans) == {"check-h0", "check-h1"}
    waiting = attach(replace(of, plans=(job(),)), Choice(pack=pack(rule())), TODAY)
    assert (waiting.plans, len(waiting.waiting)) == ({}, 1)


def test_without_a_pack_a_type_without_a_job_has_no_plan():
    assert attach(register(*heads(1)), Choice(), TODAY).plans == {}


def test_an_asset_without_a_type_is_known_by_its_own_name():
    alone = Asset(id="x", display_name="Sprinkler head north", spaces=("r1",))
    other = Asset(id="y", display_name="Bench", spaces=("r1",))
    assert list(attach(register(alone, other), Choice(pack=pack(rule())), TODAY).plans) == ["check-x"]


@pytest.mark.parametrize(("assets", "parts"), [(36, [360]), (37, [180, 190])])
def test_a_round_of_360_minutes_is_one_and_of_more_is_held_in_parts(assets, parts):
    of = register(*heads(*[1] * assets))
    found = attach(of, Choice(pack=pack(rule(scope="floor", minutes=10))), TODAY).plans
    assert [plan.minutes for plan in found.values()] == parts
    assert sorted(id for plan in found.values() for id in plan.covers) == sorted(asset.id for asset in of.assets)
    if len(parts) > 1:
        assert list(found) == ["check-l1", "check-l1-part-2"]
        assert found["check-l1-part-2"].display_name == "check, Level 1, part 2 of 2"


def test_a_round_fits_into_the_window_of_its_rule():
    of = register(*heads(*[1] * 7))
    found = attach(of, Choice(pack=pack(rule(scope="floor", minutes=20, window="[600, 660]"))), TODAY).plans
    assert [plan.minutes for plan in found.values()] == [40, 40, 60]


def test_a_rule_by_type_is_a_plan_for_each_type():
    other = Asset(id="x", display_name="Head of another make", spaces=("r1",))
    found = attach(register(*heads(1, 3), other), Choice(pack=pack(rule(scope="type"))), TODAY).plans
    assert {id: len(plan.covers) for id, plan in found.items()} == {"check-head": 2, "check-no-type": 1}


@pytest.mark.parametrize("name", available())
def test_every_rule_of_every_shipped_pack_makes_a_plan(name):
    shipped = load(name)
    for rules in shipped.subjects:
        (word, *_) = rules[0].match
        kinds = attach(register(*heads(1), type_name=word), Choice(pack=shipped), TODAY).kinds
        assert sorted(kinds.values()) == sorted(one.kind for one in shipped.plans_for(word, ""))
        assert kinds, word


def test_law_is_law_and_is_never_late_and_its_citation_goes_along():
    rules = pack(rule(kind="law", citation="Act 5", early_days=3), rule("other", kind="guide", late_days=9))
    plans = attach(register(*heads(1)), Choice(pack=rules), TODAY)
    law, guide = plans.plans["check-h0"], plans.plans["other-h0"]
    assert (law.law, law.late_days, law.early_days, law.citation, law.source) == (True, 0, 3, "Act 5", "pack")
    assert (guide.law, guide.late_days) == (False, 9)
    assert plans.kinds == {"check-h0": "law", "other-h0": "guide"}


def test_a_year_absorbs_the_half_year_of_the_same_asset_and_of_no_other():
    half = rule("half", count=6, unit="month", absorbed_by="[year]")
    plans = attach(register(*heads(1, 1)), Choice(pack=pack(half, rule("year"))), TODAY).plans
    assert plans["half-h0"].absorbed_by == ("year-h0",)
    assert plans["half-h1"].absorbed_by == ("year-h1",)
    assert plans["year-h0"].absorbed_by == ()


def test_a_rule_holds_from_its_day_on():
    of = register(*heads(1))
    later = pack(rule(**{"from": "2026-12-15"}))
    assert attach(of, Choice(pack=later), TODAY).plans == {}
    assert list(attach(of, Choice(pack=later), TODAY + timedelta(1)).plans) == ["check-h0"]


def test_a_rule_that_changes_is_taken_as_it_is_today_and_the_report_says_when_it_changes():
    changing = pack(rule(until="2026-12-31"), rule(count=2, **{"from": "2027-01-01"}))
    now = attach(register(*heads(1)), Choice(pack=changing), TODAY)
    assert [plan.interval for plan in now.plans.values()] == [Interval(1, Unit.YEAR)]
    assert now.remarks == (
        "rule p/check holds until 2026-12-31: import again after it",
        "rule p/check is every 2 years from 2027-01-01 on: import again then",
    )
    later = attach(register(*heads(1)), Choice(pack=changing), date(2027, 1, 1))
    assert ([plan.interval.count for plan in later.plans.values()], later.remarks) == ([2], ())
    assert list(now.plans) == list(later.plans), "it stays the plan that it was"


def test_what_a_rule_says_of_its_text_its_certificate_and_demand_goes_into_the_plan():
    of_pack = pack(
        rule("visit", as_needed="Ordinance", steps="[send it]"),
        rule("paper", certificate="permit", lead="[1, month]", floating="false"),
    )
    plans = attach(register(*heads(1)), Choice(pack=of_pack), TODAY).plans
    visit, paper = plans["visit-h0"], plans["paper-h0"]
    assert (visit.rule, visit.as_needed, visit.steps, visit.certificate) == ("p/visit", "Ordinance", ("send it",), None)
    assert paper.certificate == Certificate(name="permit", lead=Interval(1, Unit.MONTH))
    assert paper.awaits and not paper.assumed, "the end of a certificate is told, never assumed"
    assert visit.assumed


def test_a_given_anchor_is_taken_and_else_last_visits_are_spread_over_the_interval():
    of = register(*heads(*[1] * 60))
    given = attach(of, Choice(pack=pack(rule()), anchor=date(2026, 1, 1)), TODAY).plans.values()
    assert {plan.anchor for plan in given} == {date(2026, 1, 1)}
    spread = [plan.anchor for plan in attach(of, Choice(pack=pack(rule())), TODAY).plans.values()]
    assert all(TODAY - timedelta(364) <= day <= TODAY for day in spread)
    assert len(set(spread)) > 40
    assert all(
        plan.interval.after(plan.anchor) > TODAY for plan in attach(of, Choice(pack=pack(rule())), TODAY).plans.values()
    )


def test_ids_are_the_same_on_every_day_and_whatever_the_order_and_short_enough():
    long = [Asset(id=f"{'x' * 60}-{n}", display_name=f"Head {n}", type="head", spaces=("r1",)) for n in (1, 2)]
    choice = Choice(pack=pack(rule("a-very-long-rule")))
    ids = set(attach(register(*long), choice, TODAY).plans)
    assert ids == set(attach(register(*reversed(long)), choice, TODAY + timedelta(40)).plans)
    assert len(ids) == 2
    assert all(ID.fullmatch(id) for id in ids)


def test_names_of_plans_fit_their_column():
    asset = Asset(id="h", display_name="H" * 290, type="head", spaces=("r1",))
    (plan,) = attach(register(asset), Choice(pack=pack(rule())), TODAY).plans.values()
    assert len(plan.display_name) == 200
