"""Which questions of a source are which: what a file says now against what the source said before.

Each question of the source is found once. First what says the same as before, word for word; then by key and
content, by content under another key (a file whose numbering moved on), and by key alone.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import scratch

_SOURCE_ITEMS = """
    question_id TEXT, document_id TEXT, external_key TEXT, said BLOB, identity BLOB,
    is_found INTEGER DEFAULT 0, PRIMARY KEY (question_id, document_id)"""
_FILL = """
    INSERT INTO source_items (question_id, document_id, external_key, said)
    SELECT question_id, document_id, external_key, import_hash FROM import_items
    WHERE document_id IN (SELECT DISTINCT document_id FROM incoming)"""
_KNOWN = """
    UPDATE source_items SET is_found = 1 WHERE question_id IN (
        SELECT known_id FROM incoming WHERE known_id IS NOT NULL)"""
_IDENTIFY = """
    UPDATE source_items SET identity = (SELECT identity_hash FROM questions WHERE id = question_id)
    WHERE is_found = 0"""
_PAIR = """
    WITH wanted AS (
        SELECT number, {told}, row_number() OVER (PARTITION BY {told} ORDER BY number) AS place
        FROM incoming WHERE verdict IS NULL{but}),
    there AS (
        SELECT question_id, {told}, row_number() OVER (PARTITION BY {told} ORDER BY question_id) AS place
        FROM source_items WHERE is_found = 0)
    UPDATE incoming SET known_id = pair.question_id, verdict = :verdict
    FROM (SELECT number, question_id FROM wanted JOIN there USING ({told}, place)) AS pair
    WHERE pair.number = incoming.number"""
_LEFT = "SELECT 1 FROM incoming WHERE verdict IS NULL AND document_id <> '' LIMIT 1"
_BY_WORD = "document_id, external_key, said"
_OTHERWISE = (
    ("document_id, external_key, identity", ""),
    ("document_id, identity", " AND given_id IS NULL"),
    ("document_id, external_key", ""),
)
"""By what a question that says something else is told, and which questions not."""


async def match(session: AsyncSession) -> None:
    """Find the questions that the sources of the incoming ones said before."""
    await scratch.make(session, "source_items", _SOURCE_ITEMS)
    if not await _has_more(session):
        return
    await session.execute(text(_FILL))
    await scratch.filled(session, "source_items")
    await _pair(session, _BY_WORD, "", "same")
    if not await _has_more(session):
        return
    await session.execute(text(_IDENTIFY))
    for told, but in _OTHERWISE:
        await _pair(session, told, but, "conflict")


async def note_found(session: AsyncSession) -> None:
    """Note which questions of the sources were found by now."""
    await session.execute(text(_KNOWN))


async def _has_more(session: AsyncSession) -> bool:
    return (await session.execute(text(_LEFT))).first() is not None


async def _pair(session: AsyncSession, told: str, but: str, verdict: str) -> None:
    await note_found(session)
    await session.execute(text(_PAIR.format(told=told, but=but)), {"verdict": verdict})
