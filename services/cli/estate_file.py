"""The estate as a supervisor writes it: YAML in short forms, read strictly, each refusal with file and line."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from google.protobuf.message import Message
from google.type.date_pb2 import Date

from muster.assets.v1 import asset_pb2, maintenance_plan_pb2, site_pb2
from muster.scheduler.v1 import person_pb2
from services.runtime.errors import Invalid

T = TypeVar("T")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = {
    "day": maintenance_plan_pb2.Interval.UNIT_DAY,
    "week": maintenance_plan_pb2.Interval.UNIT_WEEK,
    "month": maintenance_plan_pb2.Interval.UNIT_MONTH,
    "year": maintenance_plan_pb2.Interval.UNIT_YEAR,
}


class Marked(dict[str, Any]):
    """A mapping that remembers in which line each key stands."""

    lines: dict[str, int]


class _Loader(yaml.SafeLoader):
    pass


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Marked:
    found = Marked()
    found.lines = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in found:
            raise Invalid(f"line {key_node.start_mark.line + 1}", f'"{key}" stands twice', reason="YAML_INVALID")
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = key_node.start_mark.line + 1
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@dataclass(slots=True)
class EstateFile:
    """What a file describes, as the services take it, in the order in which they take it."""

    site: site_pb2.Site
    assets: list[asset_pb2.Asset] = field(default_factory=list)
    maintenance_plans: list[maintenance_plan_pb2.MaintenancePlan] = field(default_factory=list)
    people: list[person_pb2.Person] = field(default_factory=list)

    def items(self) -> Iterator[Message]:
        """Everything, sites first."""
        yield self.site
        yield from self.assets
        yield from self.maintenance_plans
        yield from self.people


def read(path: Path) -> EstateFile:
    """The estate in `path`. Raises Invalid with file, line and remedy; nothing is sent before all of it is read."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError:
        raise Invalid(str(path), "is not there", reason="FILE_MISSING", hint="check the path") from None
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise Invalid(where, f"is no YAML: {getattr(trouble, 'problem', trouble)}", reason="YAML_INVALID") from None
    except Invalid as refusal:
        raise Invalid(f"{path}:{refusal.field}", refusal.text, reason=refusal.reason) from None
    return _Reader(path).estate(document)


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path

    def estate(self, document: Any) -> EstateFile:
        if not isinstance(document, Marked):
            raise Invalid(str(self._path), "holds no mapping", reason="YAML_INVALID", hint='begin with "site:"')
        self._only(document, "the file", ("site", "assets", "maintenance_plans", "people"))
        site = self._need(document, "site", "the file")
        self._only(site, "site", ("id", "name", "zone"))
        id = str(self._need(site, "id", "site"))
        estate = EstateFile(
            site_pb2.Site(
                name=f"sites/{id}",
                display_name=str(site.get("name", id)),
                time_zone=str(self._need(site, "zone", "site")),
            )
        )
        parent = estate.site.name
        estate.assets = self._each(document, "assets", lambda key, value: self._asset(parent, key, value))
        estate.maintenance_plans = self._each(
            document, "maintenance_plans", lambda key, value: self._plan(parent, key, value)
        )
        estate.people = self._each(document, "people", self._person)
        return estate

    def _asset(self, parent: str, id: str, given: Marked) -> asset_pb2.Asset:
        self._only(given, id, ("name", "type", "serial_number", "tag_number"))
        return asset_pb2.Asset(
            name=f"{parent}/assets/{id}",
            display_name=str(given.get("name", id)),
            type=str(given.get("type", "")),
            serial_number=str(given.get("serial_number", "")),
            tag_number=str(given.get("tag_number", "")),
        )

    def _plan(self, parent: str, id: str, given: Marked) -> maintenance_plan_pb2.MaintenancePlan:
        known = ("asset", "name", "every", "last", "fixed", "early_days", "late_days", "law", "citation")
        self._only(given, id, (*known, "minutes", "crew", "trade", "outage_minutes", "steps"))
        return maintenance_plan_pb2.MaintenancePlan(
            name=f"{parent}/maintenancePlans/{id}",
            asset=f"{parent}/assets/{self._need(given, 'asset', id)}",
            display_name=str(given.get("name", id)),
            interval=self._form(given, "every", id, _interval, 'e.g. "30 days"'),
            anchor_date=self._form(given, "last", id, _date, "e.g. 2026-11-20"),
            fixed=bool(given.get("fixed", False)),
            early_days=self._whole(given, "early_days", id),
            late_days=self._whole(given, "late_days", id),
            law=bool(given.get("law", False)),
            citation=str(given.get("citation", "")),
            minutes=self._whole(given, "minutes", id),
            crew=self._whole(given, "crew", id),
            trade=str(given.get("trade", "")),
            outage_minutes=self._whole(given, "outage_minutes", id),
            steps=[str(step) for step in given.get("steps", ())],
        )

    def _person(self, id: str, given: Marked) -> person_pb2.Person:
        self._only(given, id, ("name", "has", "hours"))
        person = person_pb2.Person(name=f"people/{id}", display_name=str(given.get("name", id)))
        for name in given.get("has", Marked()):
            held = person.qualifications.add(id=str(name))
            if given["has"][name] is not None:
                held.expire_date.CopyFrom(self._form(given["has"], name, f"{id}.has", _date, "e.g. 2028-06-30"))
        if "hours" in given:
            hint = 'e.g. "mon-fri 08:00-17:00"'
            person.working_hours.CopyFrom(self._form(given, "hours", id, _hours, hint))
        return person

    def _each(self, document: Marked, section: str, make: Callable[[str, Marked], T]) -> list[T]:
        given = document.get(section)
        if given is None:
            return []
        if not isinstance(given, Marked):
            raise self._refusal(document, section, f"{section} is no mapping", "id: {...}, one a line")
        found = []
        for key, value in given.items():
            if not isinstance(value, Marked):
                raise self._refusal(given, key, f"{section}.{key} is no mapping", "give its fields as {...}")
            found.append(make(key, value))
        return found

    def _only(self, given: Marked, what: str, known: tuple[str, ...]) -> None:
        if not isinstance(given, Marked):
            raise Invalid(f"{self._path}", f"{what} is no mapping", reason="YAML_INVALID")
        for key in given:
            if key not in known:
                hint = f"known here: {', '.join(known)}"
                raise self._refusal(given, key, f'{what} has no field "{key}"', hint)

    def _need(self, given: Marked, key: str, what: str) -> Any:
        if key not in given:
            line = min(given.lines.values(), default=1)
            raise Invalid(f"{self._path}:{line}", f'{what} has no "{key}"', reason="YAML_INVALID", hint=f"add {key}")
        return given[key]

    def _form(self, given: Marked, key: str, what: str, parse: Callable[[Any], T], hint: str) -> T:
        value = self._need(given, key, what)
        try:
            return parse(value)
        except (ValueError, TypeError, AttributeError, KeyError):
            raise self._refusal(given, key, f'{what}.{key} is "{value}"', hint) from None

    def _whole(self, given: Marked, key: str, what: str) -> int:
        value = given.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._refusal(given, key, f'{what}.{key} is "{value}"', "a whole number")
        return value

    def _refusal(self, given: Marked, key: str, text: str, hint: str) -> Invalid:
        return Invalid(f"{self._path}:{given.lines[key]}", text, reason="YAML_INVALID", hint=hint)


def _interval(text: Any) -> maintenance_plan_pb2.Interval:
    match = re.fullmatch(r"(\d+) (day|week|month|year)s?", str(text).strip())
    if not match:
        raise ValueError
    return maintenance_plan_pb2.Interval(count=int(match[1]), unit=UNITS[match[2]])


def _date(value: Any) -> Date:
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    return Date(year=day.year, month=day.month, day=day.day)


def _hours(text: Any) -> person_pb2.WorkingHours:
    match = re.fullmatch(r"(\w{3})-(\w{3}) (\d\d):(\d\d)-(\d\d):(\d\d)", str(text).strip().lower())
    if not match:
        raise ValueError
    first, last = WEEKDAYS.index(match[1]), WEEKDAYS.index(match[2])
    days = [(first + n) % 7 for n in range((last - first) % 7 + 1)]
    start, end = int(match[3]) * 60 + int(match[4]), int(match[5]) * 60 + int(match[6])
    return person_pb2.WorkingHours(weekdays=days, start_minute=start, minutes=(end - start) % 1440 or 1440)
