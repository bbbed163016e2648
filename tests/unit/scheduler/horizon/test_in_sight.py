"""The next visit of a chain is in sight of a period, though it is due after it."""

from datetime import date

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.cli.plan import to_date
from services.scheduler.horizon.maintenance import in_sight

LAST = date(2027, 4, 4)


def visit(plan: str, due: str, sequence: int, chain: str = "") -> pb.Occurrence:
    return pb.Occurrence(name=f"{plan}/{due}", due_date=to_date(due), sequence=sequence, chain=chain)


def test_of_each_chain_the_first_visit_after_the_period_is_seen_and_no_other() -> None:
    lift = [visit("lift", day, n, "lift") for n, day in enumerate(("2027-04-04", "2027-04-05", "2027-04-19"), start=1)]
    tank = [visit("tank", "2027-05-01", 1, "tank")]
    calendar = [visit("bell", "2027-04-04", 0), visit("bell", "2027-04-05", 0)]
    seen = [one.name for one in in_sight([*lift, *tank, *calendar], LAST)]
    assert sorted(seen) == ["bell/2027-04-04", "lift/2027-04-04", "lift/2027-04-05", "tank/2027-05-01"]
