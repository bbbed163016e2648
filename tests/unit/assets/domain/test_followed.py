"""What departs from a pack: the nearest that is accepted, the nearest that is refused."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.assets.domain.asset import Asset
from services.assets.domain.certificate import Certificate
from services.assets.domain.followed import check_monitoring, followed, on_demand, overridden
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.monitoring import Monitoring
from services.assets.domain.override import Override, exceeds
from services.assets.domain.season import Season
from services.assets.domain.trigger import Trigger
from services.runtime.errors import Invalid

TODAY = date(2027, 1, 4)
FORTNIGHT, MONTH, YEAR = Interval(15, Unit.DAY), Interval(1, Unit.MONTH), Interval(1, Unit.YEAR)
LAW = MaintenancePlan(
    id="visit",
    asset="lift",
    display_name="Visit",
    interval=FORTNIGHT,
    anchor=date(2026, 12, 25),
    law=True,
    source="pack",
    rule="cn/elevator-15-day",
    as_needed="Ordinance, Art. 31",
    absorbed_by=("quarter",),
    early_days=3,
)
GUIDE = replace(LAW, law=False, as_needed="")
QUARTER = replace(LAW, id="quarter", interval=Interval(3, Unit.MONTH), absorbed_by=(), as_needed="")
PERMIT = MaintenancePlan(
    id="permit",
    asset="lift",
    display_name="Renewal",
    interval=YEAR,
    anchor=date(2026, 12, 1),
    floating=False,
    done=date(2026, 12, 1),
    certificate=Certificate(name="permit", lead=MONTH),
)


def leave(interval: Interval = FORTNIGHT, **more: Any) -> Override:
    given: dict[str, Any] = {"approver": "chief", "reason": "new brakes", "approved": TODAY, "law": True}
    return Override(interval=interval, **(given | more))


@pytest.mark.parametrize(
    ("one", "another", "later"),
    [
        (Interval(16, Unit.DAY), FORTNIGHT, True),
        (FORTNIGHT, FORTNIGHT, False),
        (Interval(14, Unit.DAY), FORTNIGHT, False),
        (MONTH, Interval(4, Unit.WEEK), True),
        (Interval(28, Unit.DAY), MONTH, False),
        (Interval(29, Unit.DAY), MONTH, True),
        (Interval(12, Unit.MONTH), YEAR, False),
    ],
)
def test_an_interval_exceeds_another_where_it_may_come_later_from_any_day(one, another, later):
    assert exceeds(one, another) is later


@pytest.mark.parametrize("field", ["approver", "reason"])
def test_an_override_has_both_an_approver_and_a_reason(field):
    said: dict[str, Any] = {field: "x"}
    assert leave(**said)
    with pytest.raises(Invalid) as refusal:
        leave(**(said | {field: " "}))
    assert refusal.value.field == f"override.{field}"


@pytest.mark.parametrize(("held", "behind"), [(LAW, "law"), (GUIDE, "no law")])
@pytest.mark.parametrize("days", [14, 16])
def test_no_interval_of_a_pack_is_changed_in_silence_longer_or_shorter(held, behind, days):
    with pytest.raises(Invalid, match=f"rule cn/elevator-15-day says every 15 days \\({behind}\\)") as refusal:
        followed(replace(held, interval=Interval(days, Unit.DAY), rule=""), held, TODAY)
    assert "approver and reason" in refusal.value.hint


def test_what_the_pack_says_is_written_without_anybody_and_keeps_its_rule():
    assert followed(replace(LAW, rule="", as_needed="", minutes=90), LAW, TODAY) == replace(LAW, minutes=90)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"law": False}, "law"),
        ({"floating": False}, "fixed"),
        ({"season": Season(4, 10)}, "season_first_month"),
    ],
)
def test_what_is_law_is_not_stretched_by_another_name(change, field):
    with pytest.raises(Invalid, match="rule cn/elevator-15-day") as refusal:
        followed(replace(LAW, **change), LAW, TODAY)
    assert refusal.value.field == field
    assert followed(replace(GUIDE, **change), GUIDE, TODAY)


def test_to_pause_what_is_law_is_approved_too_and_is_beyond_law_and_runs_again_without_anybody():
    with pytest.raises(Invalid, match="would be paused") as refusal:
        followed(replace(LAW, active=False), LAW, TODAY)
    assert refusal.value.field == "override"
    paused = followed(replace(LAW, active=False, override=leave()), LAW, TODAY)
    assert (paused.active, paused.beyond_law, paused.override) == (False, True, leave())
    assert followed(replace(paused, override=None), paused, date(2027, 2, 1)) == paused
    assert followed(replace(paused, active=True), paused, TODAY) == LAW
    assert not followed(replace(GUIDE, active=False), GUIDE, TODAY).active
    stopped = replace(LAW, active=False)
    assert followed(stopped, stopped, TODAY) == stopped, "one that an import has stopped"


def test_an_override_says_what_the_pack_said_and_who_approved_when_and_why():
    written = replace(LAW, interval=Interval(20, Unit.DAY), override=leave(MONTH, law=False))
    found = followed(written, LAW, TODAY)
    assert found.override == leave()
    assert (found.interval.count, found.beyond_law) == (20, True)


@pytest.mark.parametrize(("held", "days", "beyond"), [(LAW, 16, True), (LAW, 14, False), (GUIDE, 16, False)])
def test_only_a_longer_interval_than_law_allows_is_beyond_it(held, days, beyond):
    assert overridden(held, held, Interval(days, Unit.DAY), "chief", "x", TODAY).beyond_law is beyond


def test_an_approval_keeps_its_day_until_it_says_something_else():
    once = overridden(LAW, LAW, MONTH, "chief", "new brakes", TODAY)
    later = date(2027, 2, 1)
    assert overridden(once, once, MONTH, "chief", "new brakes", later) == once
    assert followed(replace(once, override=None), once, later) == once, "a file that does not speak of it leaves it"
    anew = overridden(once, once, MONTH, "owners", "new brakes", later).override
    assert anew and (anew.approved, anew.interval) == (later, FORTNIGHT)


def test_back_at_the_interval_of_the_pack_nothing_is_overridden():
    once = overridden(LAW, LAW, MONTH, "chief", "new brakes", TODAY)
    assert overridden(once, once, FORTNIGHT, "chief", "worn", TODAY) == LAW
    assert followed(replace(once, interval=FORTNIGHT), once, TODAY) == LAW


def test_a_plan_that_people_wrote_has_nothing_to_override():
    own = replace(LAW, rule="", as_needed="", source="")
    assert followed(own, own, TODAY) == followed(own, None, TODAY) == own
    with pytest.raises(Invalid, match="follows no rule of a pack"):
        followed(replace(own, override=leave()), None, TODAY)


def test_a_shorter_interval_leaves_no_room_before_the_visit_before():
    assert overridden(LAW, LAW, Interval(3, Unit.DAY), "chief", "x", TODAY).early_days == 2


def test_a_pack_that_changes_leaves_the_approved_interval_and_says_the_new_figure_beside_it():
    once = overridden(LAW, LAW, MONTH, "chief", "new brakes", TODAY)
    brought = replace(LAW, interval=Interval(10, Unit.DAY), anchor=date(2020, 1, 1)).brought_again(once)
    assert (brought.interval, brought.anchor) == (MONTH, LAW.anchor)
    assert brought.override == leave(Interval(10, Unit.DAY))
    assert replace(LAW, interval=MONTH).brought_again(once).override is None


LIFT = Asset(id="lift", display_name="Lift")
WATCHED = replace(LIFT, monitoring=Monitoring(permit="filing 7", floor=Interval(30, Unit.DAY)))


def test_a_monitored_asset_is_on_demand_only_where_its_rule_allows_it():
    check_monitoring(WATCHED, [LAW, QUARTER])
    check_monitoring(LIFT, [GUIDE])
    with pytest.raises(Invalid, match="no rule that it follows lets it be maintained on demand") as refusal:
        check_monitoring(WATCHED, [GUIDE, QUARTER])
    assert "cn-ningbo" in refusal.value.hint


@pytest.mark.parametrize(("days", "allowed"), [(88, True), (89, False)])
def test_the_floor_comes_more_often_than_the_larger_visit_that_absorbs_it(days, allowed):
    asset = replace(LIFT, monitoring=Monitoring(permit="x", floor=Interval(days, Unit.DAY)))
    if allowed:
        check_monitoring(asset, [LAW, QUARTER])
        return
    with pytest.raises(Invalid, match="not more often than quarter") as refusal:
        check_monitoring(asset, [LAW, QUARTER])
    assert refusal.value.field == "monitoring.floor_interval"


def test_monitoring_needs_a_permit():
    with pytest.raises(Invalid, match="is empty"):
        Monitoring(permit=" ", floor=MONTH)


def test_on_demand_ends_at_once_when_monitoring_is_lost_and_counts_from_the_last_visit():
    on = on_demand(LAW, WATCHED)
    assert (on.interval.count, on.citation, on.anchor) == (30, "Ordinance, Art. 31", LAW.anchor)
    assert WATCHED.monitoring
    lost = replace(WATCHED, monitoring=replace(WATCHED.monitoring, lost=TODAY))
    for asset in (lost, LIFT, None):
        assert on_demand(LAW, asset) == LAW
    assert on_demand(GUIDE, WATCHED) == GUIDE
    assert LIFT.found_again(WATCHED).monitoring == WATCHED.monitoring


@pytest.mark.parametrize(
    ("ends", "ask_by"),
    [
        (date(2027, 6, 15), date(2027, 5, 15)),
        (date(2027, 3, 31), date(2027, 2, 28)),
        (date(2028, 3, 30), date(2028, 2, 29)),
    ],
)
def test_a_renewal_is_asked_for_a_month_before_the_end(ends, ask_by):
    found = PERMIT.expiring(ends)
    assert found.anchor == ask_by
    assert found.done and found.done < ask_by, "that one is due"
    assert found.expiring(ends) is found


def test_without_a_lead_it_is_renewed_by_its_end():
    assert replace(PERMIT, certificate=Certificate(name="permit")).expiring(TODAY).anchor == TODAY


def test_a_certificate_of_which_no_end_is_known_generates_no_visit_and_one_that_was_asked_for_waits_for_the_new_end():
    assert PERMIT.awaits and not PERMIT.expiring(date(2027, 6, 15)).awaits
    told = PERMIT.expiring(date(2027, 6, 15))
    asked = told.completed(date(2027, 5, 2), date(2027, 5, 15))
    assert asked.done == date(2027, 5, 15)
    assert told.remembering(asked).done == asked.done, "the same end told again"
    anew = asked.expiring(date(2028, 6, 15))
    assert (anew.anchor, anew.done) == (date(2028, 5, 15), date(2028, 5, 14))
    assert anew.remembering(asked) == anew, "what was asked for before belongs to the certificate before"


def test_only_a_certificate_ends_and_only_by_the_calendar():
    with pytest.raises(Invalid, match="is none of plan visit"):
        LAW.expiring(TODAY)
    with pytest.raises(Invalid) as refusal:
        replace(PERMIT, floating=True, done=None)
    assert refusal.value.field == "certificate"


def test_a_floor_shorter_than_the_days_a_visit_may_be_early_stops_nothing():
    lift = Asset(id="lift", display_name="Lift", monitoring=Monitoring(permit="N-1", floor=Interval(3, Unit.DAY)))
    assert on_demand(LAW, lift).early_days == 2
    assert on_demand(LAW, None).early_days == 3


@pytest.mark.parametrize(
    "change",
    [{"trigger": Trigger(quantity="sludge", above=30.0)}, {"asset": "other"}],
)
def test_what_is_law_is_not_silenced_by_a_reading_or_moved_to_another_asset(change):
    assert followed(replace(GUIDE, source="", **change), GUIDE, TODAY).override is None
    with pytest.raises(Invalid, match="is not as rule"):
        followed(replace(LAW, source="", **change), LAW, TODAY)


def test_a_pack_that_comes_again_keeps_an_approved_shorter_interval_and_an_approved_pause():
    yearly = replace(LAW, interval=YEAR, early_days=30, as_needed="")
    short = overridden(yearly, yearly, FORTNIGHT, "chief", "new brakes", TODAY)
    assert yearly.brought_again(short).interval == FORTNIGHT
    assert yearly.brought_again(short).early_days == 14
    paused = overridden(replace(LAW, active=False), LAW, FORTNIGHT, "chief", "shut down", TODAY)
    again = LAW.brought_again(paused)
    assert (again.active, again.override) == (False, paused.override)


def test_a_plan_that_a_file_lacked_runs_again_when_it_comes_back_at_its_approved_interval():
    yearly = replace(LAW, interval=YEAR, as_needed="")
    short = overridden(yearly, yearly, FORTNIGHT, "chief", "new brakes", TODAY)
    again = yearly.brought_again(replace(short, active=False))
    assert (again.active, again.interval) == (True, FORTNIGHT)
