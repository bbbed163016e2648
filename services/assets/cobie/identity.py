"""Ids that are the same each time the same file is read, whatever the order of its rows."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 63


@dataclass(frozen=True, slots=True)
class Named:
    """What an id is made of: the name, what tells namesakes apart, and the key that no other thing of its kind has."""

    name: str
    qualifier: str
    key: str


def ids(kind: str, things: Sequence[Named]) -> tuple[str, ...]:
    """One id each, [a-z0-9-]{1,63}: the name; where it is taken, name and qualifier; where that is taken, a digest.

    Namesakes all move on together, so that none of them depends on which came first. `kind` stands in for a
    name that has no letter or figure of ASCII.
    """
    step = [0] * len(things)
    while True:
        found = [_candidate(kind, thing, at) for thing, at in zip(things, step, strict=True)]
        often = Counter(found)
        moving = [i for i, id in enumerate(found) if not id or (often[id] > 1 and step[i] < 2)]
        if not moving:
            return tuple(found)
        for i in moving:
            step[i] += 1


def slug(text: str) -> str:
    """The text in [a-z0-9-], accents dropped: "Café 2.OG" is "cafe-2-og". Other scripts leave nothing behind."""
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _candidate(kind: str, thing: Named, step: int) -> str:
    """Empty where a step cannot name the thing, because letters were lost or it would have to be cut."""
    name = slug(thing.name)
    if step == 2:
        digest = hashlib.sha256(thing.key.encode()).hexdigest()[:10]
        return f"{(name or kind)[: LONGEST - 11].rstrip('-')}-{digest}"
    if _loses_letters(thing.name) or not name:
        return ""
    if step == 1:
        qualifier = slug(thing.qualifier)
        if not qualifier or _loses_letters(thing.qualifier):
            return ""
        name = f"{name}-{qualifier}"
    return name if len(name) <= LONGEST else ""


def _loses_letters(text: str) -> bool:
    if text.isascii():
        return False
    return any(c.isalnum() and not unicodedata.normalize("NFKD", c).encode("ascii", "ignore") for c in text)
