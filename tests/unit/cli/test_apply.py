"""What `muster apply` prints: counts, names where they are few, and what is left to do."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest

from muster.assets.v1 import estate_pb2, estate_pb2_grpc
from muster.scheduler.v1 import staffing_pb2, staffing_pb2_grpc
from services.cli import refusal
from services.cli.apply import FEW, apply_estate, remaining, report
from services.cli.connection import Addresses
from services.cli.estate.document import parsed
from services.cli.estate.file import described, read
from services.runtime.errors import Refused

UNCHANGED = ("sites/s", "unchanged")


def test_names_are_printed_where_they_are_few_and_counted_where_they_are_many():
    few = [(f"people/p{n}", "updated") for n in range(FEW)]
    many = [*few, ("people/one-more", "updated")]
    assert list(report([UNCHANGED, *few])) == [
        *(f"people/p{n} updated" for n in range(FEW)),
        f"0 created, {FEW} updated, 1 unchanged",
    ]
    assert list(report([UNCHANGED, *many])) == [f"0 created, {FEW + 1} updated, 1 unchanged"]
    assert len(list(report([UNCHANGED, *many], verbose=True))) == 1 + FEW + 1 + 1


def test_a_dry_run_says_that_nothing_is_stored():
    (line,) = report([UNCHANGED], dry_run=True)
    assert line == "0 created, 0 updated, 1 unchanged; nothing is stored (--dry-run)"


def test_the_register_is_left_to_a_command_of_its_own(tmp_path: Path):
    file = tmp_path / "estate.yaml"
    file.write_text("site: {id: s, zone: UTC, pack: cn}\nregister: {file: r.xlsx, default_scope: floor}\n")
    estate = read(file)
    assert estate.register
    order = f"muster import cobie {tmp_path / 'r.xlsx'} --site s --pack cn --default-scope floor"
    assert list(remaining(estate, estate.register, file, [UNCHANGED])) == [f"the register is imported by: {order}"]
    waiting = [UNCHANGED, ("sites/s/redundancyGroups/g", "waiting")]
    first, second = remaining(estate, estate.register, file, waiting)
    assert first.startswith("1 plans, groups and last visits wait for")
    assert second == f"next: {order} · muster apply -f {file}"


class Services(estate_pb2_grpc.EstateServiceServicer, staffing_pb2_grpc.StaffingServiceServicer):
    """Two services, of which the second is lost: at the check, or when it should store."""

    lost_at_check = False

    def __init__(self) -> None:
        self.stored: list[str] = []

    def ApplyEstate(self, request: estate_pb2.ApplyEstateRequest, _: Any) -> estate_pb2.ApplyEstateResponse:
        if not request.validate_only:
            self.stored.append(request.site.name)
        return estate_pb2.ApplyEstateResponse(created=[request.site.name])

    def ApplyStaffing(self, request: staffing_pb2.ApplyStaffingRequest, context: Any) -> Any:
        if self.lost_at_check or not request.validate_only:
            context.abort(grpc.StatusCode.UNAVAILABLE, "Socket closed")
        return staffing_pb2.ApplyStaffingResponse(created=["people/wu"])


@pytest.fixture
def services() -> Services:
    return Services()  # type: ignore[abstract]


@pytest.fixture
def where(services: Services) -> Iterator[Addresses]:
    server = grpc.server(ThreadPoolExecutor(2))
    estate_pb2_grpc.add_EstateServiceServicer_to_server(services, server)
    staffing_pb2_grpc.add_StaffingServiceServicer_to_server(services, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield Addresses(address, address, address, "")
    server.stop(None).wait()


WHOLE = described(parsed(Path("e.yaml"), "site: {id: s, zone: UTC}\npeople: {wu: {has: [pump]}}\n"))


def test_a_service_lost_between_the_two_parts_is_told_with_what_is_stored(
    services: Services, where: Addresses, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Refused) as half:
        apply_estate(WHOLE, where)
    assert services.stored == ["sites/s"]
    assert refusal.of_input(half.value) == 6, "the code of the cause"
    said = capsys.readouterr().err
    assert "are stored (1 created, 0 updated, 0 unchanged); shifts, posts and people are not" in said
    assert "the server does not answer" in said and "hint: give the same command again" in said


def test_a_service_lost_at_the_check_leaves_nothing_stored_and_is_told_as_it_is(
    services: Services, where: Addresses
) -> None:
    services.lost_at_check = True
    with pytest.raises(grpc.RpcError, match="Socket closed"):
        apply_estate(WHOLE, where)
    assert services.stored == []
