"""What a site has to man, and by which rules: its staffing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from services.runtime.errors import Invalid
from services.scheduler.domain.check import all_identified, identified, once, within
from services.scheduler.domain.contract import BRIGADE, Contract
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.days import Days
from services.scheduler.domain.dispatching import Dispatching
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.severity import Severity
from services.scheduler.domain.shift import Coverage, Post, ShiftType

__all__ = [
    "BRIGADE",
    "Contract",
    "Contractor",
    "Coverage",
    "Days",
    "Dispatching",
    "Every",
    "Obligation",
    "ObligationKind",
    "Offer",
    "Post",
    "Severity",
    "ShiftType",
    "Staffing",
]

COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
YEAR_MINUTES = 527_040
MOST_SHIFTS = 30
"""As many kinds of shift as a roster can tell apart."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """The staffing of the site `id`. What it names of its own is described in it, what is described has one id.

    `holidays` is an ISO 3166 code, empty where no day is a holiday; on `blackout` no drill or training is held. An
    outage of one of `fire_watch_trades` (none: "fire") longer than `fire_watch_minutes` (0: as the pack has it) needs a
    watch whose people hold all of `fire_watch_needs`. `pack` is the rule pack whose limits of staffing hold;
    `remote_control` the ISO 3166 code of the region by whose rules it is installed in control rooms, empty: it is not.
    Which qualifications, places, rules and packs there are is not known here.
    """

    id: str
    holidays: str = ""
    blackout: tuple[Days, ...] = ()
    shifts: tuple[ShiftType, ...] = ()
    posts: tuple[Post, ...] = ()
    contracts: tuple[Contract, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    contractors: tuple[Contractor, ...] = ()
    fire_watch_minutes: int = 0
    fire_watch_trades: tuple[str, ...] = ()
    fire_watch_needs: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    pack: str = ""
    remote_control: str = ""
    dispatching: Dispatching = field(default_factory=Dispatching)

    def __post_init__(self) -> None:
        if self.holidays and not COUNTRY.fullmatch(self.holidays):
            raise Invalid("holidays", f'"{self.holidays[:20]}" is not a country', hint='ISO 3166, e.g. "CN" or "DE-BY"')
        within("fire_watch_minutes", self.fire_watch_minutes, 0, YEAR_MINUTES)
        all_identified("fire_watch_trades", self.fire_watch_trades)
        all_identified("fire_watch_needs", self.fire_watch_needs)
        if len(self.shifts) > MOST_SHIFTS:
            raise Invalid("shifts", f"are {len(self.shifts)}", hint=f"describe at most {MOST_SHIFTS} kinds of shift")
        once("shifts", (shift.id for shift in self.shifts))
        once("posts", (post.id for post in self.posts))
        once("contracts", (contract.id for contract in self.contracts))
        once("obligations", (obligation.id for obligation in self.obligations))
        once("contractors", (contractor.id for contractor in self.contractors))
        if self.pack:
            identified("pack", self.pack)
        if self.remote_control and not COUNTRY.fullmatch(self.remote_control):
            given = self.remote_control[:20]
            raise Invalid("remote_control", f'"{given}" is not a region', hint='ISO 3166, e.g. "CN-GD"')
        for place, severity in enumerate(self.severities):
            if severity.rule in (one.rule for one in self.severities[:place]):
                raise Invalid(f"severities[{place}].rule", f'"{severity.rule}" is there twice', hint="keep one")
        shifts = {shift.id for shift in self.shifts}
        for path, shift in self._shifts_named():
            _known(path, shift, shifts, "a shift of the site")
        concerned = {BRIGADE, *(contract.id for contract in self.contracts)}
        for path, group in self._groups_named():
            _known(path, group, concerned, f'a contract of the site or "{BRIGADE}"')

    def qualifications(self) -> Iterator[tuple[str, str, str]]:
        """Every qualification that somebody has to hold: the path at which it is named, who needs it, its id."""
        for p, post in enumerate(self.posts):
            for n, need in enumerate(post.needs):
                yield f"posts[{p}].needs[{n}]", f'the post "{post.id}"', need
        for o, obligation in enumerate(self.obligations):
            if obligation.leader:
                yield f"obligations[{o}].leader", f'the leader of "{obligation.id}"', obligation.leader
        for n, need in enumerate(self.fire_watch_needs):
            yield f"fire_watch_needs[{n}]", "the fire watch", need

    def _shifts_named(self) -> Iterator[tuple[str, str]]:
        for p, post in enumerate(self.posts):
            for c, coverage in enumerate(post.coverage):
                yield f"posts[{p}].coverage[{c}].shift", coverage.shift
        for c, contract in enumerate(self.contracts):
            for path, shift in contract.shifts_named():
                yield f"contracts[{c}].{path}", shift

    def _groups_named(self) -> Iterator[tuple[str, str]]:
        for o, obligation in enumerate(self.obligations):
            for e, group in enumerate(obligation.everyone):
                yield f"obligations[{o}].everyone[{e}]", group


def _known(path: str, id: str, there: Iterable[str], what: str) -> None:
    if id not in there:
        listed = ", ".join(sorted(there))
        raise Invalid(path, f'"{id}" is not {what}', hint=f"name one of {listed}" if listed else "describe it first")
