"""What a schedule costs and how little it could, in words."""

import pytest

from muster.scheduler.v1 import schedule_pb2 as pb
from services.cli.costs import beside, columns, sentence
from services.cli.demo.effort import Spent

Four = tuple[int, int, int, int]


def cost(found: Four) -> pb.Cost:
    legal, safety, contract, preference = found
    return pb.Cost(legal=legal, safety=safety, contract=contract, preference=preference)


def costing(found: Four, bound: Four | None = None) -> pb.Schedule:
    return pb.Schedule(cost=cost(found), bound=None if bound is None else cost(bound))


@pytest.mark.parametrize(
    ("found", "bound", "said"),
    [
        ((0, 0, 0, 178), None, "preferences cost 178"),
        ((0, 0, 0, 178), (0, 0, 0, 170), "preferences cost 178, and no roster could cost less than 170"),
        ((0, 0, 0, 178), (0, 0, 0, 178), "preferences cost 178, proved best"),
        ((0, 0, 0, 178), (0, 0, 0, 0), "preferences cost 178"),
        ((0, 0, 0, 0), (0, 0, 0, 0), "preferences cost 0"),
        (
            (0, 0, 12, 1178),
            (0, 0, 12, 1170),
            "contract costs 12, proved best; preferences cost 1,178, and no roster could cost less than 1,170",
        ),
        (
            (0, 2, 12, 178),
            (0, 2, 12, 178),
            "safety costs 2, proved best; contract costs 12, proved best; preferences cost 178, proved best",
        ),
    ],
)
def test_a_bound_stands_beside_its_cost_and_one_that_is_met_is_a_proof(
    found: Four, bound: Four | None, said: str
) -> None:
    assert sentence(costing(found, bound)) == said


def test_below_a_tier_that_could_cost_less_a_bound_says_nothing() -> None:
    """With 11 in the contract tier preferences might cost anything from 300, with 12 anything at all."""
    met, open_ = costing((0, 0, 12, 178), (0, 0, 12, 170)), costing((0, 0, 12, 178), (0, 0, 11, 300))
    assert "preferences cost 178, and no roster could cost less than 170" in sentence(met)
    assert sentence(open_) == "contract costs 12, and no roster could cost less than 11; preferences cost 178"
    assert beside(met).endswith("contract 12 (best), preferences 178 (bound 170)")
    assert beside(open_).endswith("contract 12 (bound 11), preferences 178")
    assert columns(open_).endswith("   bound: contract 11")


def test_columns_name_law_and_safety_first_and_the_bound_last() -> None:
    assert columns(costing((0, 0, 0, 1236))) == "legal 0  safety 0   cost: contract 0, preferences 1,236"
    assert columns(costing((0, 2, 40, 1236), (0, 2, 40, 1101))) == (
        "legal 0  safety 2   cost: contract 40, preferences 1,236   bound: safety 2, contract 40, preferences 1,101"
    )


QUICK = [(0.4, "programme", 10), (1.2, "roster", 4912), (1.9, "drills", 4950)]


def told(
    *steps: tuple[float, str, int], elapsed: float = 30.0, state: pb.Schedule.State = pb.Schedule.STATE_DRAFT
) -> list[str]:
    """What is told of a search of 30 s that took these steps (seconds, part, preferences) and ended."""
    spent, solving = Spent(30), pb.Schedule.STATE_SOLVING
    for at, phase, preference in steps:
        spent.see(pb.Schedule(state=solving, phase=phase, elapsed_seconds=at, cost=cost((0, 0, 0, preference))))
    end = costing((0, 0, 0, 1236), (0, 0, 0, 1101))
    end.MergeFrom(pb.Schedule(state=state, phase="done", elapsed_seconds=elapsed))
    return list(spent.lines(end))


def test_a_search_is_told_by_its_first_complete_schedule_and_its_end() -> None:
    """The parts come once in a hurry; when the first of them comes again, there is something of each."""
    assert told((0.1, "reading", 0), *QUICK, (2.2, "programme", 4940), (9.0, "roster", 2000)) == [
        "    2.2 s  first complete schedule  legal 0  safety 0   cost: contract 0, preferences 4,940",
        "   30.0 s  effort spent             "
        "legal 0  safety 0   cost: contract 0, preferences 1,236   bound: preferences 1,101",
    ]


@pytest.mark.parametrize(("again", "lines"), [((2.2, "drills", 4940), 1), ((2.2, "programme", 4940), 2)])
def test_a_schedule_is_complete_once_a_part_comes_again(again: tuple[float, str, int], lines: int) -> None:
    assert len(told(*QUICK, again)) == lines


@pytest.mark.parametrize(("elapsed", "what"), [(29.9, "search ended"), (30.0, "effort spent")])
def test_an_effort_is_spent_where_its_seconds_are(elapsed: float, what: str) -> None:
    (line,) = told(*QUICK, elapsed=elapsed)
    assert what in line


def test_a_search_that_failed_has_no_end_to_tell() -> None:
    assert told(*QUICK, state=pb.Schedule.STATE_FAILED) == []
