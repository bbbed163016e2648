"""Job: rows of one name and type are one job; the row with a Frequency is its header, the others are its steps.

To read each row as a job would give 36 jobs instead of 5 in the Clinic book and count its hours twice: a header's
Duration already is the sum of its steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.assets.cobie import cells, frequency, rows
from services.assets.cobie.frequency import ON_DEMAND, FrequencyReading, TooOften
from services.assets.cobie.identity import Named, ids
from services.assets.cobie.plan import JobKind, JobPlan, Step
from services.assets.cobie.references import Names, names_of
from services.assets.cobie.report import Severity, Tally
from services.assets.cobie.workbook import Row, Workbook
from services.assets.domain.interval import Interval

SHEET = "Job"
KINDS = {
    "pm": JobKind.RECURRING,
    "inspection": JobKind.RECURRING,
    "testing": JobKind.RECURRING,
    "calibration": JobKind.RECURRING,
    "adjustment": JobKind.RECURRING,
    "safety": JobKind.PROCEDURE,
    "shutdown": JobKind.PROCEDURE,
    "startup": JobKind.PROCEDURE,
    "emergency": JobKind.ON_DEMAND,
    "trouble": JobKind.ON_DEMAND,
    "operation": JobKind.ON_DEMAND,
}
# Of work, so a day is a working day. Hour is not in the pick list, but says what it means.
MINUTES = {"minute": 1, "hour": 60, "day": 8 * 60}


@dataclass(frozen=True, slots=True)
class Job:
    """The rows of one job, its header apart."""

    header: Row
    steps: tuple[Row, ...]

    @property
    def key(self) -> str:
        return " | ".join(part for part in (self.header.text("Name"), self.header.text("TypeName")) if part)


def read(
    book: Workbook, types: Names, resources: Names, reading: FrequencyReading, tally: Tally
) -> tuple[JobPlan, ...]:
    """All jobs that say how often, or that they are on demand; any other is reported and left out."""
    jobs = [job for group in rows.grouped(book.sheets[SHEET], tally, by="TypeName") if (job := _headed(group, tally))]
    keys = [job.key for job in jobs]
    named = [
        Named(job.header.text("Name"), job.header.text("TypeName"), key) for job, key in zip(jobs, keys, strict=True)
    ]
    job_ids = ids("job", named)
    names = names_of((job.header.text("Name"), id) for job, id in zip(jobs, job_ids, strict=True))
    return tuple(
        plan
        for job, id in zip(jobs, job_ids, strict=True)
        if (plan := _plan(job, id, types, resources, names, reading, tally))
    )


def _headed(group: list[Row], tally: Tally) -> Job | None:
    headers = [row for row in group if row.text("Frequency") or row.word("FrequencyUnit") in ON_DEMAND]
    if not headers and KINDS.get(_category(group[0])) is JobKind.ON_DEMAND:
        headers = group[:1]
    if not headers:
        tally.note(
            Severity.SKIP,
            group[0],
            "Frequency",
            "the job has no frequency: not scheduled; give Frequency and FrequencyUnit, or as required",
            group[0].text("Name"),
        )
        return None
    for row in headers[1:]:
        tally.note(
            Severity.NOTICE,
            row,
            "Frequency",
            "the job has a frequency already: read as a step of it",
            row.text("Frequency"),
        )
    return Job(headers[0], tuple(row for row in group if row is not headers[0]))


def _category(row: Row) -> str:
    return row.word("Category").replace(" ", "").replace("-", "")


def _plan(
    job: Job, id: str, types: Names, resources: Names, names: Names, reading: FrequencyReading, tally: Tally
) -> JobPlan | None:
    header = job.header
    category = _category(header)
    if not category:
        category = "pm"
        tally.note(Severity.NOTICE, header, "Category", "is empty: read as PM")
    if category not in KINDS:
        reason = "is no kind of job: not scheduled; use one of the pick list, as PM or Inspection"
        _left_out(job, "Category", reason, tally)
        return None
    kind = KINDS[category]
    interval = None
    if kind is not JobKind.ON_DEMAND and not _as_required(header):
        try:
            interval = _interval(header, reading, tally)
        except TooOften as error:
            reason = f"{error}: not scheduled; make it a patrol of a post"
            tally.note(Severity.ERROR, header, "Frequency", reason, cells.raw(header.raw("Frequency")))
        except ValueError as error:
            _left_out(job, "Frequency", f"{error}: not scheduled; give a number and a unit", tally)
            return None
    elif kind is JobKind.RECURRING:
        kind = JobKind.ON_DEMAND
    type_name = header.text("TypeName")
    found = types.one(type_name).ids if type_name else ()
    if not found:
        tally.dangling(header, "TypeName", "is no type: the plan applies to nothing", type_name)
    tally.imported[SHEET] += 1 + len(job.steps)
    steps = _steps(job, tally)
    return JobPlan(
        id=id,
        display_name=header.text("Name"),
        type=found[0] if found else "",
        category=category,
        kind=kind,
        interval=interval,
        minutes=_planned(header, steps, tally),
        description=header.prose("Description"),
        steps=steps,
        resources=_resources((header, *job.steps), resources, tally),
        priors=_earlier_jobs(header, id, names, tally),
        external_key=job.key,
    )


def _as_required(row: Row) -> bool:
    return row.word("FrequencyUnit") in ON_DEMAND or row.word("Frequency") in ON_DEMAND


def _left_out(job: Job, column: str, reason: str, tally: Tally) -> None:
    said = cells.raw(job.header.raw(column))
    tally.note(Severity.SKIP, job.header, column, reason, said)


def _interval(row: Row, reading: FrequencyReading, tally: Tally) -> Interval:
    figure = row.figure("Frequency")
    if figure is None:
        raise ValueError("is empty")
    unit = row.word("FrequencyUnit")
    found = frequency.interval(figure, unit, reading)
    said = frequency.named_interval(row.text("Name"))
    shown = f"{figure.normalize():f} / {unit}"
    if said and said != found:
        tally.note(
            Severity.ERROR,
            row,
            "Frequency",
            f"read as every {found} ({reading}), but the name says every {said}; correct one, or read it the other way",
            f"{row.text('Name')}: {shown}",
        )
    elif not said and figure != 1:
        tally.note(
            Severity.NOTICE,
            row,
            "Frequency",
            f"read as every {found} ({reading}); no word in the name confirms it",
            f"{row.text('Name')}: {shown}",
        )
    return found


def _steps(job: Job, tally: Tally) -> tuple[Step, ...]:
    """In the order of TaskNumber; rows without one come last, in the order of the file."""
    numbered = [(_task_number(row), row) for row in job.steps]
    last = max((number for number, _ in numbered if number is not None), default=0)
    steps = []
    for number, row in numbered:
        if number is None:
            last += 1
        steps.append(
            Step(
                number=last if number is None else number,
                text=row.prose("Description") or row.text("Name"),
                minutes=_minutes(row, tally),
                priors=_earlier_steps(row),
            )
        )
    steps.sort(key=lambda step: step.number)
    known = {step.number for step in steps}
    for step in steps:
        for prior in set(step.priors) - known:
            tally.dangling(job.header, "Priors", "is no step of this job", prior)
    return tuple(steps)


def _task_number(row: Row) -> int | None:
    try:
        figure = row.figure("TaskNumber")
    except cells.Unreadable:
        return None
    return None if figure is None else int(figure)


def _earlier_steps(row: Row) -> tuple[int, ...]:
    """Numbers in Priors are steps of the same job; 0 is none."""
    parts = [part.strip() for part in row.text("Priors").split(",")]
    return tuple(int(part) for part in parts if part.isdecimal() and int(part) > 0)


def _earlier_jobs(header: Row, id: str, names: Names, tally: Tally) -> tuple[str, ...]:
    """Names in a header's Priors are other jobs, which is what the pick list of the template offers."""
    said = header.text("Priors")
    if not said or all(part.strip().isdecimal() for part in said.split(",")):
        return ()
    found = names.resolve(said)
    for name in found.missing:
        tally.dangling(header, "Priors", "is no job", name)
    return tuple(other for other in found.ids if other != id)


def _minutes(row: Row, tally: Tally) -> int:
    """Planned minutes of work; 0 where nothing is said or it cannot be read."""
    try:
        figure = row.figure("Duration")
        if figure is None:
            return 0
        unit = row.word("DurationUnit")
        if unit not in MINUTES or figure < 0:
            raise cells.Unreadable("is not a number of minutes, hours or days")
    except cells.Unreadable as error:
        said = f"{cells.raw(row.raw('Duration'))} {cells.raw(row.raw('DurationUnit'))}"
        tally.note(Severity.ERROR, row, "Duration", f"{error}; left empty", said)
        return 0
    if unit == "day":
        tally.note(Severity.NOTICE, row, "Duration", "a day of work is read as 8 hours")
    return round(figure * Decimal(MINUTES[unit]))


def _planned(header: Row, steps: Sequence[Step], tally: Tally) -> int:
    """The header's duration. Its steps are a check on it, and stand in where it is missing."""
    minutes = _minutes(header, tally)
    total = sum(step.minutes for step in steps)
    remark = ""
    if not minutes:
        remark = "the job has no duration: its steps are added up" if total else "the job has no duration; give one"
    elif total and total != minutes:
        remark = f"the job says {minutes} minutes, its steps {total}: the job's are planned"
    if remark:
        tally.note(Severity.NOTICE, header, "Duration", remark, header.text("Name"))
    return minutes or total


def _resources(needing: Sequence[Row], names: Names, tally: Tally) -> tuple[str, ...]:
    needed: dict[str, None] = {}
    for row in needing:
        found = names.resolve(row.text("ResourceNames"))
        needed.update(dict.fromkeys(found.ids))
        for name in found.loose:
            tally.note(Severity.NOTICE, row, "ResourceNames", "found without regard to case or a full stop", name)
        for name in found.missing:
            tally.dangling(row, "ResourceNames", "is no resource", name)
    return tuple(needed)
