"""Everything that the scheduler stores comes back as it was, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from services.runtime.database import Database
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.days import Days
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.person import Absence, Brigade, Person, Qualification, Wish
from services.scheduler.domain.schedule import Counts, Kind, Reached, Relaxation, Schedule, Shortfall
from services.scheduler.domain.shift import Coverage, Post, ShiftType
from services.scheduler.domain.staffing import Staffing
from services.scheduler.storage import by_day, in_force, people, proposed, schedules, staffings

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
DAY = date(2026, 12, 14)

STAFFING = Staffing(
    id="harbour",
    holidays="DE-BY",
    blackout=(Days(DAY, DAY),),
    shifts=(ShiftType("night", 1200, 720, night=True),),
    posts=(Post("gate", "Main gate", ("gate",), (Coverage("night", 2, (5, 6)),)),),
    contracts=(Contract("guard", rest_minutes=0, shifts=("night",)),),
    obligations=(
        Obligation("d", ObligationKind.DRILL, Every.MONTH, floor_every=Every.YEAR, each=("b1",), scenarios=("Küche",)),
        Obligation("t", ObligationKind.TRAINING, Every.QUARTER, everyone=("guard", "brigade"), sittings=3),
    ),
    contractors=(Contractor("anan", offers=(Offer("lift", 800),), closed=(Days(DAY, DAY),)),),
    fire_watch_minutes=240,
    fire_watch_trades=("sprinkler",),
    fire_watch_needs=("fire-watch",),
)
PERSON = Person(
    id="wu",
    display_name="Wu",
    qualifications=(Qualification("gate", DAY), Qualification("first-aid")),
    contract="guard",
    absences=(Absence(DAY, DAY, "leave"),),
    wishes=(Wish(DAY, "night", 3), Wish(DAY)),
    brigade=Brigade.LEADER,
    partner="li",
    sites=("harbour", "tower"),
)
SCHEDULE = Schedule(
    id="q",
    first=DAY,
    last=DAY,
    kinds=(Kind.ROSTER, Kind.DRILLS),
    reached=Reached(cost=(0, 1, 2, 3), phase="roster", elapsed=1.5, bound=(0, 1, 2, 1)),
    counts=Counts(due=9, rules=8, places=7, filled=6, drills=5, drills_planned=4),
    shortfalls=(
        Shortfall(
            rule="r",
            tier="legal",
            amount=2,
            days=(DAY,),
            relaxations=(Relaxation("later", (("date", "2026-12-20"),)), Relaxation("more_hours")),
        ),
    ),
)
# The longest key that ids of 40 characters make.
LONGEST = f"shift/{'p' * 40}/2026-12-14/{'s' * 40}/{'o' * 40}"
SHIFT = Assignment(
    id=LONGEST,
    display_name="Gate",
    day=DAY,
    latest=DAY,
    kind=AssignmentKind.SHIFT,
    people=("wu",),
    post="o" * 40,
    shift="s" * 40,
    start=NOW,
    end=NOW + timedelta(hours=12),
)
DRILL = Assignment(
    id="drill/d/2026-q4/b1",
    display_name="Drill",
    day=DAY,
    latest=DAY,
    kind=AssignmentKind.DRILL,
    obligation="d",
    place="b1",
    scenario="Küche",
    leader="wu",
    people=("li", "wu"),
)
JOB = Assignment(
    id="job/p/2026-12-20",
    display_name="Visit",
    day=DAY,
    latest=DAY + timedelta(days=6),
    work="sites/harbour/maintenancePlans/p/occurrences/2026-12-20",
    includes=("sites/harbour/maintenancePlans/q/occurrences/2026-12-20",),
    contractor="anan",
)


async def test_each_thing_comes_back_as_it_was_and_saving_it_again_changes_nothing(db: Database) -> None:
    async with db.write() as tx:
        for _ in range(2):
            await staffings.save(tx, "", STAFFING, NOW)
            await people.save(tx, "", PERSON, NOW)
            await schedules.save(tx, "sites/harbour", SCHEDULE, NOW)
            for one in (SHIFT, DRILL, JOB):
                await proposed.save(tx, "sites/harbour/schedules/q", one, NOW)
    async with db.read() as tx:
        staffing = await staffings.get(tx, "", "harbour")
        person = await people.get(tx, "", "wu")
        schedule = await schedules.get(tx, "sites/harbour", "q")
        held = await proposed.all(tx)
    assert (staffing.value, staffing.version) == (STAFFING, 1)
    assert (person.value, person.version) == (PERSON, 1)
    assert (schedule.value, schedule.version) == (SCHEDULE, 1)
    assert [one.value for one in held] == [DRILL, JOB, SHIFT]
    assert {one.version for one in held} == {1}


async def test_assignments_are_read_by_kind_in_the_order_of_their_days_and_keys(db: Database) -> None:
    later = replace(DRILL, id="drill/d/2027-q1/b1", day=DAY + timedelta(days=90))
    async with db.write() as tx:
        for one in (later, JOB, SHIFT, DRILL):
            await in_force.save(tx, "sites/harbour", one, NOW)
    async with db.read() as tx:
        everything = [stored.value for stored in await by_day(tx, in_force, [])]
        drills = [stored.value for stored in await by_day(tx, in_force, [], kind=AssignmentKind.DRILL)]
        after = await by_day(tx, in_force, [], (DAY.isoformat(), DRILL.id), 1, kind=AssignmentKind.DRILL)
    assert everything == [DRILL, JOB, SHIFT, later]
    assert drills == [DRILL, later]
    assert [stored.value for stored in after] == [later]
