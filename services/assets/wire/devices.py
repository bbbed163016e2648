"""What an import of a device list asks for <- proto; its report goes out as that of any register."""

from muster.assets.v1 import register_pb2 as pb
from services.assets.devices.columns import Columns
from services.assets.register.attach import Choice
from services.assets.wire.register import pack_from_pb
from services.runtime.dates import optional_date
from services.runtime.errors import at

LIST = "devices"


def columns_from_pb(header: pb.ImportDevicesRequest.Header) -> Columns:
    """How the list is read. Raises Invalid, naming the field."""
    with at("header"):
        return Columns(
            of=dict(header.columns),
            in_service=tuple(header.in_service),
            skip=dict(header.skip),
            kind=header.kind,
            list=header.list or LIST,
        )


def devices_choice_from_pb(header: pb.ImportDevicesRequest.Header) -> Choice:
    """What the header says about plans. Raises Invalid, naming the field."""
    return Choice(pack=pack_from_pb(header.pack), anchor=optional_date(header, "anchor_date", "header.anchor_date"))
