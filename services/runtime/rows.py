"""A frozen dataclass kept in a table of the same names: what every stored thing has is written once, here."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    TypeDecorator,
    and_,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Float, NullType, TypeEngine

from services.runtime.caller import current
from services.runtime.cells import maker
from services.runtime.errors import Missing, Stale

T = TypeVar("T")

LONGEST_LIST = 500
"""How many keys one statement names. SQLite's parser takes 999 variables where it was built with its old limit."""


STORED = ("version", "created", "updated", "written_by")
"""The columns in which every table ends, those of Stored."""
MOST_REMEMBERED = 4096
"""Texts and values of one column."""


class Instant(TypeDecorator[datetime]):
    """An instant in UTC, on databases that know zones and on those that do not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Packed(TypeDecorator[Any]):
    """A tuple, an enum or a nested dataclass, kept as JSON.

    Many rows say the same few things, "every 15 days" or nothing at all: what was packed or unpacked once is kept.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def bind_processor(self, dialect: Dialect) -> Any:
        """Equal values are packed alike. Decimals are not looked up: equal ones may show other digits."""
        pack: Any = super().bind_processor(dialect)
        known: dict[Any, Any] = {}

        def process(value: Any) -> Any:
            try:
                return known[value]
            except TypeError:
                return pack(value)
            except KeyError:
                pass
            return pack(value) if isinstance(value, Decimal) else _remembered(known, value, pack(value))

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """What the driver gives alike has equal values; they are looked up where nobody can change them."""
        unpack: Any = super().result_processor(dialect, coltype)
        known: dict[Any, Any] = {}

        def process(given: Any) -> Any:
            try:
                return known[given]
            except TypeError:
                return unpack(given)
            except KeyError:
                value = unpack(given)
            try:
                hash(value)
            except TypeError:
                return value
            return _remembered(known, given, value)

        return process

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return self._adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return self._adapter.validate_python(value)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self.impl_instance


def _remembered(known: dict[Any, Any], key: Any, value: Any) -> Any:
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    known[key] = value
    return value


class Saved(StrEnum):
    """What saving did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """A value as the database holds it."""

    value: T
    version: int
    created: datetime
    updated: datetime
    written_by: str
    saved: Saved = Saved.UNCHANGED

    @property
    def etag(self) -> str:
        """Changes with every change."""
        return f"v{self.version}"


def table(name: str, metadata: MetaData, *columns: Column[Any], longest_id: int = 120) -> Table:
    """A table of `columns` whose primary key is (parent, id), with what every stored thing has."""
    return Table(
        name,
        metadata,
        Column("parent", String(120), primary_key=True),
        Column("id", String(longest_id), primary_key=True),
        *columns,
        Column("version", Integer, nullable=False),
        Column("created", Instant, nullable=False),
        Column("updated", Instant, nullable=False),
        Column("written_by", String(100), nullable=False),
    )


class Rows(Generic[T]):
    """The stored values of one class. `parent` is the name of what they belong to, "" for what belongs to nothing."""

    def __init__(self, table: Table, kind: type[T], noun: str) -> None:
        self.table = table
        self._kind = kind
        self._noun = noun
        self._fields = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
        self._packers: dict[str, dict[str, Any]] = {}
        self._makers: dict[str, Callable[[Sequence[Any]], T]] = {}
        columns = table.c
        raw = [type_coerce(columns[name], NullType()) for name in self._fields]
        self._raw = select(*raw).order_by(columns.parent, columns.id)

    def name(self, parent: str, id: str) -> str:
        """The resource name, "sites/harbour/assets/pump-1"."""
        return f"{parent}/{self._noun}/{id}" if parent else f"{self._noun}/{id}"

    async def find(self, tx: AsyncConnection, parent: str, id: str) -> Stored[T] | None:
        """The stored value, or None."""
        key = and_(self.table.c.parent == parent, self.table.c.id == id)
        query = select(self.table).where(key)
        # PostgreSQL lets two writers read the same version; the lock makes read-then-write one step.
        if tx.sync_connection and tx.sync_connection.get_execution_options().get("writes"):
            query = query.with_for_update()
        row = (await tx.execute(query)).first()
        return self.read(row) if row else None

    async def get(self, tx: AsyncConnection, parent: str, id: str) -> Stored[T]:
        """The stored value. Raises Missing."""
        found = await self.find(tx, parent, id)
        if found is None:
            raise Missing(self.name(parent, id))
        return found

    async def save(
        self, tx: AsyncConnection, parent: str, value: T, now: datetime, *, read: str = "", create: bool = True
    ) -> Stored[T]:
        """Store `value`; equal to what is stored, it changes nothing.

        `read` is the etag that the caller saw, empty for whatever is stored. Raises Stale, and Missing where
        nothing is stored and `create` is false.
        """
        id = value.id  # type: ignore[attr-defined]
        found = await self.find(tx, parent, id)
        if found is None:
            if not create:
                raise Missing(self.name(parent, id))
            if read:
                raise Stale(self.name(parent, id))
            new = Stored(value, 1, now, now, current().name, Saved.CREATED)
            await tx.execute(insert(self.table).values(parent=parent, **self._columns(new)))
            return new
        if read and read != found.etag:
            raise Stale(self.name(parent, id))
        if found.value == value:
            return found
        new = Stored(value, found.version + 1, found.created, now, current().name, Saved.UPDATED)
        key = and_(self.table.c.parent == parent, self.table.c.id == id, self.table.c.version == found.version)
        done = await tx.execute(update(self.table).where(key).values(**self._columns(new)))
        if done.rowcount != 1:
            raise Stale(self.name(parent, id))
        return new

    async def save_all(
        self, tx: AsyncConnection, parent: str, values: Iterable[T], held: Mapping[str, Stored[T]], now: datetime
    ) -> tuple[int, int]:
        """Store many values of one parent in few statements, `held` being what is stored under their ids.

        Answers how many were created and updated; equal values change nothing. Raises Stale where one of `held` has
        changed since it was read; a thing that somebody else made in the same moment ends the transaction with Raced.
        """
        who = current().name
        new: list[T] = []
        changed: list[dict[str, Any]] = []
        for value in values:
            found = held.get(value.id)  # type: ignore[attr-defined]
            if found is None:
                new.append(value)
            elif found.value != value:
                stored = Stored(value, found.version + 1, found.created, now, who)
                changed.append(
                    {f"new_{name}": column for name, column in self._columns(stored).items()}
                    | {"at_parent": parent, "at_id": value.id, "at_version": found.version}  # type: ignore[attr-defined]
                )
        if new:
            await self._insert_all(tx, parent, new, now, who)
        if changed:
            # Always in the same order: two writers who lock rows in different orders wait for each other for ever.
            changed.sort(key=lambda one: one["at_id"])
            columns = self.table.c
            names = [*self._fields, "version", "created", "updated", "written_by"]
            new_values = {columns[name]: bindparam(f"new_{name}", type_=columns[name].type) for name in names}
            done = await tx.execute(update(self.table).where(self._at()).values(new_values), changed)
            if done.rowcount != len(changed):
                raise Stale(f"one of {len(changed)} {self._noun}")
        return len(new), len(changed)

    async def _insert_all(self, tx: AsyncConnection, parent: str, values: Sequence[T], now: datetime, who: str) -> None:
        # SQLAlchemy makes a dictionary of every row and looks every column up in it, which takes longer than the
        # database does. So the driver is given the rows as it wants them: the parent, the fields, what all have.
        dialect = tx.dialect
        statement = insert(self.table).compile(dialect=dialect)
        names = list(statement.positiontup or statement.params)
        if dialect.name not in self._packers:
            kinds = {column.name: column.type.dialect_impl(dialect) for column in self.table.columns}
            self._packers[dialect.name] = {name: kind.bind_processor(dialect) for name, kind in kinds.items()}
        packers = self._packers[dialect.name]
        own = names[1 : -len(STORED)]
        pack = [packers[name] for name in own]
        read = attrgetter(*own)
        first = Stored(values[0], 1, now, now, who)
        tail = [packers[name](cell) if packers[name] else cell for name in STORED for cell in [getattr(first, name)]]
        rows: list[Any] = [
            (parent, *(do(cell) if do else cell for do, cell in zip(pack, read(value), strict=True)), *tail)
            for value in values
        ]
        if not statement.positional:
            rows = [dict(zip(names, row, strict=True)) for row in rows]
        await tx.exec_driver_sql(str(statement), rows)

    async def remove_all(self, tx: AsyncConnection, parent: str, held: Collection[Stored[T]]) -> None:
        """Remove many values of one parent. Raises Stale where one of `held` has changed since it was read."""
        keys = [
            {"at_parent": parent, "at_id": one.value.id, "at_version": one.version}  # type: ignore[attr-defined]
            for one in held
        ]
        if keys:
            keys.sort(key=lambda key: key["at_id"])
            done = await tx.execute(delete(self.table).where(self._at()), keys)
            if done.rowcount != len(keys):
                raise Stale(f"one of {len(keys)} {self._noun}")

    async def among(self, tx: AsyncConnection, parent: str, ids: Iterable[str]) -> list[Stored[T]]:
        """What is stored under any of `ids`, however many they are, in the order of their ids."""
        found: list[Stored[T]] = []
        keys = sorted(set(ids))
        for begin in range(0, len(keys), LONGEST_LIST):
            part = keys[begin : begin + LONGEST_LIST]
            found += await self.all(tx, self.table.c.parent == parent, self.table.c.id.in_(part))
        return found

    async def all(self, tx: AsyncConnection, *where: ColumnElement[bool]) -> list[Stored[T]]:
        """Every stored value that `where` admits, in the order of (parent, id)."""
        query = select(self.table).where(*where).order_by(self.table.c.parent, self.table.c.id)
        return [self.read(row) for row in await tx.execute(query)]

    async def values(self, tx: AsyncConnection, *where: ColumnElement[bool]) -> list[T]:
        """Like `all`, the values alone, for whoever reads a great many: three times as fast.

        They are made as they were stored, and not checked again.
        """
        found = (await tx.execute(self._raw.where(*where))).all()
        make = self._maker(tx.dialect)
        return [make(row) for row in found]

    async def values_among(self, tx: AsyncConnection, parent: str, ids: Iterable[str]) -> list[T]:
        """Like `among`, the values alone."""
        found: list[T] = []
        keys = sorted(set(ids))
        for begin in range(0, len(keys), LONGEST_LIST):
            part = keys[begin : begin + LONGEST_LIST]
            found += await self.values(tx, self.table.c.parent == parent, self.table.c.id.in_(part))
        return found

    def _maker(self, dialect: Dialect) -> Callable[[Sequence[Any]], T]:
        """Makes a value of what the driver has read of one row."""
        if dialect.name not in self._makers:
            kinds = [self.table.c[name].type.dialect_impl(dialect) for name in self._fields]
            self._makers[dialect.name] = maker(self._kind, self._fields, [_processor(kind, dialect) for kind in kinds])
        return self._makers[dialect.name]

    async def page(
        self, tx: AsyncConnection, where: Sequence[ColumnElement[bool]], after: tuple[str, str] | None, size: int
    ) -> list[Stored[T]]:
        """Up to `size` values after the key `after`, in the order of (parent, id)."""
        key = (self.table.c.parent, self.table.c.id)
        query = select(self.table).where(*where).order_by(*key).limit(size)
        if after:
            query = query.where(tuple_(*key) > tuple_(*after))
        return [self.read(row) for row in await tx.execute(query)]

    def read(self, row: Row[Any]) -> Stored[T]:
        """One row as a stored value."""
        columns = row._mapping
        value = self._kind(**{name: columns[name] for name in self._fields})
        return Stored(value, columns["version"], columns["created"], columns["updated"], columns["written_by"])

    def _at(self) -> ColumnElement[bool]:
        # One row as it was read, for a statement that is run with many.
        columns = self.table.c
        return and_(
            columns.parent == bindparam("at_parent"),
            columns.id == bindparam("at_id"),
            columns.version == bindparam("at_version"),
        )

    def _columns(self, stored: Stored[T]) -> dict[str, Any]:
        return {
            **{name: getattr(stored.value, name) for name in self._fields},
            "version": stored.version,
            "created": stored.created,
            "updated": stored.updated,
            "written_by": stored.written_by,
        }


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    """What is done with a cell of the driver's; nothing with floating numbers, of which some drivers ask what theirs
    are, which nobody knows here."""
    return None if isinstance(kind, Float) else kind.result_processor(dialect, None)
