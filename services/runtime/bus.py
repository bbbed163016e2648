"""The bus: NATS JetStream. A message is acknowledged only after its effect is stored."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig

from services.runtime.caller import Caller, become
from services.runtime.database import AWAY
from services.runtime.envelope import Event, from_message, to_headers
from services.runtime.errors import Refused, Stale, Unreachable
from services.runtime.logs import traced

PUBLISH_SECONDS = 2.0
FETCH_SECONDS = 1.0
PAUSES_SECONDS = (1.0, 5.0, 30.0)
"""How long a message that failed waits before it comes again; the last holds for all later ones."""
TRIES = 20
"""How often an event may break its handler before it is put aside; what a silent peer costs it does not count."""
PASSING = (Unreachable, Stale, *AWAY, NatsError, TimeoutError, OSError)
"""What is no fault of the event: a peer, a database or the bus is away, or somebody else was faster."""
ACK_WAIT_SECONDS = 10.0
"""How long an event is left with a consumer before it comes again: a consumer that was killed is missed no longer."""
FOR_EVER = -1

log = structlog.get_logger(room="bus")

Handler = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream; the service that publishes on it owns it."""

    name: str
    subjects: tuple[str, ...]


STREAMS = (
    Stream("MUSTER_SOLVE", ("muster.v1.solve.>",)),
    Stream("MUSTER_SCHEDULE", ("muster.v1.schedule.>",)),
    Stream("MUSTER_TASK", ("muster.v1.task.>",)),
    Stream("MUSTER_ASSET", ("muster.v1.workorder.>",)),
    Stream("MUSTER_DLQ", ("muster.v1.dlq.>",)),
)
DAY = 24 * 3600.0


class Bus:
    """A connection that heals by itself."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._js: JetStreamContext = client.jetstream(timeout=PUBLISH_SECONDS)
        self._ready: set[str] = set()
        self._broken: dict[tuple[str, int], int] = {}

    @property
    def answers(self) -> bool:
        """Whether the server is there just now."""
        return bool(self._client.is_connected)

    def forget(self) -> None:
        """After a reconnect the server may be a new one, with an empty store."""
        self._ready.clear()

    async def publish(self, event: Event) -> None:
        """Returns when the server has stored the event; the same id again is stored once."""
        await self._prepare(next(s for s in STREAMS if _covers(s, event.subject)))
        await self._js.publish(event.subject, event.body, timeout=PUBLISH_SECONDS, headers=to_headers(event))

    async def consume(
        self,
        stream: str,
        durable: str,
        subject: str,
        handle: Handler,
        *,
        pauses: Sequence[float] = PAUSES_SECONDS,
        ack_wait: float = ACK_WAIT_SECONDS,
    ) -> None:
        """Give each event to `handle`, one after the other, for ever. What fails comes again after `pauses` seconds.

        An event that is none is put aside at once, one that broke `handle` as often as `TRIES` says as well; what
        failed because something was away (`PASSING`) comes again until it is back.
        """
        while True:
            try:
                subscription = await self.subscription(stream, durable, subject, ack_wait=ack_wait)
                while True:
                    for message in await fetch(subscription):
                        await self._take(message, durable, handle, pauses)
            except (NatsError, TimeoutError, ConnectionError, OSError) as trouble:
                log.warning("the bus is away", consumer=durable, trouble=type(trouble).__name__)
                await asyncio.sleep(0.5)

    async def subscription(
        self, stream: str, durable: str, subject: str, *, ack_wait: float = ACK_WAIT_SECONDS, deliveries: int = FOR_EVER
    ) -> JetStreamContext.PullSubscription:
        """The durable pull consumer `durable`, made if it is not there, and changed to this if it was another."""
        await self._prepare(next(s for s in STREAMS if s.name == stream))
        config = ConsumerConfig(
            durable_name=durable,
            ack_policy=AckPolicy.EXPLICIT,
            filter_subject=subject,
            ack_wait=ack_wait,
            max_deliver=deliveries,
        )
        await self._js.add_consumer(stream, config)
        return await self._js.pull_subscribe(subject, durable=durable, stream=stream, config=config)

    async def _take(self, message: Msg, durable: str, handle: Handler, pauses: Sequence[float]) -> None:
        place, delivered = message.metadata.sequence.stream, message.metadata.num_delivered
        pause = pauses[min(delivered, len(pauses)) - 1]
        try:
            event = from_message(message.subject, message.headers, message.data)
        except ValueError as refusal:
            await self._bury(message, str(refusal), pause)
            return
        become(Caller(event.source))
        try:
            await handle(event)
        except Exception as trouble:
            broken = self._broken.pop((durable, place), 0)
            if not isinstance(trouble, PASSING):
                broken += 1
            kind = trouble.reason if isinstance(trouble, Refused) else type(trouble).__name__
            log.warning(
                "an event did not take effect",
                kind=event.type,
                id=event.id,
                delivered=delivered,
                broken=broken,
                trouble=kind,
                at=traced(trouble),
            )
            if broken:
                # Remembered also while it is put aside: should that fail, the next time is the last as well.
                self._broken[durable, place] = broken
            if broken < TRIES:
                await _again(message, pause)
            elif await self._bury(message, f"{kind}, {broken} times", pause):
                del self._broken[durable, place]
            return
        self._broken.pop((durable, place), None)
        # A lost acknowledgement is harmless: the event comes again and the inbox knows it.
        with suppress(NatsError, TimeoutError):
            await message.ack_sync(timeout=1)

    async def _bury(self, message: Msg, why: str, pause: float) -> bool:
        """Put aside what cannot take effect. Where that fails it comes again: nothing is lost in silence."""
        headers = {**(message.headers or {}), "Muster-Why": " ".join(why.split())[:200]}
        # The same message is put aside once, though the word that it was may get lost.
        headers["Nats-Msg-Id"] = f"{message.metadata.stream}-{message.metadata.sequence.stream}"
        try:
            await self._prepare(next(s for s in STREAMS if s.name == "MUSTER_DLQ"))
            await self._js.publish(
                f"muster.v1.dlq.{message.subject.removeprefix('muster.v1.')}",
                message.data,
                timeout=PUBLISH_SECONDS,
                headers=headers,
            )
        except (NatsError, TimeoutError, OSError) as trouble:
            log.error("an event cannot be put aside", subject=message.subject, trouble=type(trouble).__name__)
            await _again(message, pause)
            return False
        log.error("an event is put aside", subject=message.subject, why=why)
        await message.term()
        return True

    async def _prepare(self, stream: Stream) -> None:
        if stream.name in self._ready:
            return
        config = StreamConfig(
            name=stream.name,
            subjects=list(stream.subjects),
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            discard=DiscardPolicy.NEW,
            max_age=30 * DAY,
            max_bytes=256 * 1024 * 1024,
            max_msg_size=256 * 1024,
            duplicate_window=600,
        )
        await self._js.add_stream(config)
        self._ready.add(stream.name)


async def _again(message: Msg, pause: float) -> None:
    # Where the bus did not hear it, the message comes again when its time to be acknowledged is over.
    with suppress(NatsError, TimeoutError, OSError):
        await message.nak(delay=pause)


async def fetch(subscription: JetStreamContext.PullSubscription) -> list[Msg]:
    """One message or none. Batches stall in nats-py when a pull request is orphaned (nats.py issues 933, 986)."""
    try:
        return list(await subscription.fetch(1, timeout=FETCH_SECONDS))
    except TimeoutError:
        return []


def _covers(stream: Stream, subject: str) -> bool:
    return any(subject.startswith(pattern.removesuffix(">")) for pattern in stream.subjects)


@asynccontextmanager
async def connected(url: str, name: str) -> AsyncIterator[Bus]:
    """A connection to `url` that goes on trying while the server is away, also at the start."""
    client = Client()
    bus = Bus(client)

    async def complain(trouble: Exception) -> None:
        log.warning("bus trouble", trouble=f"{type(trouble).__name__}: {trouble}")

    async def back() -> None:
        bus.forget()
        log.info("the bus is back")

    options: dict[str, Any] = {
        "name": name,
        "max_reconnect_attempts": -1,
        "reconnect_time_wait": 0.2,
        "ping_interval": 10,
        "max_outstanding_pings": 2,
        "connect_timeout": 2,
        "allow_reconnect": True,
        "error_cb": complain,
        "reconnected_cb": back,
    }

    async def dial() -> None:
        while True:
            try:
                await client.connect(url, **options)
                return
            except (NatsError, OSError, TimeoutError):
                await asyncio.sleep(0.5)

    # A service must come up without its bus: it keeps what it can and says so in health.
    dialling = asyncio.create_task(dial())
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await asyncio.shield(dialling)
        yield bus
    finally:
        dialling.cancel()
        with suppress(asyncio.CancelledError):
            await dialling
        with suppress(NatsError, TimeoutError, OSError):
            await client.close()
