"""Scores a plan from the text of the challenge alone, by other means than the planner's verifier.

The reading: skills are cumulative (a level holds every lower one) and a technician counts in every domain at once; a
team stays as it is for its day; an intervention is done within one day; what comes before it has ended, on whichever
day and by whichever team; interventions done by others cost no time, keep to the budget and take along all that come
after them. Every minute of the day is tried, rather than starts compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from benchmarks.judgement import Finding, Judgement
from benchmarks.roadef2007.instance import DAY, WEIGHTS, Instance


class Team(TypedDict):
    """Who makes up a team on a day; days, teams and technicians count from 1."""

    day: int
    team: int
    technicians: list[int]


class Done(TypedDict):
    """When and by which team an intervention is done; `start` in minutes of the day."""

    id: int
    day: int
    team: int
    start: int


class Plan(TypedDict):
    """What `--out` writes."""

    teams: list[Team]
    interventions: list[Done]
    outsourced: list[int]


class NotAPlan(ValueError):
    """Something unknown or twice: the text names it and the remedy."""


@dataclass(frozen=True, slots=True)
class _Look:
    """The plan by what is asked of it."""

    instance: Instance
    team: Mapping[tuple[int, int], list[int]]
    done: Mapping[int, Done]
    others: frozenset[int]


def check(instance: Instance, plan: Plan | Mapping[str, Any]) -> Judgement:
    """What is broken and what it costs. Raises NotAPlan for what is no plan of this instance."""
    look = _look(instance, plan)
    broken = (*_people(look), *_work(look), *_minutes(look), *_order(look), *_outsourced(look))
    return Judgement(broken, tuple(_ends(look)))


def _look(instance: Instance, plan: Plan | Mapping[str, Any]) -> _Look:
    teams: dict[tuple[int, int], list[int]] = {}
    for team in plan["teams"]:
        key = team["day"], team["team"]
        if key in teams:
            raise NotAPlan(f"team {key[1]} of day {key[0]} comes twice: put its technicians together")
        teams[key] = list(team["technicians"])
    staff = {one.number for one in instance.technicians}
    if strangers := sorted({who for members in teams.values() for who in members} - staff):
        raise NotAPlan(f"technician {strangers[0]} is not on the list: drop the number")
    done: dict[int, Done] = {}
    for one in plan["interventions"]:
        if one["id"] in done:
            raise NotAPlan(f"intervention {one['id']} is done twice: keep one")
        if (one["day"], one["team"]) not in teams:
            raise NotAPlan(f"intervention {one['id']} names team {one['team']} of day {one['day']}: list its people")
        done[one["id"]] = one
    others = frozenset(plan.get("outsourced", ()))
    known = {one.number for one in instance.interventions}
    if strangers := sorted((done.keys() | others) - known):
        raise NotAPlan(f"intervention {strangers[0]} is not on the list: drop it")
    return _Look(instance, teams, done, others)


def _people(look: _Look) -> Iterator[Finding]:
    """A technician is in one team a day and in none on a day off."""
    for one in look.instance.technicians:
        days = [day for (day, _), members in look.team.items() for who in members if who == one.number]
        for day in sorted(set(days)):
            if days.count(day) > 1:
                yield Finding("one team a day", f"technician {one.number}", days.count(day) - 1, day=day)
            if day in one.off:
                yield Finding("day off", f"technician {one.number}", 1, day=day)


def _work(look: _Look) -> Iterator[Finding]:
    """Each intervention is done or outsourced, not both, by a team that is able to."""
    levels = {one.number: one.levels for one in look.instance.technicians}
    for one in look.instance.interventions:
        ways = (one.number in look.done) + (one.number in look.others)
        if ways != 1:
            yield Finding("done once", f"intervention {one.number}", 1)
        if one.number not in look.done:
            continue
        at = look.done[one.number]
        members = look.team[at["day"], at["team"]]
        for domain, counts in enumerate(one.needs):
            able = sorted((levels[who][domain] for who in members), reverse=True)
            for level, count in enumerate(counts, start=1):
                missing = count - len([one for one in able if one >= level])
                if missing > 0:
                    who = f"intervention {one.number}, domain {domain + 1}, level {level}"
                    yield Finding("skills", who, missing, day=at["day"])


def _minutes(look: _Look) -> Iterator[Finding]:
    """Each minute of a team's day holds one intervention, and each intervention lies within the day."""
    lasts = {one.number: one.minutes for one in look.instance.interventions}
    taken: dict[tuple[int, int], list[int]] = {key: [0] * DAY for key in look.team}
    for number, at in sorted(look.done.items()):
        minutes = range(at["start"], at["start"] + lasts[number])
        outside = [minute for minute in minutes if not 0 <= minute < DAY]
        if outside or at["day"] < 1:
            yield Finding("inside the day", f"intervention {number}", max(1, len(outside)), day=at["day"])
        for minute in minutes:
            if 0 <= minute < DAY:
                taken[at["day"], at["team"]][minute] += 1
    for (day, team), row in sorted(taken.items()):
        twice = sum(count - 1 for count in row if count > 1)
        if twice:
            yield Finding("one at a time", f"team {team}", twice, day=day)


def _order(look: _Look) -> Iterator[Finding]:
    lasts = {one.number: one.minutes for one in look.instance.interventions}
    for one in look.instance.interventions:
        for before in one.before:
            if one.number in look.done and before in look.done:
                first, then = look.done[before], look.done[one.number]
                if (then["day"], then["start"]) < (first["day"], first["start"] + lasts[before]):
                    yield Finding("order", f"intervention {one.number} after {before}", 1, day=then["day"])


def _outsourced(look: _Look) -> Iterator[Finding]:
    price = {one.number: one.price for one in look.instance.interventions}
    over = sum(price[number] for number in look.others) - look.instance.budget
    if over > 0:
        yield Finding("budget", "outsourced", over)
    for one in look.instance.interventions:
        if one.number not in look.others and look.others.intersection(one.before):
            yield Finding("outsourced with what comes before", f"intervention {one.number}", 1)


def _ends(look: _Look) -> Iterator[Finding]:
    """The latest end of each priority and of all, in minutes from the start of day 1."""
    ends: dict[int, list[int]] = {}
    for one in look.instance.interventions:
        if one.number in look.done:
            at = look.done[one.number]
            ends.setdefault(one.priority, []).append((at["day"] - 1) * DAY + at["start"] + one.minutes)
    for priority, weight in WEIGHTS.items():
        if priority in ends:
            yield Finding(f"end of priority {priority}", "", max(ends[priority]), weight)
    if ends:
        yield Finding("end of all", "", max(end for some in ends.values() for end in some))


def numbered(rows: Sequence[tuple[int, int, int, frozenset[int]]], outsourced: Sequence[int]) -> Plan:
    """A plan from (intervention, day, start, technicians), days from 1: whoever works together on a day is a team."""
    teams: dict[tuple[int, frozenset[int]], int] = {}
    of_day: dict[int, int] = {}
    done: list[Done] = []
    for number, day, start, members in sorted(rows, key=lambda row: (row[1], row[2], row[0])):
        if (day, members) not in teams:
            of_day[day] = teams[day, members] = of_day.get(day, 0) + 1
        done.append({"id": number, "day": day, "team": teams[day, members], "start": start})
    return {
        "teams": [{"day": day, "team": team, "technicians": sorted(members)} for (day, members), team in teams.items()],
        "interventions": done,
        "outsourced": sorted(outsourced),
    }
