"""What the chosen versions must keep to: ortools and the compiled stubs share one protobuf."""

import importlib.metadata
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

PROTOS = Path(__file__).resolve().parents[3] / "protos"
STUBS = sorted(PROTOS.rglob("*_pb2.py"))
INSTALLED = Version(importlib.metadata.version("protobuf"))


def test_protobuf_is_one_that_ortools_takes() -> None:
    wanted = [Requirement(one) for one in importlib.metadata.requires("ortools") or ()]
    (protobuf,) = [one for one in wanted if one.name == "protobuf"]
    assert INSTALLED in protobuf.specifier


@pytest.mark.parametrize("stub", STUBS, ids=lambda stub: stub.stem)
def test_protobuf_is_not_older_than_the_compiler_of_the_stubs(stub: Path) -> None:
    said = re.search(r"Protobuf Python Version: ([0-9.]+)", stub.read_text())
    assert said
    compiled = Version(said[1])
    assert compiled <= INSTALLED
    assert compiled.major == INSTALLED.major


def test_every_proto_has_a_stub() -> None:
    assert {stub.stem.removesuffix("_pb2") for stub in STUBS} == {proto.stem for proto in PROTOS.rglob("*.proto")}
