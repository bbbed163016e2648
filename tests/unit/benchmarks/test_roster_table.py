"""The table of published instances, from the lines of its runs."""

from pathlib import Path
from typing import Any

from benchmarks.roster_table import lines
from benchmarks.tables import beside_others, table


def line(**given: Any) -> dict[str, Any]:
    plain = {"cost": 610, "bound": 600, "violations": 0, "first_seconds": 1.2, "seconds": 60.0}
    return plain | given


def test_the_median_of_the_seeds_is_shown_beside_the_best_known() -> None:
    runs = {"Instance1": [line(cost=620), line(cost=607, bound=607), line(cost=650)]}
    assert lines(runs, {"Instance1": 607}, 2, [1, 2, 3])[-1] == (
        "| Instance1 | 607 | 620 | 2.1 % | 607 | 0 | 1.2 s | 60 |"
    )


def test_a_run_without_a_bound_or_a_clean_roster_says_so() -> None:
    runs = {"Instance24": [line(cost=40, bound=None, violations=3, first_seconds=None)]}
    assert lines(runs, {"Instance24": 20}, 2, [1])[-1] == "| Instance24 | 20 | 40 | 100.0 % | - | 3 | 60.0 s | 60 |"


def test_rows_that_are_not_run_again_stay_in_their_places(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("<!-- t -->\nthen\n\n| name | cost |\n| --- | --- |\n| a | 9 |\n| b | 8 |\n<!-- /t -->\n")
    found = beside_others("t", ["now", "", *table(("name", "cost"), [("b", 7), ("c", 6)])], page)
    assert found == ["now", "", "| name | cost |", "| --- | --- |", "| a | 9 |", "| b | 7 |", "| c | 6 |"]
