"""An asset type: what many assets have in common, and what a maintenance plan is written for."""

from dataclasses import dataclass
from decimal import Decimal

from services.assets.domain.identifier import check_named, check_reference, check_text
from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetType:
    """One make and model. Raises Invalid for a bad id or text, a negative figure or an e-mail as maker."""

    id: str  # [a-z0-9-]{1,63}, unique in its site
    display_name: str
    description: str = ""
    category_code: str = ""  # in the classification of the file, "23-75 35 14 17"; gives the trade
    category_title: str = ""  # "Modular Indoor Air Handling Units"
    movable: bool | None = None  # None: the file does not say
    manufacturer: str = ""  # a company, never a person or an e-mail address
    model: str = ""
    expected_life_months: int | None = None
    warranty_parts_months: int | None = None
    warranty_labour_months: int | None = None
    replacement_cost: Decimal | None = None  # in the currency of the facility
    external_key: str = ""  # what identifies it in the file it came from

    def __post_init__(self) -> None:
        thing = f"asset type {self.id!r}"
        check_named("asset type", self.id, self.display_name)
        for field in ("expected_life_months", "warranty_parts_months", "warranty_labour_months", "replacement_cost"):
            figure = getattr(self, field)
            if figure is not None and figure < 0:
                raise Invalid(field, f"of {thing} is negative", hint="leave it empty where it is not known")
        if "@" in self.manufacturer:
            hint = "give the name of the company"
            raise Invalid("manufacturer", f"of {thing} is an e-mail address", hint=hint)
        check_text("category_code", self.category_code, 100)
        for field in ("category_title", "manufacturer", "model"):
            check_text(field, getattr(self, field))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """A part kept for one asset type. Raises Invalid for a bad id or reference, an empty or too long text."""

    id: str
    display_name: str
    type: str = ""  # asset type id
    description: str = ""
    category: str = ""
    set_number: str = ""
    part_number: str = ""
    external_key: str = ""

    def __post_init__(self) -> None:
        check_named("spare", self.id, self.display_name)
        check_reference(f"spare {self.id!r}", "type", self.type)
        for field in ("category", "set_number", "part_number"):
            check_text(field, getattr(self, field))
