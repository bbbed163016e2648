"""Who goes to one job: pairs together, little way, the versatile last; the levels that it needs; whole teams."""

from collections.abc import Iterable, Mapping

from services.scheduler.planning.dispatch import rules
from services.scheduler.planning.dispatch.problem import Job, Technician
from services.scheduler.planning.kinds.face import price

SPLIT = price(rules.PARTNERS)
TRADE_PRICE = 0.5
"""Beside minutes on the way: those who can do least else go first. The search's taste, no rule."""

People = Mapping[str, Technician]
Chosen = tuple[float, tuple[str, ...]]
"""What it costs in minutes on the way, and who goes."""


def crew(job: Job, there: Mapping[str, int], people: People) -> Chosen | None:
    """The best crew of those who are `there`, with the way that the job adds for each; None: they are not enough."""
    chosen = _for_needs(job, there, people)
    if chosen is None or len(there) < job.crew:
        return None

    def worth(person: str) -> float:
        return there[person] + TRADE_PRICE * len(people[person].trades)

    if job.crew == 1 and not chosen:
        person = min(there, key=lambda one: (worth(one), one))
        return worth(person), (person,)
    paired = {one: people[one].partner in there for one in there}
    for person in sorted(there, key=lambda one: (worth(one) + SPLIT * (not paired[one]), one)):
        if person in chosen or len(chosen) >= job.crew:
            continue
        partner = people[person].partner
        together = paired[person] and len(chosen) + 2 <= job.crew and partner not in chosen
        chosen += [person, partner] if together else [person]
    split = len(chosen) > 1 and any(
        people[one].partner in people and people[one].partner not in chosen for one in chosen
    )
    return sum(worth(one) for one in chosen) + SPLIT * split, tuple(sorted(chosen))


def team(job: Job, there: Mapping[str, int], people: People, teams: Iterable[frozenset[str]]) -> Chosen | None:
    """As `crew`, where teams are made for the day: a whole one of `teams` that is there, or people of none."""
    teams = set(teams)
    able = [one for one in teams if one <= there.keys() and len(one) >= job.crew and holds(job, one, people)]
    found = [(float(sum(there[person] for person in one)), tuple(sorted(one))) for one in able]
    taken = frozenset[str]().union(*teams)
    fresh = crew(job, {person: way for person, way in there.items() if person not in taken}, people)
    return min([*found, *([fresh] if fresh else [])], default=None)


def holds(job: Job, who: Iterable[str], people: People) -> bool:
    """Whether these people together hold what the job needs."""
    mine = [people[person].skills for person in who]
    return all(sum(own.get(need.skill, 0) >= need.level for own in mine) >= need.count for need in job.needs)


def _for_needs(job: Job, there: Mapping[str, int], people: People) -> list[str] | None:
    """Those without whom the needs are not met, greedily by what each adds; None: it cannot be."""
    chosen: list[str] = []
    while True:
        short = [
            need
            for need in job.needs
            if sum(people[person].skills.get(need.skill, 0) >= need.level for person in chosen) < need.count
        ]
        if not short:
            return chosen

        def adds(person: str, short: list = short) -> int:
            return sum(people[person].skills.get(need.skill, 0) >= need.level for need in short)

        able = [person for person in there if person not in chosen and adds(person)]
        if not able:
            return None
        chosen.append(min(able, key=lambda one: (-adds(one), there[one] + sum(people[one].skills.values()), one)))
