"""A drill or a training that recurs, with a floor set by law and a target set by policy."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.runtime.errors import Invalid
from services.scheduler.domain.check import all_identified, identified, named, within
from services.scheduler.domain.contract import BRIGADE
from services.scheduler.domain.days import Days

MOST_WINDOWS = 100
MOST_CHOSEN = 400


class ObligationKind(StrEnum):
    """A drill is of a place, with a leader; a training has sittings, of which everybody concerned attends one."""

    DRILL = "drill"
    TRAINING = "training"


class Every(StrEnum):
    """Once in each calendar month, quarter, half-year or year."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """The length of the period in months."""
        return {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}[self]


@dataclass(frozen=True, slots=True)
class Obligation:
    """What has to be held, how often, and by whom.

    `every` is the site's target for each place in `each` (empty: one for the whole site), `floor_every` what binding
    text demands for the site as a whole, None where none does. The floor is never more frequent than the target: what
    is planned is the target, and it is law where floor and target are the same and there is one place at most; a
    target above the floor weighs as a contract, for missing it breaks no law. `everyone` names contracts or "brigade".
    `earliest` and `latest` are minutes of the day, site's zone, between which it begins and ends. Days and minutes are
    whole.

    `windows` are the days that head office allows; a span of which no window holds a day is free. Within them the site
    may name the days that it has chosen, `chosen`; a span without a chosen day leaves the day to planning.
    """

    id: str
    kind: ObligationKind
    every: Every
    display_name: str = ""
    each: tuple[str, ...] = ()
    floor_every: Every | None = None
    floor_citation: str = ""
    minutes: int = 90
    everyone: tuple[str, ...] = ()
    brigade_least: int = 0
    leader: str = ""
    earliest: int = 540
    latest: int = 1260
    night_least: int = 0
    sittings: int = 1
    spacing_days: int = 1
    lead_days: int = 0
    scenarios: tuple[str, ...] = ()
    windows: tuple[Days, ...] = ()
    chosen: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        identified("id", self.id)
        named("display_name", self.display_name)
        named("floor_citation", self.floor_citation, 500)
        within("minutes", self.minutes, 15, 480)
        within("brigade_least", self.brigade_least, 0, 50)
        within("earliest_minute", self.earliest, 1, 1439)
        within("latest_minute", self.latest, 1, 1440)
        within("night_least", self.night_least, 0, 366)
        within("sittings", self.sittings, 1, 20)
        within("spacing_days", self.spacing_days, 0, 90)
        within("lead_days", self.lead_days, 0, 90)
        if self.earliest + self.minutes > self.latest:
            raise Invalid(
                "latest_minute",
                f"{self.latest} leaves no {self.minutes} minutes after {self.earliest}",
                hint="widen the hours or shorten it",
            )
        if self.floor_every is not None and self.floor_every.months < self.every.months:
            raise Invalid(
                "floor_every",
                f"{self.floor_every} is more often than every {self.every}, which is the target",
                hint="hold it as often as the text demands, or more often",
            )
        if self.kind is ObligationKind.DRILL and self.sittings != 1:
            raise Invalid("sittings", "a drill has one sitting a place", hint="name the places in each")
        if self.leader:
            identified("leader", self.leader)
        all_identified("each", self.each)
        all_identified("everyone", self.everyone)
        for place, scenario in enumerate(self.scenarios):
            if not 0 < len(scenario.strip()) <= 200:
                raise Invalid(f"scenarios[{place}]", "is empty or longer than 200 characters", hint="give it a name")

        if len(self.windows) > MOST_WINDOWS:
            raise Invalid("windows", f"are more than {MOST_WINDOWS}", hint="leave out those that are past")
        if len(self.chosen) > MOST_CHOSEN:
            raise Invalid("chosen_dates", f"are more than {MOST_CHOSEN}", hint="leave out those that are past")
        for place, day in enumerate(self.chosen):
            if self.windows and not any(days.holds(day) for days in self.windows):
                raise Invalid(f"chosen_dates[{place}]", f"{day} lies in no window", hint="choose a day within a window")

    def called(self) -> str:
        """What people call it."""
        return self.display_name or self.id

    def concerns(self, contract: str, in_brigade: bool) -> bool:
        """Whether somebody of that contract, in the brigade or not, has to be at one gathering of each period."""
        return contract in self.everyone or (in_brigade and BRIGADE in self.everyone)
