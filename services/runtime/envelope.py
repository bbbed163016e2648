"""CloudEvents 1.0 over NATS, binary mode: what an event is goes into headers, the body stays readable JSON.

https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/nats-protocol-binding.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact. `id` is its identity everywhere; `subject` is where it travels; `about` names the thing it concerns."""

    id: str
    subject: str
    type: str
    source: str
    about: str
    time: datetime
    body: bytes


# Printable ASCII except what the binding wants encoded: space, double quote, percent.
_PLAIN = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in '"%')


def to_headers(event: Event) -> dict[str, str]:
    """The NATS headers of an event."""
    values = {
        "ce-specversion": "1.0",
        "ce-id": event.id,
        "ce-type": event.type,
        "ce-source": event.source,
        "ce-subject": event.about,
        "ce-time": event.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "ce-datacontenttype": "application/json",
        "Nats-Msg-Id": event.id,
    }
    return {name: quote(value, safe=_PLAIN) if name.startswith("ce-") else value for name, value in values.items()}


def from_message(subject: str, headers: Mapping[str, str] | None, body: bytes) -> Event:
    """The event that a message carries. Raises ValueError where a header that must be there is not."""
    values = {name.lower(): unquote(value) for name, value in (headers or {}).items()}
    missing = [name for name in ("ce-id", "ce-type", "ce-source", "ce-time") if not values.get(name)]
    if missing:
        raise ValueError(f"the message on {subject} is no CloudEvent: it has no {', '.join(missing)}")
    return Event(
        id=values["ce-id"],
        subject=subject,
        type=values["ce-type"],
        source=values["ce-source"],
        about=values.get("ce-subject", ""),
        time=datetime.fromisoformat(values["ce-time"]),
        body=body,
    )
