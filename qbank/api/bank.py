"""`Bank`: a bank for any program; `AsyncBank` does the work."""

import os
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Self, TypeVar, Unpack

from qbank.api.asking import ImportWords, Query, SetValues
from qbank.api.async_bank import AsyncBank, Undone, open_async
from qbank.api.documents import Questions
from qbank.api.file_export import ExportWords
from qbank.api.loop_thread import LoopThread
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.services.category_counts import CategoryView
from qbank.services.import_options import ImportSummary
from qbank.services.previews import Preview

T = TypeVar("T")


class Bank:
    """A bank. Each call is one transaction; each that writes is one change, which `undo` takes back.

    Every method raises QbankError for what is not a bug, its `kind` saying what went wrong. A bank may be
    used from several threads, and where an event loop runs, which waits meanwhile.
    """

    def __init__(self, bank: AsyncBank) -> None:
        self._bank = bank
        self._loop: LoopThread | None = LoopThread()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path}>"

    @property
    def path(self) -> str:
        """Where the bank is, without the password a URL may hold."""
        return self._bank.path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Be done with the bank; nothing can be asked of it afterwards."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.close()

    def find(
        self,
        query: Query | None = None,
        *,
        limit: int | None = None,
        sample: int | None = None,
        seed: str | int | None = None,
        sort: str | None = None,
    ) -> Questions:
        """Find questions; without a query, all. In the order they came in, or by a column, `-rating` say."""
        return self._run(self._bank.find(query, limit=limit, sample=sample, seed=seed, sort=sort))

    def get(self, id: str) -> QuestionDocument:
        """Give the question that an id, its beginning or `ext:EXTERNAL_ID` means; not from the trash."""
        return self._run(self._bank.get(id))

    def count(self, query: Query | None = None) -> int:
        """Count questions; without a query, all."""
        return self._run(self._bank.count(query))

    def categories(self, path: str | None = None) -> list[CategoryView]:
        """List the categories, or one and those below it, in the order of the tree."""
        return self._run(self._bank.categories(path))

    def add(self, document: QuestionDocument | Mapping[str, Any]) -> str:
        """Add a question, a document or a mapping of its fields; gives its id, which is new."""
        return self._run(self._bank.add(document))

    def edit(self, id: str, change: Callable[[QuestionDocument], object]) -> tuple[str, ...]:
        """Change one question by a function on its document; gives the names of what changed."""
        return self._run(self._bank.edit(id, change))

    def set(
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
        work = self._bank.set(
            query, everything=everything, limit=limit, sample=sample, seed=seed, expect=expect,
            dry_run=dry_run, **values,
        )  # fmt: skip
        return self._run(work)

    def delete(
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
        work = self._bank.delete(
            query, everything=everything, limit=limit, sample=sample, seed=seed, expect=expect,
            dry_run=dry_run,
        )  # fmt: skip
        return self._run(work)

    def undo(self, change: int | None = None) -> Undone:
        """Take back a change by its number, or the newest that is neither undone nor an undo."""
        return self._run(self._bank.undo(change))

    def import_file(
        self, path: str | os.PathLike[str], *, dry_run: bool = False, **words: Unpack[ImportWords]
    ) -> ImportSummary:
        """Bring a file's questions in; gives what became of them. With `dry_run`, what would."""
        return self._run(self._bank.import_file(path, dry_run=dry_run, **words))

    def export(
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
        **words: Unpack[ExportWords],
    ) -> int:
        """Write questions to a file of any format that is written; gives how many are in it.

        A query leaves retired questions out unless it names a status. `query` is None with `everything`.
        `on_loss` is called with each Loss: what the format does not hold of a question.
        """
        work = self._bank.export(
            query, path, to=to, everything=everything, limit=limit, sample=sample, seed=seed, force=force,
            **words,
        )  # fmt: skip
        return self._run(work)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            work.close()
            raise QbankError(Kind.USAGE, "the bank is closed", hint="open it again with qbank.open(…)")
        return self._loop.run(work)


def open(
    path: str | os.PathLike[str] | None = None,
    *,
    bank: str | None = None,
    wait: float | None = None,
    actor: str | None = None,
) -> Bank:
    """Give the bank at a path or URL, or the one of a name; without either, the one `qbank` would use.

    `wait` is how many seconds to wait while another program writes; `actor` is who the journal says made the
    changes. Raises QbankError for a wrong configuration; whether there is a bank is seen by the first call.
    """
    return Bank(open_async(path, bank=bank, wait=wait, actor=actor))
