"""The site and its things: assets, maintenance plans, redundancy groups, last visits, the register's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from muster.assets.v1.asset_pb2 import Asset
from muster.assets.v1.estate_pb2 import LastVisit, Serving
from muster.assets.v1.maintenance_plan_pb2 import MaintenancePlan
from muster.assets.v1.redundancy_group_pb2 import RedundancyGroup
from muster.assets.v1.register_pb2 import Scope
from services.cli.estate import departures, forms
from services.cli.estate.document import Marked
from services.cli.estate.fields import Fields, near

T = TypeVar("T")

SCOPES = {
    "component": Scope.SCOPE_COMPONENT,
    "space": Scope.SCOPE_SPACE,
    "floor": Scope.SCOPE_FLOOR,
    "system": Scope.SCOPE_SYSTEM,
    "type": Scope.SCOPE_TYPE,
}
STATES = {
    "in use": Asset.STATE_IN_SERVICE,
    "out of service": Asset.STATE_OUT_OF_SERVICE,
    "out of use": Asset.STATE_OUT_OF_USE,
    "retired": Asset.STATE_RETIRED,
}
ON_HOLIDAYS = {
    "worked": MaintenancePlan.ON_HOLIDAY_UNSPECIFIED,
    "before": MaintenancePlan.ON_HOLIDAY_BEFORE,
    "after": MaintenancePlan.ON_HOLIDAY_AFTER,
    "skip": MaintenancePlan.ON_HOLIDAY_SKIP,
}


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """The workbook that brings the assets; `scopes` say for its jobs what one visit looks after."""

    path: Path
    default_scope: Scope = Scope.SCOPE_UNSPECIFIED
    scopes: dict[str, Scope] = field(default_factory=dict)

    def options(self) -> str:
        """What `muster import cobie` has to be told of the scopes."""
        words = {scope: word for word, scope in SCOPES.items()}
        said = [f" --scope {job}={words[scope]}" for job, scope in self.scopes.items()]
        if self.default_scope:
            said.append(f" --default-scope {words[self.default_scope]}")
        return "".join(said)


ASSET = ("name", "type", "serial_number", "tag_number", "spaces", "serves", "installed", "state")
GROUP = ("name", "members", "keep_up", "one_a_day")
REGISTER = ("file", "default_scope", "scopes")


def asset(site: str, id: str, given: Marked) -> Asset:
    """One of `assets`; `site` is "sites/{site}"."""
    fields = Fields(given, id, ASSET)
    found = Asset(
        name=f"{site}/assets/{id}",
        display_name=fields.text("name", id),
        type=fields.text("type"),
        serial_number=fields.text("serial_number"),
        tag_number=fields.text("tag_number"),
        spaces=fields.texts("spaces"),
        serves=fields.texts("serves"),
    )
    if "installed" in fields:
        found.installed_date.CopyFrom(forms.to_pb(fields.form("installed", forms.day, forms.DAY)))
    if "state" in fields:
        found.state = _word(fields, "state", STATES)
    return found


def serving(given: Marked) -> list[Serving]:
    """All of `serves`: asset or system: spaces."""
    fields = Fields(given, "serves", tuple(given))
    return [Serving(id=id, spaces=fields.texts(id)) for id in given]


PLAN = (
    *("asset", "covers", "place", "name", "every", "last", "fixed", "early_days", "late_days", "law", "citation"),
    *("minutes", "crew", "trade", "outage_minutes", "steps", "absorbed_by", "season", "window", "paused"),
    *("holidays", "weekends_too", "when"),
    *("certificate", "ends", "lead", "override"),
)


def plan(site: str, id: str, given: Marked) -> MaintenancePlan:
    """One of `maintenance_plans`."""
    fields = Fields(given, id, PLAN)
    found = MaintenancePlan(
        name=f"{site}/maintenancePlans/{id}",
        display_name=fields.text("name", id),
        interval=fields.form("every", forms.interval, forms.INTERVAL),
        anchor_date=forms.to_pb(fields.form("ends" if "ends" in fields else "last", forms.day, forms.DAY)),
        fixed=fields.flag("fixed"),
        early_days=fields.whole("early_days"),
        late_days=fields.whole("late_days"),
        law=fields.flag("law"),
        citation=fields.text("citation"),
        minutes=fields.whole("minutes"),
        crew=fields.whole("crew"),
        trade=fields.text("trade"),
        outage_minutes=fields.whole("outage_minutes"),
        steps=fields.texts("steps"),
        absorbed_by=fields.texts("absorbed_by"),
        covers=fields.texts("covers"),
        place=fields.text("place"),
        paused=fields.flag("paused"),
        weekends_too=fields.flag("weekends_too"),
    )
    if not found.covers:
        fields.need("asset")
    if "asset" in fields:
        found.asset = f"{site}/assets/{fields.text('asset')}"
    if "season" in fields:
        hint = "months, e.g. apr-oct"
        found.season_first_month, found.season_last_month = fields.form("season", forms.season, hint)
    if "window" in fields:
        start, minutes = fields.form("window", forms.span, forms.CLOCK)
        if start + minutes > 1440:
            raise fields.refusal("window", f"{id}.window runs over midnight", "keep it within one day")
        found.window_start_minute, found.window_end_minute = start, start + minutes
    if "holidays" in fields:
        found.on_holiday = _word(fields, "holidays", ON_HOLIDAYS)
    if "when" in fields:
        found.trigger.CopyFrom(fields.form("when", forms.trigger, forms.TRIGGER))
    departures.of_plan(fields, found)
    return found


def group(site: str, id: str, given: Marked) -> RedundancyGroup:
    """One of `redundancy_groups`."""
    fields = Fields(given, id, GROUP)
    fields.need("members")
    fields.need("keep_up")
    return RedundancyGroup(
        name=f"{site}/redundancyGroups/{id}",
        display_name=fields.text("name"),
        members=[f"{site}/assets/{member}" for member in fields.texts("members")],
        keep_up=fields.whole("keep_up"),
        one_a_day=fields.flag("one_a_day"),
    )


def last_visits(site: str, document: Marked) -> list[LastVisit]:
    """All of `last_visits`: plan: day."""
    given = Fields(document, "the file", tuple(document)).mapping("last_visits")
    fields = Fields(given, "last_visits", tuple(given))
    return [
        LastVisit(
            maintenance_plan=f"{site}/maintenancePlans/{plan}",
            date=forms.to_pb(fields.form(plan, forms.day, forms.DAY)),
        )
        for plan in given
    ]


def register(given: Marked) -> RegisterFile:
    """The section `register`; its file's path is relative to the YAML."""
    fields = Fields(given, "register", REGISTER)
    fields.need("file")
    scopes = fields.mapping("scopes")
    jobs = Fields(scopes, "register.scopes", tuple(scopes))
    return RegisterFile(
        path=given.file.parent / fields.text("file"),
        default_scope=_scope(fields, "default_scope") if "default_scope" in fields else Scope.SCOPE_UNSPECIFIED,
        scopes={job: _scope(jobs, job) for job in scopes},
    )


def _scope(fields: Fields, key: str) -> Scope:
    return _word(fields, key, SCOPES)


def _word(fields: Fields, key: str, words: Mapping[str, T]) -> T:
    said = fields.text(key)
    if said not in words:
        raise fields.refusal(key, f'{fields.what}.{key} is "{said}"', near(said, words))
    return words[said]
