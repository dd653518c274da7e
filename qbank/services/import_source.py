"""Which document an import comes from, and the record of the import itself."""

from dataclasses import dataclass

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import folded
from qbank.domain.text import fold
from qbank.models import Document, Import
from qbank.models.base import new_id
from qbank.services import journal
from qbank.services.import_options import ImportOptions
from qbank.services.journal import Entry
from qbank.services.tables import DOCUMENTS, IMPORTS

SAMPLE = 200
"""So many of a file's questions are looked at to tell whether its source is known."""
_SAME_WORDS = """
    WITH sample AS (
        SELECT identity, said FROM incoming WHERE document_id IS NULL AND given_id IS NULL
        ORDER BY number LIMIT :sample)
    SELECT documents.id, documents.title, max(imports.file_name) AS file_name,
        count(DISTINCT sample.said) AS same, (SELECT count(*) FROM sample) AS looked_at
    FROM sample
        JOIN questions ON questions.identity_hash = sample.identity
        JOIN import_items AS item ON item.question_id = questions.id AND item.import_hash = sample.said
        JOIN documents ON documents.id = item.document_id
        JOIN imports ON imports.id = item.import_id
    GROUP BY documents.id, documents.title ORDER BY same DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A document that files were brought in from; `told_by` is a file of it where its content told it."""

    id: str
    title: str
    told_by: str | None = None


async def find_source(session: AsyncSession, options: ImportOptions) -> KnownSource | None:
    """Find the document a staged file comes from, None where it is a new one.

    It is the one named, else the one this file name came from last, else one that said most of the first
    questions word for word: its file has another name now.
    """
    if options.document is not None:
        titled = select(Document.id, Document.title).where(folded(Document.title) == fold(options.document))
        found = (await session.execute(titled.order_by(Document.created_at).limit(1))).first()
        return None if found is None else KnownSource(found.id, found.title)
    last = (
        select(Document.id, Document.title)
        .join(Import, Import.document_id == Document.id)
        .where(Import.file_name == options.file_name)
        .order_by(Import.created_at.desc())
        .limit(1)
    )
    found = (await session.execute(last)).first()
    return await _of_same_words(session) if found is None else KnownSource(found.id, found.title)


async def _of_same_words(session: AsyncSession) -> KnownSource | None:
    found = (await session.execute(text(_SAME_WORDS), {"sample": SAMPLE})).first()
    if found is None or 2 * found.same <= found.looked_at:
        return None
    return KnownSource(found.id, found.title, found.file_name)


async def add_source(session: AsyncSession, entry: Entry, title: str) -> str:
    """Make the document of a file that comes in for the first time; gives its id."""
    document_id = new_id()
    await session.execute(
        insert(Document).values(id=document_id, title=title, created_at=entry.moment, updated_at=entry.moment)
    )
    await journal.inserted(session, entry, DOCUMENTS, [document_id])
    return document_id


async def record_import(session: AsyncSession, entry: Entry, options: ImportOptions) -> str:
    """Write down that a file was brought in; gives the import's id."""
    import_id = new_id()
    await session.execute(
        insert(Import).values(
            id=import_id,
            change_id=entry.id,
            file_name=options.file_name,
            format=options.format,
            sha256=options.sha256,
            created_at=entry.moment,
        )
    )
    await journal.inserted(session, entry, IMPORTS, [import_id])
    return import_id


class Origin:
    """The document a file's questions come from unless they name another; made when one needs it."""

    def __init__(
        self,
        session: AsyncSession,
        entry: Entry,
        import_id: str,
        options: ImportOptions,
        known: KnownSource | None,
    ) -> None:
        self._session = session
        self._entry = entry
        self._title = (options.document or options.file_name) if known is None else known.title
        self._document_id = None if known is None else known.id
        self.import_id = import_id
        self.title: str | None = None

    async def document_id(self) -> str:
        """Give the document's id."""
        if self._document_id is None:
            self._document_id = await add_source(self._session, self._entry, self._title)
        if self.title is None:
            self.title = self._title
            named = update(Import).where(Import.id == self.import_id).values(document_id=self._document_id)
            await self._session.execute(named)
        return self._document_id
