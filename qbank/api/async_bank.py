"""`AsyncBank`: a bank for a program that has an event loop."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack

from qbank import services
from qbank.api import file_export, files
from qbank.api.asking import (
    ImportWords,
    Query,
    SetValues,
    place_of,
    saved_for,
    selected,
    selected_to_change,
    set_request,
)
from qbank.api.documents import Questions, document_of, tidied
from qbank.db import bank
from qbank.db.engine import Waiting
from qbank.db.files import replacing
from qbank.db.location import Location, located
from qbank.db.opening import reading, rehearsing, writing
from qbank.db.schema import require_file
from qbank.domain.jsontext import as_array_of
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.services.category_counts import CategoryView
from qbank.services.document_spool import DocumentSpool
from qbank.services.import_check import Checked
from qbank.services.import_options import ImportSummary
from qbank.services.journal import Authorship
from qbank.services.previews import Preview
from qbank.services.selection import Selection
from qbank.settings import chosen_bank, load, login_name

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

COMMAND = "qbank python"
"""The command the journal names for every change a program makes."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A change that was taken back: its number and message; `change` is the undo's own number."""

    number: int
    message: str
    change: int


class AsyncBank:
    """A bank. Each call is one transaction; each that writes is one change, which `undo` takes back.

    Every method raises QbankError for what is not a bug, its `kind` saying what went wrong.
    """

    def __init__(self, place: Location, wait: float, actor: str, *, audit: bool = False) -> None:
        self._place = place
        self._audit = audit
        self._wait = wait
        self._by = Authorship(COMMAND, actor)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._place}>"

    @property
    def path(self) -> str:
        """Where the bank is, without the password a URL may hold."""
        return str(self._place)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Be done with the bank. Between two calls nothing is open, so that nothing can be left open."""

    async def find(
        self,
        query: Query | None = None,
        *,
        limit: int | None = None,
        sample: int | None = None,
        seed: str | int | None = None,
        sort: str | None = None,
    ) -> Questions:
        """Find questions; without a query, all. In the order they came in, or by a column, `-rating` say."""
        saved = await saved_for(query, self._reading)
        selection = selected(query, limit=limit, sample=sample, seed=seed, saved=saved)
        selection = selection if sample is None else selection.without_retired()
        found = Questions()
        async with self._reading() as session:
            async for lines in services.exporting.question_lines(session, selection, sort):
                found.fill(lines)
        return found.rewound()

    async def get(self, id: str) -> QuestionDocument:
        """Give the question that an id, its beginning or `ext:EXTERNAL_ID` means; not from the trash."""
        async with self._reading() as session:
            view = (await services.questions.show(session, [id]))[0]
        if view.trashed:
            raise QbankError(
                Kind.NOT_FOUND, f"question {view.short_id} is in the trash", hint="undo its deletion first"
            )
        return view.document

    async def count(self, query: Query | None = None) -> int:
        """Count questions; without a query, all."""
        selection = selected(query, saved=await saved_for(query, self._reading))
        async with self._reading() as session:
            return await services.listing.count(session, selection)

    async def categories(self, path: str | None = None) -> list[CategoryView]:
        """List the categories, or one and those below it, in the order of the tree."""
        async with self._reading() as session:
            return await services.categories.listing(session, path)

    async def add(self, document: QuestionDocument | Mapping[str, Any]) -> str:
        """Add a question, a document or a mapping of its fields; gives its id, which is new."""
        made = document_of(document)
        async with self._writing() as session:
            return (await services.writing.add(session, self._by, made)).id

    async def edit(self, id: str, change: Callable[[QuestionDocument], object]) -> tuple[str, ...]:
        """Change one question by a function on its document; gives the names of what changed."""

        def changed(document: QuestionDocument) -> None:
            change(document)
            tidied(document)

        async with self._writing(made=False) as session:
            return (await services.writing.edit(session, self._by, id, changed)).changed

    async def set(
        self,
        query: Query | None = None,
        *,
        everything: bool = False,
        limit: int | None = None,
        sample: int | None = None,
        seed: str | int | None = None,
        expect: int | None = None,
        dry_run: bool = False,
        **values: Unpack[SetValues],
    ) -> Preview:
        """Set one value for many questions; None clears. With `dry_run`, only tell what would change.

        With `expect`, refuses unless exactly so many questions are meant.
        """
        how = {"limit": limit, "sample": sample, "seed": seed, "saved": await saved_for(query, self._reading)}
        selection = selected_to_change(query, everything=everything, **how)
        request = set_request(values)
        opened = self._reading() if dry_run else self._writing(made=False)
        async with opened as session:
            await services.changing.require_count(session, selection, expect)
            if dry_run:
                return await services.changing.preview(session, selection, request)
            return await services.changing.apply(session, self._by, selection, request, None)

    async def delete(
        self,
        query: Query | None = None,
        *,
        everything: bool = False,
        limit: int | None = None,
        sample: int | None = None,
        seed: str | int | None = None,
        expect: int | None = None,
        dry_run: bool = False,
    ) -> int:
        """Move questions to the trash; gives how many. With `dry_run`, how many it would be."""
        how = {"limit": limit, "sample": sample, "seed": seed, "saved": await saved_for(query, self._reading)}
        selection = selected_to_change(query, everything=everything, **how)
        opened = self._reading() if dry_run else self._writing(made=False)
        async with opened as session:
            await services.changing.require_count(session, selection, expect)
            planned = await services.trash.to_delete(session, selection)
            if planned.questions and not dry_run:
                await services.trash.discard(session, self._by, selection, planned)
        return planned.questions

    async def undo(self, change: int | None = None) -> Undone:
        """Take back a change by its number, or the newest that is neither undone nor an undo."""
        async with self._writing(made=False) as session:
            undoing = services.undoing
            meant = await (undoing.newest(session) if change is None else undoing.find(session, str(change)))
            return Undone(meant.number, meant.message, (await undoing.undo(session, self._by, meant)).number)

    async def import_file(
        self, path: str | os.PathLike[str], *, dry_run: bool = False, **words: Unpack[ImportWords]
    ) -> ImportSummary:
        """Bring a file's questions in; gives what became of them. With `dry_run`, what would."""
        file = files.asked(place_of(path) or "", words)
        with ExitStack() as stack:
            checked = await _read(file, stack)
            async with self._rehearsing() if dry_run else self._writing() as session:
                return (await services.importing.bring_in(session, self._by, [checked]))[0]

    async def export(
        self,
        query: Query | None,
        path: str | os.PathLike[str],
        *,
        to: str | None = None,
        everything: bool = False,
        limit: int | None = None,
        sample: int | None = None,
        seed: str | int | None = None,
        force: bool = False,
        **words: Unpack[file_export.ExportWords],
    ) -> int:
        """Write questions to a file of any format that is written; gives how many are in it.

        A query leaves retired questions out unless it names a status. `query` is None with `everything`.
        `on_loss` is called with each Loss: what the format does not hold of a question.
        """
        how = {"limit": limit, "sample": sample, "seed": seed, "saved": await saved_for(query, self._reading)}
        selection = selected_to_change(query, everything=everything, **how)
        file = Path(place_of(path) or "")
        export = file_export.asked(file, to, words, force=force)
        meant = selection if everything else selection.without_retired()
        if export.is_own:
            return await self._exported(meant, file, export.target.format)
        with DocumentSpool() as spool:
            async with self._reading() as session:
                await services.exporting.gathered(session, meant, spool)
            return await asyncio.to_thread(file_export.write, spool, export)

    async def _exported(self, selection: Selection, file: Path, format: str) -> int:
        async with self._reading() as session:
            count = await services.listing.count(session, selection)
            with replacing(file) as draft:
                lines = services.exporting.bank_lines(session, selection)
                async for piece in as_array_of(lines) if format == "json" else lines:
                    draft.write(piece)
        return count

    def _reading(self) -> "AbstractAsyncContextManager[AsyncSession]":
        return reading(self._place, Waiting(self._wait))

    @asynccontextmanager
    async def _writing(self, *, made: bool = True) -> "AsyncIterator[AsyncSession]":
        """Open the bank to change it; where there is none, it is made, unless there is nothing to change."""
        waiting = Waiting(self._wait)
        if made:
            await bank.ensure(self._place, waiting)
        else:
            require_file(self._place)
        async with writing(self._place, waiting) as session:
            yield session
            if self._audit:
                await services.auditing.seal(session)

    def _rehearsing(self) -> "AbstractAsyncContextManager[AsyncSession]":
        return rehearsing(self._place, Waiting(self._wait))


async def _read(file: files.FileImport, stack: ExitStack) -> Checked:
    """Read a file in a thread, which is waited for where the import is cancelled: it ends soon."""
    work = asyncio.ensure_future(asyncio.to_thread(files.checked, file, stack))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        file.stop.set()
        await asyncio.wait([work])
        work.exception()
        raise


def open_async(
    path: str | os.PathLike[str] | None = None,
    *,
    bank: str | None = None,
    wait: float | None = None,
    actor: str | None = None,
) -> AsyncBank:
    """Give the bank at a path or URL, or the one of a name; without either, the one `qbank` would use.

    `wait` is how many seconds to wait while another program writes; `actor` is who the journal says made the
    changes. Raises QbankError for a wrong configuration; whether there is a bank is seen by the first call.
    """
    place = located(chosen_bank(place_of(path), bank).place)
    settings = load()
    who = actor or settings.actor or login_name()
    return AsyncBank(place, settings.wait if wait is None else wait, who, audit=settings.audit)
