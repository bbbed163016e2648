"""Alembic's entry to the migrations of the assets service."""

from services.assets.storage import metadata
from services.runtime.migration import run

run(metadata)
