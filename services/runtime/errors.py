"""The one family of errors that callers may see. `runtime.interceptors` puts them on the wire, nobody else does."""

from collections.abc import Iterator
from contextlib import contextmanager


class Refused(Exception):
    """A call that is not carried out. `reason` is stable; `facts` hold every changing word of the message.

    Subclasses name a canonical gRPC code. docs/reference/errors.md lists every reason; a test holds it to the code.
    """

    code = "UNKNOWN"

    def __init__(self, reason: str, message: str, *, hint: str = "", **facts: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.hint = hint
        self.facts = facts


class Invalid(Refused, ValueError):
    """Something in the request cannot be; `field` is its path, e.g. "asset.display_name"."""

    code = "INVALID_ARGUMENT"

    def __init__(self, field: str, message: str, *, reason: str = "FIELD_INVALID", hint: str = "") -> None:
        super().__init__(reason, f"{field}: {message}", hint=hint, field=field)
        self.field = field
        self.text = message


class Missing(Refused):
    """Nothing has that name."""

    code = "NOT_FOUND"

    def __init__(self, name: str) -> None:
        super().__init__("RESOURCE_NOT_FOUND", f"there is no {name}", name=name)


class Exists(Refused):
    """Something else has that name already."""

    code = "ALREADY_EXISTS"

    def __init__(self, name: str) -> None:
        super().__init__("RESOURCE_EXISTS", f"{name} is there already", hint="choose another id", name=name)


class Stale(Refused):
    """What the caller read has changed since."""

    code = "ABORTED"

    def __init__(self, name: str, reason: str = "ETAG_STALE") -> None:
        super().__init__(reason, f"{name} has changed since it was read", hint="read it again and repeat", name=name)


class Raced(Stale):
    """Somebody else made the same thing in the same moment."""

    def __init__(self) -> None:
        super().__init__("what was to be written", "CONCURRENT_CHANGE")


class Unfit(Refused):
    """The state of a thing does not allow the call."""

    code = "FAILED_PRECONDITION"


class Unreachable(Refused):
    """A peer or a store does not answer; the same call may succeed later."""

    code = "UNAVAILABLE"


@contextmanager
def at(path: str) -> Iterator[None]:
    """Says where in the request a domain constructor's refusal belongs."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid(f"{path}.{refusal.field}", refusal.text, reason=refusal.reason, hint=refusal.hint) from None
    except ValueError as refusal:
        raise Invalid(path, str(refusal)) from None
