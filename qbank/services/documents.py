"""Documents: the books, courses and files that questions come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, CompoundSelect, and_, delete as delete_from, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, folded
from qbank.domain.text import fold
from qbank.domain.typed_text import tidy_line
from qbank.errors import Kind, QbankError
from qbank.models import Change, Document, Import, ImportItem, Question
from qbank.models.base import new_id
from qbank.services import journal
from qbank.services.category_tree import load_tree
from qbank.services.document_names import require, short_length
from qbank.services.journal import Authorship, Entry
from qbank.services.tables import DOCUMENTS, IMPORT_ITEMS, IMPORTS, QUESTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document as it is listed: the path of its category, its live questions, the files it brought in.

    `short_id` is as much of the id as tells it from all other documents.
    """

    id: str
    short_id: str
    title: str
    questions: int
    imports: int
    uri: str | None
    author: str | None
    licence: str | None
    category: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the documents, and how many there are in all."""

    documents: tuple[DocumentView, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """A file that was brought in; `change` is the number of the change that did it."""

    id: str
    file_name: str
    format: str
    sha256: str
    created_at: datetime
    change: int | None


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """A document with its imports, the newest first."""

    document: DocumentView
    imports: tuple[ImportView, ...]


@dataclass(frozen=True, slots=True)
class Doomed:
    """What the deletion of a document takes along, and the live questions that stay without it."""

    id: str
    title: str
    imports: int
    questions: int


@dataclass(frozen=True, slots=True)
class Edited:
    """A document after it was edited: its title now, and what was changed of it."""

    id: str
    title: str
    changed: tuple[str, ...]


class DocumentChanges(TypedDict, total=False):
    """What is to change of a document; None takes a value away, `category` is a path."""

    title: str
    uri: str | None
    author: str | None
    licence: str | None
    category: str | None


async def listing(session: AsyncSession, limit: int | None = None, offset: int = 0) -> Page:
    """List documents by title, a page of `limit` from `offset` on."""
    page = select(Document).order_by(folded(Document.title), Document.title, Document.id)
    rows = (await session.execute(page.limit(limit).offset(offset))).scalars().all()
    total = (await session.execute(select(func.count()).select_from(Document))).scalar_one()
    return Page(tuple(await _views(session, list(rows))), total)


async def find(session: AsyncSession, name: str) -> DocumentView:
    """Find a document by its title or the beginning of its id. Raises QbankError for none, or several."""
    return (await _views(session, [await require(session, name)]))[0]


async def show(session: AsyncSession, name: str) -> DocumentDetails:
    """Give a document with its imports. Raises QbankError where the name means none, or several."""
    row = await require(session, name)
    told = _imports_of([row.id]).subquery()
    newest_first = (
        select(Import)
        .where(Import.id.in_(select(told.c.id)))
        .order_by(Import.created_at.desc(), Import.id.desc())
    )
    imports = (await session.execute(newest_first)).scalars().all()
    ids = [each.change_id for each in imports if each.change_id is not None]
    numbers = select(Change.id, Change.number).where(among(Change.id, ids))
    number_of = dict((await session.execute(numbers)).all())
    return DocumentDetails(
        (await _views(session, [row]))[0], tuple(_import(each, number_of) for each in imports)
    )


async def add(session: AsyncSession, by: Authorship, title: str, details: DocumentChanges) -> DocumentView:
    """Add a document. Raises QbankError for a title that is taken, and a category that is not there."""
    values = await _columns(session, {**details, "title": title})
    await _require_free(session, values["title"])
    entry = await journal.begin(session, by, f"added document {values['title']}")
    row = Document(id=new_id(), created_at=entry.moment, updated_at=entry.moment, **values)
    session.add(row)
    await session.flush()
    await session.refresh(row)
    await journal.inserted(session, entry, DOCUMENTS, [row.id])
    return (await _views(session, [row]))[0]


async def edit(session: AsyncSession, by: Authorship, name: str, changes: DocumentChanges) -> Edited:
    """Change what is said of a document.

    Raises QbankError for a document or category that is not there, and for a title that is taken.
    """
    row = await require(session, name)
    values = await _columns(session, changes)
    wanted = {column: value for column, value in values.items() if getattr(row, column) != value}
    if not wanted:
        return Edited(row.id, row.title, ())
    if "title" in wanted:
        await _require_free(session, wanted["title"], but=row.id)
    entry = await journal.begin(session, by, f"edited document {row.title}: {', '.join(wanted)}")
    await journal.remember(session, entry, DOCUMENTS, Document.id == row.id, [*wanted, "updated_at"])
    for column, value in wanted.items():
        setattr(row, column, value)
    row.updated_at = entry.moment
    await session.flush()
    await session.refresh(row)
    return Edited(row.id, row.title, tuple(wanted))


async def doomed(session: AsyncSession, name: str) -> Doomed:
    """Tell what deleting a document would do. Raises QbankError where the name means none, or several."""
    view = await find(session, name)
    return Doomed(view.id, view.title, view.imports, view.questions)


async def delete(session: AsyncSession, by: Authorship, expected: Doomed) -> Doomed:
    """Delete a document and what is known of its imports; its questions stay and come from nowhere.

    Gives what is there now: where that is not what was expected, nothing was done. Raises QbankError where
    the document is gone.
    """
    found = await doomed(session, expected.id)
    if found != expected:
        return found
    entry = await journal.begin(session, by, f"deleted document {found.title}")
    await _release_questions(session, entry, Question.document_id == found.id)
    await journal.remember(session, entry, IMPORT_ITEMS, ImportItem.document_id == found.id)
    await journal.remember(session, entry, IMPORTS, Import.document_id == found.id)
    await journal.remember(session, entry, DOCUMENTS, Document.id == found.id)
    # Items first: each import that goes would look through those that are left for its own.
    await session.execute(delete_from(ImportItem).where(ImportItem.document_id == found.id))
    await session.execute(delete_from(Document).where(Document.id == found.id))
    return found


async def _release_questions(session: AsyncSession, entry: Entry, where: ColumnElement[bool]) -> None:
    """Let questions, those in the trash too, come from no document."""
    await journal.remember(session, entry, QUESTIONS, where, ["document_id", "updated_at", "version"])
    await session.execute(
        update(Question)
        .where(where)
        .values(document_id=None, updated_at=entry.moment, version=Question.version + 1)
        .execution_options(synchronize_session=False)
    )


async def _views(session: AsyncSession, rows: list[Document]) -> list[DocumentView]:
    if not rows:
        return []
    tree = await load_tree(session)
    short = await short_length(session)
    ids = [row.id for row in rows]
    questions = await _counted(
        session, Question.document_id, and_(among(Question.document_id, ids), Question.deleted_at.is_(None))
    )
    told = _imports_of(ids).subquery()
    imports = await _counted(session, told.c.document_id)
    return [
        DocumentView(
            id=row.id,
            short_id=row.id[:short],
            title=row.title,
            questions=questions.get(row.id, 0),
            imports=imports.get(row.id, 0),
            uri=row.uri,
            author=row.author,
            licence=row.licence,
            category=tree.path(row.category_id),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


async def _counted(session: AsyncSession, column: Any, *where: ColumnElement[bool]) -> dict[str, int]:
    found = await session.execute(select(column, func.count()).where(*where).group_by(column))
    return dict(found.all())


def _imports_of(ids: Sequence[str]) -> CompoundSelect[str | None, str]:
    """Select (document id, import id) of imports that have a document, or questions that name theirs."""
    named = select(ImportItem.document_id, ImportItem.import_id).where(among(ImportItem.document_id, ids))
    return select(Import.document_id, Import.id).where(among(Import.document_id, ids)).union(named)


def _import(row: Import, number_of: Mapping[str, int]) -> ImportView:
    return ImportView(
        id=row.id,
        file_name=row.file_name,
        format=row.format,
        sha256=row.sha256,
        created_at=row.created_at,
        change=number_of.get(row.change_id or ""),
    )


async def _columns(session: AsyncSession, changes: DocumentChanges) -> dict[str, Any]:
    """Give what is said of a document as the columns of its row."""
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if name != "category":
            values[name] = None if value is None else tidy_line(str(value), name)
    if "category" in changes:
        path = changes["category"]
        values["category_id"] = None if path is None else (await load_tree(session)).require(path).id
    return values


async def _require_free(session: AsyncSession, title: str, but: str | None = None) -> None:
    alike = select(Document.id, Document.title).where(
        and_(folded(Document.title) == fold(title), Document.id != (but or ""))
    )
    if (there := (await session.execute(alike.limit(1))).one_or_none()) is None:
        return
    raise QbankError(
        Kind.CONFLICT,
        f"there is a document {there.title!r} already",
        hint=f"see it with `qbank document show {there.id[:8]}`",
        details={"id": there.id},
    )
