"""Which visits are due at a site: worked out beside the event loop, and remembered for the pages that follow."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence
from services.assets.intervals.due import occurrences
from services.assets.storage import assets, plans, redundancy_groups, sites, spaces
from services.assets.whereabouts import Whereabouts
from services.runtime.database import Database

READ = (plans.table, assets.table, spaces.table, redundancy_groups.table)
"""What an answer follows from."""
MOST_ANSWERS = 8
MOST_VISITS = 100_000
"""Of all answers that are remembered; some 100 MB."""

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """The visits of a window in the order of their days; `keys` are (day, key) of each; `where` knows their assets."""

    visits: Sequence[Occurrence]
    keys: Sequence[tuple[str, str]]
    where: Whereabouts


class Visits:
    """Answers what is due; the last answers are kept while nothing that they follow from has changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers: OrderedDict[Key, Due] = OrderedDict()

    async def due(self, parent: str, first: date, last: date) -> Due:
        """What falls due at `parent` ("sites/{site}") from `first` to `last`, overdue ones included. Raises Missing."""
        async with self._database.read() as tx:
            await sites.get(tx, "", parent.removeprefix("sites/"))
            # Asked before the rest is read: a change in between makes an answer under a key that never comes again.
            key = (parent, first, last, await revision(tx, parent))
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            where = Whereabouts(
                [stored.value for stored in await assets.all(tx, assets.table.c.parent == parent)],
                [stored.value for stored in await spaces.all(tx, spaces.table.c.parent == parent)],
                [
                    stored.value
                    for stored in await redundancy_groups.all(tx, redundancy_groups.table.c.parent == parent)
                ],
            )
            kept = [stored.value for stored in await plans.all(tx, plans.table.c.parent == parent)]
        answer = await asyncio.to_thread(_worked_out, kept, where, first, last)
        self._remember(key, answer)
        return answer

    def _remember(self, key: Key, answer: Due) -> None:
        self._answers[key] = answer
        # Of the same question only the newest answer is asked for again.
        for old in [one for one in self._answers if one[:3] == key[:3] and one != key]:
            del self._answers[old]
        while len(self._answers) > MOST_ANSWERS or sum(len(one.visits) for one in self._answers.values()) > MOST_VISITS:
            self._answers.popitem(last=False)


async def revision(tx: AsyncConnection, parent: str) -> tuple[Any, ...]:
    """Changes with every change of what visits follow from, also while the clock is held: versions only grow."""
    found: list[Any] = []
    for table in READ:
        columns = table.c
        query = select(func.count(), func.sum(columns.version), func.max(columns.updated)).where(
            columns.parent == parent
        )
        found += (await tx.execute(query)).one()
    return tuple(found)


def _worked_out(kept: Sequence[MaintenancePlan], where: Whereabouts, first: date, last: date) -> Due:
    due = sorted(occurrences(where.alive(kept), first, last), key=lambda one: (one.due, one.key))
    return Due(due, [(one.due.isoformat(), one.key) for one in due], where)
