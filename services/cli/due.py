"""The visits that fall due, each with the day on which it is planned and the days that this leaves to its latest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from muster.assets.v1 import maintenance_plan_pb2, redundancy_group_pb2
from muster.scheduler.v1 import schedule_pb2
from services.cli import fetch
from services.cli.connection import Addresses, channel
from services.cli.days import day_of, short
from services.cli.departures import of_visit
from services.packs.notices import outage_notice
from services.runtime.errors import Invalid

Occurrence = maintenance_plan_pb2.Occurrence

IN_SERVICE = "in service"
YEAR = timedelta(days=364)
"""How far from its first day on a window reaches where no last one is said, at a site."""
AROUND = timedelta(days=62)
"""How far after the window a visit of it may be planned, and the next visit of a chain is looked for."""

LETTERS = {
    maintenance_plan_pb2.Interval.UNIT_DAY: "D",
    maintenance_plan_pb2.Interval.UNIT_WEEK: "W",
    maintenance_plan_pb2.Interval.UNIT_MONTH: "M",
    maintenance_plan_pb2.Interval.UNIT_YEAR: "Y",
}
"""Of ISO 8601."""


class Standing(StrEnum):
    """How a visit stands. LATE and LOST are red where the law asks for it."""

    LATE = "late"
    """Planned after its latest day, or that day has gone by without one."""
    LOST = "no day"
    """Not planned, though its latest day lies within what is."""
    OPEN = "open"
    """Not planned yet."""
    PLANNED = "planned"
    """Planned in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueVisit:
    """One visit. `latest` counts from the visit before it as that is planned, where it is one of a chain.

    `every` is how often its plan comes, as ISO 8601 has it ("P15D", "P1Y"), `includes_every` that of what it includes.
    `slack_days` lie between its day, or today where it has none, and the latest; below 0 it is late. `last_visit` is
    the last completed one of its chain; `groups` are redundancy groups as "lifts:2/3", two of three stay up. Those in
    `serves`, ids of spaces, go without meanwhile; they are told `notice_days` ahead, that is by `tell_by`.
    """

    occurrence: str
    asset: str
    display_name: str
    every: str
    trade: str
    law: bool
    earliest: date
    due: date
    latest: date
    planned: date | None
    slack_days: int
    standing: Standing
    chain: str
    sequence: int
    gap_max_days: int
    last_visit: date | None
    includes: tuple[str, ...]
    includes_every: tuple[str, ...]
    groups: tuple[str, ...]
    outage_minutes: int
    serves: tuple[str, ...]
    notice_days: int
    tell_by: date | None
    override: str = ""
    """What departs from the pack, and who approved of it."""
    beyond_law: bool = False
    """Whether its latest day is later than law allows."""
    provisional: bool = False
    """Whether its days may still move, for holidays are not announced."""
    cause: str = ""
    """Why it is due beside the calendar."""
    asset_state: str = IN_SERVICE

    @property
    def remarks(self) -> str:
        """What is to be known of it beside its days, in words; empty: nothing."""
        state = "" if self.asset_state == IN_SERVICE else f"asset {self.asset_state}"
        return "; ".join(said for said in ("provisional" if self.provisional else "", state, self.cause) if said)

    @property
    def red(self) -> bool:
        """Whether law is not kept, be it by leave of somebody."""
        return self.beyond_law or (self.law and self.standing in (Standing.LATE, Standing.LOST))


def read(where: Addresses, of: str, first: date | None, last: date | None) -> list[DueVisit]:
    """The visits of a site ("x", "sites/x"; as it is in force) or of a schedule, by due day. Raises Invalid.

    They fall due, or are planned, from `first` (None: today; of a schedule always) to `last` (None: a year later, or
    its last); what is overdue is there where that begins today. Of each chain the next one is there too, for the gap
    before it may end in these days.
    """
    scope = fetch.solved(where, fetch.scope(of))
    today = fetch.present(where).astimezone(fetch.zone(where, scope.site)).date()
    if scope.name != scope.site:
        first, last = fetch.period(where, scope, first, last)
    begin = first or today
    end = last or begin + YEAR
    if end < begin:
        raise Invalid("--to", f"{end} lies before {begin}", hint="both days are part of the window")
    with channel(where.assets) as connection:
        groups = fetch.groups(connection, scope.site)
    plans = fetch.plans(where, scope.site)
    every = {name: duration(plan.interval) for name, plan in plans.items()}
    days = _days(where, scope, today, end)
    pack = fetch.staffing(where, scope.site).pack
    # As planning lists them: from today, however far ahead it plans, for a chain counts from what is done until then.
    since = min(today, begin)
    found = in_sight(fetch.occurrences(where, scope.site, since, end + AROUND), end)
    states = fetch.states(where, scope.site)
    return [
        one
        for one in visits(found, days, groups, every, today, pack, states)
        if scope.name != scope.site or (one.planned or one.due) >= begin or (begin == since and not one.planned)
    ]


def _days(where: Addresses, scope: fetch.Scope, today: date, last: date) -> dict[str, date]:
    """The day of each visit. What is in force beside the days of a schedule stays as it is; what was planned for a day
    that has gone by, and was not done, has no day any more."""
    kind = schedule_pb2.Assignment.KIND_JOB
    known = {job.work: day_of(job.date) for job in fetch.assignments(where, scope.site, today, last + AROUND, kind)}
    if scope.name == scope.site:
        return known
    of = fetch.schedule(where, scope.name)
    span = day_of(of.first_date), day_of(of.last_date)
    beside = {name: day for name, day in known.items() if not span[0] <= day <= span[1]}
    return beside | {job.work: day_of(job.date) for job in fetch.assignments(where, scope.name, *span, kind)}


def in_sight(due: Iterable[Occurrence], last: date) -> Iterator[Occurrence]:
    """What falls due until `last`, and of each chain the next one after it; `due` is by due day."""
    following = set()
    for one in due:
        if day_of(one.due_date) <= last:
            yield one
        elif one.chain and one.chain not in following:
            following.add(one.chain)
            yield one


def visits(
    due: Iterable[Occurrence],
    days: Mapping[str, date],
    groups: Iterable[redundancy_group_pb2.RedundancyGroup],
    every: Mapping[str, str],
    today: date,
    pack: str = "",
    states: Mapping[str, str] | None = None,
) -> Iterator[DueVisit]:
    """`due` with their `days`, by name; `every` says by the plan's name how often, `pack` how long ahead people are
    told, `states` by the asset's name what is not in service."""
    kept = {one.name: _kept(one) for one in groups}
    reaches = max(days.values(), default=today - timedelta(days=1))
    before: dict[str, date] = {}
    for one in sorted(due, key=lambda one: (day_of(one.due_date), one.sequence, one.name)):
        if one.chain and one.chain not in before and one.HasField("last_date"):
            before[one.chain] = day_of(one.last_date)
        latest, planned = day_of(one.latest_date), days.get(one.name)
        if one.chain in before and one.gap_max_days:
            latest = before[one.chain] + timedelta(days=one.gap_max_days)
        if one.chain:
            # What has no day leaves those after it to count from the latest on which it could be held.
            before[one.chain] = planned or max(latest, today)
        slack = (latest - (planned or today)).days
        notice = outage_notice(pack, one.trade) if one.serves else 0
        yield DueVisit(
            occurrence=one.name,
            asset=one.asset,
            display_name=one.display_name,
            every=_every(one.name, every),
            trade=one.trade,
            law=one.law,
            earliest=day_of(one.earliest_date),
            due=day_of(one.due_date),
            latest=latest,
            planned=planned,
            slack_days=slack,
            standing=_standing(planned, slack, latest, reaches),
            chain=one.chain,
            sequence=one.sequence,
            gap_max_days=one.gap_max_days if one.chain else 0,
            last_visit=day_of(one.last_date) if one.chain and one.HasField("last_date") else None,
            includes=tuple(one.includes),
            includes_every=tuple(_every(name, every) for name in one.includes),
            groups=tuple(kept[name] for name in one.redundancy_groups if name in kept),
            outage_minutes=one.outage_minutes,
            serves=tuple(one.serves),
            notice_days=notice,
            tell_by=planned - timedelta(days=notice) if planned and one.serves else None,
            override=of_visit(one),
            beyond_law=any(each.beyond_law for each in one.overrides),
            provisional=one.provisional,
            cause=one.cause,
            asset_state=(states or {}).get(one.asset, IN_SERVICE),
        )


def tightest(found: Iterable[DueVisit]) -> list[DueVisit]:
    """Of each asset the visit that stands worst: red ones first, then by slack."""
    worst: dict[str, DueVisit] = {}
    for one in found:
        if one.asset not in worst or _urgency(one) < _urgency(worst[one.asset]):
            worst[one.asset] = one
    return sorted(worst.values(), key=_urgency)


def standing(one: DueVisit) -> str:
    """How a visit stands, in words."""
    planned = f"planned {short(one.planned)}" if one.planned else "without a day"
    law = "legal latest" if one.law else "latest"
    left = f"{one.slack_days} days" if one.slack_days >= 0 else f"{-one.slack_days} days late"
    return f"{one.display_name or one.occurrence}, {planned}, {law} {short(one.latest)}: {left}"


def told(found: Iterable[DueVisit]) -> list[DueVisit]:
    """The visits of which people are told: those planned that somebody goes without something for, by the day of the
    notice."""
    return sorted((one for one in found if one.tell_by), key=lambda one: (str(one.tell_by), one.occurrence))


def _urgency(one: DueVisit) -> tuple[bool, bool, int, date, str]:
    return not one.red, one.standing not in (Standing.LATE, Standing.LOST), one.slack_days, one.latest, one.occurrence


def _standing(planned: date | None, slack: int, latest: date, reaches: date) -> Standing:
    if slack < 0:
        return Standing.LATE
    if planned:
        return Standing.PLANNED
    return Standing.LOST if latest <= reaches else Standing.OPEN


def duration(interval: maintenance_plan_pb2.Interval) -> str:
    """How often, as ISO 8601 writes it: "P15D", "P1Y"; of the nth weekday of a month its months."""
    return f"P{interval.count}{LETTERS[interval.unit]}"


def _every(occurrence: str, every: Mapping[str, str]) -> str:
    return every.get(occurrence.partition("/occurrences/")[0], "P?")


def _kept(group: redundancy_group_pb2.RedundancyGroup) -> str:
    size = len(group.members)
    up = max(group.keep_up, size - 1) if group.one_a_day else group.keep_up
    return f"{group.name.rpartition('/')[2]}:{up}/{size}"
