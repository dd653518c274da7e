"""Checking a bank: is the file whole, and does what it holds agree with itself.

Each check says how many things it looked at and what is wrong with which of them. Memory stays flat on any
bank: rows come in batches, and no more than `LISTED` problems of a check are kept; the rest is counted.
"""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Executable, Select, Table, exists, func, inspect, literal, select, table, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from qbank.db import full_text
from qbank.db.dialects import as_stored, on_server
from qbank.domain import jsontext
from qbank.models import Base, Category, Change, ChangeRow, Media
from qbank.services import derived, journal

LISTED = 1000
BATCH = 1000
DERIVED = ("tags", "texts", "search")
"""The checks whose problems `repair` mends: they are of tables that can be made anew."""
_UNREADABLE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: in which table, with which row ('' for none), and what."""

    check: str
    table: str
    id: str
    message: str


@dataclass(slots=True)
class Check:
    """One check's findings: `examined` things, `problems` of them wrong, the first of those listed."""

    name: str
    examined: int = 0
    problems: int = 0
    listed: list[Problem] = field(default_factory=list)

    def found(self, table: str, id: str, message: str) -> None:
        """Note a problem."""
        self.problems += 1
        if len(self.listed) < LISTED:
            self.listed.append(Problem(self.name, table, id, message))


async def run(session: AsyncSession) -> list[Check]:
    """Check everything but the index's words, in one state of the bank. Nothing is written."""
    from qbank.services import derived_check

    alone: Mapping[str, Callable[[AsyncSession, Check], Awaitable[None]]] = {
        "file": _file,
        "schema": _schema,
        "references": _references,
        "categories": _categories,
        "journal": _journal,
        "audit": _audit,
        "media": _media,
    }
    checks = [await guarded(Check(name), work, session) for name, work in alone.items()]
    return checks + await derived_check.questions(session)


async def search(session: AsyncSession) -> Check:
    """Check the full-text index against the texts it is of.

    SQLite has this check take a writer's lock, though it writes nothing: give it a transaction that keeps
    other writers out.
    """
    from qbank.services import derived_check

    return await guarded(Check("search"), derived_check.index, session)


async def repair(session: AsyncSession) -> int:
    """Make the derived tables anew, and nothing else; give the number of questions they are of."""
    await derived.rebuild(session)
    return (await session.execute(select(func.count()).select_from(table("question_texts")))).scalar_one()


async def guarded(
    check: Check, work: Callable[[AsyncSession, Check], Awaitable[None]], session: AsyncSession
) -> Check:
    """Do a check's work; what cannot be read at all is a problem it found."""
    try:
        await work(session, check)
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF not in _UNREADABLE:
            raise
        check.found("", "", f"cannot be read: {error.orig}")
    return check


async def _file(session: AsyncSession, check: Check) -> None:
    if on_server(session):
        await _server_indexes(session, check)
        return
    check.examined = (await session.execute(text("PRAGMA page_count"))).scalar_one()
    for (said,) in await session.execute(text(f"PRAGMA integrity_check({LISTED})")):
        if said != "ok":
            check.found("", "", said)


async def _server_indexes(session: AsyncSession, check: Check) -> None:
    """Look for indexes that a server does not use; its pages it checks itself, by pg_amcheck."""
    found = await session.execute(
        text(
            "SELECT c.relname, t.relname, i.indisvalid AND i.indisready FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
            " WHERE t.relnamespace = current_schema()::regnamespace"
        )
    )
    for name, of, sound in found:
        check.examined += 1
        if not sound:
            check.found(of, "", f"the index {name} is not used: have it made anew with REINDEX")


async def _schema(session: AsyncSession, check: Check) -> None:
    connection: AsyncConnection = await session.connection()
    there = await connection.run_sync(lambda sync: _columns(inspect(sync)))
    expected = {name: {each.name for each in made.c} for name, made in Base.metadata.tables.items()}
    if on_server(session):
        expected["question_texts"].discard("rowid")
    check.examined = len(expected) + 1
    for name in (*expected, full_text.NAME):
        if name not in there:
            check.found(name, "", "the table is missing")
    for name, columns in expected.items():
        for missing in sorted(columns - there.get(name, columns)):
            check.found(name, "", f"the column {missing} is missing")
    await _indexes(session, check)


def _columns(inspector: Any) -> dict[str, set[str]]:
    return {
        name: {each["name"] for each in inspector.get_columns(name)} for name in inspector.get_table_names()
    }


async def _indexes(session: AsyncSession, check: Check) -> None:
    listed = "SELECT name FROM sqlite_master WHERE type = 'index'"
    if on_server(session):
        listed = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    there = set((await session.execute(text(listed))).scalars())
    for made in Base.metadata.tables.values():
        for index in made.indexes:
            check.examined += 1
            if index.name not in there:
                check.found(made.name, "", f"the index {index.name} is missing")


async def _references(session: AsyncSession, check: Check) -> None:
    """Look for rows that refer to a row that is not there, along every foreign key."""
    for made in Base.metadata.sorted_tables:
        for key in made.foreign_keys:
            check.examined += 1
            async for row in rows(session, _dangling(made, key.parent, key.column)):
                check.found(
                    made.name, str(row[0]), f"{key.parent.name} refers to no row of {key.column.table.name}"
                )


def _dangling(made: Table, child: Column[Any], parent: Column[Any]) -> Select[Any]:
    other = parent.table.alias()
    referred = exists(select(literal(1)).select_from(other).where(other.c[parent.name] == child))
    # A row number says nothing to anybody, and a server has none.
    key = made.c["question_id"] if "rowid" in made.c else journal.row_key(made)
    return select(key).where(child.is_not(None), ~referred)


async def rows(session: AsyncSession, found: Executable) -> AsyncIterator[Any]:
    """Yield the rows of a long result, a batch of them in memory."""
    result = await session.stream(found)
    async for batch in result.partitions(BATCH):
        for row in batch:
            yield row


async def _categories(session: AsyncSession, check: Check) -> None:
    """Look for categories that are below themselves."""
    parents = {id: parent async for id, parent in rows(session, select(Category.id, Category.parent_id))}
    check.examined = len(parents)
    for category in circular(parents):
        check.found("categories", category, "the category is below itself")


def circular(parents: Mapping[str, str | None]) -> list[str]:
    """List those of a tree's nodes, given with their parents, that no root is above."""
    rooted: dict[str, bool] = {}
    for start in parents:
        path: dict[str, None] = {}
        node: str | None = start
        while node is not None and node not in rooted and node not in path:
            path[node] = None
            node = parents.get(node)
        whole = node is None or rooted.get(node, False)
        rooted.update(dict.fromkeys(path, whole))
    return [node for node, whole in rooted.items() if not whole]


async def _journal(session: AsyncSession, check: Check) -> None:
    """Look for changes and remembered rows that an undo could not use."""
    undo = Change.__table__.alias()
    undone = select(Change.id).where(Change.undone_by.is_not(None))
    agrees = exists(select(literal(1)).where(undo.c.id == Change.undone_by, undo.c.undoes == Change.id))
    async for row in rows(session, undone.where(~agrees)):
        check.found("changes", row[0], "what undid this change does not say so")
    remembered = select(
        ChangeRow.change_id, ChangeRow.table_name, ChangeRow.row_id, as_stored(ChangeRow.before)
    )
    async for change, name, row_id, before in rows(session, remembered):
        check.examined += 1
        if (problem := _unusable(name, before)) is not None:
            check.found("change_rows", f"{change}/{name}/{row_id}", problem)


async def _audit(session: AsyncSession, check: Check) -> None:
    """Look for changes that are not what was sealed, where an audit is kept."""
    from qbank.services import auditing

    async for change, problem in auditing.broken(session):
        check.examined += 1
        if problem is not None:
            check.found("changes", change, problem)


def _unusable(name: str, before: str | None) -> str | None:
    if name not in Base.metadata.tables:
        return f"there is no table {name!r}"
    if before is None:
        return None
    try:
        said = jsontext.decode(before)
    except ValueError:
        return "what the row was before is not readable"
    if not isinstance(said, dict) or not isinstance(said.get("$"), int):
        return "what the row was before has no format number"
    if said["$"] > journal.FORMAT:
        return f"what the row was before has format {said['$']}, and this qbank knows up to {journal.FORMAT}"
    return None


async def _media(session: AsyncSession, check: Check) -> None:
    """Look for files whose bytes are not those their name was made of; one file at a time in memory."""
    names = select(Media.sha256).order_by(Media.sha256).limit(BATCH)
    last = ""
    while batch := (await session.execute(names.where(Media.sha256 > last))).scalars().all():
        for name in batch:
            content = (await session.execute(select(Media.bytes).where(Media.sha256 == name))).scalar_one()
            check.examined += 1
            if sha256(content).hexdigest() != name:
                check.found("media", name, "the bytes are not those that were stored")
        last = batch[-1]
