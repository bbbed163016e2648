"""People to posts: a matching for each shift of each day, yesterday's post preferred."""

from collections.abc import Sequence

from ortools.graph.python import min_cost_flow

from services.scheduler.planning.roster.problem import UNKNOWN, UNPOSTED, Roster, RosterProblem

MOVED = 1
NOWHERE = -2
"""Stands for no post, where somebody was told so: any post is a change."""


def to_posts(problem: RosterProblem, cells: Sequence[Sequence[int]]) -> Roster:
    """Mans as many places as the people on duty allow: of guards, then of crews, with as few changes of post as that
    leaves open."""
    posts = [[UNPOSTED] * problem.days for _ in problem.people]
    latest = [UNPOSTED] * len(problem.people)
    for day in range(problem.days):
        for s in range(len(problem.shifts)):
            on_duty = [i for i, row in enumerate(cells) if row[day] == s + 1]
            for person, post in match(problem, day, s, on_duty, _stay(problem, day, s, latest)).items():
                posts[person][day] = latest[person] = post
    return Roster(tuple(tuple(int(c) for c in row) for row in cells), tuple(tuple(row) for row in posts))


def _stay(problem: RosterProblem, day: int, shift: int, latest: Sequence[int]) -> list[int]:
    """Where each person is best sent: to the post that they were told, or to none, else to the one they had last."""
    places = {post.id: place for place, post in enumerate(problem.posts)}
    best = list(latest)
    for i, person in enumerate(problem.people):
        code, post = person.was[day] if person.was else (UNKNOWN, "")
        if code == shift + 1:
            best[i] = places.get(post, NOWHERE)
    return best


def match(problem: RosterProblem, day: int, shift: int, on_duty: list[int], latest: list[int]) -> dict[int, int]:
    """`{person: post}` for one shift. Each post's empty places are filled from the source: a crew's at a price above
    that of moving everybody, a guard's above a crew's and all moves. The best filling of the guards' places is always
    part of one that leaves the fewest empty of all."""
    flow = min_cost_flow.SimpleMinCostFlow()
    no_crew = MOVED * (len(on_duty) + 1)
    no_guard = 2 * no_crew
    heads = [post.heads[day][shift] for post in problem.posts]
    source, spare, first = 0, 1, 2
    post_at = first + len(on_duty)
    arcs: dict[int, tuple[int, int]] = {}
    for k, i in enumerate(on_duty):
        flow.add_arc_with_capacity_and_unit_cost(source, first + k, 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(first + k, spare, 1, 0)
        for p, post in enumerate(problem.posts):
            if heads[p] and problem.people[i].holds(post.needs, day):
                moved = MOVED if latest[i] not in (UNPOSTED, p) else 0
                arcs[flow.add_arc_with_capacity_and_unit_cost(first + k, post_at + p, 1, moved)] = (i, p)
    for p, count in enumerate(heads):
        if count:
            empty = no_crew if problem.posts[p].crew else no_guard
            flow.add_arc_with_capacity_and_unit_cost(source, post_at + p, count, empty)
            flow.set_node_supply(post_at + p, -count)
    flow.set_node_supply(source, len(on_duty) + sum(heads))
    flow.add_arc_with_capacity_and_unit_cost(source, spare, sum(heads), 0)
    flow.set_node_supply(spare, -len(on_duty))
    if flow.solve() != flow.OPTIMAL:
        raise AssertionError("every place may stay empty, so a matching always exists")
    return {person: post for arc, (person, post) in arcs.items() if flow.flow(arc)}
