"""What a site has to man: shifts, posts, contractors and the fire watch; contracts and obligations have their own."""

from collections.abc import Iterator
from typing import Any

from muster.scheduler.v1.staffing_pb2 import Contractor, Coverage, Offer, Post, ShiftType, Staffing
from services.cli.estate import forms
from services.cli.estate.contracts import contracts
from services.cli.estate.dispatching import dispatching
from services.cli.estate.document import Listed, Marked
from services.cli.estate.fields import Fields, each, identified
from services.cli.estate.obligations import obligation, ranges
from services.cli.estate.rules import severities

SECTIONS = ("shifts", "posts", "contracts", "contractors", "obligations", "fire_watch", "rules", "dispatch")
POST = ("name", "needs", "people", "control_room", "sent_out")
SHIFT = ("hours", "night", "on_call", "counts")
CONTRACTOR = ("name", "does", "closed", "month_budget", "price_ceiling")
FIRE_WATCH = ("after", "trades", "needs")
MORNING = 5 * 60
"""Until when a shift that has begun before counts as a night, unless the file says otherwise."""


def staffing(site: Fields, document: Marked) -> Staffing | None:
    """The staffing of the file; None where it says nothing of it."""
    if not any(section in document for section in SECTIONS) and not {"holidays", "blackout"} & set(site.given):
        return None
    found = Staffing(
        name=f"sites/{site.text('id')}/staffing",
        holidays=site.text("holidays"),
        blackout=ranges(site, "blackout"),
        shifts=_shifts(document),
        posts=each(document, "posts", post),
        contracts=contracts(document),
        obligations=each(document, "obligations", obligation),
        contractors=each(document, "contractors", contractor),
    )
    found.pack, found.remote_control = site.text("pack"), site.text("remote_control")
    found.severities.extend(severities(document))
    found.dispatching.MergeFrom(dispatching(document))
    if "fire_watch" in document:
        whole = Fields(document, "the file", tuple(document))
        watch = Fields(whole.mapping("fire_watch"), "fire_watch", FIRE_WATCH)
        found.fire_watch_minutes = watch.form("after", forms.length, forms.LENGTH)
        found.fire_watch_trades.extend(watch.texts("trades"))
        found.fire_watch_needs.extend(watch.texts("needs"))
    return found


def _shifts(document: Marked) -> list[ShiftType]:
    """`shifts: {day: "07:00-15:00", night: {hours: "23:00-07:00", night: true}}`; standby is no night by itself."""
    whole = Fields(document, "the file", tuple(document))
    given = whole.mapping("shifts")
    fields = Fields(given, "shifts", tuple(given))
    found = []
    for id, value in given.items():
        identified(given.places[id], id)
        if isinstance(value, Marked):
            found.append(_shift(id, Fields(value, id, SHIFT)))
        else:
            span = fields.form(id, forms.span, forms.CLOCK)
            found.append(ShiftType(id=id, start_minute=span.start, minutes=span.minutes, night=_by_night(span)))
    return found


def _shift(id: str, fields: Fields) -> ShiftType:
    """`{hours: "19:00-07:00", on_call: true, counts: 3h}`: of one on call a few hours count as worked."""
    span = fields.form("hours", forms.span, forms.CLOCK)
    found = ShiftType(id=id, start_minute=span.start, minutes=span.minutes, on_call=fields.flag("on_call"))
    found.night = fields.flag("night", _by_night(span) and not found.on_call)
    if "counts" in fields:
        found.counted_minutes = fields.form("counts", forms.length, forms.LENGTH)
    return found


def _by_night(span: forms.Span) -> bool:
    """Whether any of it lies between midnight and five."""
    return span.start < MORNING or span.start + span.minutes > 1440


def post(id: str, given: Marked) -> Post:
    """One of `posts`."""
    fields = Fields(given, id, POST)
    people = fields.mapping("people")
    return Post(
        id=id,
        display_name=fields.text("name"),
        needs=fields.texts("needs"),
        control_room=fields.flag("control_room"),
        sent_out=fields.flag("sent_out"),
        coverage=[one for shift in people for one in _coverage(f"{id}.people", people, shift)],
    )


def _coverage(what: str, people: Marked, shift: str) -> Iterator[Coverage]:
    """`day: 2`, `day: {heads: 2, on: mon-fri}`, or a list of the latter for different days."""
    value: Any = people[shift]
    if not isinstance(value, Marked | Listed):
        yield Coverage(shift=shift, heads=Fields(people, what, tuple(people)).whole(shift))
        return
    for entry in value if isinstance(value, Listed) else [value]:
        if not isinstance(entry, Marked):
            hint = "write {heads: 2, on: mon-fri}"
            raise Fields(people, what, tuple(people)).refusal(shift, f'{what}.{shift} holds "{entry}"', hint)
        fields = Fields(entry, f"{what}.{shift}", ("heads", "on"))
        fields.need("heads")
        on = fields.forms("on", forms.weekdays, "weekdays, e.g. mon-fri or [mon, thu]")
        yield Coverage(shift=shift, heads=fields.whole("heads"), weekdays=[day for days in on for day in days])


def contractor(id: str, given: Marked) -> Contractor:
    """One of `contractors`; `does` says what, and the price of one visit."""
    fields = Fields(given, id, CONTRACTOR)
    if isinstance(fields.given.get("does"), Marked):
        does = fields.mapping("does")
        prices = Fields(does, f"{id}.does", tuple(does))
        offers = [Offer(trade=trade, price=prices.whole(trade)) for trade in does]
    else:
        offers = [Offer(trade=trade) for trade in fields.texts("does")]
    found = Contractor(id=id, display_name=fields.text("name"), offers=offers, closed=ranges(fields, "closed"))
    found.month_budget = fields.whole("month_budget")
    if "price_ceiling" in fields:
        found.price_ceiling = fields.whole("price_ceiling")
    return found
