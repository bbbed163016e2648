"""A redundancy group: what it may keep up, and what cannot be."""

import pytest

from services.assets.domain.redundancy_group import RedundancyGroup
from services.runtime.errors import Invalid


def group(members: int = 3, keep_up: int = 2) -> RedundancyGroup:
    return RedundancyGroup(
        id="lifts", display_name="Lifts", members=tuple(f"lift-{n}" for n in range(members)), keep_up=keep_up
    )


@pytest.mark.parametrize(("members", "keep_up"), [(2, 1), (3, 1), (3, 2)])
def test_at_least_one_runs_and_at_least_one_may_stand(members, keep_up):
    assert group(members, keep_up).keep_up == keep_up


@pytest.mark.parametrize(("members", "keep_up"), [(2, 0), (2, 2), (3, 3)])
def test_none_running_and_none_standing_are_refused(members, keep_up):
    with pytest.raises(Invalid, match=f"keeps {keep_up} of {members}"):
        group(members, keep_up)


def test_one_member_is_no_group():
    with pytest.raises(Invalid, match=r"members: redundancy group 'lifts' has 1"):
        group(1, 0)


def test_a_member_named_twice_is_refused():
    with pytest.raises(Invalid, match="names a twice"):
        RedundancyGroup(id="lifts", display_name="Lifts", members=("a", "b", "a"), keep_up=1)
