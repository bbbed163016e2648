"""Alembic's entry to the migrations of the notifier service."""

from services.notifier.storage import metadata
from services.runtime.migration import run

run(metadata)
