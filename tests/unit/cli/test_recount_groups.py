"""The recount of redundancy groups finds each member too many, and a break is named only by its rule, thing and day."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.named import unnamed
from tests.recount_groups import members_down

SCRIPT = Path(__file__).parents[2] / "recount_groups.py"
PLANS = [{"name": "sites/s/maintenancePlans/round", "covers": ["pump-1", "pump-2"]}]
LIFT = "sites/s/maintenancePlans/lift"


def group(keep_up: int, one_a_day: bool = False) -> list[dict[str, Any]]:
    members = [f"sites/s/assets/pump-{number}" for number in (1, 2, 3)]
    return [{"name": "sites/s/redundancyGroups/g", "members": members, "keepUp": keep_up, "oneADay": one_a_day}]


def job(pump: int, day: str, work: str = "sites/s/maintenancePlans/p/occurrences/2027-01-04") -> dict[str, str]:
    return {"date": day, "work": work, "includes": "", "asset": f"sites/s/assets/pump-{pump}"}


def test_as_many_members_may_be_down_as_the_group_can_lose_and_none_more() -> None:
    monday = [job(1, "2027-01-04"), job(2, "2027-01-04"), job(2, "2027-01-04"), job(3, "2027-01-05")]
    assert list(members_down(group(1), PLANS, monday)) == []
    (told,) = members_down(group(2), PLANS, monday)
    assert told == "2027-01-04 sites/s/redundancyGroups/g: pump-1 pump-2 are down together"


def test_one_a_day_is_stricter_than_what_the_group_could_lose() -> None:
    monday = [job(1, "2027-01-04"), job(2, "2027-01-04")]
    assert len(list(members_down(group(1, one_a_day=True), PLANS, monday))) == 1
    assert list(members_down(group(1, one_a_day=True), PLANS, monday[:1])) == []


def test_a_visit_of_several_assets_takes_all_of_them_down() -> None:
    visit = job(1, "2027-01-04", "sites/s/maintenancePlans/round/occurrences/2027-01-04")
    assert len(list(members_down(group(2), PLANS, [visit]))) == 1
    assert len(list(members_down(group(2), PLANS, [job(1, "2027-01-04")]))) == 0
    shared = job(1, "2027-01-04") | {"includes": visit["work"]}
    assert len(list(members_down(group(2), PLANS, [shared]))) == 1


@pytest.mark.parametrize(("keep_up", "code", "says"), [(1, 0, "0 days"), (2, 1, "pump-1 pump-2")])
def test_it_runs_without_muster(tmp_path: Path, keep_up: int, code: int, says: str) -> None:
    (tmp_path / "redundancy-groups.json").write_text(json.dumps(group(keep_up)))
    (tmp_path / "maintenance-plans.json").write_text(json.dumps(PLANS))
    jobs = [job(pump, "2027-01-04") for pump in (1, 2)]
    rows = [",".join(one) for one in (jobs[0], *(each.values() for each in jobs))]
    (tmp_path / "jobs.csv").write_text("\n".join(rows) + "\n")
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, says in done.stdout) == (code, True), done.stdout + done.stderr
    (tmp_path / "jobs.csv").unlink()
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, "jobs.csv" in done.stderr) == (2, True)


def named(**change: Any) -> dict[str, Any]:
    late = {"rule": "law_visits_are_held_by_their_latest_day", "items": [f"{LIFT}/occurrences/2027-01-20"]}
    return {"shortfalls": [late | {"dates": [{"year": 2027, "month": 1, "day": 22}]} | change]}


def test_a_break_is_named_by_its_rule_its_thing_and_its_day_or_not_at_all() -> None:
    gap = {"chains_keep_their_longest_gap": [f"2027-01-22 {LIFT}: 17 days, 15 allowed"]}
    assert unnamed(gap, named()) == []
    for other in (
        named(rule="guards_rest_between_shifts"),
        named(items=[f"{LIFT}-2/occurrences/2027-01-20"]),
        named(dates=[{"year": 2027, "month": 1, "day": 21}]),
        {},
    ):
        assert unnamed(gap, other) == [f"chains_keep_their_longest_gap: {gap['chains_keep_their_longest_gap'][0]}"]


def test_a_run_that_is_too_long_is_named_by_the_days_that_are_too_many() -> None:
    run = {"people_have_days_off": ["2027-01-04 people/an: 7 days in a row, 6 allowed"]}
    tenth = {"rule": "guards_have_a_day_off_in_time", "items": [], "people": ["people/an"]}
    assert unnamed(run, named(**tenth, dates=[{"year": 2027, "month": 1, "day": 10}])) == []
    assert unnamed(run, named(**tenth, dates=[{"year": 2027, "month": 1, "day": 3}])) != []
    assert unnamed(run, named(**tenth | {"people": ["people/bo"]}, dates=[])) != []


def test_a_place_that_is_empty_is_named_by_its_post_and_its_shift() -> None:
    empty = {"posts_have_their_people": ["2027-01-22 gate night: 0 of 1"]}
    assert unnamed(empty, named(rule="posts_are_covered", items=["gate", "night"])) == []
    assert unnamed(empty, named(rule="posts_are_covered", items=["gate", "day"])) != []
    assert unnamed(empty, named(rule="posts_are_covered", items=["patrol", "night"])) != []


def test_what_no_rule_excuses_is_never_named() -> None:
    alone = {"people_at_posts_are_certified": ["2027-01-04 people/an at gate without a valid gate"]}
    assert len(unnamed(alone, named(people=["people/an"], dates=[]))) == 1
