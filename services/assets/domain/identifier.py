"""The ids and names that every thing of a register has, and what is refused as one."""

import re

ID = re.compile(r"[a-z0-9-]{1,63}")


class Malformed(ValueError):
    """A thing that cannot be: the text names the thing, the field and the remedy."""


def check_named(thing: str, id: str, display_name: str) -> None:
    """Refuse an id outside `[a-z0-9-]{1,63}` and a display name without a visible character."""
    check_id(thing, "id", id)
    if not display_name.strip():
        raise Malformed(f"{thing} {id!r}: display_name is empty; give the name people call it by")


def check_id(thing: str, field: str, id: str) -> None:
    """Refuse an id outside `[a-z0-9-]{1,63}`."""
    if not ID.fullmatch(id):
        raise Malformed(f"{thing}: {field} {id!r} is not an id; use 1 to 63 of the characters a-z, 0-9 and -")


def check_reference(thing: str, field: str, id: str) -> None:
    """Like `check_id`, but an empty reference is allowed and means none."""
    if id:
        check_id(thing, field, id)
