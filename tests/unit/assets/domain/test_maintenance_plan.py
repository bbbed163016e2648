"""What a plan may be: the nearest that is accepted, the nearest that is refused."""

from dataclasses import replace
from datetime import date

import pytest

from services.assets.domain.absorbing import check_absorbers
from services.assets.domain.holiday import OnHoliday
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.season import Season
from services.assets.domain.trigger import Trigger
from services.runtime.errors import Invalid

MONTH = Interval(1, Unit.MONTH)
SKIP = OnHoliday.SKIP
SLUDGE = Trigger(quantity="sludge", above=30)
PLAN = MaintenancePlan(id="p", asset="pump", display_name="Visit", interval=MONTH, anchor=date(2027, 1, 4))


@pytest.mark.parametrize(
    ("accepted", "refused", "field"),
    [
        ({"early_days": 27}, {"early_days": 28}, "early_days"),
        ({"law": True}, {"law": True, "late_days": 1}, "late_days"),
        ({"window": (600, 601), "minutes": 1}, {"window": (600, 600)}, "window_start_minute"),
        ({"window": (600, 660)}, {"window": (600, 659)}, "minutes"),
        ({"window": (0, 1440)}, {"window": (0, 1441)}, "window_start_minute"),
        ({"absorbed_by": ("q", "r")}, {"absorbed_by": ("q", "p")}, "absorbed_by"),
        ({"absorbed_by": ("q", "r")}, {"absorbed_by": ("q", "q")}, "absorbed_by"),
        ({"covers": ("a", "b")}, {"covers": ("a", "a")}, "covers"),
        ({"asset": "", "covers": ("a",)}, {"asset": "", "covers": ()}, "asset"),
        ({"source": "pack"}, {"source": "rumour"}, "source"),
        ({"on_holiday": SKIP}, {"on_holiday": SKIP, "law": True}, "on_holiday"),
        ({"on_holiday": SKIP, "weekends_too": True}, {"weekends_too": True}, "weekends_too"),
        ({"trigger": SLUDGE}, {"trigger": SLUDGE, "floating": False}, "trigger"),
        ({"trigger": SLUDGE, "covers": ("a",)}, {"trigger": SLUDGE, "asset": "", "covers": ("a",)}, "trigger"),
        (
            {"floating": False, "interval": Interval(1, Unit.MONTH, 1, 0)},
            {"floating": True, "interval": Interval(1, Unit.MONTH, 1, 0)},
            "fixed",
        ),
        (
            {"floating": False, "interval": Interval(1, Unit.YEAR), "season": Season(1, 3)},
            {"floating": False, "interval": Interval(1, Unit.YEAR), "season": Season(2, 3)},
            "season_first_month",
        ),
        (
            {"floating": False, "interval": Interval(2, Unit.WEEK), "season": Season(2, 3)},
            {"floating": False, "interval": Interval(6, Unit.MONTH), "season": Season(2, 3)},
            "season_first_month",
        ),
    ],
)
def test_a_plan_refuses_what_cannot_be(accepted, refused, field):
    replace(PLAN, **accepted)
    with pytest.raises(Invalid) as refusal:
        replace(PLAN, **refused)
    assert refusal.value.field == field


def test_what_people_write_anew_forgets_nothing_that_was_done():
    held = replace(PLAN, floating=False, done=date(2027, 3, 4))
    written = replace(PLAN, floating=False, minutes=90)
    assert written.remembering(held) == replace(held, minutes=90)


@pytest.mark.parametrize(("law", "rule"), [(False, SKIP), (True, OnHoliday.WORKED)])
def test_what_a_pack_brings_anew_keeps_what_people_said_of_holidays_and_readings(law, rule):
    held = replace(PLAN, on_holiday=SKIP, trigger=SLUDGE)
    brought = replace(PLAN, law=law, minutes=90).brought_again(held)
    assert (brought.on_holiday, brought.trigger, brought.minutes) == (rule, SLUDGE, 90)
    assert replace(PLAN, floating=False).brought_again(held).trigger is None


def larger(id, **more):
    return replace(PLAN, id=id, interval=Interval(3, Unit.MONTH), **more)


@pytest.mark.parametrize(
    ("others", "says"),
    [
        ({}, "names q, which are no plans"),
        ({"q": larger("q", asset="lift")}, "looks after something else"),
        ({"q": larger("q", covers=("a",))}, "looks after something else"),
        ({"q": replace(PLAN, id="q", interval=Interval(2, Unit.WEEK))}, "every 2 weeks"),
        ({"q": replace(PLAN, id="q", absorbed_by=("p",))}, "this plan absorbs itself"),
        ({"q": larger("q"), "s": larger("s", absorbed_by=("p",))}, "every 1 month"),
    ],
)
def test_only_larger_plans_of_the_same_thing_replace_a_visit(others, says):
    plan = replace(PLAN, absorbed_by=("q",))
    check_absorbers(plan, {"q": larger("q")})
    with pytest.raises(Invalid, match=says):
        check_absorbers(plan, others)
