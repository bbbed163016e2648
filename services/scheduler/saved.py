"""What an unfinished solve has reached, kept so that the worker that takes it up next goes on from there.

The pickle is this service's own: it is written and read by the same code. After an upgrade it may no longer be read;
then the search begins anew.
"""

import pickle
from datetime import datetime

import structlog
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from services.scheduler.domain.saved import SavedAnswer
from services.scheduler.planning.estate import Estate
from services.scheduler.storage import saved_answers

log = structlog.get_logger(room="saved")


async def keep(tx: AsyncConnection, parent: str, id: str, estate: Estate, elapsed: float, now: datetime) -> None:
    """Keep an estate in place of the one before."""
    await saved_answers.save(tx, parent, SavedAnswer(id, pickle.dumps(estate), elapsed), now)


async def known(tx: AsyncConnection, parent: str, id: str) -> tuple[Estate | None, float]:
    """What was kept, and how many seconds of search it took; (None, 0) where nothing was."""
    found = await saved_answers.find(tx, parent, id)
    if found is None:
        return None, 0.0
    try:
        estate = pickle.loads(found.value.estate)
    except Exception as trouble:
        log.warning("a saved answer cannot be read", schedule=id, trouble=type(trouble).__name__)
        return None, 0.0
    return (estate, found.value.elapsed) if isinstance(estate, Estate) else (None, 0.0)


async def forget(tx: AsyncConnection, parent: str, id: str) -> None:
    """The solve has ended."""
    columns = saved_answers.table.c
    await tx.execute(delete(saved_answers.table).where(columns.parent == parent, columns.id == id))
