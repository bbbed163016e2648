"""The small estate of the tests of the whole: see `test_estate`."""

from typing import Any

from services.scheduler.planning import estate as planning
from services.scheduler.planning.calendar import Stint
from services.scheduler.planning.coupling import Attendee, Cap, Crew, FireWatch
from services.scheduler.planning.dispatch.problem import Technician
from services.scheduler.planning.drills.problem import Duty, Gathering
from services.scheduler.planning.estate import Estate, EstateProblem
from services.scheduler.planning.programme.problem import ProgrammeProblem, Visit
from services.scheduler.planning.roster.problem import (
    Person,
    Post,
    RosterProblem,
    Shift,
)
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort
from tests.unit.scheduler.planning.contract import contract

DAYS = 14
GUARDS = tuple(f"guard-{n}" for n in range(6))
LIFTS = ("lift-0", "lift-1")
OFFICE = tuple(Stint(480, 960) if day % 7 < 5 else None for day in range(DAYS))
CHAIN, PIPE, TAP, LATER = "chain", "pipe", "tap", "later"
STEPS = Effort(seconds=100, seed=3, steps=4_000)


def person(id: str, *holds: str) -> Person:
    return Person(
        id=id,
        contract="guard",
        allowed=((True, True, True),) * DAYS,
        qualifications=(frozenset(holds),) * DAYS,
    )


def visit(key: str, trade: str, ideal: int, **given: Any) -> Visit:
    plain: dict[str, Any] = {"earliest": 0, "due": DAYS - 1, "latest": DAYS - 1, "minutes": 90, "crew": 1}
    return Visit(key=key, asset=key, trade=trade, ideal=ideal, **(plain | given))


def gathering(key: str, **given: Any) -> Gathering:
    _, obligation, _, place = key.split("/")
    plain: dict[str, Any] = {"days": tuple(range(DAYS)), "earliest": 540, "latest": 1260, "minutes": 60}
    plain |= {"everyone": frozenset(GUARDS)}
    return Gathering(key=key, obligation=obligation, place=place, **(plain | given))


DRILL = gathering("drill/fire/2027-01/site", brigade_least=2, leader="lead", tier=Tier.LEGAL)
TRAINING = gathering("drill/seminar/2027-01/1"), gathering("drill/seminar/2027-01/2")


def small(guards: tuple[str, ...] = GUARDS) -> EstateProblem:
    return EstateProblem(
        programme=ProgrammeProblem(
            days=DAYS,
            visits=(
                # Last held five days before the period: due again by day 10 at the latest.
                visit(CHAIN, "elevator", 9, crew=2, chain="c", sequence=1, gap_min=10, gap_max=15, law=True),
                visit(PIPE, "fire", 3, outage_minutes=720, earliest=3, latest=3, due=3),
                visit(TAP, "fire", 1),
                visit(LATER, "fire", 11),
            ),
            capacity={"fire": tuple(480 if stint else 0 for stint in OFFICE)},
            crews={"elevator": (1,) * DAYS},
            usable={"elevator": 330},
            last_done={"c": -5},
        ),
        technicians=(
            *(Technician(id=one, trades=frozenset({"elevator"}), shifts={}) for one in LIFTS),
            Technician(id="wu", trades=frozenset({"fire"}), shifts={}),
        ),
        dispatch_days=DAYS,
        roster=RosterProblem(
            days=DAYS,
            first_weekday=0,
            shifts=(
                Shift(id="day", start=420, minutes=480),
                Shift(id="evening", start=900, minutes=480),
                Shift(id="night", start=1380, minutes=480, night=True),
            ),
            contracts=(contract(id="guard"),),
            people=(
                *(person(one, "gate", "extinguisher") for one in guards),
                *(person(one, "elevator") for one in LIFTS),
            ),
            posts=(Post(id="gate", heads=((1, 0, 1),) * DAYS, needs=("gate",)),),
        ),
        given={"wu": OFFICE},
        held={one: (frozenset({"elevator"}),) * DAYS for one in LIFTS}
        | {one: (frozenset({"gate", "extinguisher"}),) * DAYS for one in guards},
        crews=(Crew(trade="elevator", size=2, usable=330, shift=0),),
        fire_watch=FireWatch(limit=240, trades=frozenset({"fire"}), needs=("extinguisher",)),
        post_needs={"gate": ("gate",)},
        attendees=(
            *(
                Attendee(
                    id=one,
                    brigade=n < 4,
                    holds=frozenset({"lead"} if n % 2 else ()),
                    rest_minutes=660,
                    caps=(Cap(first=0, last=6, most=3120), Cap(first=7, last=13, most=3120)),
                )
                for n, one in enumerate(GUARDS)
            ),
            Attendee(id="wu", brigade=True, holds=frozenset(), rest_minutes=660),
        ),
        gatherings=(DRILL, *TRAINING),
        duties=(
            *(Duty(one, (DRILL.key,)) for one in GUARDS[:3]),
            *(Duty(one, tuple(two.key for two in TRAINING)) for one in GUARDS),
        ),
        spacing={"fire": 1},
    )


def rules_broken(problem: EstateProblem, estate: Estate) -> set[str]:
    return {one.rule for one in planning.verify(problem, estate)}


def grave(problem: EstateProblem, estate: Estate) -> list[str]:
    return [one.rule for one in planning.verify(problem, estate) if one.tier <= Tier.SAFETY]
