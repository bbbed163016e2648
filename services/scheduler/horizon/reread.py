"""What a schedule holds, read back as the roster that it is and the problem that it answers."""

from collections.abc import Sequence
from dataclasses import replace

from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.horizon.horizon import Horizon
from services.scheduler.horizon.period import Period
from services.scheduler.planning import estate as planning
from services.scheduler.planning.programme.problem import Programme
from services.scheduler.planning.roster.problem import OFF, UNPOSTED, Roster, RosterProblem


def reread(horizon: Horizon, held: Sequence[Assignment]) -> tuple[RosterProblem, Roster] | None:
    """The roster of a schedule's period, `held` being all that it holds, or all that is in force then. None where
    nobody is rostered.

    The problem is that of a roster made anew: what is in force within the period is what is asked about, it does not
    bind. People who are no longer on the staff are left out, as are posts that nobody describes any more.
    """
    period = horizon.period
    before = tuple(
        one
        for one in horizon.in_force
        if one.kind is not AssignmentKind.SHIFT or not period.first <= one.day <= period.last
    )
    problem = replace(horizon, in_force=before).problem()
    if problem.roster is None:
        return None
    days = {one.work: period.number(one.day) for one in held if one.kind is AssignmentKind.JOB}
    visits = Programme(day={visit.key: days[visit.key] for visit in problem.programme.visits if visit.key in days})
    asked = planning.roster_asked(problem, visits)
    return asked, _roster(period, asked, held)


def _roster(period: Period, asked: RosterProblem, held: Sequence[Assignment]) -> Roster:
    rows = {person.id: i for i, person in enumerate(asked.people)}
    known = {shift.id for shift in asked.shifts}
    places = {post.id: place for place, post in enumerate(asked.posts)}
    cells = [[OFF] * asked.days for _ in asked.people]
    posts = [[UNPOSTED] * asked.days for _ in asked.people]
    for one in held:
        day = period.number(one.day)
        if one.kind is AssignmentKind.SHIFT and 0 <= day < asked.days and one.shift in known:
            for person in one.people:
                if person in rows:
                    cells[rows[person]][day] = asked.code_of(one.shift, day)
                    posts[rows[person]][day] = places.get(one.post, UNPOSTED)
    return Roster(tuple(map(tuple, cells)), tuple(map(tuple, posts)))
