"""The gRPC server of a process: health, reflection, interceptors, and an end that lets running calls finish."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

import grpc
import structlog
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from services.runtime.errors import Unreachable
from services.runtime.interceptors import Calls

CHECK_SECONDS = 0.5
OPTIONS = [
    ("grpc.max_receive_message_length", 4 * 1024 * 1024),
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 30_000),
    ("grpc.so_reuseport", 0),
]
Check = Callable[[], Awaitable[bool]]
Serving = health_pb2.HealthCheckResponse.ServingStatus
log = structlog.get_logger(room="server")


@asynccontextmanager
async def serving(
    address: str,
    register: Callable[[grpc.aio.Server], Sequence[str]],
    *,
    checks: Mapping[str, Check],
    needed: str = "database",
    grace: float = 10.0,
) -> AsyncIterator[int]:
    """Serve at `address` (port 0: any free one) inside the block and yield the port.

    `register` adds the servicers and answers the full names of their services. `checks` are asked twice a second;
    each shows in health under its own name, and the services as a whole serve while `needed` does.
    """
    server = grpc.aio.server(interceptors=[Calls()], options=OPTIONS, maximum_concurrent_rpcs=200)
    names = [*register(server), ""]
    state = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(state, server)
    reflection.enable_server_reflection([*names[:-1], health.SERVICE_NAME, reflection.SERVICE_NAME], server)
    try:
        port = server.add_insecure_port(address)
    except RuntimeError:
        port = 0
    if not port:
        raise Unreachable("ADDRESS_TAKEN", f"cannot listen on {address}", hint="name another port", address=address)
    await _ask(state, checks, needed, names)
    await server.start()
    asking = asyncio.create_task(_keep_asking(state, checks, needed, names))
    log.info("serving", port=port)
    try:
        yield port
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        await state.enter_graceful_shutdown()
        await server.stop(grace)


async def _ask(state: health.aio.HealthServicer, checks: Mapping[str, Check], needed: str, names: list[str]) -> None:
    for name, check in checks.items():
        try:
            async with asyncio.timeout(2):
                well = await check()
        except Exception:
            well = False
        status = Serving.SERVING if well else Serving.NOT_SERVING
        await state.set(name, status)
        if name == needed:
            for service in names:
                await state.set(service, status)


async def _keep_asking(
    state: health.aio.HealthServicer, checks: Mapping[str, Check], needed: str, names: list[str]
) -> None:
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        await _ask(state, checks, needed, names)
