"""A dump put into an empty bank: every row as it was, and what is derived made anew."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import Column, Table, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from qbank.db.bulk import filled_first, insert_rows, surveyed, update_rows
from qbank.db.schema import HEAD, REVISIONS
from qbank.errors import Kind, QbankError
from qbank.services import derived
from qbank.services.dump_rows import FORMAT, TABLES, End, Head, Row, decoder, is_tied_last
from qbank.services.frames import FRAME, Frames

LONGEST_LINE = 512 << 20
"""A picture is one line; of a file that is no dump no more than this is read into memory."""
MANY = 10_000
"""From so many questions on, indexes are made when all rows are there."""

_line: msgspec.json.Decoder[Head | Row | End] = msgspec.json.Decoder(Head | Row | End)


class Damaged(Exception):
    """What is wrong with a line that no dump has."""


async def load(session: AsyncSession, stream: BinaryIO, name: str) -> Head:
    """Put a dump into an empty bank, and give what its first line says it holds.

    Raises QbankError where the bank holds something, where a newer qbank wrote the dump, and where the file
    is no whole dump, naming the line; the transaction is to be given up then.
    """
    await _require_empty(session)
    stream.seek(0)
    lines = _Lines(stream)
    try:
        head = _head(next(lines, None), name)
        many = head.rows.get("questions", 0) > MANY
        async with filled_first(session, [table.name for table in TABLES], many=many):
            await _fill(session, lines, head)
    except (Damaged, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _refusal(name, lines.number, str(error)) from error
    except IntegrityError as error:
        # A server tells more below, with the row in it.
        said = str(error.orig).partition("\n")[0]
        raise _refusal(name, lines.number, f"a row before this does not fit the others: {said}") from error
    await derived.rebuild(session)
    if many:
        await surveyed(session, derived.FILLED)
    return head


class _Lines:
    """The lines of a dump, and the number of the last one read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.number = 0

    def __iter__(self) -> Iterator[Head | Row | End]:
        return self

    def __next__(self) -> Head | Row | End:
        line = self._stream.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise Damaged("the line is longer than any of a dump")
        return _line.decode(line)


class _Filling:
    """A table being filled: rows as stored, what names a row of its own table kept for the end."""

    def __init__(self, table: Table, stack: ExitStack) -> None:
        self.name = table.name
        self.columns = [column.name for column in table.columns]
        self.count = 0
        self._columns = list(table.columns)
        self._decoders = {column.name: decoder(column) for column in table.columns}
        self._tied = [place for place, column in enumerate(table.columns) if is_tied_last(column)]
        self._rows: list[tuple[Any, ...]] = []
        self._references = {place: stack.enter_context(closing(Frames())) for place in self._tied}

    async def add(self, session: AsyncSession, said: Mapping[str, msgspec.Raw]) -> None:
        """Take a row's values. Raises Damaged and msgspec.DecodeError."""
        if unknown := said.keys() - self._decoders.keys():
            raise Damaged(f"{self.name} has no column {min(unknown)!r}")
        values = [
            self._decoders[column.name](said[column.name]) if column.name in said else _left_out(column)
            for column in self._columns
        ]
        for place in self._tied:
            if values[place] is not None:
                self._references[place].add((values[place], values[self.columns.index("id")]))
                values[place] = None
        self._rows.append(tuple(values))
        self.count += 1
        if len(self._rows) >= FRAME:
            await self.flush(session)

    async def flush(self, session: AsyncSession) -> None:
        """Write the rows taken."""
        await insert_rows(session, self.name, self.columns, self._rows)
        self._rows = []

    async def tie(self, session: AsyncSession) -> None:
        """Write what names a row of this table, now that all are there."""
        for place, pairs in self._references.items():
            for frame in pairs:
                await update_rows(session, self.name, [self.columns[place]], "id", frame)


def _left_out(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.default, ScalarElementColumnDefault):
        return column.default.arg
    raise Damaged(f"{column.table.name} needs a value of {column.name!r}")


async def _fill(session: AsyncSession, lines: Iterator[Head | Row | End], head: Head) -> None:
    with ExitStack() as stack:
        tables = [_Filling(table, stack) for table in TABLES]
        places = {table.name: place for place, table in enumerate(tables)}
        place, ended = 0, False
        for line in lines:
            if ended or isinstance(line, Head):
                raise Damaged("nothing stands after the last line, and the first stands once")
            if isinstance(line, End):
                ended = True
                continue
            if places.get(line.table, -1) < place:
                raise Damaged(f"{line.table!r} is no table that comes after {tables[place].name}")
            if places[line.table] > place:
                await tables[place].flush(session)
                place = places[line.table]
            await tables[place].add(session, line.values)
        await tables[place].flush(session)
        if not ended or _some({table.name: table.count for table in tables}) != _some(head.rows):
            raise Damaged("the dump is not whole: it ends too early, or lines are missing")
        for table in tables:
            await table.tie(session)


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _head(line: Head | Row | End | None, name: str) -> Head:
    if not isinstance(line, Head):
        raise Damaged("it is no dump: a dump begins with a line of the kind qbank_dump")
    if line.format > FORMAT or line.schema not in REVISIONS:
        raise QbankError(
            Kind.NEWER_SCHEMA,
            f"{name} was written by a newer qbank (schema {line.schema}; this one knows up to {HEAD})",
            hint="load it with that qbank",
        )
    return line


def _refusal(name: str, number: int, what: str) -> QbankError:
    return QbankError(
        Kind.BAD_DATA,
        f"{name}, line {number}: {what}; nothing was loaded",
        hint="make the dump again, or load another one",
    )


async def _require_empty(session: AsyncSession) -> None:
    for table in TABLES:
        if (await session.execute(select(table.primary_key.columns[0]).limit(1))).first() is not None:
            raise QbankError(
                Kind.CONFLICT,
                f"the bank is not empty: it has {table.name.replace('_', ' ')}",
                hint="load the dump into a new bank: qbank --db NEW.db db load FILE",
            )
