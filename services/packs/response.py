"""How soon somebody is there after a fault was reported, where a site says nothing."""

from services.packs.reader import available, load

LIMIT = "response"
"""The limit of a pack: minutes by priority."""
OF_PACKS = "generic"
"""The pack that knows what the pack of a site does not."""


def response_minutes(pack: str, priority: str) -> int:
    """Minutes from the report until somebody is there, for "emergency", "urgent" or "routine".

    `pack` is the site's, "" for none. KeyError for another priority.
    """
    for one in (pack, OF_PACKS):
        if one in available() and LIMIT in (limits := load(one).staffing):
            return int(limits[LIMIT][priority])
    raise KeyError(LIMIT)
