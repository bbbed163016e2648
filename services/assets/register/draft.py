"""Plans before they have their ids: one for each share of a job of the file, or of a rule of the pack."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from services.assets.cobie.identity import Named
from services.assets.cobie.plan import JobPlan
from services.assets.domain.asset import Asset
from services.assets.domain.certificate import Certificate
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.scope import Scope
from services.assets.register.ground import Share
from services.packs.reader import PlanRule

LONGEST_NAME = 200
LONGEST_CITATION = 500
A_DAY = 1440
LONGEST_ROUND = 360
"""Minutes. A round of a floor that takes longer is held in parts, so that it fits into a shift."""
FILE = "the building's COBie file, sheet Job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan whose id, anchor and absorbing plans are still to be found; `said` are its other fields."""

    said: Mapping[str, Any]
    named: Named
    rule: str = ""  # id of the pack's rule; empty: from the file
    kind: str = ""  # what stands behind the pack's rule: "law", "standard", "guide", "unverified"
    absorbers: tuple[str, ...] = ()  # ids of rules whose plans for the same assets replace its visits

    @property
    def subject(self) -> tuple[str, ...]:
        """The ids of the assets that it looks after."""
        return self.said["covers"] or (self.said["asset"],)

    def settled(self, **found: Any) -> MaintenancePlan:
        """The plan, with what was still to be found."""
        return MaintenancePlan(**self.said, **found)


def of_job(
    job: JobPlan,
    procedures: Sequence[JobPlan],
    shares: Sequence[Share],
    rule: PlanRule | None,
    remarks: dict[str, None],
) -> Iterator[Draft]:
    """A plan for each share of a job that has an interval; its minutes are those of the share as a whole.

    `procedures` (lockout, start-up) are held in the same visit, as steps before and after. The file names no labour,
    so the trade is that of the pack's `rule` for the type, where there is one. What is assumed goes to `remarks`.
    """
    interval = job.interval
    if interval is None:
        return
    minutes = job.minutes or 60
    if not job.minutes:
        remarks[f'job "{job.display_name}" has no duration: 60 minutes are assumed'] = None
    if minutes > A_DAY:
        remarks[f'job "{job.display_name}" takes {minutes:,} minutes: planned as one day; split it by hand'] = None
        minutes = A_DAY
    trade = rule.trade if rule else ""
    if trade:
        remarks["the file names no labour: the trades of its jobs are assumed by the pack"] = None
    else:
        remarks["the file names no labour: jobs without a trade can go to anybody"] = None
    slack = min(14, interval.shortest // 10)
    if slack:
        remarks["the file gives no tolerance: its jobs may be a tenth of their interval early or late"] = None
    for share in shares:
        one = share.assets[0] if not share.place and len(share.assets) == 1 else None
        yield Draft(
            said=_said(
                share.assets,
                single=one is not None,
                display_name=_titled(job.display_name, share, one),
                interval=interval,
                early_days=slack,
                late_days=slack,
                citation=FILE,
                minutes=minutes,
                trade=trade,
                steps=_steps(job, procedures),
                place=share.place,
                source="file",
            ),
            named=Named(_joined(job.id, share.key), "file", f"file | {job.id} | {share.key}"),
        )


def of_rule(rule: PlanRule, shares: Sequence[Share]) -> Iterator[Draft]:
    """A plan for each share of the rule; a share that takes too long for one round is held in parts."""
    begin, end = rule.window or (0, A_DAY)
    most = min(LONGEST_ROUND, end - begin) // rule.minutes
    # What is the same for every share is said once: a city has as many shares as it has elevators.
    same = {
        "interval": Interval(rule.count, Unit(rule.unit)),
        "floating": rule.floating,
        "early_days": rule.early_days,
        "late_days": rule.late_days,
        "law": rule.kind == "law",
        "citation": rule.citation[:LONGEST_CITATION],
        "crew": rule.crew,
        "trade": rule.trade,
        "outage_minutes": rule.outage_minutes,
        "window": rule.window,
        "source": "pack",
        "steps": rule.steps,
        "rule": f"{rule.pack}/{rule.id}",
        "as_needed": rule.as_needed[:LONGEST_CITATION],
        "certificate": _certificate(rule),
    }
    for share in shares:
        single = rule.scope == Scope.COMPONENT
        parts = [share.assets] if single else _parts(share.assets, most)
        for number, part in enumerate(parts, 1):
            one = part[0] if single else None
            tail = f", part {number} of {len(parts)}" if len(parts) > 1 else ""
            # The first part keeps its id when a second one comes.
            name = _joined(rule.id, share.key, f"part-{number}" if number > 1 else "")
            yield Draft(
                said=_said(
                    part,
                    single=single,
                    display_name=_titled(rule.name, share, one, tail),
                    minutes=min(A_DAY, rule.minutes * len(part)),
                    place=share.place,
                    **same,
                ),
                named=Named(name, "pack", f"pack | {rule.id} | {share.key} | {number}"),
                rule=rule.id,
                kind=rule.kind,
                absorbers=rule.absorbed_by,
            )


def _certificate(rule: PlanRule) -> Certificate | None:
    """What the rule says ends; when it ends this asset's own paper says."""
    if not rule.certificate:
        return None
    lead = Interval(rule.lead[0], Unit(rule.lead[1])) if rule.lead else None
    return Certificate(name=rule.certificate, lead=lead)


def _said(assets: Sequence[Asset], *, single: bool, **fields: Any) -> dict[str, Any]:
    """Of one asset, or of those that are visited together."""
    covers = () if single else tuple(asset.id for asset in assets)
    return {"asset": assets[0].id if single else "", "covers": covers, **fields}


def _joined(*parts: str) -> str:
    return "-".join(part for part in parts if part)


def _titled(visit: str, share: Share, one: Asset | None, tail: str = "") -> str:
    """ "Elevator B1 A: 15-day visit", "lights: yearly check, Level 2, part 2 of 11"; cut where it is too long."""
    text = f"{one.display_name}: {visit}" if one else f"{visit}, {share.name}" if share.name else visit
    room = LONGEST_NAME - len(tail)
    return (text if len(text) <= room else text[: room - 1] + "…") + tail


def _parts(assets: Sequence[Asset], most: int) -> list[tuple[Asset, ...]]:
    """As few parts as can be, each of at most `most` assets, those of one space together, of like size."""
    there = sorted(assets, key=lambda asset: (asset.spaces[:1], asset.id))
    count = -(-len(there) // max(1, most))
    ends = [len(there) * number // count for number in range(count + 1)]
    return [tuple(there[begin:end]) for begin, end in pairwise(ends)]


def _steps(job: JobPlan, procedures: Sequence[JobPlan]) -> tuple[str, ...]:
    """The steps of the job, those of its procedures before them; start-up comes after."""
    before = [step for one in procedures if one.category != "startup" for step in _named_steps(one)]
    after = [step for one in procedures if one.category == "startup" for step in _named_steps(one)]
    return (*before, *(step.text for step in job.steps), *after)


def _named_steps(procedure: JobPlan) -> list[str]:
    told = [step.text for step in procedure.steps] or [procedure.description or "as described in the file"]
    return [f"{procedure.display_name}: {text}" for text in told]
