"""Resource names, "sites/harbour/assets/pump-1": collections and ids in turn."""

import re

from services.runtime.errors import Invalid

ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def ids(pattern: str, name: str, field: str) -> tuple[str, ...]:
    """The ids that stand at the "*" of `pattern` in `name`. Raises Invalid with the field.

    >>> ids("sites/*/assets/*", "sites/harbour/assets/pump-1", "name")
    ('harbour', 'pump-1')
    """
    wanted, given = pattern.split("/"), name.split("/")
    fits = len(wanted) == len(given) and all(
        ID.fullmatch(there) if want == "*" else want == there for want, there in zip(wanted, given, strict=False)
    )
    if not fits:
        raise Invalid(field, f'"{name[:100]}" is not a name of the form "{pattern}"', reason="NAME_INVALID")
    return tuple(there for want, there in zip(wanted, given, strict=False) if want == "*")


def parent_and_id(pattern: str, name: str, field: str) -> tuple[str, str]:
    """The name of what `name` belongs to ("" for nothing) and its own id. Raises Invalid with the field."""
    ids(pattern, name, field)
    *parent, _, own = name.split("/")
    return "/".join(parent), own
