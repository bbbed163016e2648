"""Where the services are, and channels to them. `muster dev` leaves the addresses in its data directory."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import grpc

from services.runtime.caller import HEADER
from services.runtime.channel import MOST_BYTES
from services.runtime.errors import Unreachable

DATA = Path(os.environ.get("MUSTER_DATA", ".muster"))
FILE = "dev.json"
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Addresses:
    """host:port of each service, the URL of the bus, and the file of the clock ("" where it cannot be held)."""

    assets: str
    scheduler: str
    notifier: str
    nats: str
    clock: str = ""

    def write(self, data: Path) -> None:
        """Leave the addresses for other commands."""
        (data / FILE).write_text(json.dumps(asdict(self), indent=2))


def addresses(data: Path = DATA) -> Addresses:
    """From MUSTER_ASSETS, MUSTER_SCHEDULER, MUSTER_NOTIFIER, MUSTER_NATS and, where the services are told the time by a
    file, MUSTER_CLOCK; else what `muster dev` left in `data`."""
    environment = {
        name: os.environ.get(f"MUSTER_{name.upper()}") for name in ("assets", "scheduler", "notifier", "nats")
    }
    if all(environment.values()):
        clock = os.environ.get("MUSTER_CLOCK", "")
        return Addresses(**{name: str(value) for name, value in environment.items()}, clock=clock)
    try:
        return Addresses(**json.loads((data / FILE).read_text()))
    except FileNotFoundError:
        raise Unreachable(
            "NO_SERVER", f"no Muster is running here ({data / FILE} is not there)", hint='start one with "muster dev"'
        ) from None


def channel(address: str, caller: str = "cli") -> grpc.Channel:
    """A channel whose calls say who is calling; it takes answers as long as the services take from each other."""
    opened = grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", MOST_BYTES)])
    return grpc.intercept_channel(opened, _Named(caller))


class _Named(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamUnaryClientInterceptor):
    """Adds the caller, and a deadline where the call has none."""

    def __init__(self, caller: str) -> None:
        self._metadata = ((HEADER, caller),)

    def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return continuation(self._with(client_call_details, client_call_details.timeout or SECONDS), request)

    def intercept_unary_stream(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return continuation(self._with(client_call_details, client_call_details.timeout), request)

    def intercept_stream_unary(self, continuation: Any, client_call_details: Any, request_iterator: Any) -> Any:
        return continuation(self._with(client_call_details, client_call_details.timeout), request_iterator)

    def _with(self, details: Any, timeout: float | None) -> Any:
        return details._replace(metadata=(*(details.metadata or ()), *self._metadata), timeout=timeout)
