"""The fields of one mapping, taken out strictly: what is unknown, missing or of the wrong form is refused by line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from services.cli.estate.document import Listed, Marked
from services.runtime.errors import Invalid
from services.runtime.names import ID

T = TypeVar("T")


class Fields:
    """What `given` says of `what`. Raises Invalid where it is no mapping or has a field that is not `known`."""

    def __init__(self, given: Marked, what: str, known: Sequence[str]) -> None:
        self.given = given
        self.what = what
        for key in given:
            if key not in known:
                raise self.refusal(key, f'{what} has no field "{key}"', near(key, known))

    def __contains__(self, key: str) -> bool:
        return self.given.get(key) is not None

    def need(self, key: str) -> Any:
        """The value, which must be there."""
        if self.given.get(key) is None:
            raise Invalid(self.given.place, f'{self.what} has no "{key}"', reason="YAML_INVALID", hint=f"add {key}")
        return self.given[key]

    def text(self, key: str, default: str = "") -> str:
        """A word or a sentence; numbers are read as they are written."""
        value = self.given.get(key)
        if isinstance(value, Marked | Listed | bool):
            raise self.refusal(key, f"{self.what}.{key} is no text", "write a word, or text in quotes")
        return default if value is None else str(value)

    def whole(self, key: str, default: int = 0) -> int:
        """A whole number."""
        value = self.given.get(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
            raise self.refusal(key, f'{self.what}.{key} is "{value}"', "a whole number, at least 0")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false."""
        value = self.given.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.refusal(key, f'{self.what}.{key} is "{value}"', "true or false")
        return value

    def form(self, key: str, parse: Callable[[Any], T], hint: str) -> T:
        """What `parse` makes of the value, which must be there; its ValueError becomes a refusal with `hint`."""
        value = self.need(key)
        return self.parsed(self.given.places[key], key, value, parse, hint)

    def forms(self, key: str, parse: Callable[[Any], T], hint: str) -> list[T]:
        """The same of each entry of a list; one value without brackets is a list of one; empty if it is not there."""
        return [self.parsed(place, key, value, parse, hint) for place, value in self._entries(key)]

    def texts(self, key: str) -> list[str]:
        """A list of words."""
        return self.forms(key, word, "a list of words, e.g. [gate, leader]")

    def mapping(self, key: str) -> Marked:
        """A mapping; an empty one if it is not there."""
        value = self.given.get(key)
        if value is None:
            return Marked(self.given.file, self.given.place)
        if not isinstance(value, Marked):
            raise self.refusal(key, f"{self.what}.{key} is no mapping", "write {key: value, ...}")
        return value

    def parsed(self, place: str, key: str, value: Any, parse: Callable[[Any], T], hint: str) -> T:
        """`value` as `parse` reads it, or a refusal that names its place."""
        try:
            return parse(value)
        except (ValueError, TypeError, AttributeError, KeyError):
            text = f'{self.what}.{key} is "{value}"'
            raise Invalid(place, text, reason="YAML_INVALID", hint=hint) from None

    def refusal(self, key: str, text: str, hint: str) -> Invalid:
        """An error at the line of `key`."""
        return Invalid(self.given.places[key], text, reason="YAML_INVALID", hint=hint)

    def _entries(self, key: str) -> Iterator[tuple[str, Any]]:
        value = self.given.get(key)
        if isinstance(value, Listed):
            yield from zip(value.places, value, strict=True)
        elif value is not None:
            yield self.given.places[key], value


def each(document: Marked, section: str, make: Callable[[str, Marked], T]) -> list[T]:
    """`make` of each thing in a section, by its key."""
    given = document.get(section)
    if given is None:
        return []
    if not isinstance(given, Marked):
        place = document.places[section]
        raise Invalid(place, f"{section} is no mapping", reason="YAML_INVALID", hint="id: {...}, one a line")
    found = []
    for key, value in given.items():
        identified(given.places[key], key)
        if not isinstance(value, Marked):
            place, hint = given.places[key], "give its fields as {...}"
            raise Invalid(place, f"{section}.{key} is no mapping", reason="YAML_INVALID", hint=hint)
        found.append(make(key, value))
    return found


def identified(place: str, id: str) -> None:
    """Refuse a key that is no id."""
    if not ID.fullmatch(id):
        hint = "use a-z, 0-9 and -, neither first nor last a -; people read its name"
        raise Invalid(place, f'"{id[:60]}" is no id', reason="YAML_INVALID", hint=hint)


def near(given: str, known: Iterable[str]) -> str:
    """A hint: the known word that `given` was meant to be, or all that are known."""
    words = sorted(known)
    close = get_close_matches(given, words, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    shown = ", ".join(words[:20]) + (" ..." if len(words) > 20 else "")
    return f"known here: {shown}" if words else "describe it first"


def word(value: Any) -> str:
    """A word or a number as it is written. Raises ValueError."""
    if isinstance(value, Marked | Listed | bool) or value is None or not str(value).strip():
        raise ValueError
    return str(value)
