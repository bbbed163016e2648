"""Asset <-> proto."""

from muster.assets.v1 import asset_pb2 as pb
from services.assets.domain.asset import Asset, AssetState
from services.assets.wire.departures import monitoring_from_pb, monitoring_to_pb
from services.runtime.dates import date_to_pb, instant_to_pb, optional_date
from services.runtime.errors import at
from services.runtime.names import parent_and_id
from services.runtime.rows import Stored

STATES = {
    AssetState.IN_SERVICE: pb.Asset.STATE_IN_SERVICE,
    AssetState.OUT_OF_SERVICE: pb.Asset.STATE_OUT_OF_SERVICE,
    AssetState.OUT_OF_USE: pb.Asset.STATE_OUT_OF_USE,
    AssetState.RETIRED: pb.Asset.STATE_RETIRED,
}
_STATES_BACK = {number: state for state, number in STATES.items()}


def asset_from_pb(message: pb.Asset) -> tuple[str, Asset]:
    """The parent ("sites/{site}") and the asset that a request describes. Raises Invalid."""
    parent, id = parent_and_id("sites/*/assets/*", message.name, "asset.name")
    with at("asset"):
        asset = Asset(
            id=id,
            display_name=message.display_name,
            type=message.type,
            spaces=tuple(message.spaces),
            external_key=message.external_key,
            serial_number=message.serial_number,
            tag_number=message.tag_number,
            installed=optional_date(message, "installed_date", "asset.installed_date"),
            state=_STATES_BACK.get(message.state, AssetState.IN_SERVICE),
            serves=tuple(message.serves),
            monitoring=monitoring_from_pb(message.monitoring) if message.HasField("monitoring") else None,
        )
    return parent, asset


def asset_to_pb(parent: str, stored: Stored[Asset]) -> pb.Asset:
    """A stored asset as callers see it."""
    asset = stored.value
    return pb.Asset(
        name=f"{parent}/assets/{asset.id}",
        display_name=asset.display_name,
        type=asset.type,
        spaces=asset.spaces,
        external_key=asset.external_key,
        serial_number=asset.serial_number,
        tag_number=asset.tag_number,
        installed_date=date_to_pb(asset.installed),
        state=STATES[asset.state],
        serves=asset.serves,
        disappeared=asset.disappeared,
        monitoring=monitoring_to_pb(asset.monitoring),
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )
