"""Every rule has words, and a shortfall becomes one line that says what, when, why and what would help."""

import ast
import importlib
import importlib.util
import pkgutil
from pathlib import Path

import pytest

from muster.scheduler.v1 import schedule_pb2 as pb
from services.cli import words
from services.cli.words import CAUSES, RULES, sentence, sentences
from services.scheduler import planning
from services.scheduler.planning.roster.problem import Person, Post, RosterProblem, Shift, Wish
from services.scheduler.planning.roster.rules import NAMED, rules_of
from services.scheduler.planning.rule import Rule
from tests.unit.cli.small import day
from tests.unit.scheduler.planning.contract import contract


def rule_ids() -> set[str]:
    """Those of all tables of rules: rows at the top of a module, rows made in functions, and a whole roster's."""
    found: set[str] = set()
    for module in pkgutil.walk_packages(planning.__path__, f"{planning.__name__}."):
        if not module.name.endswith(".rules"):
            continue
        loaded = importlib.import_module(module.name)
        found |= {row.id for row in vars(loaded).values() if isinstance(row, Rule)}
        for node in ast.walk(ast.parse(Path(str(loaded.__file__)).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Rule":
                values = (each.value for each in node.keywords if each.arg == "id")
                found |= {str(value.value) for value in values if isinstance(value, ast.Constant)}
    days = 14
    night, overlong = Shift(id="night", start=1380, minutes=480, night=True), Shift(id="long", start=420, minutes=720)
    guard = contract("guard", day_limit=480)
    post = Post(id="gate", heads=((1, 0),) * days, needs=())
    person = Person(
        id="a",
        contract="guard",
        allowed=((True, False),) * days,
        qualifications=(frozenset(),) * days,
        wishes=(Wish(0, 0, 1),),
    )
    problem = RosterProblem(
        days=days, first_weekday=0, shifts=(night, overlong), contracts=(guard,), people=(person,), posts=(post,)
    )
    return found | {rule.id for rule in (*NAMED, *rules_of(problem))}


def test_every_rule_of_every_table_has_words() -> None:
    known = rule_ids()
    assert {"posts_are_covered", "guards_share_nights", "law_visits_are_held_by_their_latest_day"} <= known
    assert sorted(known - RULES.keys()) == []


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_words_of_a_rule_can_be_filled(rule: str) -> None:
    said = sentence(pb.Shortfall(rule=rule, amount=90, items=["b1"], people=["people/wu"], dates=[day("2027-01-12")]))
    assert said.endswith(": Tue 12 Jan")
    assert "{" not in said and rule not in said and "\n" not in said


def causes() -> set[str]:
    """The codes that the planner gives: what `cause` and `why_not` answer, and what is kept in a `left` by hand."""
    found: set[str] = set()
    for module in pkgutil.walk_packages(planning.__path__, f"{planning.__name__}."):
        spec = importlib.util.find_spec(module.name)
        assert spec and spec.origin
        for node in ast.walk(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))):
            given: list[ast.AST] = []
            if isinstance(node, ast.FunctionDef) and node.name in ("cause", "why_not"):
                given = [each for each in ast.walk(node) if isinstance(each, ast.Return)]
            elif isinstance(node, ast.Assign | ast.keyword) and {"late", "causes", "left"} & _names(node):
                given = [node.value]
            values = (each.value for one in given for each in ast.walk(one) if isinstance(each, ast.Constant))
            found |= {value for value in values if isinstance(value, str) and value}
    return found


def _names(node: ast.Assign | ast.keyword) -> set[str]:
    """The names to which a value is given: `left`, `left[key]` or `left=`."""
    if isinstance(node, ast.keyword):
        return {node.arg or ""}
    return {getattr(each.value if isinstance(each, ast.Subscript) else each, "id", "") for each in node.targets}


def test_every_cause_of_the_planner_has_words_and_no_words_are_for_nothing() -> None:
    known = causes()
    assert {"after_period", "no_leader", "no_crew", "group_full"} <= known
    assert sorted(known) == sorted(CAUSES)


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_a_cause_is_said_in_words(cause: str) -> None:
    said = sentence(pb.Shortfall(rule="visits_are_held_by_their_latest_day", amount=1, items=["b1"], cause=cause))
    assert said == f"b1 not held by the latest day · {CAUSES[cause]}"


def test_a_rule_without_words_is_shown_by_its_id() -> None:
    said = sentence(pb.Shortfall(rule="owls_fly", amount=3, items=["sites/s/assets/owl"], cause="moon"))
    assert said == "owls_fly: owl (by 3) · moon"


def lacking(on: str, shift: str, amount: int = 1, post: str = "control-room") -> pb.Shortfall:
    help = pb.Relaxation(kind="qualified_person", parameters={"trade": "control-room"})
    return pb.Shortfall(
        rule="posts_are_covered", amount=amount, items=[post, shift], dates=[day(on)], relaxations=[help]
    )


def test_places_of_a_post_that_nobody_fills_are_one_line() -> None:
    assert sentences([lacking(f"2027-01-{n}", "night") for n in range(12, 18)]) == [
        "control room short of 1 certified person: Tue 12 Jan night, Wed 13 Jan night, Thu 14 Jan night (+3 more)"
        " · what would help: a person certified for control-room (hire or certify)"
    ]


def test_two_posts_are_two_lines_and_uneven_days_are_summed() -> None:
    first, second = sentences(
        [lacking("2027-01-12", "day", 2), lacking("2027-01-13", "day"), lacking("2027-01-13", "day", post="gate")]
    )
    assert first.startswith("control room short of 3 certified people in all: Tue 12 Jan day, Wed 13 Jan day")
    assert second.startswith("gate short of 1 certified person: Wed 13 Jan day")


@pytest.mark.parametrize(
    ("kind", "parameters", "said"),
    [
        ("later", {"date": "2027-02-15"}, "Mon 15 Feb instead"),
        ("contractor", {"contractor": "tianyu", "price": "1900"}, "contractor tianyu, 1,900"),
        ("contractor", {"trade": "desludge"}, "contractor for desludge"),
        ("qualified_person", {"trade": "hv"}, "a person certified for hv (hire or certify)"),
        ("qualified_person", {"trade": "a b", "heads": "2"}, "2 people certified for a and b (hire or certify)"),
        ("more_hours", {"trade": "hv", "minutes": "270", "date": "2027-02-15"}, "4 h 30 more of hv on Mon 15 Feb"),
        ("more_hours", {"trade": "hv", "minutes": "60", "heads": "2"}, "1 h more of 2 people of hv"),
        ("more_hours", {"trade": "hv"}, "more hours of hv"),
        ("pray", {"to": "rain"}, "pray to=rain"),
    ],
)  # fmt: skip
def test_a_relaxation_is_said_in_words(kind: str, parameters: dict[str, str], said: str) -> None:
    assert words.helps(pb.Relaxation(kind=kind, parameters=parameters)) == said


def test_a_visit_is_called_by_its_plan_and_due_day_or_by_its_display_name() -> None:
    visit = "sites/s/maintenancePlans/septic-3/occurrences/2027-02-12"
    one = pb.Shortfall(rule="visits_are_held_by_their_latest_day", amount=1, items=[visit], cause="contractor_closed")
    assert sentence(one) == "septic-3 due Fri 12 Feb not held by the latest day · the contractor is closed"
    named = {"sites/s/maintenancePlans/septic-3": "Septic tank 3"}
    assert sentence(one, named).startswith("Septic tank 3 due Fri 12 Feb not held")


def test_a_drill_is_called_by_its_obligation_place_and_period_and_a_crew_by_its_trade() -> None:
    lost = pb.Shortfall(
        rule="gatherings_asked_for_are_held", amount=1, items=["drill/fire/2027-q1/b1"], cause="no_leader"
    )
    assert sentence(lost) == "fire b1 2027-q1 not held · nobody who may lead it is free"
    crew = pb.Shortfall(rule="crews_are_on_duty", amount=2, items=["crew-elevator", "day"], dates=[day("2027-01-12")])
    assert sentence(crew) == "elevator crew short of 2 people for planned work: Tue 12 Jan day"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([12, 13, 14], "Tue 12 Jan, Wed 13 Jan, Thu 14 Jan"),
        ([12, 13, 14, 15], "Tue 12 Jan to Fri 15 Jan"),
        ([12, 13, 14, 16], "Tue 12 Jan, Wed 13 Jan, Thu 14 Jan (+1 more)"),
    ],
)
def test_a_stretch_of_days_is_said_by_its_ends(days: list[int], said: str) -> None:
    dates = [day(f"2027-01-{number}") for number in days]
    one = pb.Shortfall(rule="guards_work_no_overtime", amount=2, people=["people/an"], dates=dates)
    assert sentence(one) == f"an: 2 h over the paid hours of the period: {said}"


def test_of_several_people_the_largest_amount_is_told() -> None:
    several = [pb.Shortfall(rule="guards_work_no_overtime", amount=n, people=[f"people/{n}"]) for n in (1, 3, 2)]
    assert sentences(several) == ["1, 3, 2: up to 3 h over the paid hours of the period"]
