"""One rule of a pack: what a subject needs, how often, since when, and where that is written."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

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
    pack: str = ""  # id of the pack whose file says it, or changes it
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
    since: str = ""  # ISO day from which it holds; empty: in force, from when is not known
    until: str = ""  # ISO day, the last on which it holds; empty: no end is known
    absorbed_by: tuple[str, ...] = ()  # ids of rules of the same pack
    steps: tuple[str, ...] = ()  # what has to be done with it, as sending a report within so many days
    certificate: str = ""  # what runs out and has to be renewed, "certificate of inspection"; empty: a visit recurs
    lead: tuple[int, str] | None = None  # how long before its end the renewal is asked for, (1, "month")
    as_needed: str = ""  # text that lets a monitored one be visited on demand instead; empty: nothing does

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
        self._check_lead()
        if _day("from", self.since, date.min) > _day("until", self.until, date.max):
            raise PackInvalid(f"until {self.until} lies before from {self.since}")

    def _check_window(self, window: tuple[int, ...]) -> None:
        if len(window) != 2 or not 0 <= window[0] < window[1] <= 1440:
            raise PackInvalid(f"window {list(window)} is not [first, last] minute of a day")
        if self.minutes > window[1] - window[0]:
            raise PackInvalid(f"window {list(window)} is shorter than the {self.minutes} minutes of the visit")

    def _check_lead(self) -> None:
        if self.lead is None:
            return
        if not self.certificate:
            raise PackInvalid("lead is given without a certificate that ends")
        if len(self.lead) != 2 or self.lead[1] not in UNITS or not isinstance(self.lead[0], int) or self.lead[0] < 1:
            raise PackInvalid(f"lead {list(self.lead)} is not like [1, month]")

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return _day("from", self.since, date.min) <= day <= _day("until", self.until, date.max)

    def fits(self, text: str, code: str, beside: str = "") -> bool:
        """Whether a whole word (or its plural) of `match` stands in `text`, or `code` begins with one of `codes`.

        Not where a word of `unless` stands there or in `beside`. Words of scripts without blanks are found anywhere.
        """
        words = _words(text)
        if self.unless and any(_stands(word, words + _words(beside)) for word in self.unless):
            return False
        return any(_stands(word, words) for word in self.match) or any(code.startswith(begin) for begin in self.codes)


def _day(name: str, text: str, open: date) -> date:
    try:
        return date.fromisoformat(text) if text else open
    except ValueError:
        raise PackInvalid(f"{name} {text!r} is not a day like 2027-01-01") from None


@lru_cache(maxsize=1024)  # every subject of a pack is asked about the same few texts
def _words(text: str) -> str:
    return " " + " ".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split()) + " "


def _stands(word: str, words: str) -> bool:
    return f" {word} " in words or f" {word}s " in words if word.isascii() else word in words
