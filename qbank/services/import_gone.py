"""Questions that a source said before and says no more: told, and retired where that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import TextClause, bindparam, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import scratch
from qbank.db.dialects import among
from qbank.domain.counting import counted
from qbank.domain.kinds import Status
from qbank.errors import Kind, QbankError
from qbank.models import Question
from qbank.services import import_named
from qbank.services.import_check import Checked
from qbank.services.import_options import Outcome, Verdict
from qbank.services.import_rewriting import Rewriter
from qbank.services.journal import Entry
from qbank.services.status_moves import with_mover

PAGE = 1000
_PRESENT = """
    INSERT INTO present
    SELECT known_id FROM incoming WHERE known_id IS NOT NULL
    UNION SELECT question_id FROM source_items JOIN incoming USING (document_id, external_key) WHERE true
    ON CONFLICT DO NOTHING"""
_LIVE = """
    FROM import_items AS item JOIN questions AS question ON question.id = item.question_id
    WHERE item.document_id = :document AND question.deleted_at IS NULL AND question.status <> 'retired'
        AND (question.change_id IS NULL OR question.change_id <> :change)"""
_OF_FILES = " AND item.import_id IN (SELECT id FROM imports WHERE file_name IN :files)"
_ABSENT = " AND NOT EXISTS (SELECT 1 FROM present WHERE present.question_id = item.question_id)"
_PAGE = f" AND question.id > :last ORDER BY question.id LIMIT {PAGE}"
_REASON = "its source said it before, and it is not in the file any more"


@dataclass(frozen=True, slots=True)
class Came:
    """A file of a source that was known before; `said_by` is the file name of it that alone is spoken for.

    None stands for the whole source, whichever files brought it.
    """

    document_id: str
    checked: Checked
    said_by: str | None = None


async def begin(session: AsyncSession) -> None:
    """Begin to note which known questions the files of an import hold."""
    await scratch.make(session, "present", "question_id TEXT PRIMARY KEY", keys_alone=True)


async def note_present(session: AsyncSession, checked: Checked, source: str | None) -> list[Came]:
    """Note the known questions of the file that was planned last; gives what it speaks for.

    That is its source, and of the documents its questions name what it brought of them.
    """
    found = [] if source is None else [Came(source, checked)]
    if (documents := await import_named.named(session, source)) and (
        said_by := await import_named.said_by(session, checked.options.file_name)
    ):
        found += [Came(each, checked, said_by) for each in documents]
    if found:
        await session.execute(text(_PRESENT))
    elif checked.options.retire_missing:
        checked.warn(
            "nothing is retired: what this file said before is not known (--document names its source)"
        )
    return found


async def tell(session: AsyncSession, entry: Entry, rewriter: Rewriter, files: Sequence[Came]) -> None:
    """Tell, with the last file of each source, what none of its files holds any more.

    Where a question could not be read, it may be the one that is missing: then nothing is said to be gone.
    Raises QbankError where questions are to be retired and none of the source's is in its files.
    """
    for document_id in dict.fromkeys(each.document_id for each in files):
        mine = [each for each in files if each.document_id == document_id]
        whole = any(each.said_by is None for each in mine)
        source = _Source(document_id, [] if whole else [each.said_by or "" for each in mine], entry.id)
        await _tell(session, entry, rewriter, source, [each.checked for each in mine])


@dataclass(frozen=True, slots=True)
class _Source:
    """A document, or what files of some names brought of it; `change` is the one that is being made."""

    document: str
    files: list[str]
    change: str

    def of_live(self, selected: str, rest: str = "") -> TextClause:
        """Select of its live questions."""
        found = text(f"SELECT {selected} {_LIVE}{_OF_FILES if self.files else ''}{rest}")
        if self.files:
            found = found.bindparams(bindparam("files", self.files, expanding=True))
        return found.bindparams(document=self.document, change=self.change)


async def _tell(
    session: AsyncSession, entry: Entry, rewriter: Rewriter, source: _Source, files: Sequence[Checked]
) -> None:
    missing = (await session.execute(source.of_live("count(*)", _ABSENT))).scalar_one()
    if not missing:
        return
    known = (await session.execute(source.of_live("count(*)"))).scalar_one()
    unread = sum(each.summary.counts[Verdict.FAILED] - each.summary.refused for each in files)
    checked = files[-1]
    if unread or missing == known:
        _doubt(checked, missing, unread)
        return
    last, retires = "", checked.options.retire_missing
    gone = source.of_live("question.id, question.external_id", _ABSENT + _PAGE)
    while rows := (await session.execute(gone, {"last": last})).all():
        last = rows[-1].id
        if retires:
            await _retire(session, entry, rewriter, [row.id for row in rows])
            checked.summary.retired += len(rows)
        for row in rows:
            reason = _REASON + ("; retired" if retires else "")
            checked.summary.tell(Outcome(Verdict.GONE, None, None, "", row.id, reason, row.external_id))


def _doubt(checked: Checked, missing: int, unread: int) -> None:
    """Say why questions that are missing are not called gone."""
    if unread:
        checked.warn(
            f"{counted(missing, 'question')} of this source may be gone from the file; which is not known, "
            f"as {counted(unread, 'question')} of it could not be read"
        )
        return
    of_many = f"none of the {missing:,} questions that its source had before is"
    none = f"{'the question that its source had before is not' if missing == 1 else of_many} in the file"
    if checked.options.retire_missing:
        raise QbankError(
            Kind.CONFLICT,
            f"{checked.options.file_name}: {none}; nothing was imported",
            hint="name another source with --document, or import it without --retire-missing",
        )
    checked.warn(f"{none}: if it comes from elsewhere, say --document TITLE")


async def _retire(session: AsyncSession, entry: Entry, rewriter: Rewriter, ids: Sequence[str]) -> None:
    await rewriter.remember(ids)
    values = {"status": Status.RETIRED.value, "updated_at": entry.moment, "version": Question.version + 1}
    retiring = update(Question).where(among(Question.id, ids)).values(with_mover(entry, values))
    await session.execute(retiring.execution_options(synchronize_session=False))
