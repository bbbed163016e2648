"""What a caller and a log get to know when the database is in trouble: that it is, and nobody's name."""

from contextlib import AsyncExitStack

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import InterfaceError, StatementError

from services.notifier import app, storage
from services.runtime import database
from services.runtime.errors import Unreachable
from services.runtime.logs import traced

NAME = "Wang Wei"


async def test_an_error_of_the_database_quotes_no_parameters_and_a_log_none_of_its_text(database_url: str) -> None:
    async with database.opened(database_url, app.MIGRATIONS) as db:
        with pytest.raises(StatementError) as refusal:
            async with db.write() as tx:
                await tx.execute(insert(storage.inbox).values(consumer=NAME, event=NAME, at=NAME + "'"))
    assert NAME not in str(refusal.value)
    lines = traced(refusal.value)
    assert lines[0].startswith(type(refusal.value).__name__) and "test_database_trouble.py" in lines[0]
    assert NAME not in "".join(lines)


async def test_a_lost_connection_is_unreachable_and_not_a_fault_of_the_program(database_url: str) -> None:
    async with database.opened(database_url, app.MIGRATIONS) as db:
        for transaction in (db.read, db.write):
            with pytest.raises(Unreachable):
                async with transaction():
                    raise InterfaceError("select 1", {}, Exception("the connection is closed"))


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_pool_without_a_free_connection_is_unreachable(database_url: str) -> None:
    async with database.opened(database_url, app.MIGRATIONS) as db, AsyncExitStack() as busy:
        for _ in range(15):
            await busy.enter_async_context(db.read())
        with pytest.raises(Unreachable) as refusal:
            async with db.read():
                pass
        assert refusal.value.reason == "DATABASE_UNREACHABLE"
