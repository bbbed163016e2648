"""What one visit looks after: 418 sprinkler heads on two floors, tested half-yearly, are 4 rounds a year."""

from datetime import date, timedelta

import pytest

from services.assets.cobie.plan import JobKind, JobPlan
from services.assets.cobie.register import Register
from services.assets.domain.asset import Asset
from services.assets.domain.asset_type import AssetType
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.scope import Scope
from services.assets.domain.space import Space, SpaceKind
from services.assets.domain.system import System
from services.assets.intervals.due import occurrences
from services.assets.register.attach import Choice, attach

TODAY = date(2026, 12, 14)
HEADS = 418
HOUSE = Space(id="house", display_name="House", kind=SpaceKind.BUILDING)
FLOORS = tuple(Space(id=f"l{n}", display_name=f"Level {n}", kind=SpaceKind.FLOOR, within="house") for n in (1, 2))
ROOMS = tuple(Space(id=f"r{n}", display_name=f"Room {n}", within=f"l{1 + n % 2}") for n in range(10))
ASSETS = tuple(Asset(id=f"h{n}", display_name=f"Head {n}", type="head", spaces=(f"r{n % 10}",)) for n in range(HEADS))
JOB = JobPlan(
    id="test",
    display_name="Test",
    kind=JobKind.RECURRING,
    type="head",
    interval=Interval(6, Unit.MONTH),
    minutes=35,
)
REGISTER = Register(
    facility=HOUSE,
    currency="",
    floors=FLOORS,
    spaces=ROOMS,
    zones=(),
    types=(AssetType(id="head", display_name="Head"),),
    assets=ASSETS,
    systems=(System(id="wet", display_name="Wet riser", members=tuple(one.id for one in ASSETS)),),
    resources=(),
    spares=(),
    plans=(JOB,),
)


@pytest.mark.parametrize(
    ("scope", "visits"),
    [(Scope.COMPONENT, 836), (Scope.SPACE, 20), (Scope.FLOOR, 4), (Scope.SYSTEM, 2), (Scope.TYPE, 2)],
)
def test_418_sprinkler_heads_are_4_rounds_of_a_year_and_not_836_visits(scope, visits):
    plans = attach(REGISTER, Choice(scopes={"test": scope}, anchor=TODAY), TODAY).plans.values()
    found = occurrences(plans, TODAY + timedelta(days=1), TODAY + timedelta(days=366))
    due = [one for one in found if one.due <= TODAY + timedelta(days=366)]
    assert len(due) == visits
    seen = [id for one in due for id in (one.covers or (one.asset,))]
    assert len(seen) == 2 * HEADS, "every head twice a year"
