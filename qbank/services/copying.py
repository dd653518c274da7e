"""Copying one question: a new one with all that hangs on it, equal to the old one but for its id."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain.hashes import body_hash, identity_hash
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import read
from qbank.domain.typed_text import tidy_line
from qbank.models import Question
from qbank.models.base import new_id
from qbank.services import derived, journal, question_rules
from qbank.services.category_making import ensure
from qbank.services.category_tree import CategoryTree, Node, load_tree
from qbank.services.finding import find
from qbank.services.journal import Authorship, Entry
from qbank.services.question_rules import Before
from qbank.services.questions import load
from qbank.services.rows import BODY
from qbank.services.tables import QUESTION_MEDIA, QUESTIONS
from qbank.services.writing import keep, passage_of, refuse_trashed


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made: its id, whose copy it is, its category, those made for it, how many twins it has.

    `twins` counts the live questions, its original among them, that ask the same.
    """

    id: str
    original: str
    category: str
    made: tuple[str, ...]
    twins: int


async def copy(
    session: AsyncSession, by: Authorship, told: str, *, category: str | None = None, title: str | None = None
) -> Copied:
    """Copy a live question, its tags, pictures and passage with it; the external id is the original's alone.

    `category` is a path, made where there is none; `title` stands in for the original's. Raises QbankError
    for a wrong id, for a question in the trash, and for a path or title that cannot be one.
    """
    original = await find(session, told)
    document, row = await load(session, original)
    refuse_trashed(row)
    if title is not None:
        document.title = tidy_line(title, "title")
    entry = await journal.begin(session, by, f"copied question {original[:8]}")
    tree = await load_tree(session)
    node, made = await _place(session, entry, tree, document, row, category)
    made_id = new_id()
    identity = _identity(document, made_id, passage_of(row))
    own = {
        "id": made_id,
        "category_id": node.id,
        "title": document.title,
        "identity_hash": identity,
        "body_hash": await _body_hash(session, original, document.title),
    }
    await _insert(session, entry, original, own)
    await journal.inserted(session, entry, QUESTIONS, [made_id])
    await derived.refresh(session, select(Question.id).where(Question.id == made_id))
    return Copied(
        made_id,
        original,
        tree.path_of(node),
        tuple(tree.path_of(each) for each in made),
        await _twins(session, identity, made_id),
    )


async def _place(
    session: AsyncSession,
    entry: Entry,
    tree: CategoryTree,
    document: QuestionDocument,
    row: Question,
    category: str | None,
) -> tuple[Node, list[Node]]:
    """Give the category of a copy and those made for it. Raises QbankError where it may not stand there."""
    if category is None:
        return tree.nodes[row.category_id], []
    node, made = await ensure(session, entry, tree, category)
    said = Before(document.fields, document.tags, row.category_id)
    keep(await question_rules.load(session, tree), document, node.id, said)
    return node, made


def _identity(document: QuestionDocument, own: str, passage: bytes) -> bytes:
    reading, parts = read(document)
    return identity_hash(document, reading, parts, own=own, passage=passage)


async def _body_hash(session: AsyncSession, original: str, title: str | None) -> bytes:
    columns = select(*(as_stored(QUESTIONS.c[name]).label(name) for name in BODY))
    row = (await session.execute(columns.where(Question.id == original))).mappings().one()
    return body_hash(*{**row, "title": title}.values())


async def _insert(session: AsyncSession, entry: Entry, original: str, own: Mapping[str, Any]) -> None:
    """Copy the row and its links to pictures as they are stored; `own` is what differs."""
    fresh = {"version": 1, "change_id": entry.id, "external_id": None, "status_by": None, "status_at": None}
    times = {"created_at": entry.moment, "updated_at": entry.moment}
    await _copy_rows(session, QUESTIONS, QUESTIONS.c.id == original, {**own, **fresh, **times})
    link = {"question_id": own["id"], "created_at": entry.moment}
    await _copy_rows(session, QUESTION_MEDIA, QUESTION_MEDIA.c.question_id == original, link)


async def _copy_rows(
    session: AsyncSession, table: Table, where: ColumnElement[bool], values: Mapping[str, Any]
) -> None:
    columns = [
        literal(values[column.name], column.type) if column.name in values else column for column in table.c
    ]
    found = select(*columns).where(where)
    await session.execute(insert(table).from_select([column.name for column in table.c], found))


async def _twins(session: AsyncSession, identity: bytes, but: str) -> int:
    twins = select(func.count()).where(
        Question.identity_hash == identity, Question.id != but, Question.deleted_at.is_(None)
    )
    return (await session.execute(twins)).scalar_one()
