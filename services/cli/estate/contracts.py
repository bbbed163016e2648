"""The working-time rules as a supervisor writes them, one like another where that is shorter."""

from muster.scheduler.v1.staffing_pb2 import Contract
from services.cli.estate import forms
from services.cli.estate.document import Marked
from services.cli.estate.fields import Fields, each, near
from services.runtime.errors import Invalid

CONTRACT = (
    *("like", "hours_week", "hours_day", "limit_week", "rest", "days_in_row", "nights_in_row", "overtime_month"),
    *("averaging", "off_after_nights", "weekends_in_row", "shifts"),
)


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


def _optional(fields: Fields, key: str, hint: str) -> int:
    return fields.form(key, forms.hours, hint) if key in fields else 0
