"""A resource: what a job needs besides people's time."""

from dataclasses import dataclass
from enum import StrEnum

from services.assets.domain.identifier import check_named


class ResourceKind(StrEnum):
    """What a resource is to planning: labour is a skill, a tool may be scarce, material and training are notes."""

    TOOL = "tool"
    MATERIAL = "material"
    TRAINING = "training"
    LABOUR = "labour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One named tool, material, training or kind of labour. Raises Invalid for a bad id or name."""

    id: str  # [a-z0-9-]{1,63}, unique in its site
    display_name: str
    kind: ResourceKind
    description: str = ""
    external_key: str = ""  # what identifies it in the file it came from

    def __post_init__(self) -> None:
        check_named("resource", self.id, self.display_name)
