"""Plans for a register: from the jobs of its file, and by a rule pack for the types that no job covers.

What the file leaves open is never decided in silence: a job of a type with several assets waits for a scope. What a
pack gives (scope, minutes, trades) is assumed, and the report says so.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from services.assets.cobie.identity import ids
from services.assets.cobie.plan import JobKind, JobPlan
from services.assets.cobie.register import Register
from services.assets.domain.asset import Asset
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.scope import Scope
from services.assets.register import draft
from services.assets.register.draft import Draft
from services.assets.register.ground import Ground, Share
from services.assets.register.provenance import Waiting
from services.packs.reader import Pack, PlanRule
from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What people say about the plans of a register."""

    pack: Pack | None = None  # for assets of types that no job of the file covers
    scopes: Mapping[str, Scope] = field(default_factory=dict)  # by job id
    default_scope: Scope | None = None  # for the jobs that `scopes` does not name
    anchor: date | None = None  # the day from which new plans count; None: spread over their interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The plans that follow, by id; what stands behind those of the pack; and what is to be said of them."""

    plans: Mapping[str, MaintenancePlan]
    kinds: Mapping[str, str]  # "law", "standard", "guide" or "unverified" by plan id, for plans of the pack
    waiting: tuple[Waiting, ...]
    remarks: tuple[str, ...]
    scopes: Mapping[str, Scope]  # by job id, of the jobs for which one was needed and said


def attach(
    register: Register, choice: Choice, today: date, answered: Mapping[str, Scope] = MappingProxyType({})
) -> Attached:
    """The plans of the register's assets. The same register and choice give the same ids, on any day.

    `answered` are the scopes of earlier imports, for jobs of which `choice` says nothing. Raises Invalid where
    `choice.scopes` names a job that the file has not.
    """
    recurring = [job for job in register.plans if job.kind is JobKind.RECURRING and job.interval and job.type]
    _check_jobs(choice.scopes, recurring)
    bearers: dict[str, list[Asset]] = {}
    for asset in register.assets:
        bearers.setdefault(asset.type, []).append(asset)
    ground = Ground(register)
    matched = _matched(register, choice.pack, today)
    remarks: dict[str, None] = {}
    waiting: list[Waiting] = []
    scopes: dict[str, Scope] = {}
    drafts: list[Draft] = []
    for job in recurring:
        assets = bearers.get(job.type, [])
        if not assets:
            continue
        said = choice.scopes.get(job.id) or choice.default_scope or answered.get(job.id)
        if said is None and len(assets) > 1:
            waiting.append(_waiting(job, assets, ground))
            continue
        scope = said if said and len(assets) > 1 else Scope.COMPONENT
        if said:
            scopes[job.id] = said
        procedures = [one for one in register.plans if one.kind is JobKind.PROCEDURE and one.type == job.type]
        rules = matched.get(job.type, ())
        drafts += draft.of_job(job, procedures, ground.shares(assets, scope), rules[0] if rules else None, remarks)
    covered = {job.type for job in recurring}
    drafts += _of_pack(register, choice.pack, covered, matched, ground, today)
    remarks |= dict.fromkeys(_changing(choice.pack, {one.rule for one in drafts}, today))
    plans, kinds = _settled(drafts, choice.anchor, today)
    return Attached(plans=plans, kinds=kinds, waiting=tuple(waiting), remarks=tuple(remarks), scopes=scopes)


def _check_jobs(scopes: Mapping[str, Scope], jobs: Iterable[JobPlan]) -> None:
    known = sorted(job.id for job in jobs)
    for id in scopes:
        if id not in known:
            hint = f"its jobs are {', '.join(known[:20])}" if known else "it has no job that recurs; leave it out"
            raise Invalid("header.scopes", f'"{id[:63]}" is no recurring job of the file', hint=hint)


def _matched(register: Register, pack: Pack | None, today: date) -> dict[str, tuple[PlanRule, ...]]:
    """The rules of each type: its name is asked first, then the title of its category, then its description."""
    if pack is None:
        return {}
    found = {}
    for type in register.types:
        category = f"{type.category_code}: {type.category_title}"
        beside = f"{type.display_name} {type.category_title} {type.description}"
        for words, sort in ((type.display_name, ""), ("", category), (type.description, "")):
            if rules := pack.plans_for(words, sort, beside):
                found[type.id] = in_force(rules, today)
                break
    return found


def in_force(rules: Iterable[PlanRule], today: date) -> tuple[PlanRule, ...]:
    """Those that are in force today."""
    return tuple(rule for rule in rules if rule.holds(today))


def _changing(pack: Pack | None, used: set[str], today: date) -> Iterator[str]:
    """What changes of the rules that plans follow: the plans take that at the next import from that day on."""
    for rule in (rule for rules in (pack.subjects if pack else ()) for rule in rules if rule.id in used):
        if rule.since and today < date.fromisoformat(rule.since):
            often = f"{rule.count} {rule.unit}s" if rule.count > 1 else rule.unit
            yield f"rule {rule.pack}/{rule.id} is every {often} from {rule.since} on: import again then"
        elif rule.until and rule.holds(today):
            yield f"rule {rule.pack}/{rule.id} holds until {rule.until}: import again after it"


def _of_pack(
    register: Register,
    pack: Pack | None,
    covered: set[str],
    matched: Mapping[str, tuple[PlanRule, ...]],
    ground: Ground,
    today: date,
) -> Iterator[Draft]:
    if pack is None:
        return
    subjects: dict[tuple[PlanRule, ...], list[Asset]] = {}
    for asset in register.assets:
        if asset.type in covered:
            continue
        rules = matched.get(asset.type, ()) if asset.type else in_force(pack.plans_for(asset.display_name, ""), today)
        if rules:
            subjects.setdefault(rules, []).append(asset)
    for rules, assets in subjects.items():
        for rule in rules:
            yield from draft.of_rule(rule, _shares(ground, assets, rule))


def _shares(ground: Ground, assets: Sequence[Asset], rule: PlanRule) -> list[Share]:
    """By type means each type by itself; by floor all on it that the rule is for, of whatever make."""
    if rule.scope != Scope.TYPE:
        return ground.shares(assets, Scope(rule.scope))
    types: dict[str, list[Asset]] = {}
    for asset in assets:
        types.setdefault(asset.type, []).append(asset)
    return [
        replace(share, key=id or "no-type", name=id or "no type")
        for id, there in sorted(types.items())
        for share in ground.shares(there, Scope.TYPE)
    ]


def _waiting(job: JobPlan, assets: Sequence[Asset], ground: Ground) -> Waiting:
    floors = {floor.id for asset in assets if (floor := ground.floor(asset))}
    spaces = {space.id for asset in assets if (space := ground.space(asset))}
    return Waiting(
        job=job.id, display_name=job.display_name, assets=len(assets), floors=len(floors), spaces=len(spaces)
    )


def _settled(
    drafts: Sequence[Draft], anchor: date | None, today: date
) -> tuple[dict[str, MaintenancePlan], dict[str, str]]:
    """The plans with ids, anchors and the larger plans of the same assets, and what stands behind them, by id."""
    found = ids("plan", [one.named for one in drafts])
    by_rule = {(one.rule, one.subject): id for one, id in zip(drafts, found, strict=True)}
    plans: dict[str, MaintenancePlan] = {}
    for one, id in zip(drafts, found, strict=True):
        larger = tuple(by_rule[rule, one.subject] for rule in one.absorbers if (rule, one.subject) in by_rule)
        begin = anchor or spread(id, one.said["interval"].shortest, today)
        done = None if one.said.get("floating", True) else begin
        assumed = anchor is None and not one.said.get("certificate")  # the end of a certificate is told, never assumed
        plans[id] = one.settled(id=id, anchor=begin, done=done, assumed=assumed, absorbed_by=larger)
    return plans, {id: one.kind for one, id in zip(drafts, found, strict=True) if one.kind}


def spread(id: str, days: int, today: date) -> date:
    """A last visit less than `days` before `today`, told by the id alone, so that not all plans fall due at once."""
    number = int.from_bytes(hashlib.sha256(id.encode()).digest()[:8], "big")
    return today - timedelta(days=number % days)
