"""Logs: one line an event on stderr, JSON where nobody is watching. Names of people never enter them."""

import logging
import sys
import traceback
from pathlib import Path

import structlog

LONGEST_CHAIN = 5
MOST_PLACES = 40


def configure(service: str, level: str = "info") -> None:
    """Set up logging once a process; every line carries the name of the service."""
    renderer = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")


def log(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module."""
    bound: structlog.stdlib.BoundLogger = structlog.get_logger(room=name)
    return bound


def traced(trouble: BaseException) -> list[str]:
    """Each error of the chain, the last first, with the places that it came through, never what it says.

    The text of an unexpected error quotes whatever could not be stored or read: names, notes, answers.
    """
    lines: list[str] = []
    link: BaseException | None = trouble
    while link is not None and len(lines) < LONGEST_CHAIN:
        places = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__, limit=-MOST_PLACES)
        ]
        lines.append(" < ".join([type(link).__qualname__, *reversed(places)]))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return lines
