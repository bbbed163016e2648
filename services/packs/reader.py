"""Reads a rule pack: the intervals and limits of a jurisdiction, each with its citation."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

KINDS = ("law", "standard", "guide", "unverified")
UNITS = ("day", "week", "month", "year")


class PackInvalid(ValueError):
    """A pack that cannot be: the text names the file, the rule and the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRule:
    """What a subject needs, how often. Raises PackInvalid."""

    id: str
    match: tuple[str, ...]  # lower-case words sought in the kind of the asset and the title of its category
    codes: tuple[str, ...] = ()  # beginnings of classification codes
    count: int
    unit: str
    kind: str
    citation: str  # text and address, or "Muster default, no source"
    minutes: int = 60
    crew: int = 1
    trade: str = ""
    outage_minutes: int = 0
    floating: bool = True
    early_days: int = 0
    effective: str = ""  # ISO day from which it holds; empty: in force
    absorbed_by: tuple[str, ...] = ()  # ids of rules of the same pack

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise PackInvalid(f"kind {self.kind!r} is none of {', '.join(KINDS)}")
        if self.unit not in UNITS or self.count < 1:
            raise PackInvalid(f"interval {self.count} {self.unit} is not at least 1 of {', '.join(UNITS)}")
        if not self.citation.strip():
            raise PackInvalid("citation is empty; say where the figure comes from")
        if self.early_days < 0 or self.minutes < 1 or self.crew < 1 or self.outage_minutes < 0:
            raise PackInvalid("early_days, minutes, crew or outage_minutes is too small")

    def fits(self, text: str, code: str) -> bool:
        """Whether a whole word (or its plural) of `match` stands in `text`, or `code` begins with one of `codes`."""
        words = "".join(letter if letter.isalnum() else " " for letter in text.lower())
        return any(f" {word} " in f" {words} " or f" {word}s " in f" {words} " for word in self.match) or any(
            code.startswith(begin) for begin in self.codes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One jurisdiction. `subjects` are tried in the order of the file; `staffing` is plain data with citations."""

    id: str
    subjects: tuple[tuple[PlanRule, ...], ...]
    staffing: Mapping[str, Mapping[str, Any]]

    def plans_for(self, asset_kind_text: str, category: str) -> tuple[PlanRule, ...]:
        """All rules of the first subject that fits, so a lift motor pump is not also a pump; none fits: ()."""
        code, _, title = category.partition(":")
        for rules in self.subjects:
            if rules[0].fits(f"{asset_kind_text} {title or category}", code.strip()):
                return rules
        return ()


def available() -> tuple[str, ...]:
    """The ids of the packs that are shipped, sorted."""
    names = (entry.name for entry in files("services.packs").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def load(pack_id: str) -> Pack:
    """The pack of that id. Raises PackInvalid: not one of `available()`, or a file that cannot be."""
    if pack_id not in available():
        raise PackInvalid(f"there is no pack {pack_id!r}; known are {', '.join(available())}")
    return parse(f"{pack_id}.yaml", files("services.packs").joinpath(f"{pack_id}.yaml").read_text("utf-8"))


def parse(file: str, text: str) -> Pack:
    """The pack that `text` describes; `file` is named in errors. Raises PackInvalid."""
    content = yaml.safe_load(text)
    if not isinstance(content, dict) or set(content) != {"subjects", "staffing"}:
        raise PackInvalid(f"{file}: the top level is not exactly subjects and staffing")
    subjects = tuple(_subject(file, one) for one in content["subjects"])
    known = [rule.id for rules in subjects for rule in rules]
    for rule in (rule for rules in subjects for rule in rules):
        if known.count(rule.id) > 1:
            raise PackInvalid(f"{file}: rule {rule.id}: id is used twice")
        for absorber in rule.absorbed_by:
            if absorber not in known:
                raise PackInvalid(f"{file}: rule {rule.id}: absorbed_by names {absorber}, which is no rule")
    for name, limit in content["staffing"].items():
        if not limit.get("citation") or limit.get("kind") not in KINDS:
            raise PackInvalid(f"{file}: staffing {name}: citation or kind is missing")
    staffing = {name: MappingProxyType(limit) for name, limit in content["staffing"].items()}
    return Pack(id=file.removesuffix(".yaml"), subjects=subjects, staffing=MappingProxyType(staffing))


def _subject(file: str, one: dict[str, Any]) -> tuple[PlanRule, ...]:
    shared = {"match": one["match"], "codes": one.get("codes", ())}
    return tuple(_rule(file, shared | rule) for rule in one["rules"])


def _rule(file: str, given: dict[str, Any]) -> PlanRule:
    place = f"{file}: rule {given.get('id')}"
    known = {field.name: field.default is MISSING for field in fields(PlanRule)}
    for name in given:
        if name not in known:
            raise PackInvalid(f"{place}: unknown field {name}")
    for name, required in known.items():
        if required and name not in given:
            raise PackInvalid(f"{place}: field {name} is missing")
    try:
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
        return PlanRule(**values)
    except PackInvalid as refusal:
        raise PackInvalid(f"{place}: {refusal}") from None
