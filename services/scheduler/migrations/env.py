"""Alembic's entry to the migrations of the scheduler service."""

from services.scheduler.storage import metadata
from services.runtime.migration import run

run(metadata)
