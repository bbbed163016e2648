"""Finds what a cell refers to: the whole text first, then its parts; exactly, then without regard to case and stops."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_COMMAS_IN_A_NAME = 6


@dataclass(frozen=True, slots=True)
class Resolved:
    """Ids in the order of the text, and the parts of it that were not simply the name of one thing."""

    ids: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()  # found only without regard to case, blanks and a trailing full stop
    shared: tuple[str, ...] = ()  # names of more than one thing: all of them are in `ids`
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class Names:
    """The names of one sheet and the ids that bear them."""

    exact: dict[str, list[str]] = field(default_factory=dict)
    plain: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, id: str) -> None:
        self.exact.setdefault(name.strip(), []).append(id)
        self.plain.setdefault(plain(name), []).append(id)

    def one(self, text: str) -> Resolved:
        """What `text` as a whole names, where a cell can name only one thing and its commas are its own."""
        said = text.strip()
        if said in self.exact:
            ids = self.exact[said]
            return Resolved(tuple(ids), shared=(said,) if len(ids) > 1 else ())
        ids = self.plain.get(plain(said), [])
        return Resolved(tuple(ids), loose=(said,)) if len(ids) == 1 else Resolved(missing=(said,))

    def resolve(self, text: str) -> Resolved:
        """What `text` names. A name may hold commas, so the longest run of parts that is a name wins."""
        parts = [part.strip() for part in text.split(",")]
        if text.strip() in self.exact or plain(text) in self.plain:
            parts = [text.strip()]
        ids: dict[str, None] = {}
        loose: list[str] = []
        shared: list[str] = []
        missing: list[str] = []
        at = 0
        while at < len(parts):
            for end in range(min(len(parts), at + 1 + MOST_COMMAS_IN_A_NAME), at, -1):
                said = ", ".join(parts[at:end])
                found = self.exact.get(said) or self.plain.get(plain(said))
                if found:
                    break
            else:
                end = at + 1
                said = parts[at]
                found = []
            if not found and said:
                missing.append(said)
            elif found and said not in self.exact:
                loose.append(said)
            if found and len(found) > 1:
                shared.append(said)
            ids.update(dict.fromkeys(found))
            at = end
        return Resolved(tuple(ids), tuple(loose), tuple(shared), tuple(missing))


def names_of(pairs: Iterable[tuple[str, str]]) -> Names:
    """An index of (name, id)."""
    index = Names()
    for name, id in pairs:
        index.add(name, id)
    return index


def plain(name: str) -> str:
    """A name as people compare it: no case, single blanks, no blank before or after a comma, no trailing full stop."""
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return ",".join(part.strip() for part in folded.rstrip(". ").split(","))
