"""The plan of an import: what of it the bank knows already, told by SQL on hashes alone."""

from collections.abc import Iterator
from itertools import count, islice, repeat
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import scratch
from qbank.db.bulk import insert_rows
from qbank.domain.text import fold
from qbank.services import import_matching, import_pairing
from qbank.services.import_check import Checked
from qbank.services.import_options import OnDuplicate
from qbank.services.twin_suspects import Suspects

_INCOMING = """
    number INTEGER PRIMARY KEY, identity BLOB, external_key TEXT, said BLOB, given_id TEXT, document_id TEXT,
    verdict TEXT, known_id TEXT, first INTEGER"""
_COLUMNS = ("number", "identity", "external_key", "said", "given_id", "document_id")
_ALONE = ("number", "identity", "given_id")
"""What tells questions within a file apart; a bank without questions knows nothing else."""
_KNOWN_BY_ID = """
    UPDATE incoming SET known_id = question.id, verdict = 'known'
    FROM questions AS question
    WHERE question.id = incoming.given_id AND incoming.verdict IS NULL"""
_SAID_THE_SAME = """
    UPDATE incoming SET verdict = 'same'
    FROM import_items AS item
    WHERE incoming.verdict = 'known' AND item.question_id = incoming.known_id
        AND item.document_id = incoming.document_id AND item.import_hash = incoming.said"""
_TWIN_IN_BANK = """
    UPDATE incoming SET known_id = question.id, verdict = 'duplicate'
    FROM questions AS question
    WHERE question.identity_hash = incoming.identity AND question.deleted_at IS NULL
        AND incoming.verdict IS NULL"""
_TWIN_IN_FILE = """
    UPDATE incoming SET verdict = 'duplicate', first = twin.number
    FROM (SELECT identity, min(number) AS number FROM incoming GROUP BY identity HAVING count(*) > 1) AS twin
    WHERE twin.identity = incoming.identity AND incoming.number > twin.number
        AND incoming.given_id IS NULL AND incoming.verdict IS NULL"""

_SAME_ID_IN_FILE = """
    UPDATE incoming SET verdict = 'conflict', first = twin.number
    FROM (SELECT given_id, min(number) AS number FROM incoming WHERE given_id IS NOT NULL
          GROUP BY given_id HAVING count(*) > 1) AS twin
    WHERE twin.given_id = incoming.given_id AND incoming.number > twin.number"""
_IN_TRASH = """
    SELECT count(*) FROM incoming JOIN questions AS question ON question.id = incoming.known_id
    WHERE question.deleted_at IS NOT NULL"""
_JUDGED = """
    SELECT incoming.number, verdict, known_id, first, incoming.document_id, item.import_id, item.said,
        {trashed} AS is_trashed
    FROM incoming LEFT JOIN import_items AS item ON verdict IN ('known', 'conflict')
        AND item.question_id = known_id AND item.document_id = incoming.document_id
    WHERE number BETWEEN :low AND :high AND verdict IS NOT NULL"""
_NEXT_JUDGED = "SELECT min(number) FROM incoming WHERE number > :number AND verdict IS NOT NULL"
_TRASHED = "EXISTS (SELECT 1 FROM questions WHERE id = known_id AND deleted_at IS NOT NULL)"


class Judged(NamedTuple):
    """What is known of an incoming question: the verdict, the bank's question, the file's earlier twin.

    `import_id` and `said` are what its source noted of it when it last changed, where it is to be compared.
    """

    verdict: str
    known_id: str | None
    first: int | None
    document_id: str | None = None
    import_id: str | None = None
    said: str | None = None
    is_trashed: int = 0


async def is_populated(session: AsyncSession) -> bool:
    """Tell whether the bank holds any question."""
    return (await session.execute(text("SELECT 1 FROM questions LIMIT 1"))).first() is not None


async def stage(session: AsyncSession, checked: Checked, *, populated: bool) -> None:
    """Put the hashes of a checked file where SQL sees them; a question names its document, or none."""
    await scratch.make(session, "incoming", _INCOMING)
    titles = await _titles(session) if populated else {}
    if populated:
        for frame in checked.spool.hashes():
            rows = [(*key, titles.get(fold(title), "") if title else None) for *key, title in frame]
            await insert_rows(session, "incoming", _COLUMNS, rows)
    else:
        for rows in _with_ids(checked) if checked.given_ids else _suspects(checked):
            await insert_rows(session, "incoming", _ALONE, rows)
    await scratch.filled(session, "incoming")


def _with_ids(checked: Checked) -> Iterator[list[tuple[Any, ...]]]:
    """Yield what tells the questions of a file with ids of its own apart."""
    for frame in checked.spool.hashes():
        yield [(number, identity, given) for number, identity, _, _, given, _ in frame]


def _suspects(checked: Checked) -> Iterator[list[tuple[Any, ...]]]:
    """Yield what may have a twin in its file, where no question has an id: all that SQL needs to judge."""
    if checked.options.on_duplicate is OnDuplicate.ADD:
        return
    suspects = Suspects()
    for identities in checked.spool.identities():
        suspects.note(identities)
    numbers = count(1)
    for identities in checked.spool.identities():
        rows = zip(islice(numbers, len(identities)), identities, repeat(None))
        yield suspects.among(rows, identities)


async def plan(session: AsyncSession, checked: Checked, document_id: str | None, *, populated: bool) -> None:
    """Find out which questions of a staged file the bank knows: `judged` tells of each.

    By id, by what their document said before, by twins in the file, then by twins in the bank. What has an id
    of its own, as a bank's export has, is nobody's twin in its file: a bank may hold twins on purpose.
    """
    if document_id is not None:
        owned = text("UPDATE incoming SET document_id = :id WHERE document_id IS NULL")
        await session.execute(owned, {"id": document_id})
    if checked.given_ids > 1:
        await session.execute(text(_SAME_ID_IN_FILE))
    if populated and checked.given_ids:
        await session.execute(text(_KNOWN_BY_ID))
        await session.execute(text(_SAID_THE_SAME))
    if populated:
        await import_matching.match(session)
    if checked.options.on_duplicate is not OnDuplicate.ADD:
        await session.execute(text(_TWIN_IN_FILE))
    if populated and checked.options.on_duplicate is not OnDuplicate.ADD:
        await session.execute(text(_TWIN_IN_BANK))
    if populated:
        await import_pairing.pair(session, checked)
        checked.summary.trashed = (await session.execute(text(_IN_TRASH))).scalar_one()


async def _titles(session: AsyncSession) -> dict[str, str]:
    """Give the ids of the bank's documents by title."""
    rows = (await session.execute(text("SELECT title, id FROM documents ORDER BY created_at DESC"))).all()
    return {fold(title): id for title, id in rows}


async def next_judged(session: AsyncSession, number: int) -> int | None:
    """Give the first incoming question after a number that something is known of; None for none."""
    found = await session.execute(text(_NEXT_JUDGED), {"number": number})
    return found.scalar_one_or_none()


async def judged(session: AsyncSession, low: int, high: int, *, trashed: bool) -> dict[int, Judged]:
    """Tell what is known of the incoming questions from one to another; one that is not in it is new.

    Which of them are in the trash is told where some are.
    """
    found = text(_JUDGED.format(trashed=_TRASHED if trashed else "0"))
    rows = await session.execute(found, {"low": low, "high": high})
    return {number: Judged._make(rest) for number, *rest in rows}
