"""An asset: one physical thing of a site that somebody has to look after."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.assets.domain.identifier import check_id, check_named, check_reference, check_text
from services.assets.domain.monitoring import Monitoring


class AssetState(StrEnum):
    """Whether an asset is there and running.

    What is broken is looked after as before; what is not used, or retired and kept for its records, gets no work.
    """

    IN_SERVICE = "in service"
    OUT_OF_SERVICE = "out of service"
    OUT_OF_USE = "out of use"
    RETIRED = "retired"

    @property
    def is_stopped(self) -> bool:
        """Whether it is there and does not run."""
        return self in (AssetState.OUT_OF_SERVICE, AssetState.OUT_OF_USE)

    @property
    def is_looked_after(self) -> bool:
        """Whether its maintenance plans ask for visits."""
        return self in (AssetState.IN_SERVICE, AssetState.OUT_OF_SERVICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One thing with a place and a type. Raises Invalid for a bad id or reference, an empty or too long text."""

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
    disappeared: bool = False  # whether it is retired because an import no longer held it, not because people said so
    monitoring: Monitoring | None = None  # how it is maintained on demand; None: it is not

    def __post_init__(self) -> None:
        check_named("asset", self.id, self.display_name)
        check_reference(f"asset {self.id!r}", "type", self.type)
        for space in self.spaces:
            check_id(f"asset {self.id!r}", "spaces", space)
        for space in self.serves:
            check_id(f"asset {self.id!r}", "serves", space)
        check_text("serial_number", self.serial_number)
        check_text("tag_number", self.tag_number)

    def remembering(self, held: "Asset") -> "Asset":
        """The asset as people write it anew: one that stays retired stays so for the reason that it was."""
        return replace(self, disappeared=held.disappeared and self.state is AssetState.RETIRED)

    def gone(self) -> "Asset":
        """The asset after an import that no longer holds it. One that people retired stays theirs."""
        if self.state is AssetState.RETIRED:
            return self
        return replace(self, state=AssetState.RETIRED, disappeared=True)

    def found_again(self, held: "Asset | None") -> "Asset":
        """The asset as a file has it. A file does not know what stands still, serves what or is monitored."""
        if held is None:
            return self
        state = self.state if held.state is AssetState.RETIRED and held.disappeared else held.state
        return replace(self, state=state, serves=held.serves, monitoring=held.monitoring)
