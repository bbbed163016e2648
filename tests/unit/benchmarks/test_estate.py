"""The estate's benchmark on a small estate: few steps, one worker, one seed; its staff, its tables, what it saw."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks import estate_table
from benchmarks.estate import planned, roster_alone
from benchmarks.harbour_court import NoSuchStaff, staffed
from benchmarks.looking import Looking
from benchmarks.methods import METHODS
from benchmarks.tables import NoPlace, table, write
from muster.scheduler.v1.person_pb2 import Person, Qualification
from services.scheduler.planning.search import Cost, Effort, Progress
from tests.unit.scheduler.planning.small import small

STEPS = Effort(seconds=60, steps=400)


def test_the_whole_is_planned_judged_and_seen_on_the_way() -> None:
    found = planned(small(), STEPS, Looking()).line()
    assert found["cost"][:2] == [0, 0]  # type: ignore[index]
    assert (found["drills"], found["drills_left"]) == (3, [])
    first, drilled = found["first_seconds"], found["drills_seconds"]
    assert isinstance(first, float) and isinstance(drilled, float)
    assert 0 <= first <= drilled
    assert set(found["at"]) == {"10", "30", "60"}  # type: ignore[call-overload]


@pytest.mark.parametrize("method", METHODS)
def test_the_roster_alone_is_solved_by_each_method_for_the_crews_of_one_programme(method: str) -> None:
    found = roster_alone(small(), method, STEPS, Looking())
    assert found["cost"][:2] == [0, 0]  # type: ignore[index]
    assert found["first_seconds"] is not None


def looking(*seen: tuple[str, Cost], until: str = "") -> Looking:
    one = Looking()
    one.begin(until)
    for phase, cost in seen:
        assert one(Progress(phase, 0.0, cost))
    return one


def test_an_answer_is_clean_once_the_roster_is_there_and_breaks_neither_law_nor_safety() -> None:
    assert looking(("programme", (0, 0, 1, 1)), ("roster", (0, 1, 0, 0)), until="roster").clean_since is None
    assert looking(("programme", (0, 0, 1, 1)), ("roster", (0, 0, 9, 9)), until="roster").clean_since is not None
    assert looking(("annealing", (1, 0, 0, 0))).clean_since is None


def test_a_search_that_is_told_to_stop_is_stopped_at_its_next_word() -> None:
    one = looking(("roster", (0, 0, 0, 0)))
    one.stop()
    assert not one(Progress("roster", 0.0, (0, 0, 0, 0)))


def someone(id: str, *holds: str, contract: str = "guard") -> Person:
    return Person(name=f"people/{id}", contract=contract, qualifications=[Qualification(id=one) for one in holds])


STAFF = [
    someone("lead", "leader"),
    someone("room-1", "control-room", "gate"),
    someone("room-2", "control-room"),
    someone("plain-1", "gate"),
    someone("long", "gate", contract="long-shift"),
    someone("plain-2", "gate"),
    someone("fitter", "technician"),
]


def ids(people: list[Person]) -> list[str]:
    return [one.name.removeprefix("people/") for one in people]


def test_the_last_plain_guards_are_left_out_first_and_nobody_else_ever() -> None:
    assert ids(staffed(STAFF, 5, 2)) == ["lead", "room-1", "room-2", "plain-1", "long", "fitter"]
    assert ids(staffed(STAFF, 4, 2)) == ["lead", "room-1", "room-2", "long", "fitter"]
    with pytest.raises(NoSuchStaff, match="give 4 to 6"):
        staffed(STAFF, 3, 2)
    with pytest.raises(NoSuchStaff, match="give 4 to 6"):
        staffed(STAFF, 7, 2)


def test_the_last_certificates_are_dropped_and_their_holders_stay() -> None:
    found = {one.name: [held.id for held in one.qualifications] for one in staffed(STAFF, 6, 1)}
    assert len(found) == len(STAFF)
    assert found["people/room-1"] == ["control-room", "gate"]
    assert found["people/room-2"] == []
    with pytest.raises(NoSuchStaff, match="give 0 to 2"):
        staffed(STAFF, 6, 3)


def test_a_table_is_written_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("above\n<!-- bench-x -->\nold\n<!-- /bench-x -->\nbelow\n")
    write("bench-x", table(["a", "b"], [[1234, None], ["x|y", 0]]), page)
    middle = "| a | b |\n| --- | --- |\n| 1,234 | - |\n| x/y | 0 |"
    assert page.read_text() == f"above\n<!-- bench-x -->\n{middle}\n<!-- /bench-x -->\nbelow\n"
    with pytest.raises(NoPlace, match="<!-- bench-y -->"):
        write("bench-y", [], page)


def test_the_tables_name_the_rules_that_were_not_kept_with_days_and_what_would_help() -> None:
    seen = {"cost": [0, 0, 40, 100], "rated": 900, "bound_rated": 850}
    worse = {"cost": [1, 2, 40, 200], "rated": 1000, "bound_rated": None}
    line: dict[str, Any] = {
        **{
            "workers": 2,
            "seed": 1,
            "least_overtime": 40,
            "least_empty": 1,
            "first_seconds": 1.25,
            "drills_seconds": None,
            "at": {"10": worse, "30": seen},
        },
        **{"memory_mb": 300, "answered_seconds": 26.4, "cost": [0, 2, 5, 7], "roster_rated": 107},
        "not_kept": [
            {
                **{"rule": "posts_are_covered", "amount": 2, "items": ["gate", "day"], "people": []},
                **{"days": ["2027-01-04", "2027-01-05"]},
                "relaxations": [{"kind": "qualified_person", "heads": "1", "trade": "gate"}],
            }
        ],
    }
    lines = estate_table.lines({"the whole": line}, {"34 guards": line})
    assert (
        "| the whole | 1.2 s | - | 1,000 (3 violations, 40 + 200) | 900 (40 + 100) | - | - | 850 | - | 300 MB |"
        in lines
    )
    said = "`posts_are_covered` 2 (gate, day; 2 days from 2027-01-04; helps: qualified_person heads=1 trade=gate)"
    assert f"| 34 guards | 26.4 s | 0 | 2 | 1 | 107 | {said} |" in lines
