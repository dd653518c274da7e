"""Writing one question: a new one, or an edited one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain import jsontext
from qbank.domain.characters import refuse_unstorable
from qbank.domain.hashes import identity_hash
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import Reading, read
from qbank.domain.validation import InvalidQuestion, checked, tidy_tags
from qbank.errors import Kind, QbankError
from qbank.models import Question
from qbank.models.base import new_id
from qbank.services import derived, journal, question_rules, status_moves
from qbank.services.category_making import UNSORTED, ensure
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.document_names import require
from qbank.services.finding import find, in_trash
from qbank.services.journal import Authorship, Entry
from qbank.services.question_rules import Before, QuestionRules
from qbank.services.questions import load
from qbank.services.rows import BODY, SET, stored
from qbank.services.tables import QUESTIONS

_JSON = ("options", "details", "extensions", "tags", "fields")
EDITED = (
    *BODY, *SET, *status_moves.MOVED, "category_id", "document_id", "identity_hash", "body_hash",
    "updated_at", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A question that was written: its id, the categories made for it, a twin it has."""

    id: str
    made: tuple[str, ...] = ()
    twin: str | None = None
    changed: tuple[str, ...] = ()


async def add(session: AsyncSession, by: Authorship, document: QuestionDocument) -> Written:
    """Add a question with its category's defaults. Raises QbankError for a document that breaks a rule."""
    [written] = await add_several(session, by, [document])
    return written


async def add_several(
    session: AsyncSession, by: Authorship, documents: Sequence[QuestionDocument]
) -> list[Written]:
    """Add questions as one change, in their order. Raises QbankError for the first that breaks a rule."""
    told = "a question" if len(documents) == 1 else f"{len(documents):,} questions"
    entry = await journal.begin(session, by, f"added {told}")
    tree = await load_tree(session)
    rules = await question_rules.load(session, tree)
    for place, document in enumerate(documents):
        document.sequence = place if document.sequence is None else document.sequence
    return [await _added(session, entry, tree, rules, document) for document in documents]


async def _added(
    session: AsyncSession, entry: Entry, tree: CategoryTree, rules: QuestionRules, document: QuestionDocument
) -> Written:
    node, made = await ensure(session, entry, tree, document.category or UNSORTED)
    _fill(document, rules.defaults.of(node.id))
    keep(rules, document, node.id)
    question_id = new_id()
    values, reading = prepare(document, question_id)
    twin = await _twin(session, values["identity_hash"], question_id)
    row = Question(
        id=question_id,
        category_id=node.id,
        document_id=await _document_id(session, document),
        change_id=entry.id,
        created_at=entry.moment,
        updated_at=entry.moment,
        **decoded(values),
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    await journal.inserted(session, entry, QUESTIONS, [row.id])
    await _derive(session, row.id, reading)
    return Written(row.id, tuple(tree.path_of(each) for each in made), twin)


async def edit(
    session: AsyncSession, by: Authorship, told: str, change: Callable[[QuestionDocument], None]
) -> Written:
    """Change one question by a function on its document; gives what of it changed.

    Raises QbankError for a wrong id, for one in the trash, and for a document that breaks a rule.
    """
    question_id = await find(session, told)
    document, row = await load(session, question_id)
    refuse_trashed(row)
    before = jsontext.encode(document)
    said = Before(dict(document.fields), list(document.tags), row.category_id)
    change(document)
    await keep_rules(session, document, said)
    prepared = prepare(document, question_id, passage_of(row))
    changed = changes(before, document)
    if not changed:
        return Written(question_id)
    entry = await journal.begin(session, by, f"edited question {question_id[:8]}: {', '.join(changed)}")
    return await rewritten(session, entry, document, row, prepared, changed)


async def rewritten(
    session: AsyncSession,
    entry: Entry,
    document: QuestionDocument,
    row: Question,
    prepared: tuple[dict[str, Any], Reading],
    changed: tuple[str, ...],
) -> Written:
    """Write a document in place of its row within a change; `prepared` are its columns and reading."""
    values, reading = prepared
    made = await _rewrite(session, entry, await load_tree(session), document, row, values)
    await derived.forget(session, select(Question.id).where(Question.id == row.id))
    await _derive(session, row.id, reading)
    return Written(row.id, made, await _twin(session, values["identity_hash"], row.id), changed)


async def last_category(session: AsyncSession) -> str:
    """Give the path of the newest question's category, `Unsorted` where there is none."""
    newest = select(Question.category_id).where(Question.deleted_at.is_(None))
    ordered = newest.order_by(Question.created_at.desc(), Question.sequence.desc()).limit(1)
    category_id = (await session.execute(ordered)).scalar_one_or_none()
    return (await load_tree(session)).path(category_id) or UNSORTED


def refuse_trashed(row: Question) -> None:
    """Raise QbankError for a question in the trash: what is edited is live."""
    if row.deleted_at is not None:
        raise in_trash(row.id)


def passage_of(row: Question) -> bytes:
    """Give the identity of a question's passage, b'' for none."""
    return b"" if row.stimulus is None else row.stimulus.identity_hash


async def keep_rules(session: AsyncSession, document: QuestionDocument, before: Before) -> None:
    """Give an edited document the form the rules of its bank ask for. Raises QbankError for a broken one."""
    tree = await load_tree(session)
    node = tree.nearest(document.category or UNSORTED)
    rules = await question_rules.load(session, tree)
    keep(rules, document, None if node is None else node.id, before)


def keep(
    rules: QuestionRules,
    document: QuestionDocument,
    category_id: str | None,
    before: Before | None = None,
) -> None:
    """Give a document the form that rules ask for, in place. Raises QbankError where it breaks one."""
    document.tags = tidy_tags(document.tags)
    try:
        rules.check(document, category_id, before)
    except InvalidQuestion as error:
        raise QbankError(
            Kind.BAD_DATA,
            f"the question breaks a rule: {error}",
            hint="`qbank field list` and `qbank category show PATH` tell the rules",
        ) from error


async def _rewrite(
    session: AsyncSession,
    entry: Entry,
    tree: CategoryTree,
    document: QuestionDocument,
    row: Question,
    values: Mapping[str, Any],
) -> tuple[str, ...]:
    node, made = await ensure(session, entry, tree, document.category or UNSORTED)
    await journal.remember(session, entry, QUESTIONS, Question.id == row.id, EDITED)
    put = {**decoded(values), **await places(session, entry, document, row, values["status"], node.id)}
    await session.execute(
        update(Question).where(Question.id == row.id).values(put).execution_options(synchronize_session=False)
    )
    return tuple(tree.path_of(each) for each in made)


async def places(
    session: AsyncSession,
    entry: Entry,
    document: QuestionDocument,
    row: Question,
    status: str,
    category_id: str,
) -> dict[str, Any]:
    """Give what is written with the values of an edited question: its places, moment, version, its mover."""
    return {
        "category_id": category_id,
        "document_id": await _document_id(session, document),
        "updated_at": entry.moment,
        "version": row.version + 1,
        **status_moves.moved(entry, row, status),
    }


def prepare(
    document: QuestionDocument, question_id: str, passage: bytes = b""
) -> tuple[dict[str, Any], Reading]:
    """Check a document and give its columns as stored; `passage` is the identity of its stimulus."""
    try:
        checked(document)
        refuse_unstorable(document)
    except InvalidQuestion as error:
        raise QbankError(
            Kind.BAD_DATA, f"the question is not complete: {error}", hint="see `qbank question add --help`"
        ) from error
    reading, parts = read(document)
    values = stored(document)
    values["identity_hash"] = identity_hash(document, reading, parts, own=question_id, passage=passage)
    return values, reading


def decoded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give stored columns as the values SQLAlchemy writes: it encodes JSON itself."""
    return {name: jsontext.decode_exact(value) if name in _JSON else value for name, value in values.items()}


def _fill(document: QuestionDocument, defaults: Mapping[str, Any]) -> None:
    for name, value in defaults.items():
        if name == "tags":
            document.tags = tidy_tags([*document.tags, *value])
        elif getattr(document, name) is None:
            setattr(document, name, value)


async def _document_id(session: AsyncSession, document: QuestionDocument) -> str | None:
    return None if document.document is None else (await require(session, document.document)).id


async def _twin(session: AsyncSession, identity: bytes, but: str) -> str | None:
    twins = select(Question.id).where(
        Question.identity_hash == identity, Question.id != but, Question.deleted_at.is_(None)
    )
    return (await session.execute(twins.limit(1))).scalar_one_or_none()


async def _derive(session: AsyncSession, question_id: str, reading: Reading) -> None:
    last = await derived.last_text(session)
    await derived.add(session, [(question_id, reading)])
    await derived.index_after(session, last)


def changes(encoded: bytes, document: QuestionDocument) -> tuple[str, ...]:
    """Name what a document says otherwise than one that was encoded."""
    before, after = (jsontext.decode_exact(each) for each in (encoded, jsontext.encode(document)))
    ignored = ("version", "updated_at", "created_at", "status_by", "status_at", "notes")
    return tuple(name for name in after if name not in ignored and before.get(name) != after[name])
