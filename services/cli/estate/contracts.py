"""The working-time rules as a supervisor writes them, one like another where that is shorter."""

from muster.scheduler.v1.staffing_pb2 import Contract, ShiftCount, Succession
from services.cli.estate import forms
from services.cli.estate.document import Marked
from services.cli.estate.fields import Fields, each, near
from services.runtime.errors import Invalid

CONTRACT = (
    *("like", "hours_week", "hours_day", "limit_week", "rest", "days_in_row", "nights_in_row", "overtime_month"),
    *("averaging", "off_after_nights", "weekends_in_row", "shifts"),
    *("weekends", "least_days_in_row", "days_off_in_row", "weekdays_off", "counts", "forbidden", "reliever"),
)
EVERY = ("period", "month")


def contracts(document: Marked) -> list[Contract]:
    """All of `contracts`. Raises Invalid where one is like none, or like itself by way of others."""
    given = {id: one for id, one in each(document, "contracts", lambda id, one: (id, one))}
    for id, one in given.items():
        Fields(one, id, CONTRACT)
    return [_contract(id, _whole(given, id, ())) for id in given]


def _whole(given: dict[str, Marked], id: str, seen: tuple[str, ...]) -> Marked:
    """The fields of a contract, those of the one that it is like included."""
    own = given[id]
    like = Fields(own, id, CONTRACT).text("like")
    if not like:
        return own
    place = own.places["like"]
    if like not in given:
        raise Invalid(
            place, f'{id} is like "{like}", which is no contract', reason="YAML_INVALID", hint=near(like, given)
        )
    if like in (*seen, id):
        hint = "spell one of them out"
        raise Invalid(place, f"{' is like '.join((*seen, id, like))}", reason="YAML_INVALID", hint=hint)
    other = _whole(given, like, (*seen, id))
    found = Marked(own.file, own.place)
    found.update({**other, **own})
    found.places = {**other.places, **own.places}
    return found


def _contract(id: str, given: Marked) -> Contract:
    fields = Fields(given, id, CONTRACT)
    hours, length = "hours, e.g. 40 or 37.5", forms.LENGTH
    found = Contract(
        id=id,
        week_minutes=_optional(fields, "hours_week", hours),
        day_limit_minutes=_optional(fields, "hours_day", hours),
        week_limit_minutes=_optional(fields, "limit_week", hours),
        days_in_row=fields.whole("days_in_row"),
        nights_in_row=fields.whole("nights_in_row"),
        weekends_in_row=fields.whole("weekends_in_row"),
        shifts=fields.texts("shifts"),
        weekends=fields.whole("weekends"),
        least_days_in_row=fields.whole("least_days_in_row"),
        days_off_in_row=fields.whole("days_off_in_row"),
        free_weekdays=[
            day for days in fields.forms("weekdays_off", forms.weekdays, "e.g. sun or [mon, thu]") for day in days
        ],
        shift_counts=_counts(fields),
        forbidden=_forbidden(fields),
        reliever_price=fields.whole("reliever"),
    )
    if "averaging" in fields:
        found.averaging_weeks = fields.form("averaging", forms.weeks, "weeks, e.g. 4w")
    # In these 0 is a limit of its own, so what is not written is not sent.
    if "rest" in fields:
        found.rest_minutes = fields.form("rest", forms.length, length)
    if "overtime_month" in fields:
        found.overtime_month_minutes = fields.form("overtime_month", forms.hours, hours)
    if "off_after_nights" in fields:
        found.days_off_after_nights = fields.whole("off_after_nights")
    return found


def _counts(fields: Fields) -> list[ShiftCount]:
    """`counts: {night: {least: 2, most: 6, every: month}}`."""
    given = fields.mapping("counts")
    shifts = Fields(given, f"{fields.what}.counts", tuple(given))
    found = []
    for shift in given:
        own = Fields(shifts.mapping(shift), f"{shifts.what}.{shift}", ("least", "most", "every"))
        every = own.text("every", "period")
        if every not in EVERY:
            raise own.refusal("every", f'{own.what}.every is "{every}"', near(every, EVERY))
        most = own.whole("most") if "most" in own else None
        found.append(ShiftCount(shift=shift, least=own.whole("least"), most=most, monthly=every == "month"))
    return found


def _forbidden(fields: Fields) -> list[Succession]:
    """`forbidden: {evening: [day, long]}`: what does not follow it on the next day."""
    given = fields.mapping("forbidden")
    firsts = Fields(given, f"{fields.what}.forbidden", tuple(given))
    return [Succession(first=first, then=then) for first in given for then in firsts.texts(first)]


def _optional(fields: Fields, key: str, hint: str) -> int:
    return fields.form(key, forms.hours, hint) if key in fields else 0
