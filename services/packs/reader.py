"""Reads a rule pack: the intervals and limits of a jurisdiction, each with its citation."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import combinations
from types import MappingProxyType
from typing import Any

import yaml

from services.packs.rule import KINDS, PackInvalid, PlanRule

__all__ = ["KINDS", "Pack", "PackInvalid", "PlanRule", "available", "load", "parse"]

Rules = tuple[PlanRule, ...]
TOP = ("otherwise", "changes", "subjects", "staffing")
WRITTEN = {"from": "since"}
"""Fields of a rule that a file writes with a word that Python keeps for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One jurisdiction. `subjects` are tried in the order of the file; `staffing` is plain data with citations."""

    id: str
    subjects: tuple[Rules, ...]
    staffing: Mapping[str, Mapping[str, Any]]

    def plans_for(self, asset_kind_text: str, category: str, beside: str = "") -> Rules:
        """All rules of the first subject that fits, so a lift motor pump is not also a pump; none fits: ().

        `beside` is what else is known of the asset: it gives no plan, but may rule one out. Rules of the past and of
        the future are among them: `PlanRule.holds` says which are in force.
        """
        code, _, title = category.partition(":")
        for rules in self.subjects:
            if rules[0].fits(f"{asset_kind_text} {title or category}", code.strip(), beside):
                return rules
        return ()


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

    With `otherwise` the subjects of that shipped pack follow its own, so that they count where none of its own fits,
    and its limits hold where none of the same name stands here. Subjects with a rule that is written here anew are left
    out; `changes` are fields of a rule of the other pack, by its id, that are another here. A subject that stands
    `beside` a rule adds rules to the subject of that one.
    """
    content = yaml.safe_load(text)
    if not isinstance(content, dict) or set(content) - set(TOP) or not {"subjects", "staffing"} <= set(content):
        raise PackInvalid(f"{file}: the top level is not subjects and staffing, and perhaps otherwise and changes")
    other = load(content["otherwise"]) if "otherwise" in content else None
    own = [one for one in content["subjects"] if "beside" not in one]
    subjects = [_subject(file, one) for one in own]
    if other:
        ids = {rule.id for rules in subjects for rule in rules}
        subjects += [rules for rules in other.subjects if not ids & {rule.id for rule in rules}]
    subjects = _changed(file, content.get("changes", {}), subjects)
    for one in content["subjects"]:
        if "beside" in one:
            subjects = _added(file, one, subjects)
    _check_rules(file, [rule for rules in subjects for rule in rules])
    for name, limit in content["staffing"].items():
        if not limit.get("citation") or limit.get("kind") not in KINDS:
            raise PackInvalid(f"{file}: staffing {name}: citation or kind is missing")
    staffing = dict(other.staffing) if other else {}
    staffing |= {name: MappingProxyType(limit) for name, limit in content["staffing"].items()}
    return Pack(id=_id(file), subjects=tuple(subjects), staffing=MappingProxyType(staffing))


def _subject(file: str, one: dict[str, Any]) -> Rules:
    for name in set(one) - {"match", "unless", "codes", "rules"}:
        raise PackInvalid(f"{file}: subject {one.get('match')}: unknown field {name}")
    shared = {"match": one["match"], "unless": one.get("unless", ()), "codes": one.get("codes", ())}
    return tuple(_rule(file, shared | rule) for rule in one["rules"])


def _changed(file: str, changes: Mapping[str, dict[str, Any]], subjects: list[Rules]) -> list[Rules]:
    known = {rule.id for rules in subjects for rule in rules}
    for id in changes:
        if id not in known:
            raise PackInvalid(f"{file}: changes {id}, which is no rule of the other pack")

    def changed(rule: PlanRule) -> PlanRule:
        if rule.id not in changes:
            return rule
        given = _fields(f"{file}: changes {rule.id}", changes[rule.id])
        try:
            return replace(rule, **given, pack=_id(file))
        except PackInvalid as refusal:
            raise PackInvalid(f"{file}: changes {rule.id}: {refusal}") from None

    return [tuple(changed(rule) for rule in rules) for rules in subjects]


def _added(file: str, one: dict[str, Any], subjects: list[Rules]) -> list[Rules]:
    for name in set(one) - {"beside", "rules"}:
        raise PackInvalid(f"{file}: subject beside {one['beside']}: unknown field {name}")
    found = []
    for rules in subjects:
        there = next((rule for rule in rules if rule.id == one["beside"]), None)
        if there:
            shared = {"match": there.match, "unless": there.unless, "codes": there.codes}
            rules = (*rules, *(_rule(file, shared | rule) for rule in one["rules"]))
        found.append(rules)
    if found == subjects:
        raise PackInvalid(f"{file}: subject beside {one['beside']}, which is no rule")
    return found


def _check_rules(file: str, rules: list[PlanRule]) -> None:
    """One id is one rule, or what was the rule, is and will be: each in its own time."""
    known: dict[str, list[PlanRule]] = {}
    for rule in rules:
        known.setdefault(rule.id, []).append(rule)
    for id, versions in known.items():
        for one, another in combinations(versions, 2):
            if (one.since or "0") <= (another.until or "9") and (another.since or "0") <= (one.until or "9"):
                raise PackInvalid(f"{file}: rule {id}: id is used twice")
    for rule in rules:
        for absorber in rule.absorbed_by:
            if absorber not in known:
                raise PackInvalid(f"{file}: rule {rule.id}: absorbed_by names {absorber}, which is no rule")


def _rule(file: str, given: dict[str, Any]) -> PlanRule:
    place = f"{file}: rule {given.get('id')}"
    found = _fields(place, given)
    for field in fields(PlanRule):
        if field.default is MISSING and field.name not in found:
            raise PackInvalid(f"{place}: field {field.name} is missing")
    try:
        return PlanRule(**found, pack=_id(file))
    except PackInvalid as refusal:
        raise PackInvalid(f"{place}: {refusal}") from None


def _fields(place: str, given: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name for field in fields(PlanRule)} - {"pack", *WRITTEN.values()} | set(WRITTEN)
    for name in given:
        if name not in known:
            raise PackInvalid(f"{place}: unknown field {name}")
    return {WRITTEN.get(name, name): _plain(value) for name, value in given.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return value.isoformat() if isinstance(value, date) else value


def _id(file: str) -> str:
    return file.removesuffix(".yaml")
