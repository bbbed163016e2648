"""Who was told what: tasks in the notifier's database against entries in the digests on the bus."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import nats
from nats.errors import TimeoutError as Silence
from nats.js.api import DeliverPolicy

from services.cli.connection import Addresses
from services.cli.demo.until import until
from services.cli.fetch import unanswered

AHEAD = timedelta(days=14)
"""How long before its start somebody is told of a task, as the notifier does it."""
SUBJECT = "muster.v1.task.*.assigned"


async def counted(where: Addresses, site: str, expected: int) -> list[str]:
    """Wait until everybody is told, and compare what the notifier keeps with what lies on the bus."""
    until(lambda: sum(1 for _ in unanswered(where, site)) >= expected, f"{expected} tasks to be assigned")
    stored = {one.name: one for one in unanswered(where, site)}
    heard = Counter(entry["task"] for entry in await _entries(where, len(stored)))
    kinds = Counter(one.kind for one in stored.values())
    twice = sum(count - 1 for count in heard.values())
    people = len({one.person for one in stored.values()})
    return [
        f"  {people} people told: {kinds['shift']:,} shifts, {kinds['job']:,} jobs, {kinds['drill']:,} drills and"
        f" trainings of the next {AHEAD.days} days = {len(stored):,} tasks; later ones {AHEAD.days} days ahead",
        f"  {len(stored):,} in the database = {len(heard):,} on the bus · {len(stored.keys() - heard.keys())} waiting"
        f" · {twice} twice",
    ]


async def _entries(where: Addresses, wanted: int) -> list[dict[str, Any]]:
    """The entries of all digests in the stream; ends when `wanted` are there and no more come."""
    bus = await nats.connect(where.nats)
    found: list[dict[str, Any]] = []
    try:
        digests = await bus.jetstream().subscribe(SUBJECT, ordered_consumer=True, deliver_policy=DeliverPolicy.ALL)
        while True:
            try:
                message = await digests.next_msg(timeout=1.0 if len(found) >= wanted else 10.0)
            except Silence:
                return found
            found += json.loads(message.data)["entries"]
    finally:
        await bus.close()
