"""What the notifier asks of the scheduler."""

import grpc
from google.type.date_pb2 import Date

from muster.scheduler.v1 import schedule_pb2, schedule_pb2_grpc
from services.runtime import channel
from services.runtime.errors import Unreachable

PAGE = 500


class Scheduler:
    """The scheduler, as the notifier sees it."""

    def __init__(self, connection: grpc.aio.Channel) -> None:
        self._channel = connection
        self._schedules = schedule_pb2_grpc.ScheduleServiceStub(connection)

    async def answers(self) -> bool:
        """Whether the service can be reached just now."""
        state = self._channel.get_state(try_to_connect=True)
        return state in (grpc.ChannelConnectivity.READY, grpc.ChannelConnectivity.IDLE)

    async def in_force(self, site: str, first: Date, last: Date) -> list[schedule_pb2.Assignment]:
        """Everything in force at `site` on the days `first` to `last`, both inclusive. Raises Unreachable."""
        request = schedule_pb2.ListAssignmentsRequest(parent=site, first_date=first, last_date=last, page_size=PAGE)
        found: list[schedule_pb2.Assignment] = []
        while True:
            try:
                page = await self._schedules.ListAssignments(request, timeout=channel.SECONDS)
            except grpc.aio.AioRpcError as trouble:
                raise Unreachable(
                    "PEER_UNREACHABLE", "the scheduler does not answer", hint="it is tried again", peer="scheduler"
                ) from trouble
            found += page.assignments
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token
