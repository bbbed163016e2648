"""A system: assets that work together, and that go out of service together."""

from dataclasses import dataclass

from services.assets.domain.identifier import check_id, check_named, check_text
from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A named group of assets. Raises Invalid for a bad id or text or a member given twice."""

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
            check_id(thing, "members", member)
        if len(set(self.members)) < len(self.members):
            raise Invalid("members", f"of {thing} hold one twice", hint="name each asset once")
        check_text("category_code", self.category_code, 100)
        check_text("category_title", self.category_title)
