"""The rules of a roster as a site takes them: what is priced or ignored, and what law stands behind."""

from typing import Any

import pytest

from services.runtime.errors import Invalid
from services.scheduler.domain.severity import Degree, Rank, Severity
from services.scheduler.domain.shift import Coverage, Post
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.control_room import control_rooms_have_their_people
from services.scheduler.horizon.rules import only_what_may_be_is_moved, standings
from services.scheduler.planning import rule as planning
from services.scheduler.planning.roster.rules import NAMED
from services.scheduler.planning.rule import Tier
from tests.unit.scheduler.horizon.small import guard, horizon, staffing

WEEKENDS = "guards_have_weekends_off"
LOBBY = Post("lobby", coverage=(Coverage("day", 1),))


def severe(rule: str, degree: Degree = Degree.IGNORED, **given: Any) -> Staffing:
    return staffing(severities=(Severity(rule, degree),), **given)


def test_every_rule_is_listed_once_the_highest_tier_first() -> None:
    found = standings(staffing())
    assert sorted(one.id for one in found) == sorted(rule.id for rule in NAMED)
    assert [one.tier for one in found] == sorted((one.tier for one in found), key=lambda tier: Tier[tier.upper()])
    assert {one.degree for one in found} == {Degree.FOLLOWED}
    assert {one.id for one in found if one.tier == "legal"} < {one.id for one in found if one.law}


def test_a_priced_rule_is_listed_in_its_new_tier_and_an_ignored_one_for_nothing() -> None:
    said = (Severity(WEEKENDS, Degree.PRICED, Rank.PREFERENCE, 5), Severity("guards_get_their_wishes", Degree.IGNORED))
    found = {one.id: one for one in standings(staffing(severities=said))}
    assert (found[WEEKENDS].tier, found[WEEKENDS].degree, found[WEEKENDS].price) == ("preference", Degree.PRICED, 5)
    assert found["guards_get_their_wishes"].price == 0


def test_planning_gets_what_is_not_followed() -> None:
    said = (
        Severity(WEEKENDS, Degree.PRICED, Rank.PREFERENCE, 5),
        Severity("guards_get_their_wishes", Degree.IGNORED),
        Severity("guards_keep_their_rota", Degree.FOLLOWED),
    )
    roster = horizon(guard(), staffing=staffing(severities=said)).problem().roster
    assert roster is not None
    assert roster.severities == (
        planning.Severity(rule=WEEKENDS, tier=Tier.PREFERENCE, price=5),
        planning.Severity(rule="guards_get_their_wishes", tier=Tier.PREFERENCE, price=0),
    )


@pytest.mark.parametrize("rule", [rule.id for rule in NAMED if rule.tier is Tier.LEGAL])
def test_law_can_be_named_as_followed_and_nothing_else(rule: str) -> None:
    only_what_may_be_is_moved(severe(rule, Degree.FOLLOWED))
    with pytest.raises(Invalid, match="the law stands behind it") as refusal:
        only_what_may_be_is_moved(severe(rule))
    assert (refusal.value.field, refusal.value.reason) == ("severities[0].rule", "RULE_OF_LAW")


def test_empty_places_may_be_let_be_only_where_no_post_is_for_certified_people() -> None:
    only_what_may_be_is_moved(severe("posts_are_covered", posts=(LOBBY,)))
    certified = severe("posts_are_covered")
    watched = severe("posts_are_covered", posts=(LOBBY,), fire_watch_minutes=60)
    for site in (certified, watched):
        with pytest.raises(Invalid) as refusal:
            only_what_may_be_is_moved(site)
        assert refusal.value.reason == "RULE_OF_LAW"


def test_a_misspelt_rule_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(Invalid) as refusal:
        only_what_may_be_is_moved(severe("guards_have_weekend_off"))
    assert (refusal.value.reason, refusal.value.hint) == ("UNKNOWN_RULE", f'did you mean "{WEEKENDS}"?')


def room(heads: int, **given: Any) -> Staffing:
    desk = Post("desk", needs=("control-room",), coverage=(Coverage("night", heads),), control_room=True)
    return staffing(posts=(desk,), **({"pack": "cn"} | given))


@pytest.mark.parametrize(
    ("heads", "region", "allowed"),
    [(2, "", True), (1, "", False), (0, "", True), (1, "CN-GD", True), (3, "", True), (1, "CN-ZJ", True)],
)
def test_a_control_room_has_a_certified_pair_and_one_where_remote_control_is_allowed(
    heads: int, region: str, allowed: bool
) -> None:
    site = room(heads, remote_control=region)
    if allowed:
        control_rooms_have_their_people(site)
        return
    with pytest.raises(Invalid, match=r"2, by MEM Order 5 \(2021\) Art. 26") as refusal:
        control_rooms_have_their_people(site)
    assert (refusal.value.field, refusal.value.reason) == ("posts[0].coverage[0].heads", "TOO_FEW_HEADS")
    assert "1 with remote_control, which is allowed in CN-GD" in refusal.value.hint


def test_a_post_that_is_no_control_room_may_have_one_person() -> None:
    desk = Post("desk", needs=("control-room",), coverage=(Coverage("night", 1),))
    control_rooms_have_their_people(staffing(posts=(desk,), pack="cn"))


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"pack": "atlantis"}, "pack", "UNKNOWN_PACK"),
        ({"pack": ""}, "posts[0].control_room", "UNKNOWN_PACK"),
        ({"pack": "hk"}, "posts[0].control_room", "UNKNOWN_PACK"),
        ({"remote_control": "CN-HA"}, "remote_control", "FIELD_INVALID"),
        ({"pack": "generic", "remote_control": "CN-GD"}, "remote_control", "FIELD_INVALID"),
    ],
)
def test_a_control_room_needs_a_pack_that_knows_of_it_and_of_its_region(
    given: dict[str, str], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        control_rooms_have_their_people(room(2, **given))
    assert (refusal.value.field, refusal.value.reason) == (field, reason)
