"""Queries kept by name: added, listed, said anew, taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain.records import SavedQueryDocument
from qbank.domain.saved_names import tidy_name
from qbank.domain.text import fold
from qbank.domain.typed_text import tidy_text
from qbank.errors import Kind, QbankError
from qbank.models import SavedQuery
from qbank.models.base import new_id
from qbank.query.parser import parse
from qbank.query.saved import Kept, text_of, words_of
from qbank.services import journal
from qbank.services.counting import count
from qbank.services.journal import Authorship, Entry
from qbank.services.selection import Selection
from qbank.services.tables import SAVED_QUERIES


@dataclass(frozen=True, slots=True)
class SavedView:
    """A query that is kept: its words as they are typed in a shell.

    `questions` is how many it finds now, None where it cannot be read any more, for which `wrong` says why.
    """

    id: str
    name: str
    query: str
    description: str | None
    created_at: datetime
    updated_at: datetime
    questions: int | None = None
    wrong: str | None = None


async def kept(session: AsyncSession) -> dict[str, Kept]:
    """Give all kept queries by their folded names, as the language looks them up."""
    rows = await session.execute(select(SavedQuery.folded, SavedQuery.name, SavedQuery.query))
    return {folded: Kept(name, query) for folded, name, query in rows}


async def documents(session: AsyncSession) -> list[SavedQueryDocument]:
    """List all kept queries as a bank's export has them."""
    return [
        SavedQueryDocument(
            id=row.id,
            name=row.name,
            query=row.query,
            description=row.description,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in await _rows(session)
    ]


async def _rows(session: AsyncSession) -> Sequence[SavedQuery]:
    return (await session.execute(select(SavedQuery).order_by(SavedQuery.folded))).scalars().all()


async def listing(session: AsyncSession) -> list[SavedView]:
    """List all kept queries by name, with what each finds now."""
    others = await kept(session)
    return [await _view(session, row, others) for row in await _rows(session)]


async def show(session: AsyncSession, name: str) -> SavedView:
    """Give one kept query, with what it finds now. Raises QbankError where there is none of that name."""
    return await _view(session, await _found(session, name), await kept(session))


async def _view(session: AsyncSession, row: SavedQuery, others: Mapping[str, Kept]) -> SavedView:
    questions, wrong = None, None
    try:
        questions = await _count(session, words_of(row.query), others)
    except QbankError as error:
        wrong = error.message
    return SavedView(
        row.id, row.name, row.query, row.description, row.created_at, row.updated_at, questions, wrong
    )


async def _count(session: AsyncSession, words: Sequence[str], others: Mapping[str, Kept]) -> int:
    node = parse(words, now=datetime.now().astimezone(), saved=lambda: others)
    return await count(session, Selection(node))


async def row_of(session: AsyncSession, name: str) -> SavedQuery | None:
    """Find a kept query by its name, in any case; None where there is none."""
    meant = select(SavedQuery).where(SavedQuery.folded == fold(name))
    return (await session.execute(meant)).scalar_one_or_none()


async def _found(session: AsyncSession, name: str) -> SavedQuery:
    row = await row_of(session, name)
    if row is None:
        raise QbankError(
            Kind.NOT_FOUND, f"there is no saved query {name!r}", hint="see them with `qbank saved list`"
        )
    return row


async def add(
    session: AsyncSession, by: Authorship, name: str, words: Sequence[str], description: str | None = None
) -> SavedView:
    """Keep a query by a name. Raises QbankError for a query that cannot be read, and a name that is taken."""
    name = tidy_name(name)
    await _require_free(session, name)
    await _require_readable(session, name, words)
    entry = await journal.begin(session, by, f"saved the query {name}")
    told = None if description is None else tidy_text(description, "description")
    await insert_row(session, entry, name, text_of(words), told)
    return await show(session, name)


async def insert_row(
    session: AsyncSession, entry: Entry, name: str, query: str, description: str | None, **columns: Any
) -> None:
    """Write a new kept query within a change; `columns` are its id and times where those are known."""
    row = {
        "id": new_id(),
        "name": name,
        "folded": fold(name),
        "query": query,
        "description": description,
        "created_at": entry.moment,
        "updated_at": entry.moment,
        **columns,
    }
    await session.execute(insert(SavedQuery).values(row))
    await journal.inserted(session, entry, SAVED_QUERIES, [row["id"]])


async def edit(
    session: AsyncSession,
    by: Authorship,
    name: str,
    words: Sequence[str] | None,
    changes: Mapping[str, str | None],
) -> tuple[SavedView, tuple[str, ...]]:
    """Say a kept query anew, or give it another `name` or `description`; gives it and what changed.

    Raises QbankError for a query that cannot be read, and a name that is taken.
    """
    row = await _found(session, name)
    wanted = dict(changes)
    if (description := wanted.get("description")) is not None:
        wanted["description"] = tidy_text(description, "description")
    if "name" in wanted:
        wanted["name"] = tidy_name(wanted["name"] or "")
        wanted["folded"] = fold(wanted["name"] or "")
        if wanted["folded"] != row.folded:
            await _require_free(session, wanted["name"] or "")
    if words is not None:
        await _require_readable(session, wanted.get("name") or row.name, words, instead_of=row.folded)
        wanted["query"] = text_of(words)
    changed = {key: value for key, value in wanted.items() if value != getattr(row, key)}
    if changed:
        await _rewrite(session, by, row, changed)
    shown = await show(session, wanted.get("name") or row.name)
    return shown, tuple(key for key in changed if key != "folded")


async def _rewrite(
    session: AsyncSession, by: Authorship, row: SavedQuery, changed: Mapping[str, str | None]
) -> None:
    entry = await journal.begin(session, by, f"changed the saved query {row.name}")
    meant = SavedQuery.id == row.id
    await journal.remember(session, entry, SAVED_QUERIES, meant, [*changed, "updated_at"])
    await session.execute(update(SavedQuery).where(meant).values({**changed, "updated_at": entry.moment}))


async def take_away(session: AsyncSession, by: Authorship, name: str) -> SavedView:
    """Take a kept query away; gives it. Raises QbankError where there is none of that name."""
    gone = await show(session, name)
    entry = await journal.begin(session, by, f"took the saved query {gone.name} away")
    meant = SavedQuery.id == gone.id
    await journal.remember(session, entry, SAVED_QUERIES, meant)
    await session.execute(delete(SavedQuery).where(meant).execution_options(synchronize_session=False))
    return gone


async def users_of(session: AsyncSession, name: str) -> list[str]:
    """List the kept queries that cannot be read without the one of a name."""
    others = await kept(session)
    without = {folded: each for folded, each in others.items() if folded != fold(name)}
    return [
        each.name
        for each in without.values()
        if _is_readable(each, others) and not _is_readable(each, without)
    ]


def _is_readable(query: Kept, others: Mapping[str, Kept]) -> bool:
    try:
        parse(words_of(query.text), now=datetime.now().astimezone(), saved=lambda: others)
    except QbankError:
        return False
    return True


async def _require_free(session: AsyncSession, name: str) -> None:
    if (taken := await row_of(session, name)) is not None:
        raise QbankError(
            Kind.CONFLICT,
            f"there is a saved query {taken.name!r} already",
            hint=f"say it anew with `qbank saved edit {taken.name} QUERY`, or choose another name",
        )


async def _require_readable(
    session: AsyncSession, name: str, words: Sequence[str], instead_of: str | None = None
) -> None:
    """Raise QbankError for a query that cannot be read, one that would refer to itself among them."""
    if not words:
        raise QbankError(
            Kind.USAGE, "which query is to be saved?", hint="qbank saved add NAME tag:cell rating:3.."
        )
    others = {folded: each for folded, each in (await kept(session)).items() if folded != instead_of}
    mine = Kept(name, text_of(words))
    await _count(session, words, {**others, fold(name): mine})
