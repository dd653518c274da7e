"""Which document an import comes from, and the record of the import itself."""

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import folded
from qbank.domain.text import fold
from qbank.models import Base, Document, Import
from qbank.models.base import new_id
from qbank.services import journal
from qbank.services.import_options import ImportOptions
from qbank.services.journal import Entry

DOCUMENTS = Base.metadata.tables[Document.__tablename__]
IMPORTS = Base.metadata.tables[Import.__tablename__]


async def find_source(session: AsyncSession, options: ImportOptions) -> tuple[str, str] | None:
    """Find the document a file comes from: the one named, else the one this file name came from last.

    Gives its id and title, None where it is a new one.
    """
    if options.document is not None:
        titled = select(Document.id, Document.title).where(folded(Document.title) == fold(options.document))
        found = (await session.execute(titled.order_by(Document.created_at).limit(1))).first()
    else:
        last = (
            select(Document.id, Document.title)
            .join(Import, Import.document_id == Document.id)
            .where(Import.file_name == options.file_name)
            .order_by(Import.created_at.desc())
            .limit(1)
        )
        found = (await session.execute(last)).first()
    return None if found is None else (found.id, found.title)


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
        self, session: AsyncSession, entry: Entry, import_id: str, options: ImportOptions, known: str | None
    ) -> None:
        self._session = session
        self._entry = entry
        self._title = options.document or options.file_name
        self._document_id = known
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
