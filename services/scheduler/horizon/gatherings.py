"""What one obligation asks for in a calendar span: a gathering of each place, and make-ups of what fell short."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.obligation import Obligation, ObligationKind
from services.scheduler.domain.person import Brigade, Person
from services.scheduler.domain.span import Span, key_of, places, read_key
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.drilled import Drilled
from services.scheduler.horizon.period import Period
from services.scheduler.planning.drills.problem import Gathering
from services.scheduler.planning.rule import Tier

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One obligation in a period: `concerned` are those who have to be at one gathering of each span, `near` the days
    that are too close to one that stays, `pinned` day and start of what is announced, by key."""

    period: Period
    staffing: Staffing
    obligation: Obligation
    drilled: Drilled
    concerned: tuple[Person, ...]
    near: frozenset[date]
    pinned: Mapping[str, tuple[int, int]]

    @staticmethod
    def of(
        period: Period, staffing: Staffing, obligation: Obligation, people: Iterable[Person], drilled: Drilled
    ) -> "Asking":
        """The obligation, with what is in force of it."""
        return Asking(
            period=period,
            staffing=staffing,
            obligation=obligation,
            drilled=drilled,
            concerned=tuple(
                one for one in people if obligation.concerns(one.contract, one.brigade is not Brigade.NONE)
            ),
            near=_too_near(obligation, drilled.stays().values()),
            pinned=drilled.pinned(),
        )

    def lacking(self, span: Span) -> list[Person]:
        """Who was at no gathering of the span, nor is planned for one that stays."""
        went = {person for one in self._held(span) for person in self.drilled.went(one)}
        return [one for one in self.concerned if one.id not in went]

    def gatherings(self, span: Span) -> list[Gathering]:
        """One for each place that has had none which counts; else one for those who were at none."""
        held = self._held(span)
        asked = []
        for place in places(self.obligation):
            there = [one for one in held if read_key(one.id).place == place]
            if not any(self.drilled.counts(one) for one in there):
                asked.append(self._gathering(span, place, _following(there)))
        return asked or list(self._for_the_missing(span, held))

    def _held(self, span: Span) -> list[Assignment]:
        return self.drilled.of_span(self.obligation, span)

    def _for_the_missing(self, span: Span, held: Sequence[Assignment]) -> Iterator[Gathering]:
        """A make-up where most were missed; none before anything was held, nor where nobody could come to it.

        The brigade has drilled at every place, so that this one asks for none of it.
        """
        lacking = self.lacking(span)
        over = [one for one in held if self.drilled.is_over(one)]
        if not over or not lacking:
            return
        who = {one.id for one in lacking}

        def missed(one: Assignment) -> tuple[int, date, str]:
            report = self.drilled.reports.get(one.id)
            return len(who & set(report.missing)) if report else 0, one.day, one.id

        place = read_key(max(over, key=missed).id).place
        found = self._gathering(span, place, _following([one for one in held if read_key(one.id).place == place]))
        if any(not one.away(self.period.day(day)) for one in lacking for day in found.days):
            yield replace(found, brigade_least=0, tier=Tier.CONTRACT)

    def _gathering(self, span: Span, place: str, again: int) -> Gathering:
        obligation, key = self.obligation, key_of(self.obligation, span, place, again)
        # The law's floor is for the site as a whole and lower than the target; missing the target breaks no law.
        is_floor = obligation.floor_every is obligation.every and len(obligation.each) <= 1
        return Gathering(
            key=key,
            obligation=obligation.id,
            place=place,
            # What is announced has one day, and that is right however near it is.
            days=(self.pinned[key][0],) if key in self.pinned else self._days(span),
            earliest=obligation.earliest,
            latest=obligation.latest,
            minutes=obligation.minutes,
            brigade_least=obligation.brigade_least,
            leader=obligation.leader,
            everyone=frozenset(one.id for one in self.concerned),
            night_counts=bool(obligation.night_least),
            tier=Tier.LEGAL if is_floor else Tier.CONTRACT,
        )

    def _days(self, span: Span) -> tuple[int, ...]:
        """The numbers of the days on which a gathering of the span may be held, announced in time."""
        soonest = max(span.first, self.drilled.today + self.obligation.lead_days * DAY)
        allowed = self._allowed(span)
        open_days = tuple(
            number
            for number in self.period.numbers(soonest, span.last)
            if (day := self.period.day(number)) not in self.period.holidays
            and (allowed is None or day in allowed)
            and not any(days.holds(day) for days in self.staffing.blackout)
        )
        # The distance is a wish, holding it at all is not.
        return tuple(number for number in open_days if self.period.day(number) not in self.near) or open_days

    def _allowed(self, span: Span) -> frozenset[date] | None:
        """The days of the span that the site has chosen, else those of head office's windows; None: all of them."""
        every = frozenset(span.first + n * DAY for n in range((span.last - span.first).days + 1))
        chosen = every & frozenset(self.obligation.chosen)
        windowed = frozenset(day for day in every if any(days.holds(day) for days in self.obligation.windows))
        return chosen or windowed or None


def _following(there: Sequence[Assignment]) -> int:
    """The number of the next gathering of a place in a span: 0 for the first, then that of a make-up."""
    return max((read_key(one.id).again for one in there), default=-1) + 1


def _too_near(obligation: Obligation, stays: Iterable[Assignment]) -> frozenset[date]:
    """The days that are too near to a drill of the obligation that stays."""
    if obligation.kind is not ObligationKind.DRILL:
        return frozenset()
    reach = range(1 - obligation.spacing_days, obligation.spacing_days)
    return frozenset(one.day + n * DAY for one in stays if one.obligation == obligation.id for n in reach)
