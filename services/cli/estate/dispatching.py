"""What a site's dispatch goes by, as a supervisor writes it."""

from muster.scheduler.v1.dispatching_pb2 import Dispatching, ResponseTimes, Tool, Way, WorkRequirement
from services.cli.estate import forms
from services.cli.estate.document import Marked
from services.cli.estate.fields import Fields, each, identified

DISPATCH = ("respond", "tools", "ways", "between", "work", "crews_stay_together")
RESPOND = ("emergency", "urgent", "routine")
WORK = ("level", "heads", "tools", "after")


def dispatching(document: Marked) -> Dispatching:
    """The section `dispatch`; all defaults where the file has none."""
    whole = Fields(document, "the file", tuple(document))
    given = whole.mapping("dispatch")
    fields = Fields(given, "dispatch", DISPATCH)
    found = Dispatching(
        response=_respond(fields),
        tools=_tools(fields),
        ways=_ways(fields),
        requirements=each(given, "work", _work),
        day_teams=fields.flag("crews_stay_together"),
    )
    if "between" in fields:
        found.between_minutes = fields.form("between", forms.length, forms.LENGTH)
    return found


def _respond(fields: Fields) -> ResponseTimes:
    """`respond: {emergency: 1h, urgent: 4h, routine: 72h}`."""
    own = Fields(fields.mapping("respond"), "dispatch.respond", RESPOND)
    minutes = {f"{key}_minutes": own.form(key, forms.length, forms.LENGTH) for key in RESPOND if key in own}
    return ResponseTimes(**minutes)


def _tools(fields: Fields) -> list[Tool]:
    """`tools: {boom-lift: 1, leak-detector: 2}`."""
    given = fields.mapping("tools")
    own = Fields(given, "dispatch.tools", tuple(given))
    found = []
    for id in given:
        identified(given.places[id], id)
        found.append(Tool(id=id, count=own.whole(id, 1)))
    return found


def _ways(fields: Fields) -> list[Way]:
    """`ways: {b1: {b2: 8m, b3: 10m}, b2: {b3: 6m}}`, each pair once."""
    given = fields.mapping("ways")
    from_each = Fields(given, "dispatch.ways", tuple(given))
    found = []
    for first in given:
        to = from_each.mapping(first)
        own = Fields(to, f"dispatch.ways.{first}", tuple(to))
        for second in to:
            minutes = own.form(second, forms.length, forms.LENGTH)
            found.append(Way(first_place=first, second_place=second, minutes=minutes))
    return found


def _work(id: str, given: Marked) -> WorkRequirement:
    """One of `work`: `elevator: {level: 2, heads: 1, tools: [pit-ladder], after: [isolate]}`."""
    own = Fields(given, id, WORK)
    return WorkRequirement(
        work=id,
        level=own.whole("level"),
        heads=own.whole("heads", 1),
        tools=own.texts("tools"),
        after=own.texts("after"),
    )
