"""Reads a rule pack: the intervals and limits of a jurisdiction, each with its citation."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

KINDS = ("law", "standard", "guide", "unverified")
UNITS = ("day", "week", "month", "year")
SCOPES = ("component", "floor", "type")


class PackInvalid(ValueError):
    """A pack that cannot be: the text names the file, the rule and the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRule:
    """What a subject needs, how often. Raises PackInvalid."""

    id: str
    name: str  # what people call the visit, "15-day visit"; with scope floor or type what is visited as well
    match: tuple[str, ...]  # lower-case words sought in the kind of the asset and the title of its category
    unless: tuple[str, ...] = ()  # words beside which a word of `match` means something else: a light switch
    codes: tuple[str, ...] = ()  # beginnings of classification codes
    count: int
    unit: str
    kind: str
    citation: str  # text and address, or "Muster default, no source"
    scope: str = "component"  # what one visit looks after: one asset, those of a floor, those of a type
    minutes: int = 60  # of each of the crew, for one asset
    crew: int = 1
    trade: str = ""
    outage_minutes: int = 0
    window: tuple[int, int] | None = None  # first and last minute of the day, site's time
    floating: bool = True
    early_days: int = 0
    late_days: int = 0
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
        if self.late_days < 0 or (self.kind == "law" and self.late_days):
            raise PackInvalid("late_days is below 0, or not 0 though the interval is law")
        if self.scope not in SCOPES:
            raise PackInvalid(f"scope {self.scope!r} is none of {', '.join(SCOPES)}")
        if self.window is not None:
            self._check_window(self.window)
        try:
            date.fromisoformat(self.effective or "2000-01-01")
        except ValueError:
            raise PackInvalid(f"effective {self.effective!r} is not a day like 2027-01-01") from None

    def _check_window(self, window: tuple[int, ...]) -> None:
        if len(window) != 2 or not 0 <= window[0] < window[1] <= 1440:
            raise PackInvalid(f"window {list(window)} is not [first, last] minute of a day")
        if self.minutes > window[1] - window[0]:
            raise PackInvalid(f"window {list(window)} is shorter than the {self.minutes} minutes of the visit")

    def fits(self, text: str, code: str, beside: str = "") -> bool:
        """Whether a whole word (or its plural) of `match` stands in `text`, or `code` begins with one of `codes`.

        Not where a word of `unless` stands there or in `beside`. Words of scripts without blanks are found anywhere.
        """
        words = _words(text)
        if self.unless and any(_stands(word, words + _words(beside)) for word in self.unless):
            return False
        return any(_stands(word, words) for word in self.match) or any(code.startswith(begin) for begin in self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One jurisdiction. `subjects` are tried in the order of the file; `staffing` is plain data with citations."""

    id: str
    subjects: tuple[tuple[PlanRule, ...], ...]
    staffing: Mapping[str, Mapping[str, Any]]

    def plans_for(self, asset_kind_text: str, category: str, beside: str = "") -> tuple[PlanRule, ...]:
        """All rules of the first subject that fits, so a lift motor pump is not also a pump; none fits: ().

        `beside` is what else is known of the asset: it gives no plan, but may rule one out.
        """
        code, _, title = category.partition(":")
        for rules in self.subjects:
            if rules[0].fits(f"{asset_kind_text} {title or category}", code.strip(), beside):
                return rules
        return ()


@lru_cache(maxsize=1024)  # every subject of a pack is asked about the same few texts
def _words(text: str) -> str:
    return " " + " ".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split()) + " "


def _stands(word: str, words: str) -> bool:
    return f" {word} " in words or f" {word}s " in words if word.isascii() else word in words


def available() -> tuple[str, ...]:
    """The ids of the packs that are shipped, sorted."""
    names = (entry.name for entry in files("services.packs").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def load(pack_id: str) -> Pack:
    """The pack of that id. Raises PackInvalid: not one of `available()`, or a file that cannot be."""
    if pack_id not in available():
        raise PackInvalid(f"there is no pack {pack_id!r}; known are {', '.join(available())}")
    return parse(f"{pack_id}.yaml", files("services.packs").joinpath(f"{pack_id}.yaml").read_text("utf-8"))


def parse(file: str, text: str) -> Pack:
    """The pack that `text` describes; `file` is named in errors. Raises PackInvalid.

    With `otherwise` the subjects of that shipped pack follow its own, so that they count where none of its own fits;
    those with a rule that is written here anew are left out.
    """
    content = yaml.safe_load(text)
    if not isinstance(content, dict) or set(content) - {"otherwise"} != {"subjects", "staffing"}:
        raise PackInvalid(f"{file}: the top level is not exactly subjects and staffing, and perhaps otherwise")
    subjects = tuple(_subject(file, one) for one in content["subjects"])
    if "otherwise" in content:
        own = {rule.id for rules in subjects for rule in rules}
        others = load(content["otherwise"]).subjects
        subjects += tuple(rules for rules in others if not own & {rule.id for rule in rules})
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
    for name in set(one) - {"match", "unless", "codes", "rules"}:
        raise PackInvalid(f"{file}: subject {one.get('match')}: unknown field {name}")
    shared = {"match": one["match"], "unless": one.get("unless", ()), "codes": one.get("codes", ())}
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
        return PlanRule(**{name: _plain(value) for name, value in given.items()})
    except PackInvalid as refusal:
        raise PackInvalid(f"{place}: {refusal}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return value.isoformat() if isinstance(value, date) else value
