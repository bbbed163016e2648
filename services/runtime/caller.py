"""Who is calling. Read from metadata, not checked yet: deploy behind something that does."""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass

HEADER = "muster-caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is behind a call or a consumed message: "people/chen-wei", "services/notifier", "anonymous"."""

    name: str = "anonymous"


ANONYMOUS = Caller()
_current: ContextVar[Caller] = ContextVar("caller", default=ANONYMOUS)


def current() -> Caller:
    """The caller of the code that is running."""
    return _current.get()


def become(caller: Caller) -> None:
    """Set the caller for the rest of this task."""
    _current.set(caller)


def from_metadata(metadata: Iterable[tuple[str, str | bytes]] | None) -> Caller:
    """The caller that the metadata of a call names, else the anonymous one."""
    for key, value in metadata or ():
        if key == HEADER and isinstance(value, str) and value:
            return Caller(value[:100])
    return Caller()
