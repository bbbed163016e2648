"""Reads a COBie workbook: the register of one building, and the report of how it came about."""

from collections import Counter
from dataclasses import dataclass

from services.assets.cobie import (
    attributes,
    cells,
    components,
    jobs,
    places,
    resources,
    systems,
    types,
    workbook,
    zones,
)
from services.assets.cobie.columns import COLUMNS, WANTED
from services.assets.cobie.frequency import RATE, FrequencyReading
from services.assets.cobie.plan import JobPlan
from services.assets.cobie.report import Report, Severity, SheetCount, Tally
from services.assets.domain.asset import Asset
from services.assets.domain.asset_type import AssetType, Spare
from services.assets.domain.resource import Resource, ResourceKind
from services.assets.domain.space import Space, Zone
from services.assets.domain.system import System

# What is missing where a sheet is not in the file.
OPTIONAL = {
    "Floor": "assets lie in the building or in spaces",
    "Space": "assets lie on floors or in the building",
    "Zone": "spaces bear no tags",
    "System": "no group of assets goes out of service together",
    "Spare": "types have no spares",
    "Resource": "jobs need no tools or materials",
    "Job": "the file brings no plans; a rule pack can give some by asset type",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All domain objects of one workbook. Ids refer to each other; each kind has a space of ids of its own,
    which facility, floors and spaces share."""

    facility: Space
    currency: str  # as the file says it, "Dollars"
    floors: tuple[Space, ...]
    spaces: tuple[Space, ...]
    zones: tuple[Zone, ...]
    types: tuple[AssetType, ...]
    assets: tuple[Asset, ...]
    systems: tuple[System, ...]
    resources: tuple[Resource, ...]
    spares: tuple[Spare, ...]
    plans: tuple[JobPlan, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook holds and what became of its rows."""

    register: Register
    report: Report


def read(data: bytes, filename: str, *, frequency: FrequencyReading = RATE, max_rows: int = 200_000) -> Reading:
    """Read an .xlsx or .xls workbook. `filename` is only for texts; `max_rows` counts filled rows of all sheets.

    Raises CobieRefused, naming file, sheet and remedy, where there is nothing to read: not a workbook, under a
    password, too large, no sheet Facility, Type or Component, no building or more than one. Whatever else is wrong
    becomes a finding of the report. The same bytes give the same reading, ids included.
    """
    book = workbook.opened(data, filename, max_rows=max_rows)
    tally = Tally()
    _note_missing(book, tally)
    found = places.read(book, tally)
    grouped = zones.read(book, found.space_names, tally)
    asset_types, type_names = types.read(book, tally)
    assets, asset_names = components.read(book, found, type_names, tally)
    needs, need_names = resources.read(book, tally)
    register = Register(
        facility=found.facility,
        currency=places.only_facility(book).text("CurrencyUnit"),
        floors=found.floors,
        spaces=zones.tagged(found.spaces, grouped),
        zones=grouped,
        types=asset_types,
        assets=assets,
        systems=systems.read(book, asset_names, tally),
        resources=needs,
        spares=types.read_spares(book, type_names, tally),
        plans=jobs.read(book, type_names, need_names, frequency, tally),
    )
    _note_plans(register, tally)
    attributes.check(book, tally)
    return Reading(register, _report(book, register, tally))


def _note_missing(book: workbook.Workbook, tally: Tally) -> None:
    for name, consequence in OPTIONAL.items():
        sheet = book.sheets[name]
        if not sheet.present:
            tally.note_sheet(Severity.NOTICE, name, f"the sheet is not in the file: {consequence}")
        elif not sheet.columns and sheet.rows:
            tally.note_sheet(Severity.ERROR, name, "the sheet has no column Name: nothing of it is read")
        elif not sheet.rows:
            tally.note_sheet(Severity.NOTICE, name, f"the sheet is empty: {consequence}")
        missing = [column for column in WANTED.get(name, ()) if sheet.rows and not sheet.has(column)]
        if missing:
            tally.note_sheet(Severity.ERROR, name, f"has no column {', '.join(missing)}: read as if empty")
    for name, theirs in COLUMNS.items():
        strange = set(book.sheets[name].columns) - {cells.heading(column) for column in theirs}
        if strange and book.sheets[name].rows:
            shown = ", ".join(sorted(strange))
            tally.note_sheet(Severity.NOTICE, name, "has columns that COBie has not; they are not read", value=shown)
    for name in ("Type", "Component"):
        if not book.sheets[name].rows:
            tally.note_sheet(Severity.NOTICE, name, "the sheet is empty: there is nothing to maintain")


def _note_plans(register: Register, tally: Tally) -> None:
    """What a supervisor has to settle before plans become work: how far each reaches, who does it, what has none."""
    if not register.plans:
        return
    bearers = Counter(asset.type for asset in register.assets if asset.type)
    for plan in register.plans:
        number = bearers[plan.type]
        if plan.type and not number:
            reason = "no asset has the type of this job"
        elif number > 1:
            reason = (
                f"applies to {number:,} assets, {plan.minutes} minutes each: choose asset, space, floor or all at once"
            )
        else:
            continue
        tally.note_sheet(Severity.NOTICE, "Job", reason, column="TypeName", value=plan.display_name)
    if not any(resource.kind is ResourceKind.LABOUR for resource in register.resources):
        reason = "no labour is named: crew and skill are assumed from the category of the type"
        tally.note_sheet(Severity.NOTICE, "Resource", reason, column="Category")
    bare = set(bearers) - {plan.type for plan in register.plans}
    if bare:
        without = sum(bearers[type] for type in bare)
        reason = f"{len(bare):,} types in use ({without:,} assets) have no job in the file; a pack can give plans"
        tally.note_sheet(Severity.NOTICE, "Job", reason)


def _report(book: workbook.Workbook, register: Register, tally: Tally) -> Report:
    steps = sum(len(plan.steps) for plan in register.plans)
    counted = [(name, len(book.sheets[name].rows)) for name in (*workbook.CHECKED, *workbook.COUNTED)]
    return Report(
        filename=book.filename,
        facility=register.facility.display_name,
        found=(
            ("facility", 1),
            ("floors", len(register.floors)),
            ("spaces", len(register.spaces)),
            ("zones", len(register.zones)),
            ("types", len(register.types)),
            ("assets", len(register.assets)),
            ("systems", len(register.systems)),
            ("plans", len(register.plans)),
            ("steps", steps),
            ("resources", len(register.resources)),
            ("spares", len(register.spares)),
        ),
        sheets=tuple(
            SheetCount(sheet=name, read=len(book.sheets[name].rows), imported=tally.imported[name])
            for name in workbook.READ
        ),
        ignored=tuple(counted) + book.unknown,
        findings=tuple(tally.findings),
        unresolved=tuple(tally.unresolved),
    )
