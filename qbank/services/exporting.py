"""Exporting: a bank, or some of it, as the lines of qbank's own NDJSON."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.db.json_dialects import json_members
from qbank.domain import jsontext
from qbank.domain.field_values import FieldType
from qbank.domain.records import BankHeader, CategoryDocument, FieldDocument, MediaDocument, SourceDocument
from qbank.models import Category, Document, FieldDefinition, Media, Preference, Question, QuestionMedia
from qbank.services import notes, saved_queries
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.document_spool import DocumentSpool
from qbank.services.selection import PAGE, Selection, chosen, live, matches

BATCH = 1000
_EMPTY = {text: msgspec.Raw(text) for text in ("{}", "[]")}
"""What most questions have in most of their columns, made once: that is a fiftieth of an export."""
_NO_NOTES = _EMPTY["[]"]
_COLUMNS = (
    "id",
    "question_type",
    "title",
    "stem",
    "stem_format",
    "options",
    "explanation",
    "explanation_format",
    "details",
    "category_id",
    "document_id",
    "tags",
    "difficulty",
    "rating",
    "points",
    "status",
    "status_by",
    "status_at",
    "assignee",
    "language",
    "author",
    "licence",
    "external_id",
    "stimulus_id",
    "fields",
    "extensions",
    "sequence",
    "version",
    "created_at",
    "updated_at",
)


class _Line(msgspec.Struct, tag_field="kind", tag="question"):
    """A question's line, in the order of `QuestionDocument`; what is stored as JSON goes out as it is."""

    id: str
    type: str
    title: str | None
    stem: str
    format: str
    options: msgspec.Raw
    explanation: Any
    details: msgspec.Raw
    category: str | None
    document: str | None
    tags: msgspec.Raw
    difficulty: str | None
    rating: float | None
    points: float | None
    status: str
    status_by: str | None
    status_at: str | None
    assignee: str | None
    language: str | None
    author: str | None
    licence: str | None
    external_id: str | None
    stimulus: str | None
    fields: msgspec.Raw
    extensions: msgspec.Raw
    notes: msgspec.Raw
    sequence: int
    version: int
    created_at: str
    updated_at: str


async def bank_lines(session: AsyncSession, selection: Selection) -> AsyncIterator[bytes]:
    """Yield the lines of a file that holds the selected questions and all they need.

    Header, definitions of own fields, categories with their defaults, documents, for a whole bank its saved
    queries, pictures, questions; passages the questions need come with them. The same bank gives the same
    bytes.
    """
    tree = await load_tree(session)
    needed = await _with_passages(session, selection, tree)
    whole = selection == Selection()
    asking = None if whole else needed
    yield jsontext.encode(BankHeader()) + b"\n"
    for field in await _fields(session, asking):
        yield jsontext.encode(field) + b"\n"
    async for category in _categories(session, tree, asking):
        yield jsontext.encode(category) + b"\n"
    async for document in _documents(session, tree, asking):
        yield jsontext.encode(document) + b"\n"
    for kept in await saved_queries.documents(session) if whole else ():
        yield jsontext.encode(kept) + b"\n"
    async for media in _media(session, needed):
        yield jsontext.encode(media) + b"\n"
    found = select(*_stored()).where(needed).order_by(*PAGE)
    result = await (await session.connection()).stream(found)
    async for lines in _lines(session, result.partitions(BATCH), tree):
        yield lines


async def gathered(session: AsyncSession, selection: Selection, spool: DocumentSpool) -> None:
    """Put the selected questions, and all they need, aside to be written when the bank is closed."""
    async for lines in bank_lines(session, selection):
        spool.take(lines)


async def _with_passages(
    session: AsyncSession, selection: Selection, tree: CategoryTree
) -> ColumnElement[bool]:
    """Add the passages that the questions meant refer to, wherever they are: no file names what it lacks."""
    if selection == Selection() and not await _needs_trash(session):
        return live()
    meant = await chosen(session, selection, tree)
    other = Question.__table__.alias("asking")
    needed = select(other.c.stimulus_id).where(other.c.id.in_(meant), other.c.stimulus_id.is_not(None))
    return or_(Question.id.in_(meant), Question.id.in_(needed))


async def _needs_trash(session: AsyncSession) -> bool:
    """Tell whether a live question refers to a passage in the trash."""
    passage = Question.__table__.alias("passage")
    trashed = select(passage.c.id).where(passage.c.deleted_at.is_not(None))
    asking = select(Question.id).where(live(), Question.stimulus_id.in_(trashed)).limit(1)
    return (await session.execute(asking)).first() is not None


async def question_lines(
    session: AsyncSession,
    selection: Selection,
    sort: str | None = None,
    tell: Callable[[int], None] | None = None,
) -> AsyncIterator[bytes]:
    """Yield the selected questions alone, a line each, in batches: what `list --format ndjson` prints.

    `tell` is as in `listing.rows`.
    """
    from qbank.services.listing import arranged

    tree = await load_tree(session)
    batches = arranged(session, select(*_stored()), selection, tree, sort, tell)
    async for lines in _lines(session, batches, tree):
        yield lines


def _stored() -> list[ColumnElement[str]]:
    return [as_stored(getattr(Question, name)) for name in _COLUMNS]


async def _lines(
    session: AsyncSession, batches: AsyncIterator[Sequence[Any]], tree: CategoryTree
) -> AsyncIterator[bytes]:
    documents = {row.id: row.title for row in await session.execute(select(Document.id, Document.title))}
    path = tree.path
    encode_lines = msgspec.json.Encoder().encode_lines
    any_notes = await notes.are_any(session)
    async for batch in batches:
        if any_notes:
            said = await notes.written(session, [row[0] for row in batch])
            noted = {question_id: msgspec.Raw(each) for question_id, each in said.items()}
            yield encode_lines([_line(row, path, documents, noted.get(row[0], _NO_NOTES)) for row in batch])
        else:
            yield encode_lines([_line(row, path, documents) for row in batch])


def _line(
    row: Any, path: Callable[[str], str | None], documents: Mapping[str, str], noted: msgspec.Raw = _NO_NOTES
) -> _Line:
    (
        id, type, title, stem, format, options, explanation, explanation_format, details, category, document,
        tags, difficulty, rating, points, status, status_by, status_at, assignee, language, author, licence,
        external_id, stimulus, fields, extensions, sequence, version, created, updated,
    ) = row  # fmt: skip
    raw, empty = msgspec.Raw, _EMPTY.get
    if explanation_format is not None:
        explanation = {"text": explanation, "format": explanation_format}
    return _Line(
        id, type, title, stem, format, raw(options), explanation, empty(details) or raw(details),
        path(category), documents.get(document), raw(tags), difficulty, rating, points, status, status_by,
        status_at, assignee, language, author, licence, external_id, stimulus, empty(fields) or raw(fields),
        empty(extensions) or raw(extensions), noted, sequence, version, created, updated,
    )  # fmt: skip


async def _fields(session: AsyncSession, needed: ColumnElement[bool] | None) -> list[FieldDocument]:
    """List the definitions of own fields: all, or those that the questions say something in."""
    found = select(FieldDefinition).order_by(FieldDefinition.folded)
    if needed is not None:
        members = json_members(Question.fields)
        used = select(members.c.key).select_from(Question).join(members, true()).where(needed)
        found = found.where(FieldDefinition.name.in_(used))
    return [
        FieldDocument(
            id=row.id,
            name=row.name,
            type=FieldType(row.field_type),
            values=row.choices,
            required=row.required,
            description=row.description,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in (await session.execute(found)).scalars()
    ]


async def _categories(
    session: AsyncSession, tree: CategoryTree, needed: ColumnElement[bool] | None
) -> AsyncIterator[CategoryDocument]:
    wanted = await _wanted_categories(session, tree, needed)
    rows = await session.execute(select(Category).where(Category.deleted_at.is_(None)))
    own: dict[str, dict[str, Any]] = {}
    for preference in (
        await session.execute(select(Preference).order_by(Preference.preference_key))
    ).scalars():
        own.setdefault(preference.category_id, {})[preference.preference_key] = preference.value
    for row in sorted(rows.scalars(), key=lambda row: tree.path(row.id) or ""):
        path = tree.path(row.id)
        if path is not None and (wanted is None or row.id in wanted):
            yield CategoryDocument(
                id=row.id,
                path=path,
                description=row.description,
                color=row.color,
                preferences=own.get(row.id, {}),
                created_at=row.created_at,
                updated_at=row.updated_at,
            )


async def _wanted_categories(
    session: AsyncSession, tree: CategoryTree, needed: ColumnElement[bool] | None
) -> set[str] | None:
    if needed is None:
        return None
    used = (await session.execute(select(Question.category_id).where(needed).distinct())).scalars()
    return {above.id for category_id in used for above in tree.line(category_id)}


async def _documents(
    session: AsyncSession, tree: CategoryTree, needed: ColumnElement[bool] | None
) -> AsyncIterator[SourceDocument]:
    found = select(Document).order_by(Document.created_at, Document.id)
    if needed is not None:
        found = found.where(Document.id.in_(select(Question.document_id).where(needed)))
    for row in (await session.execute(found)).scalars():
        yield SourceDocument(
            id=row.id,
            title=row.title,
            category=tree.path(row.category_id),
            uri=row.uri,
            author=row.author,
            licence=row.licence,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


async def _media(session: AsyncSession, needed: ColumnElement[bool]) -> AsyncIterator[MediaDocument]:
    # Asked of each picture's question: most banks have few pictures, or none, and many questions.
    meant = exists().where(Question.id == QuestionMedia.question_id, needed)
    used = select(QuestionMedia.sha256).where(meant)
    for sha256 in (await session.execute(used.distinct().order_by(QuestionMedia.sha256))).scalars().all():
        row = await session.get_one(Media, sha256)
        yield MediaDocument(sha256=row.sha256, mime=row.mime, data=row.bytes)
        session.expunge(row)


async def retired_left_out(session: AsyncSession, selection: Selection) -> int:
    """Count the retired questions among the selected ones."""
    tree = await load_tree(session)
    meant = (
        select(func.count())
        .select_from(Question)
        .where(matches(selection, tree), Question.status == "retired")
    )
    return (await session.execute(meant)).scalar_one()
