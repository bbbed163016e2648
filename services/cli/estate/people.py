"""The people as a supervisor writes them."""

from typing import Any

from muster.scheduler.v1.person_pb2 import (
    Absence,
    Pairing,
    Person,
    Qualification,
    Rota,
    Shadowing,
    Wish,
)
from services.cli.estate import forms
from services.cli.estate.document import Marked
from services.cli.estate.fields import Fields, identified, near, word

PERSON = (
    *("name", "contract", "hours", "brigade", "has", "away", "wishes", "crew", "sites"),
    *("rota", "likes", "avoids", "new"),
)
BRIGADE = {"leader": Person.BRIGADE_LEADER, "member": Person.BRIGADE_MEMBER}


def person(id: str, given: Marked) -> Person:
    """One of `people`."""
    fields = Fields(given, id, PERSON)
    found = Person(
        name=f"people/{id}",
        display_name=fields.text("name", id),
        qualifications=_held(fields),
        contract=fields.text("contract"),
        absences=_absences(fields),
        wishes=_wishes(fields),
        sites=[f"sites/{site}" for site in fields.texts("sites")],
        pairings=[*_pairings(fields, "likes"), *_pairings(fields, "avoids")],
    )
    if "rota" in fields:
        found.rota.CopyFrom(_rota(fields))
    if "new" in fields:
        found.shadowing.CopyFrom(_shadowing(fields))
    if "hours" in fields:
        hint = 'e.g. "mon-fri 08:00-17:00"'
        if found.contract:
            raise fields.refusal("hours", f"{id} has hours and a contract", "keep the one that counts")
        found.working_hours.CopyFrom(fields.form("hours", forms.working_hours, hint))
    if "brigade" in fields:
        said = fields.text("brigade")
        if said not in BRIGADE:
            raise fields.refusal("brigade", f'{id}.brigade is "{said}"', near(said, BRIGADE))
        found.brigade = BRIGADE[said]
    if "crew" in fields:
        found.partner = f"people/{fields.text('crew')}"
    return found


def _held(fields: Fields) -> list[Qualification]:
    """`has: {gate: 2029-03-01, lift: {until: 2028-06-30, level: 2}, driver: }`, or `has: [gate]` where nothing ends."""
    if not isinstance(fields.given.get("has"), Marked):
        return [Qualification(id=name) for name in fields.texts("has")]
    given = fields.mapping("has")
    names = Fields(given, f"{fields.what}.has", tuple(given))
    found = []
    for name in given:
        identified(given.places[name], name)
        held = Qualification(id=name)
        if isinstance(given[name], Marked):
            own = Fields(given[name], f"{fields.what}.has.{name}", ("until", "level"))
            held.level = own.whole("level")
            if "until" in own:
                held.expire_date.CopyFrom(forms.to_pb(own.form("until", forms.day, forms.DAY)))
        elif name in names:
            hint = "the last valid day, e.g. 2028-06-30, or nothing where it does not end"
            held.expire_date.CopyFrom(forms.to_pb(names.form(name, forms.day, hint)))
        found.append(held)
    return found


def _absences(fields: Fields) -> list[Absence]:
    """`away: [2027-01-04/2027-01-08, 2027-02-01]`, or `away: {2027-02-01: training}` with a reason."""
    if not isinstance(fields.given.get("away"), Marked):
        return [_absence(days) for days in fields.forms("away", forms.days, forms.DAYS)]
    given = fields.mapping("away")
    what = Fields(given, f"{fields.what}.away", tuple(given))
    return [_absence(what.parsed(given.places[key], key, key, forms.days, forms.DAYS), what.text(key)) for key in given]


def _absence(days: forms.Days, reason: str = "") -> Absence:
    return Absence(first_date=forms.to_pb(days.first), last_date=forms.to_pb(days.last), reason=reason)


def _wishes(fields: Fields) -> list[Wish]:
    """`wishes: {2027-01-09: off, 2027-01-10: {shift: day, weight: 3}, 2027-01-11: {not: night}}`."""
    given = fields.mapping("wishes")
    what = Fields(given, f"{fields.what}.wishes", tuple(given))
    found = []
    for key, value in given.items():
        on = forms.to_pb(what.parsed(given.places[key], key, key, forms.day, forms.DAY))
        shift, weight, against = _wished(what, key, value)
        found.append(Wish(date=on, shift="" if shift == "off" else shift, weight=weight, against=against))
    return found


def _wished(what: Fields, key: str, value: Any) -> tuple[str, int, bool]:
    if not isinstance(value, Marked):
        return what.form(key, word, "off, or the id of a shift"), 1, False
    weighed = Fields(value, f"{what.what}.{key}", ("shift", "not", "weight"))
    if "shift" in weighed and "not" in weighed:
        raise weighed.refusal("not", f"{weighed.what} wishes a shift and another not", "write one of the two")
    against = "not" in weighed
    return weighed.text("not" if against else "shift", "off"), weighed.whole("weight", 1), against


def _rota(fields: Fields) -> Rota:
    """`rota: {from: 2027-01-04, cycle: [4 on, 2 off], weight: 3}`."""
    own = Fields(fields.mapping("rota"), f"{fields.what}.rota", ("from", "cycle", "weight"))
    own.need("cycle")
    days = own.forms("cycle", forms.cycle, "e.g. [4 day, 2 off], or 4 on for any shift")
    anchor = forms.to_pb(own.form("from", forms.day, forms.DAY))
    return Rota(anchor_date=anchor, cycle=[day for some in days for day in some], weight=own.whole("weight"))


def _pairings(fields: Fields, key: str) -> list[Pairing]:
    """`likes: [guard-02]`, or `avoids: {guard-03: 5}` with a weight."""
    weights: dict[str, int] = {}
    if isinstance(fields.given.get(key), Marked):
        given = fields.mapping(key)
        own = Fields(given, f"{fields.what}.{key}", tuple(given))
        weights = {other: own.whole(other) for other in given}
    others = weights or dict.fromkeys(fields.texts(key), 0)
    return [Pairing(person=f"people/{other}", apart=key == "avoids", weight=weight) for other, weight in others.items()]


def _shadowing(fields: Fields) -> Shadowing:
    """`new: {on: 2027-01-04/2027-01-29, shown_by: [guard-01]}`."""
    own = Fields(fields.mapping("new"), f"{fields.what}.new", ("on", "shown_by"))
    own.need("shown_by")
    days = own.form("on", forms.days, forms.DAYS)
    return Shadowing(
        first_date=forms.to_pb(days.first),
        last_date=forms.to_pb(days.last),
        mentors=[f"people/{mentor}" for mentor in own.texts("shown_by")],
    )
