"""Who is on duty when: what roster, drills and dispatch share. Days count from the period's first, which is 0."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.scheduler.planning.roster.problem import OFF, UNPOSTED, Roster, RosterProblem


@dataclass(frozen=True, slots=True)
class Stint:
    """Work from `start` to `end`, minutes from midnight of its day (`end` may pass 1440), at a post or at none ("")."""

    start: int
    end: int
    post: str = ""

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.end - self.start


Duties = Mapping[str, tuple[Stint | None, ...]]
"""By person, a stint or None for each day of the period."""


def duties_of(problem: RosterProblem, roster: Roster) -> dict[str, tuple[Stint | None, ...]]:
    """The roster as stints."""
    found = {}
    for person, codes, posts in zip(problem.people, roster.cells, roster.posts, strict=True):
        found[person.id] = tuple(_stint(problem, code, post) for code, post in zip(codes, posts, strict=True))
    return found


def on_duty(duties: Duties, day: int) -> Iterator[tuple[str, Stint]]:
    """Everybody who works on `day`, with the stint that begins on it."""
    for person, row in duties.items():
        if day < len(row) and (stint := row[day]):
            yield person, stint


def _stint(problem: RosterProblem, code: int, post: int) -> Stint | None:
    shift = problem.shifts[code - 1]
    # Who is on call is at home, for nobody to plan work or a watch with.
    if code == OFF or shift.on_call:
        return None
    # A post that nobody asks for any more is no post; whoever was at it is there without one.
    at = "" if post == UNPOSTED or post >= len(problem.posts) else problem.posts[post].id
    return Stint(shift.start, shift.start + shift.minutes, at)
