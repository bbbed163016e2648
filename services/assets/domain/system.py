"""A system: assets that work together, and that go out of service together."""

from dataclasses import dataclass

from services.assets.domain.identifier import Malformed, check_id, check_named


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A named group of assets. Raises Malformed for a bad id, an empty name or a member given twice."""

    id: str  # [a-z0-9-]{1,63}, unique in its site
    display_name: str
    description: str = ""
    category_code: str = ""  # in the classification of the file, "21-51 51 16"
    category_title: str = ""  # "Air Distribution"
    members: tuple[str, ...] = ()  # asset ids
    external_key: str = ""  # what identifies it in the file it came from

    def __post_init__(self) -> None:
        thing = f"system {self.id!r}"
        check_named("system", self.id, self.display_name)
        for member in self.members:
            check_id(thing, "member", member)
        if len(set(self.members)) < len(self.members):
            raise Malformed(f"{thing}: a member is given twice; name each asset once")
