"""A redundancy group: assets that stand in for each other, of which enough must always run."""

from dataclasses import dataclass

from services.assets.domain.identifier import check_id, check_named
from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class RedundancyGroup:
    """Two of three elevators, one of two pumps. Raises Invalid, naming group, field and remedy."""

    id: str  # [a-z0-9-]{1,63}, unique in its site
    display_name: str
    members: tuple[str, ...]  # asset ids, at least 2, none twice
    keep_up: int  # how many of them must run at any time, from 1 to one less than the members
    one_a_day: bool = False  # whether no two members are worked on during one day

    def __post_init__(self) -> None:
        thing = f"redundancy group {self.id!r}"
        check_named("redundancy group", self.id, self.display_name)
        for member in self.members:
            check_id(thing, "members", member)
        if len(self.members) < 2:
            hint = "name at least two assets that stand in for each other"
            raise Invalid("members", f"{thing} has {len(self.members)}", hint=hint)
        twice = sorted({member for member in self.members if self.members.count(member) > 1})
        if twice:
            raise Invalid("members", f"{thing} names {twice[0]} twice", hint="name each asset once")
        if not 1 <= self.keep_up < len(self.members):
            hint = f"at least 1 must run and 1 may stand still: say 1 to {len(self.members) - 1}"
            raise Invalid("keep_up", f"{thing} keeps {self.keep_up} of {len(self.members)}", hint=hint)
