"""Documents that a file's questions name themselves, and which file said what is known of them.

A textbook may be what many files name: of such a document a file speaks only for what it brought itself.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_NAMED = """
    SELECT DISTINCT document_id FROM incoming
    WHERE document_id <> '' AND document_id <> :source AND given_id IS NULL"""
_CAME_BEFORE = "SELECT 1 FROM imports WHERE file_name = :name LIMIT 1"
_TOLD_BY = """
    SELECT imports.file_name, count(*) AS same, (SELECT count(*) FROM incoming) AS looked_at
    FROM incoming
        JOIN import_items AS item
            ON item.question_id = incoming.known_id AND item.document_id = incoming.document_id
        JOIN imports ON imports.id = item.import_id
    WHERE incoming.given_id IS NULL
    GROUP BY imports.file_name ORDER BY same DESC, imports.file_name LIMIT 1"""


async def named(session: AsyncSession, source: str | None) -> list[str]:
    """Give the known documents that questions of the planned file name, `source` aside.

    What a bank exported names a document, too, and is not its word.
    """
    return sorted((await session.execute(text(_NAMED), {"source": source or ""})).scalars())


async def said_by(session: AsyncSession, file_name: str) -> str | None:
    """Give the name under which the planned file came in before: its own, else that of most of it."""
    if (await session.execute(text(_CAME_BEFORE), {"name": file_name})).first() is not None:
        return file_name
    found = (await session.execute(text(_TOLD_BY))).first()
    return None if found is None or 2 * found.same <= found.looked_at else str(found.file_name)
