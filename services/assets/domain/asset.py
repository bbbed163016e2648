"""An asset: one physical thing of a site that somebody has to look after."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.assets.domain.identifier import check_id, check_named, check_reference


class AssetState(StrEnum):
    """Whether an asset is there and running; a retired one is kept for its records but gets no work."""

    IN_SERVICE = "in service"
    OUT_OF_SERVICE = "out of service"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One thing with a place and a type. Raises Malformed for a bad id, a bad reference or an empty name."""

    id: str  # [a-z0-9-]{1,63}, unique in its site
    display_name: str
    type: str = ""  # asset type id
    spaces: tuple[str, ...] = ()  # space ids (may be floors)
    external_key: str = ""  # what identifies it in the file it came from
    serial_number: str = ""
    tag_number: str = ""
    installed: date | None = None
    state: AssetState = AssetState.IN_SERVICE
    serves: tuple[str, ...] = ()  # ids of the spaces it serves, as the flats that a tank feeds

    def __post_init__(self) -> None:
        check_named("asset", self.id, self.display_name)
        check_reference(f"asset {self.id!r}", "type", self.type)
        for space in self.spaces:
            check_id(f"asset {self.id!r}", "space", space)
        for space in self.serves:
            check_id(f"asset {self.id!r}", "served space", space)
