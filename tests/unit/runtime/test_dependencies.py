"""What the chosen versions must keep to."""

import importlib.metadata


def test_protobuf_fits_ortools_and_the_compiled_stubs() -> None:
    version = tuple(int(part) for part in importlib.metadata.version("protobuf").split(".")[:3])
    assert (6, 33, 6) <= version < (6, 34)
