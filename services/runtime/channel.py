"""Channels to other services: deadlines on every call, UNAVAILABLE tried again, refusals read back."""

import json
from collections.abc import Callable
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2

from services.runtime.caller import HEADER

SECONDS = 5.0
"""Deadline of a call that names none."""
MOST_BYTES = 32 * 1024 * 1024
"""Longest answer that is taken: what would change of a quarter is 600 bytes for each of thousands of changes."""

_SERVICE_CONFIG = json.dumps(
    {
        "methodConfig": [
            {
                "name": [{}],
                "retryPolicy": {
                    "maxAttempts": 4,
                    "initialBackoff": "0.1s",
                    "maxBackoff": "2s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            }
        ]
    }
)
OPTIONS = [
    ("grpc.service_config", _SERVICE_CONFIG),
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    # A peer that is started again shall be found at once, not after the default's two minutes.
    ("grpc.max_reconnect_backoff_ms", 1_000),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_receive_message_length", MOST_BYTES),
]


def opened(address: str) -> grpc.aio.Channel:
    """A channel to `address`; it connects when it is used and again when the peer is back."""
    return grpc.aio.insecure_channel(address, options=OPTIONS)


def named(caller: str) -> tuple[tuple[str, str], ...]:
    """The metadata by which a caller says who it is."""
    return ((HEADER, caller),)


def details(trouble: grpc.RpcError | grpc.aio.AioRpcError) -> dict[type, Any]:
    """The rich details of a failed call, by their message class; empty where there are none."""
    trailers: dict[str, Any] = dict(trouble.trailing_metadata() or ())  # type: ignore
    found: dict[type, Any] = {}
    packed = trailers.get("grpc-status-details-bin")
    if not packed:
        return found
    kinds: tuple[Callable[[], Any], ...] = (
        error_details_pb2.ErrorInfo,
        error_details_pb2.BadRequest,
        error_details_pb2.LocalizedMessage,
    )
    for box in status_pb2.Status.FromString(packed).details:
        for kind in kinds:
            message = kind()
            if box.Unpack(message):
                found[type(message)] = message
    return found
