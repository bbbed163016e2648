"""A maintenance plan: what an asset needs, and how often."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.assets.domain.certificate import Certificate
from services.assets.domain.days import check_due, check_visit
from services.assets.domain.holiday import OnHoliday
from services.assets.domain.identifier import check_id, check_named, check_reference, check_text
from services.assets.domain.interval import Interval
from services.assets.domain.override import Override, exceeds
from services.assets.domain.season import Season
from services.assets.domain.trigger import Trigger
from services.runtime.errors import Invalid

SOURCES = ("", "file", "pack")


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenancePlan:
    """What an asset needs. A floating plan counts from the last completion (`anchor`), a fixed one from the calendar.

    Days are days of the site, minutes of `window` are of the local day. Where `law`, the due day is the statutory
    latest. Raises Invalid.
    """

    id: str
    asset: str  # may be empty where `covers` says what is visited together
    display_name: str
    interval: Interval
    anchor: date
    floating: bool = True
    early_days: int = 0
    late_days: int = 0
    law: bool = False
    citation: str = ""
    minutes: int = 60
    crew: int = 1
    trade: str = ""
    outage_minutes: int = 0
    season: Season | None = None
    absorbed_by: tuple[str, ...] = ()  # ids of larger plans whose visits replace this one's
    steps: tuple[str, ...] = ()
    active: bool = True
    covers: tuple[str, ...] = ()  # ids of the assets that one visit looks after together
    place: str = ""  # id of the space where the visit is held; empty: where the asset stands
    source: str = ""  # "file", "pack", or empty where people wrote it
    window: tuple[int, int] | None = None  # first and last minute of the day; None: whenever its crew is there
    done: date | None = None  # fixed plans: the last due day whose visit is completed
    assumed: bool = False  # whether nobody knows of a visit on `anchor`: it was only needed to begin with
    rule: str = ""  # the pack's rule that it follows, "cn/elevator-15-day"; empty: none
    override: Override | None = None  # who approved of another interval than the pack's
    as_needed: str = ""  # text by which a monitored asset may be visited on demand instead; empty: none does
    certificate: Certificate | None = None  # what its visit renews; its due day is when that is asked for
    on_holiday: OnHoliday = OnHoliday.WORKED
    weekends_too: bool = False  # whether `on_holiday` speaks of weekends as well
    trigger: Trigger | None = None  # what makes it due beside its interval

    def __post_init__(self) -> None:
        check_named("maintenance plan", self.id, self.display_name, longest=200)
        check_text("citation", self.citation, 500)
        check_text("trade", self.trade, 63)
        check_text("rule", self.rule, 127)
        check_text("as_needed", self.as_needed, 500)
        for name, low, high in (
            ("early_days", 0, 3660),
            ("late_days", 0, 3660),
            ("minutes", 1, 1440),
            ("crew", 1, 50),
            ("outage_minutes", 0, 525_600),
        ):
            if not low <= getattr(self, name) <= high:
                raise Invalid(name, f"{getattr(self, name)} is not within {low} to {high}")
        self._check_what_it_is_for()
        self._check_days()
        if self.window is not None and not 0 <= self.window[0] < self.window[1] <= 1440:
            begin, end = self.window
            raise Invalid("window_start_minute", f"{begin} to {end} is no time of one day", hint="0 to 1440, in order")
        if self.window is not None and self.minutes > self.window[1] - self.window[0]:
            room = self.window[1] - self.window[0]
            raise Invalid("minutes", f"{self.minutes} do not fit a window of {room}", hint="widen the window")
        if self.source not in SOURCES:
            raise Invalid("source", f'"{self.source}" is none of "file", "pack" and empty')

        if self.certificate is not None and self.floating:
            hint = "set fixed: its end is told, it does not follow from the last renewal"
            raise Invalid("certificate", "belongs to a plan that counts from the last visit", hint=hint)

    def _check_what_it_is_for(self) -> None:
        thing = f"maintenance plan {self.id!r}"
        check_reference(thing, "asset", self.asset)
        check_reference(thing, "place", self.place)
        if not self.asset and not self.covers:
            raise Invalid("asset", "is empty, and covers as well", hint="name the asset, or those visited together")
        for name in ("covers", "absorbed_by"):
            ids = getattr(self, name)
            for id in ids:
                check_id(thing, name, id)
            twice = sorted({id for id in ids if ids.count(id) > 1}) if len(set(ids)) < len(ids) else []
            if twice:
                raise Invalid(name, f"names {', '.join(twice[:5])} twice", hint="name each once")
        if self.id in self.absorbed_by:
            raise Invalid("absorbed_by", f"names {self.id} itself", hint="name larger plans of the same asset")

    def _check_days(self) -> None:
        if self.law and self.late_days:
            raise Invalid("late_days", "is not 0 though the interval is law", hint="the due day is the legal latest")
        if self.early_days >= self.interval.shortest:
            raise Invalid(
                "early_days",
                f"{self.early_days} is not less than the {self.interval.shortest} days of the interval",
                hint="a visit may not be held before the one before it",
            )
        if self.floating and self.interval.nth is not None:
            raise Invalid("fixed", "is not set though a weekday of the month is", hint="set fixed: it is a calendar")
        self._check_holidays()
        if self.trigger and not self.floating:
            raise Invalid("trigger", "is set though the plan is fixed", hint="leave fixed out: it counts from a visit")
        if self.trigger and not self.asset:
            raise Invalid("trigger", "is set though the plan has no asset", hint="name the asset that is read")
        if self.season and not self.floating and not any(day in self.season for day in self._first_dues()):
            raise Invalid("season_first_month", "no due day lies in the season", hint="choose an anchor day within it")

    def _check_holidays(self) -> None:
        if self.on_holiday is OnHoliday.SKIP and self.law:
            hint = "before or after: the law asks for each visit"
            raise Invalid("on_holiday", "is skip though the interval is law", hint=hint)
        if self.weekends_too and self.on_holiday is OnHoliday.WORKED:
            raise Invalid("weekends_too", "is set though holidays are worked", hint="set on_holiday as well")

    def _first_dues(self) -> Iterator[date]:
        """Enough due days to meet every month that the calendar meets."""
        for step in range(max(12, 4 * 366 // self.interval.shortest)):
            yield self.interval.after(self.anchor, step)

    def completed(self, performed: date, due: date | None = None) -> "MaintenancePlan":
        """The plan after a visit on the day `performed`; the same visit a second time changes nothing.

        Floating: the next one counts from the performed day, also when that was early. Fixed: what was due on `due`
        (None: on the last due day for which it was not too early) is done, and the calendar goes on.
        """
        if self.floating:
            later = performed > self.anchor or self.assumed
            return replace(self, anchor=performed, assumed=False) if later else self
        if due is None:
            reach = performed + timedelta(days=self.early_days)
            step = self.interval.first_step(self.anchor, reach + timedelta(days=1)) - 1
            due = self.interval.after(self.anchor, step) if step >= 0 else None
        if due is None or (self.done is not None and due <= self.done):
            return self
        return replace(self, done=due)

    def check_ahead(self, today: date) -> None:
        """Refuse days from which it cannot count yet; `today` is the site's. Raises Invalid."""
        (check_visit if self.floating else check_due)("anchor_date", self.anchor, today)
        if self.done:
            check_due("done_date", self.done, today)

    @property
    def beyond_law(self) -> bool:
        """Whether it is visited less often than law allows, or not at all, because somebody approved of that."""
        if self.override is None or not self.override.law:
            return False
        return not self.active or exceeds(self.interval, self.override.interval)

    @property
    def awaits(self) -> bool:
        """Whether it generates no visits because nobody has told when its certificate ends."""
        return self.certificate is not None and self.certificate.expires is None

    def expiring(self, day: date) -> "MaintenancePlan":
        """The plan of a certificate that is valid until `day`; the same day a second time changes nothing.

        A renewal that was asked for before belongs to the certificate before. Raises Invalid where it has none.
        """
        if self.certificate is None:
            raise Invalid("certificate", f"is none of plan {self.id}", hint="name the plan of a certificate or permit")
        if self.certificate.expires == day:
            return self
        certificate = replace(self.certificate, expires=day)
        ask_by = certificate.ask_by or day
        return replace(self, certificate=certificate, anchor=ask_by, done=ask_by - timedelta(days=1), assumed=False)

    def counted(self, *, known: bool) -> "MaintenancePlan":
        """The plan as it counts from the end of its certificate, if it has one; `known`: whether `done` was said."""
        ask_by = self.certificate.ask_by if self.certificate else None
        if ask_by is None or (known and self.anchor == ask_by):
            return self
        return replace(self, anchor=ask_by, done=ask_by - timedelta(days=1), assumed=False)

    def remembering(self, held: "MaintenancePlan") -> "MaintenancePlan":
        """The plan as people write it anew, with what only work has taught `held`: which due day is done.

        That nobody knows of a visit on its anchor stays so until people give another.
        """
        if held.assumed and self.anchor == held.anchor:
            return replace(self._with_done(held), assumed=True)
        return self._with_done(held)

    def brought_again(self, held: "MaintenancePlan") -> "MaintenancePlan":
        """The plan as a file or a pack brings it anew, with what people have told of `held` and approved for it."""
        told = replace(self, anchor=held.anchor, done=held.done, assumed=held.assumed)._followed_as(held)
        if self.certificate and held.certificate:
            told = replace(told, certificate=replace(self.certificate, expires=held.certificate.expires))
        if held.override is None:
            return told
        # A pause is approved at the interval that the pack says; one at another came from a file that lacked the plan.
        paused = not held.active and held.override.interval == held.interval
        if held.interval == self.interval and not paused:
            return told
        told = replace(told, active=not paused)
        override = replace(held.override, interval=self.interval, law=self.law)
        early = min(told.early_days, held.interval.shortest - 1)
        return replace(told, interval=held.interval, early_days=early, override=override)

    def _followed_as(self, held: "MaintenancePlan") -> "MaintenancePlan":
        """With what no file and no pack says: holidays and readings, as far as they suit what it is now."""
        trigger = held.trigger if self.floating and self.asset else None
        if self.law and held.on_holiday is OnHoliday.SKIP:
            return replace(self, trigger=trigger)
        return replace(self, trigger=trigger, on_holiday=held.on_holiday, weekends_too=held.weekends_too)

    def _with_done(self, held: "MaintenancePlan") -> "MaintenancePlan":
        if self.floating or held.done is None:
            return self
        if self.certificate and held.certificate and self.certificate.expires != held.certificate.expires:
            return self
        return replace(self, done=max(self.done, held.done) if self.done else held.done)
