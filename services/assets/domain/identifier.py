"""The ids, names and texts that every thing of a register has, and what is refused as one."""

import re

from services.runtime.errors import Invalid

ID = re.compile(r"[a-z0-9-]{1,63}")
LONGEST_TEXT = 300
"""Characters of a name, a number or a title; longer ones are descriptions."""


def check_named(thing: str, id: str, display_name: str, longest: int = LONGEST_TEXT) -> None:
    """Refuse an id outside `[a-z0-9-]{1,63}` and a display name that is blank or longer than `longest` characters."""
    check_id(thing, "id", id)
    if not display_name.strip():
        raise Invalid("display_name", f"of {thing} {id!r} is empty", hint="give the name people call it by")
    check_text("display_name", display_name, longest)


def check_text(field: str, text: str, longest: int = LONGEST_TEXT) -> None:
    """Refuse a text longer than `longest` characters. Raises Invalid with `field`."""
    if len(text) > longest:
        raise Invalid(field, f"has {len(text):,} characters, more than {longest}", hint="say it in fewer words")


def check_id(thing: str, field: str, id: str) -> None:
    """Refuse an id outside `[a-z0-9-]{1,63}`. Raises Invalid with `field`."""
    if not ID.fullmatch(id):
        hint = "use 1 to 63 of the characters a-z, 0-9 and -"
        raise Invalid(field, f"{id[:100]!r} of {thing} is not an id", hint=hint)


def check_reference(thing: str, field: str, id: str) -> None:
    """Like `check_id`, but an empty reference is allowed and means none."""
    if id:
        check_id(thing, field, id)
