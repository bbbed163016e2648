"""Alembic's entry to the migrations of the scheduler service."""

from services.runtime.migration import run
from services.scheduler.storage import metadata

run(metadata)
