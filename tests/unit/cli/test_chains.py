"""What is known of visits that follow each other."""

from datetime import date

from muster.assets.v1 import maintenance_plan_pb2
from services.cli.chains import Chains
from tests.unit.cli.small import day

LIFT = "sites/s/maintenancePlans/lift-1"


def visit(sequence: int, due: str = "2027-01-04", crew: int = 0) -> maintenance_plan_pb2.Occurrence:
    return maintenance_plan_pb2.Occurrence(
        name=f"{LIFT}/occurrences/{due}", sequence=sequence, gap_max_days=15, last_date=day("2026-12-21"), crew=crew
    )


def test_chains_are_told_from_plans_that_keep_to_the_calendar() -> None:
    plans = {LIFT: maintenance_plan_pb2.MaintenancePlan(name=LIFT, crew=2)}
    found = Chains.of([visit(1, crew=3)], plans)
    assert found == Chains(
        crew={LIFT: 2, visit(1).name: 3}, gap={LIFT: 15, visit(1).name: 15}, visited={visit(1).name: date(2026, 12, 21)}
    )
    assert Chains.of([visit(0)]).gap == Chains.of([visit(0)]).visited == {}


def test_the_last_completed_visit_is_before_the_first_of_a_chain_alone() -> None:
    assert Chains.of([visit(2)]).visited == {}


def test_a_visit_takes_the_largest_crew_of_what_it_fulfils() -> None:
    found = Chains(crew={"a": 1, "b": 3})
    assert found.crew_of(["a/occurrences/2027-01-01", "b/occurrences/2027-01-01"]) == 3
    assert found.crew_of(["c/occurrences/2027-01-01"]) == 0


def test_the_gap_of_an_occurrence_goes_before_that_of_its_plan() -> None:
    found = Chains(gap={LIFT: 15, visit(1).name: 14}, visited={visit(1).name: date(2026, 12, 21)})
    assert found.gap_of(f"{LIFT}/occurrences/2027-02-01") == 15
    assert found.gap_of("sites/s/maintenancePlans/septic/occurrences/2027-02-01") == 0
