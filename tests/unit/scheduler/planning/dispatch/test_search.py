"""The search of the dispatch against its verifier."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduler.planning.dispatch.problem import DispatchProblem, Job, Technician
from services.scheduler.planning.dispatch.rules import PARTNERS, PLACED, TRAVEL
from services.scheduler.planning.dispatch.search import solve
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.programme.problem import Group
from services.scheduler.planning.search import Effort

TRADES = ("plumbing", "electrical")
TECHNICIANS = (
    Technician(id="wu", trades=frozenset({"plumbing"}), shifts={0: (480, 960), 1: (480, 840)}, partner="li"),
    Technician(id="li", trades=frozenset(TRADES), shifts={0: (480, 960)}, busy=((0, 600, 640),), partner="wu"),
    Technician(id="mei", trades=frozenset(TRADES), shifts={0: (420, 900), 1: (900, 1500)}),
    Technician(id="bo", trades=frozenset({"electrical"}), shifts={1: (480, 960)}, busy=((1, 480, 800),)),
)
GROUPS = (Group(id="g", size=3, keep_up=2), Group(id="h", size=3, keep_up=1, one_a_day=True))


@st.composite
def problems(draw: st.DrawFn) -> DispatchProblem:
    """Up to ten jobs of two days, long and short, in windows, groups and places, some a contractor's."""
    jobs = []
    for n in range(draw(st.integers(0, 10))):
        start = draw(st.integers(0, 900))
        jobs.append(
            Job(
                key=f"j{n}",
                asset=f"a{n // 2}",
                day=draw(st.integers(0, 1)),
                minutes=draw(st.sampled_from([5, 30, 60, 97, 180, 300, 310])),
                crew=draw(st.integers(1, 2)),
                trade=draw(st.sampled_from(TRADES)),
                window=(start, draw(st.sampled_from([start + 240, 1440]))),
                place=draw(st.sampled_from(["", "A", "B"])),
                groups=draw(st.sampled_from([(), ("g",), ("g", "h")])),
                priority=draw(st.sampled_from([50, 90])),
                contractor=draw(st.integers(0, 5)) == 0,
            )
        )
    return DispatchProblem(technicians=TECHNICIANS, jobs=tuple(jobs), groups=GROUPS)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_what_the_search_says_is_what_the_verifier_counts(asked: DispatchProblem) -> None:
    outcome = solve(asked, Effort(seconds=5, steps=10))
    found = verify(asked, outcome.answer)
    assert {one.rule for one in found} <= {PLACED.id, TRAVEL.id, PARTNERS.id}
    assert outcome.cost == tuple(sum(one.amount * one.price for one in found if one.tier == tier) for tier in range(4))
    assert {one.key for one in outcome.answer.placed} | set(outcome.answer.left) == {job.key for job in asked.jobs}
    assert solve(asked, Effort(seconds=5, steps=10)).answer == outcome.answer
