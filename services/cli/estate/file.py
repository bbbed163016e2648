"""An estate file: what it describes, as the services take it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from google.protobuf.message import Message

from muster.assets.v1.asset_pb2 import Asset
from muster.assets.v1.estate_pb2 import CertificateEnd, IntervalOverride, LastVisit, MonitoredAsset, Serving
from muster.assets.v1.maintenance_plan_pb2 import MaintenancePlan
from muster.assets.v1.redundancy_group_pb2 import RedundancyGroup
from muster.assets.v1.site_pb2 import Site
from muster.scheduler.v1.person_pb2 import Person
from muster.scheduler.v1.staffing_pb2 import Staffing
from services.cli.estate import agree, assets, departures, people
from services.cli.estate.assets import RegisterFile
from services.cli.estate.document import Marked, opened
from services.cli.estate.fields import Fields, each, identified
from services.cli.estate.places import places
from services.cli.estate.staffing import SECTIONS, staffing

SITE = ("id", "name", "zone", "pack", "holidays", "blackout", "remote_control")
FILE = (
    *("site", *SECTIONS, "assets", "maintenance_plans", "redundancy_groups", "last_visits", "register", "people"),
    *("overrides", "certificates", "monitored", "serves"),
)


@dataclass(slots=True)
class EstateFile:
    """What a file describes. `staffing` is None where it says nothing of posts, `pack` is "" for none."""

    site: Site
    pack: str = ""
    assets: list[Asset] = field(default_factory=list)
    maintenance_plans: list[MaintenancePlan] = field(default_factory=list)
    redundancy_groups: list[RedundancyGroup] = field(default_factory=list)
    last_visits: list[LastVisit] = field(default_factory=list)
    overrides: list[IntervalOverride] = field(default_factory=list)
    certificates: list[CertificateEnd] = field(default_factory=list)
    monitored: list[MonitoredAsset] = field(default_factory=list)
    serving: list[Serving] = field(default_factory=list)
    register: RegisterFile | None = None
    staffing: Staffing | None = None
    people: list[Person] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    """Where in the file each section and each thing stands: "people/wu" at "estate.yaml:7"."""

    def items(self) -> Iterator[Message]:
        """Everything that has a name, the site first."""
        yield self.site
        yield from self.assets
        yield from self.maintenance_plans
        yield from self.redundancy_groups
        if self.staffing:
            yield self.staffing
        yield from self.people


def read(path: Path) -> EstateFile:
    """The estate in `path`, a file, or a directory of which all *.yaml are read as one.

    Raises Invalid with file, line and remedy; nothing is sent before all of it is read.
    """
    return described(opened(path))


def described(document: Marked) -> EstateFile:
    """The estate of an opened document. Raises Invalid."""
    whole = Fields(document, "the file", FILE)
    whole.need("site")
    site = Fields(whole.mapping("site"), "site", SITE)
    id = str(site.need("id"))
    identified(site.given.places["id"], id)
    name = f"sites/{id}"
    estate = EstateFile(
        site=Site(
            name=name,
            display_name=site.text("name", id),
            time_zone=str(site.need("zone")),
            holidays=site.text("holidays"),
        ),
        pack=site.text("pack"),
        assets=each(document, "assets", lambda key, given: assets.asset(name, key, given)),
        maintenance_plans=each(document, "maintenance_plans", lambda key, given: assets.plan(name, key, given)),
        redundancy_groups=each(document, "redundancy_groups", lambda key, given: assets.group(name, key, given)),
        last_visits=assets.last_visits(name, document),
        overrides=each(document, "overrides", departures.override),
        certificates=departures.certificates(name, document),
        monitored=each(document, "monitored", lambda key, given: departures.monitored(name, key, given)),
        serving=assets.serving(whole.mapping("serves")) if "serves" in whole else [],
        register=assets.register(whole.mapping("register")) if "register" in whole else None,
        staffing=staffing(site, document),
        people=each(document, "people", people.person),
        places=places(document),
    )
    agree.check(document)
    return estate
