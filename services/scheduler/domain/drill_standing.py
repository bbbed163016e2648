"""The board: how places and teams of a site stand with what they are obliged to, span by span."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.contract import BRIGADE
from services.scheduler.domain.drill_report import DrillReport
from services.scheduler.domain.obligation import Every, Obligation
from services.scheduler.domain.person import Brigade, Person
from services.scheduler.domain.span import Span, places, read_key, span_of, touching

DAY = timedelta(days=1)


class StandingState(StrEnum):
    """Nothing is planned; planned, or held and not reported yet; held as reported; the span is over without it."""

    NOT_SCHEDULED = "not_scheduled"
    SCHEDULED = "scheduled"
    COMPLETED = "completed"
    OUT_OF_COMPLIANCE = "out_of_compliance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One place (`place`) or one team (`team`: a contract's people, or the brigade) in one span of an obligation.

    `target` is what the site's policy asks of it; `floor` what binding text asks of the whole site, in the floor's own
    span in which this one ends, None where no text asks. `decides` is the gathering behind the state of a place.
    `lacking` are those of the team (of `members` people) who neither were at a gathering of the span nor are planned
    for one; after it, who was at none.
    """

    obligation: Obligation
    span: Span
    target: StandingState
    floor: StandingState | None
    place: str = ""
    team: str = ""
    decides: Assignment | None = None
    lacking: tuple[str, ...] = ()
    members: int = 0

    @property
    def order(self) -> tuple[str, str]:
        """Where it stands on the board: by the span's first day, then obligation, places before teams."""
        return self.span.first.isoformat(), f"{self.obligation.id}/{self.span.name}/{self.team or ' '}/{self.place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What is in force of a site's drills and what was reported of them, on the day `today`.

    A gathering is completed by its report: what nobody reported was, for all that is known, not held.
    """

    today: date
    people: Sequence[Person]
    drills: Sequence[Assignment]
    reports: Mapping[str, DrillReport]

    def standings(self, obligations: Sequence[Obligation], first: date, last: date) -> list[Standing]:
        """Every place and team in every span that touches the days `first` to `last`, in their order."""
        found = [
            one
            for obligation in obligations
            for span in touching(obligation.every, first, last)
            for one in (*self._places(obligation, span), *self._teams(obligation, span))
        ]
        return sorted(found, key=lambda one: one.order)

    def _places(self, obligation: Obligation, span: Span) -> Iterator[Standing]:
        floor, mine = self._floor(obligation, span), self._of(obligation, span)
        for place in places(obligation):
            there = [one for one in mine if read_key(one.id).place == place]
            state = self._state(there, span)
            decides = self._decides(there, state)
            yield Standing(obligation=obligation, span=span, target=state, floor=floor, place=place, decides=decides)

    def _teams(self, obligation: Obligation, span: Span) -> Iterator[Standing]:
        mine = self._of(obligation, span)
        went = {person for one in mine if one.id in self.reports for person in self.reports[one.id].attended}
        planned = {person for one in mine if one.id not in self.reports for person in one.people}
        over = span.last < self.today
        for team in obligation.everyone:
            members = [one.id for one in self.people if _belongs(one, team) and not _is_away(one, span)]
            absent = [one for one in members if one not in went]
            lacking = absent if over else [one for one in absent if one not in planned]
            if not members:
                continue
            if not absent:
                state = StandingState.COMPLETED
            elif over:
                state = StandingState.OUT_OF_COMPLIANCE
            else:
                state = StandingState.NOT_SCHEDULED if lacking else StandingState.SCHEDULED
            yield Standing(
                obligation=obligation,
                span=span,
                target=state,
                floor=self._floor(obligation, span),
                team=team,
                lacking=tuple(sorted(lacking)),
                members=len(members),
            )

    def _of(self, obligation: Obligation, span: Span) -> list[Assignment]:
        mine = [one for one in self.drills if one.obligation == obligation.id and read_key(one.id).span == span.name]
        return sorted(mine, key=lambda one: (one.day, one.id))

    def _floor(self, obligation: Obligation, span: Span) -> StandingState | None:
        if obligation.floor_every is None:
            return None
        floor = span_of(obligation.floor_every, span.last)
        held = [one for one in self.drills if one.obligation == obligation.id and floor.first <= one.day <= floor.last]
        return self._state(held, floor)

    def _state(self, several: Sequence[Assignment], span: Span) -> StandingState:
        if any(self._counts(one) for one in several):
            return StandingState.COMPLETED
        if span.last < self.today:
            return StandingState.OUT_OF_COMPLIANCE
        waiting = any(one.id not in self.reports for one in several)
        return StandingState.SCHEDULED if waiting else StandingState.NOT_SCHEDULED

    def _decides(self, there: Sequence[Assignment], state: StandingState) -> Assignment | None:
        """The one that counts, else the next that is planned, else the last."""
        if state is StandingState.COMPLETED:
            return next(one for one in there if self._counts(one))
        coming = (one for one in there if one.id not in self.reports and one.day >= self.today)
        return next(coming, there[-1] if there else None)

    def _counts(self, one: Assignment) -> bool:
        report = self.reports.get(one.id)
        return report is not None and report.counts


def board_days(first: date, last: date) -> tuple[date, date]:
    """The days, both inclusive, whose drills a board of `first` to `last` rests on: whole years, for the floors."""
    return span_of(Every.YEAR, first).first, span_of(Every.YEAR, last).last


def _belongs(one: Person, team: str) -> bool:
    return one.brigade is not Brigade.NONE if team == BRIGADE else one.contract == team


def _is_away(one: Person, span: Span) -> bool:
    """Whether somebody is on leave all through the span: nobody asks her to come."""
    return all(one.away(span.first + n * DAY) for n in range((span.last - span.first).days + 1))
