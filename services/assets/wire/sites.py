"""Site <-> proto."""

from muster.assets.v1 import site_pb2 as pb
from services.assets.domain.site import Site
from services.packs.holidays import NoCalendar, PublicDays
from services.runtime.dates import instant_to_pb
from services.runtime.errors import Invalid, at
from services.runtime.names import ids
from services.runtime.rows import Stored


def site_from_pb(message: pb.Site) -> Site:
    """The site that a request describes. Raises Invalid."""
    (id,) = ids("sites/*", message.name, "site.name")
    with at("site"):
        try:
            PublicDays(message.holidays)
        except NoCalendar as unknown:
            raise Invalid("holidays", str(unknown), hint="leave it empty where no day is a holiday") from None
        return Site(id=id, display_name=message.display_name, time_zone=message.time_zone, holidays=message.holidays)


def site_to_pb(stored: Stored[Site]) -> pb.Site:
    """A stored site as callers see it."""
    site = stored.value
    return pb.Site(
        name=f"sites/{site.id}",
        display_name=site.display_name,
        time_zone=site.time_zone,
        holidays=site.holidays,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )
