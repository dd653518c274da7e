"""Questions without an id of the author's own that their file reworded: told only where that is certain.

A question the source said before and one it says for the first time are the same where each is the only one
of its kind between the same two known neighbours, and one half of it did not change: its stem, or its options
and key with most of the stem's words. Whatever else is new, and what it replaced is gone.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import hex_of
from qbank.domain.kinds import QuestionType
from qbank.domain.reading import Reading, read
from qbank.domain.shared_words import shared
from qbank.services import row_history
from qbank.services.import_bases import COLUMNS
from qbank.services.import_check import Checked
from qbank.services.import_matching import note_found
from qbank.services.import_merging import as_document
from qbank.services.preparing import Prepared
from qbank.services.tables import QUESTIONS

REWORDED = 0.5
"""So much of its stem a question shares with what it was, where its options tell it."""
ALMOST = 0.9
"""So much where it has none of its own."""
_ALIKE = (QuestionType.TRUE_FALSE,)
"""Types all of whose questions have the same options."""
_OPEN = """
    SELECT 1 FROM incoming WHERE verdict IS NULL AND given_id IS NULL
        AND EXISTS (SELECT 1 FROM source_items WHERE is_found = 0) LIMIT 1"""
_IN_FILE = """
    SELECT number AS own, document_id, known_id AS known,
        verdict IS NULL AND external_key = '#' || {identity} AS is_open
    FROM incoming WHERE document_id <> '' AND (verdict IS NULL OR verdict IN ('same', 'conflict', 'known'))
    ORDER BY document_id, number"""
_IN_SOURCE = """
    SELECT item.question_id AS own, item.document_id, CASE is_found WHEN 1 THEN item.question_id END AS known,
        is_found = 0 AND item.external_key LIKE '#%' AS is_open
    FROM source_items AS item JOIN questions AS question ON question.id = item.question_id
    ORDER BY item.document_id, question.sequence, question.id"""
_TAKE = "UPDATE incoming SET verdict = 'conflict', known_id = :known WHERE number = :number"

Gap = tuple[str, str | None, str | None]


async def pair(session: AsyncSession, checked: Checked) -> None:
    """Find what of a planned file is a question of its source in other words."""
    if (await session.execute(text(_OPEN))).first() is None:
        return
    await note_found(session)
    there = dict(_alone((await session.execute(text(_IN_SOURCE))).all()))
    if not there:
        return
    in_file = _IN_FILE.format(identity=hex_of(session, "identity"))
    wanted = {
        number: there[gap]
        for gap, number in _alone((await session.execute(text(in_file))).all())
        if gap in there
    }
    for frame in checked.spool.rows() if wanted else ():
        await _take(session, [(number, row, wanted[number]) for number, row in frame if number in wanted])


def _alone(rows: Sequence[Any]) -> Iterator[tuple[Gap, Any]]:
    """Give what stands alone between two known questions of its document, by these."""
    for place, row in enumerate(rows):
        if not row.is_open:
            continue
        before = rows[place - 1] if place and rows[place - 1].document_id == row.document_id else None
        after = rows[place + 1] if place + 1 < len(rows) else None
        if after is not None and after.document_id != row.document_id:
            after = None
        if all(each is None or each.known is not None for each in (before, after)):
            ends = (None if each is None else each.known for each in (before, after))
            yield (row.document_id, *ends), row.own


async def _take(session: AsyncSession, pairs: Sequence[tuple[int, Prepared, str]]) -> None:
    now = await row_history.now(session, QUESTIONS, [question_id for _, _, question_id in pairs])
    taken = [
        {"known": question_id, "number": number}
        for number, row, question_id in pairs
        if _is_the_same(now[question_id], row)
    ]
    if taken:
        await session.execute(text(_TAKE), taken)


def _is_the_same(image: row_history.Image, row: Prepared) -> bool:
    columns = {name: row_history.value_of(QUESTIONS, name, image[name]) for name in COLUMNS}
    if columns["question_type"] != row.body[0]:
        return False
    was, now = read(as_document(columns))[0], Reading(*row.reading)
    if was.stem == now.stem:
        return True
    if (was.answers, was.distractors) != (now.answers, now.distractors):
        return False
    telling = (was.answers or was.distractors) and columns["question_type"] not in _ALIKE
    return shared(was.stem, now.stem) >= (REWORDED if telling else ALMOST)
