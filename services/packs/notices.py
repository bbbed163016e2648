"""How long ahead residents are told that something will be out of service, as the pack of their site says."""

from services.packs.reader import available, load

OUTAGES = "outage_notice"
"""The limit of a pack: days ahead at least, perhaps others for some trades."""


def outage_notice(pack: str, trade: str) -> int:
    """Days between the notice and an outage for work of `trade`; 0 where `pack` ("": none) says nothing of it."""
    limits = load(pack).staffing if pack in available() else {}
    if OUTAGES not in limits:
        return 0
    said = limits[OUTAGES]
    return int(said.get("trades", {}).get(trade, said["days"]))
