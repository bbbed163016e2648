"""YAML of which each key and each entry of a list remembers where it stands."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import yaml

from services.runtime.errors import Invalid

MOST_BYTES = 8 * 1024 * 1024
# Sections that are one thing each: they stand in one file, the others may be spread over several.
WHOLE = ("site", "fire_watch", "dispatch", "register")


class Marked(dict[str, Any]):
    """A mapping that remembers at which place, "estate.yaml:12", each of its keys stands."""

    def __init__(self, file: Path, place: str) -> None:
        super().__init__()
        self.file = file
        self.place = place
        self.places: dict[str, str] = {}


class Listed(list[Any]):
    """A list that remembers at which place each of its entries stands."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []


def opened(path: Path) -> Marked:
    """The mapping in `path`; of a directory, all of its *.yaml in order of name, merged.

    Raises Invalid with file, line and remedy.
    """
    if not path.is_dir():
        return _file(path)
    files = sorted(path.glob("*.yaml"))
    if not files:
        raise Invalid(str(path), "holds no *.yaml", reason="FILE_MISSING", hint="name a file, or another directory")
    return _merged([_file(file) for file in files])


def _file(path: Path) -> Marked:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Invalid(str(path), "is larger than 8 MiB", reason="YAML_INVALID", hint="spread it over several files")
        return parsed(path, path.read_text(encoding="utf-8"))
    except OSError as trouble:
        hint = f"check the path ({trouble.strerror})"
        raise Invalid(str(path), "is not there or cannot be read", reason="FILE_MISSING", hint=hint) from None
    except UnicodeDecodeError as trouble:
        text = f"is no UTF-8 at byte {trouble.start}"
        raise Invalid(str(path), text, reason="YAML_INVALID", hint="save it as UTF-8") from None


def parsed(path: Path, text: str) -> Marked:
    """The mapping in `text`; `path` is named in errors. Raises Invalid."""
    loader = _Loader(text)
    loader.path = path
    try:
        document = loader.get_single_data()
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise Invalid(where, f"is no YAML: {getattr(trouble, 'problem', trouble)}", reason="YAML_INVALID") from None
    except RecursionError:
        raise Invalid(str(path), "is nested too deeply", reason="YAML_INVALID") from None
    finally:
        loader.dispose()
    if not isinstance(document, Marked):
        raise Invalid(str(path), "holds no mapping", reason="YAML_INVALID", hint='begin with "site:"')
    return document


def _merged(documents: Sequence[Marked]) -> Marked:
    whole = Marked(documents[0].file, documents[0].place)
    for document in documents:
        for section, given in document.items():
            if section not in whole:
                whole.places[section] = document.places[section]
                whole[section] = given
                if isinstance(given, Marked) and section not in WHOLE:
                    whole[section] = Marked(given.file, given.place)
                    _add(whole[section], given)
            elif isinstance(given, Marked) and isinstance(whole[section], Marked) and section not in WHOLE:
                _add(whole[section], given)
            else:
                raise _twice(document.places[section], section, whole.places[section])
    return whole


def _add(whole: Marked, given: Marked) -> None:
    for key, value in given.items():
        if key in whole:
            raise _twice(given.places[key], key, whole.places[key])
        whole[key] = value
        whole.places[key] = given.places[key]


def _twice(place: str, key: str, first: str) -> Invalid:
    return Invalid(place, f'"{key}" stands at {first} already', reason="YAML_INVALID", hint="keep one of the two")


class _Loader(yaml.SafeLoader):
    """Only true, false, null, whole numbers and decimals are more than text: "on", "off", "no" and 2027-01-04 are words
    here, so that each field says itself what it takes them for."""

    path = Path()
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]

    def place(self, node: yaml.Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}"


for _tag, _form, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?[0-9]+\.[0-9]+", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_form})$"), _first)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Marked:
    found = Marked(loader.path, loader.place(node))
    for key_node, value_node in node.value:
        place = loader.place(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            raise Invalid(place, "a key is no word", reason="YAML_INVALID", hint="write key: value")
        key = str(key_node.value)
        if key in found:
            raise Invalid(place, f'"{key}" stands twice', reason="YAML_INVALID", hint="keep one of the two")
        found[key] = loader.construct_object(value_node, deep=True)
        found.places[key] = place
    return found


def _sequence(loader: _Loader, node: yaml.SequenceNode) -> Listed:
    found = Listed()
    for entry in node.value:
        found.append(loader.construct_object(entry, deep=True))
        found.places.append(loader.place(entry))
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_SEQUENCE_TAG, _sequence)
