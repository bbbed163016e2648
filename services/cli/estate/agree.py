"""Whether the parts of a file fit together: what one names, another describes or somebody holds."""

from collections.abc import Collection, Iterator

from services.cli.estate.document import Listed, Marked
from services.cli.estate.fields import near
from services.runtime.errors import Invalid

BRIGADE = "brigade"


def check(document: Marked) -> None:
    """Refuse what names a shift, contract, person or qualification that the file does not know. Raises Invalid.

    Only what a file describes can be judged by it: without `people` it may man posts with those who are stored
    already, and without `contracts` it may hire for those that are.
    """
    described = {name: document.get(name) or {} for name in ("shifts", "contracts", "people", "contractors")}
    if described["people"]:
        held = {name for one in described["people"].values() for name in _each_of(one, "has")}
        done = {trade for one in described["contractors"].values() for trade in _each_of(one, "does")}
        for place, thing, need in _needs(document):
            if need not in held:
                raise _unknown(place, f'{thing} needs "{need}", which nobody has', need, held)
        for place, thing, trade in _named(document, "maintenance_plans", "trade"):
            if trade not in held | done:
                text = f'{thing} needs "{trade}", which nobody has and no contractor does'
                raise _unknown(place, text, trade, held | done)
        if "posts" in document:
            _only(_named(document, "people", "crew"), described["people"], "works with", "of the people")
            _only(_beside(document), described["people"], "is to work with or without", "of the people")
    if described["contracts"]:
        _only(_named(document, "people", "contract"), described["contracts"], "has the contract", "of the contracts")
        groups = {*described["contracts"], BRIGADE}
        _only(_named(document, "obligations", "everyone"), groups, "concerns", 'of the contracts and not "brigade"')
    # Staffing is stored as a whole, so its shifts are in the same file; those of wishes may be stored already.
    for section in ("posts", "contracts", "people") if described["shifts"] else ("posts", "contracts"):
        _only(_shifts(document, section), described["shifts"], "names the shift", "of the shifts")


def _needs(document: Marked) -> Iterator[tuple[str, str, str]]:
    """Place, thing and qualification."""
    yield from _named(document, "posts", "needs")
    yield from _named(document, "obligations", "leader")
    if "fire_watch" in document:
        for place, need in _words(document["fire_watch"], "needs"):
            yield place, "the fire watch", need


def _shifts(document: Marked, section: str) -> Iterator[tuple[str, str, str]]:
    if section == "contracts":
        yield from _named(document, section, "shifts")
        for id, one in (document.get(section) or {}).items():
            for key in ("counts", "forbidden"):
                given = one.get(key)
                yield from ((given.places[shift], id, shift) for shift in given or ())
            for then in one.get("forbidden") or ():
                yield from ((place, id, shift) for place, shift in _words(one["forbidden"], then))
        return
    for id, one in (document.get(section) or {}).items():
        if section == "posts":
            people = one.get("people") or Marked(one.file, one.place)
            yield from ((people.places[shift], id, shift) for shift in people)
            continue
        if isinstance(rota := one.get("rota"), Marked):
            for place, days in _words(rota, "cycle"):
                shift = days.split()[-1]
                yield from [(place, id, shift)] if shift not in ("on", "off") else []
        wishes = one.get("wishes") or Marked(one.file, one.place)
        for day, wish in wishes.items():
            shift = wish.get("shift", wish.get("not", "off")) if isinstance(wish, Marked) else str(wish)
            if shift != "off":
                yield wishes.places[day], id, shift


def _beside(document: Marked) -> Iterator[tuple[str, str, str]]:
    """Place, person and the one with whom she is to work, or not."""
    for id, one in document["people"].items():
        for key in ("likes", "avoids"):
            given = one.get(key)
            named = given.places.items() if isinstance(given, Marked) else ((w, p) for p, w in _words(one, key))
            yield from ((place, id, other) for other, place in named)
        if isinstance(one.get("new"), Marked):
            yield from ((place, id, mentor) for place, mentor in _words(one["new"], "shown_by"))


def _named(document: Marked, section: str, key: str) -> Iterator[tuple[str, str, str]]:
    for id, one in (document.get(section) or {}).items():
        yield from ((place, id, named) for place, named in _words(one, key))


def _words(given: Marked, key: str) -> Iterator[tuple[str, str]]:
    value = given.get(key)
    if isinstance(value, Listed):
        yield from zip(value.places, map(str, value), strict=True)
    elif value is not None and str(value):
        yield given.places[key], str(value)


def _each_of(given: Marked, key: str) -> Iterator[str]:
    """The words of a list, or of a mapping its keys."""
    value = given.get(key)
    yield from value if isinstance(value, Marked) else (word for _, word in _words(given, key))


def _only(named: Iterator[tuple[str, str, str]], known: Collection[str], verb: str, of: str) -> None:
    for place, thing, word in named:
        if word not in known:
            raise _unknown(place, f'{thing} {verb} "{word}", which is none {of}', word, known)


def _unknown(place: str, text: str, word: str, known: Collection[str]) -> Invalid:
    return Invalid(place, text, reason="YAML_INVALID", hint=near(word, known))
