"""Checking questions against their hashes, and the derived tables against the questions they are of."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import column, func, insert, join, select, table
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import full_text
from qbank.db.dialects import on_server
from qbank.db.full_text import COLUMNS, NAME
from qbank.domain.hashes import body_hash
from qbank.domain.reading import Reading, read
from qbank.domain.searchable import searchable_row
from qbank.models import Question, QuestionTag, QuestionText
from qbank.services import derived
from qbank.services.checks import BATCH, Check, guarded, rows
from qbank.services.rows import BODY, document_of
from qbank.services.tables import STORED

_NAMES = [each.name for each in Question.__table__.c]
_sizes = table(f"{NAME}_docsize", column("id"))
_command = table(NAME, column(NAME), column("rank"))


@dataclass(slots=True)
class _Findings:
    bodies: Check = field(default_factory=lambda: Check("bodies"))
    questions: Check = field(default_factory=lambda: Check("questions"))
    tags: Check = field(default_factory=lambda: Check("tags"))
    texts: Check = field(default_factory=lambda: Check("texts"))

    def all(self) -> list[Check]:
        return [self.bodies, self.questions, self.tags, self.texts]


async def questions(session: AsyncSession) -> list[Check]:
    """Check every question's body hash and values, and every derived row, in one pass over the questions."""
    findings = _Findings()

    async def whole(session: AsyncSession, check: Check) -> None:
        last = ""
        page = select(*STORED).order_by(Question.id).limit(BATCH)
        while found := (await session.execute(page.where(Question.id > last))).all():
            batch = [dict(zip(_NAMES, row, strict=True)) for row in found]
            await _batch(session, batch, findings, last, batch[-1]["id"])
            last = batch[-1]["id"]
        await _batch(session, (), findings, last, None)

    await guarded(findings.questions, whole, session)
    return findings.all()


async def _batch(
    session: AsyncSession,
    batch: Sequence[Mapping[str, Any]],
    findings: _Findings,
    after: str,
    to: str | None,
) -> None:
    """Check the questions of a batch, and the derived rows of all ids above `after` up to `to`."""
    expected: dict[str, Reading | None] = {}
    for row in batch:
        _body(row, findings.bodies)
        if (reading := _read(row, findings.questions)) is None or row["deleted_at"] is None:
            expected[row["id"]] = reading
    _compare(expected, await _texts(session, after, to), findings.texts, "question_texts", _wanted_text)
    _compare(expected, await _tags(session, after, to), findings.tags, "question_tags", _wanted_tags)


def _body(row: Mapping[str, Any], check: Check) -> None:
    check.examined += 1
    try:
        whole = body_hash(*(row[name] for name in BODY)) == row["body_hash"]
    except (TypeError, UnicodeEncodeError):
        whole = False
    if not whole:
        check.found("questions", row["id"], "the question is not what was stored: its hash differs")


def _read(row: Mapping[str, Any], check: Check) -> Reading | None:
    check.examined += 1
    try:
        return read(document_of(row))[0]
    except (ValueError, TypeError) as error:
        check.found("questions", row["id"], f"the question cannot be read: {error}")
    return None


async def _texts(session: AsyncSession, after: str, to: str | None) -> dict[str, Any]:
    columns = [getattr(QuestionText, name) for name in (*COLUMNS, "as_read")]
    found = select(QuestionText.question_id, *columns).where(QuestionText.question_id > after)
    if to is not None:
        found = found.where(QuestionText.question_id <= to)
    return {row[0]: tuple(row[1:]) async for row in rows(session, found)}


async def _tags(session: AsyncSession, after: str, to: str | None) -> dict[str, Any]:
    found = select(QuestionTag.question_id, QuestionTag.tag).where(QuestionTag.question_id > after)
    if to is not None:
        found = found.where(QuestionTag.question_id <= to)
    tags: dict[str, set[str]] = {}
    async for question, tag in rows(session, found):
        tags.setdefault(question, set()).add(tag)
    return tags


def _wanted_text(question: str, reading: Reading) -> tuple[str | None, ...]:
    return searchable_row(reading)


def _wanted_tags(question: str, reading: Reading) -> set[str]:
    return {tag for _, tag in derived.tag_rows(question, reading.tags)}


def _compare(
    expected: Mapping[str, Reading | None],
    found: Mapping[str, Any],
    check: Check,
    table_name: str,
    wanted: Callable[[str, Reading], Any],
) -> None:
    for question, reading in expected.items():
        if reading is None:
            continue
        check.examined += 1
        want = wanted(question, reading)
        have = found.get(question)
        if want and have is None:
            check.found(table_name, question, "what can be searched of the question is missing")
        elif (have or want) and have != want:
            check.found(table_name, question, "what can be searched is not what the question says")
    for question in found.keys() - expected.keys():
        check.found(table_name, question, "this can be searched, but no live question has it")


async def index(session: AsyncSession, check: Check) -> None:
    """Check that the index holds every text, no other, and the words of each."""
    if on_server(session):
        await _words_on_server(session, check)
        return
    check.examined = (await session.execute(select(func.count()).select_from(_sizes))).scalar_one()
    lacking = select(QuestionText.question_id).where(QuestionText.rowid.not_in(select(_sizes.c.id)))
    async for row in rows(session, lacking):
        check.found(NAME, row[0], "the question is not in the index")
    left = select(_sizes.c.id).where(_sizes.c.id.not_in(select(QuestionText.rowid)))
    async for _ in rows(session, left):
        check.found(NAME, "", "the index holds a text that is not there")
    if not check.problems:
        await _words(session, check)


async def _words_on_server(session: AsyncSession, check: Check) -> None:
    texts, words = QuestionText.__table__.c, full_text.search.c
    both = [*(texts[name] for name in COLUMNS), *(words[name] for name in COLUMNS)]
    found = select(texts.question_id, words.question_id, *both).select_from(
        join(QuestionText.__table__, full_text.search, texts.question_id == words.question_id, full=True)
    )
    async for of, there, *told in rows(session, found):
        check.examined += 1
        if there is None:
            check.found(NAME, of, "the question is not in the index")
        elif of is None:
            check.found(NAME, there, "the index holds a text that is not there")
        elif full_text.spelt_row((of, *told[: len(COLUMNS)])) != (of, *told[len(COLUMNS) :]):
            check.found(NAME, of, "the words in the index are not those of the texts")


async def _words(session: AsyncSession, check: Check) -> None:
    """Have FTS5 compare its index with the texts, by its integrity-check command (sqlite.org/fts5.html)."""
    try:
        await session.execute(insert(_command).values({NAME: "integrity-check", "rank": 1}))
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        check.found(NAME, "", "the words in the index are not those of the texts")
