"""What a site's dispatch goes by <-> proto."""

from muster.scheduler.v1 import dispatching_pb2 as pb
from services.runtime.errors import at
from services.scheduler.domain.dispatching import (
    BETWEEN_PLACES,
    Dispatching,
    Requirement,
    ResponseTimes,
    Tool,
    Way,
)


def dispatching_from_pb(message: pb.Dispatching, path: str) -> Dispatching:
    """What stands at `path` of a request. Raises Invalid."""
    with at(path):
        with at("response"):
            response = ResponseTimes(
                message.response.emergency_minutes, message.response.urgent_minutes, message.response.routine_minutes
            )
        return Dispatching(
            response=response,
            tools=tuple(_tool_from_pb(one, f"tools[{n}]") for n, one in enumerate(message.tools)),
            ways=tuple(_way_from_pb(one, f"ways[{n}]") for n, one in enumerate(message.ways)),
            between_minutes=message.between_minutes if message.HasField("between_minutes") else BETWEEN_PLACES,
            requirements=tuple(
                _requirement_from_pb(one, f"requirements[{n}]") for n, one in enumerate(message.requirements)
            ),
            day_teams=message.day_teams,
        )


def dispatching_to_pb(dispatching: Dispatching) -> pb.Dispatching:
    """As callers see it."""
    response = dispatching.response
    return pb.Dispatching(
        response=pb.ResponseTimes(
            emergency_minutes=response.emergency,
            urgent_minutes=response.urgent,
            routine_minutes=response.routine,
        ),
        tools=[pb.Tool(id=tool.id, count=tool.count) for tool in dispatching.tools],
        ways=[pb.Way(first_place=way.first, second_place=way.second, minutes=way.minutes) for way in dispatching.ways],
        between_minutes=dispatching.between_minutes,
        requirements=[
            pb.WorkRequirement(work=one.work, level=one.level, heads=one.heads, tools=one.tools, after=one.after)
            for one in dispatching.requirements
        ],
        day_teams=dispatching.day_teams,
    )


def _tool_from_pb(message: pb.Tool, path: str) -> Tool:
    with at(path):
        return Tool(message.id, message.count)


def _way_from_pb(message: pb.Way, path: str) -> Way:
    with at(path):
        return Way(message.first_place, message.second_place, message.minutes)


def _requirement_from_pb(message: pb.WorkRequirement, path: str) -> Requirement:
    with at(path):
        return Requirement(message.work, message.level, message.heads or 1, tuple(message.tools), tuple(message.after))
