"""A place of a site: the site itself, a building, a floor, a roof or a space (a flat is a space)."""

from dataclasses import dataclass
from enum import StrEnum

from services.assets.domain.identifier import check_id, check_named, check_reference, check_text
from services.runtime.errors import Invalid


class SpaceKind(StrEnum):
    """What a place is. Roof and site stand in the weather, which the rules for alerts ask."""

    SITE = "site"
    BUILDING = "building"
    FLOOR = "floor"
    ROOF = "roof"
    SPACE = "space"


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """One place inside another. Raises Invalid for a bad id, reference or text, or a place inside itself."""

    id: str  # [a-z0-9-]{1,63}, unique among the places of its site
    display_name: str
    kind: SpaceKind = SpaceKind.SPACE
    within: str = ""  # id of the place it lies in; empty: directly in the site
    description: str = ""
    category_code: str = ""  # in the classification of the file, "13-11 11 31"
    category_title: str = ""  # "Reception Space"
    zones: tuple[str, ...] = ()  # zone ids, as tags
    external_key: str = ""  # what identifies it in the file it came from

    def __post_init__(self) -> None:
        thing = f"space {self.id!r}"
        check_named("space", self.id, self.display_name)
        check_reference(thing, "within", self.within)
        if self.within == self.id:
            hint = "name the place it lies in, or leave it empty"
            raise Invalid("within", f"of {thing} is the space itself", hint=hint)
        check_text("category_code", self.category_code, 100)
        check_text("category_title", self.category_title)
        for zone in self.zones:
            check_id(thing, "zones", zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Spaces that belong together for some purpose: a fire compartment, a department, a flat."""

    id: str
    display_name: str
    category: str = ""
    spaces: tuple[str, ...] = ()  # space ids
    external_key: str = ""

    def __post_init__(self) -> None:
        check_named("zone", self.id, self.display_name)
        for space in self.spaces:
            check_id(f"zone {self.id!r}", "spaces", space)
        check_text("category", self.category)
