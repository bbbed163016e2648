"""What came of a drill or a sitting: who was there, how long it took, what was found."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from services.runtime.errors import Invalid
from services.scheduler.domain.check import all_identified, identified, named, within

MOST_FINDINGS = 50
MOST_RESIDENTS = 100_000
LONGEST_EVACUATION = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that has to be put right: what, by whom (a person's id) and by which day."""

    text: str
    owner: str
    due: date

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise Invalid("text", "is empty", hint="say what has to be put right")
        named("text", self.text)
        identified("owner", self.owner)

    def order_id(self, key: str) -> str:
        """The id of its corrective work order, the same however often the drill `key` is reported."""
        return "drill-" + hashlib.sha256(f"{key}\n{self.text.strip()}".encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillReport:
    """The report of the gathering whose key is `id`.

    `held` is the instant at which it began, `evacuated` the minutes until everybody was out (None: not measured).
    `missing` were expected and did not come, `brigade` is how many of the brigade came, and `brigade_least` how many
    had to; `led` is false where it needs a leader and nobody certified was there. Ids of people, each once.
    """

    id: str
    obligation: str
    place: str
    held: datetime
    scenario: str = ""
    attended: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    residents: int = 0
    evacuated: int | None = None
    notes: str = ""
    findings: tuple[Finding, ...] = ()
    brigade: int = 0
    brigade_least: int = 0
    led: bool = True

    def __post_init__(self) -> None:
        if self.held.tzinfo is None:
            raise Invalid("held_time", "has no zone", hint="give an instant in UTC")
        all_identified("attended", self.attended)
        within("resident_count", self.residents, 0, MOST_RESIDENTS)
        within("evacuation_minutes", self.evacuated or 0, 0, LONGEST_EVACUATION)
        named("scenario", self.scenario)
        named("notes", self.notes, 2000)
        if not self.attended:
            raise Invalid("attended", "is nobody", hint="a gathering without anybody was not held: do not report it")
        if len(self.findings) > MOST_FINDINGS:
            raise Invalid("findings", f"are more than {MOST_FINDINGS}", hint="put related ones together")
        seen: set[str] = set()
        for place, finding in enumerate(self.findings):
            if finding.text.strip() in seen:
                raise Invalid(f"findings[{place}].text", "is there twice", hint="name each finding once")
            seen.add(finding.text.strip())

    @property
    def brigade_short(self) -> int:
        """How many of the brigade lacked."""
        return max(0, self.brigade_least - self.brigade)

    @property
    def counts(self) -> bool:
        """Whether the place has had its gathering by it. If not, the place needs another in the same span."""
        return not self.brigade_short and self.led
