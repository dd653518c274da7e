"""Bringing a checked file into the bank: plan, then apply, in the command's one transaction."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.errors import Kind, QbankError
from qbank.services import derived, journal, preferences
from qbank.services.category_tree import load_tree
from qbank.services.import_apply import Writer
from qbank.services.import_check import Checked, check as check
from qbank.services.import_options import (
    ImportOptions as ImportOptions,
    ImportSummary,
    OnConflict,
    OnDuplicate as OnDuplicate,
    Outcome,
    Verdict,
)
from qbank.services.import_plan import Judged, judged, plan
from qbank.services.import_records import bring_categories, bring_media
from qbank.services.import_source import Origin, find_source, record_import
from qbank.services.journal import Authorship, Entry
from qbank.services.preparing import Prepared
from qbank.services.rows import SET

Progress = Callable[[int], None]


async def bring_in(
    session: AsyncSession, by: Authorship, files: Sequence[Checked], progress: Progress | None = None
) -> list[ImportSummary]:
    """Write checked files into the bank as one change.

    Nothing known is written twice: what became of each question is told to its file's summary. Raises
    QbankError for a passage that is nowhere, and for a conflict where conflicts are to fail.
    """
    names = ", ".join(checked.options.file_name for checked in files)
    entry = await journal.begin(session, by, f"imported {names}")
    summaries = [await _bring_file(session, entry, checked, progress) for checked in files]
    new = sum(summary.counts[Verdict.NEW] for summary in summaries)
    if not new and not any(
        summary.made or checked.documents for summary, checked in zip(summaries, files, strict=True)
    ):
        await journal.forget(session, entry)
        return summaries
    await journal.retitle(session, entry, f"imported {new:,} question{'' if new == 1 else 's'} from {names}")
    return summaries


async def _bring_file(
    session: AsyncSession, entry: Entry, checked: Checked, progress: Progress | None
) -> ImportSummary:
    source = await find_source(session, checked.options)
    await plan(session, checked, None if source is None else source[0])
    summary = checked.summary
    tree = await load_tree(session)
    made = await bring_categories(session, entry, tree, checked)
    await bring_media(session, entry, checked)
    summary.import_id = await record_import(session, entry, checked.options)
    origin = Origin(session, entry, summary.import_id, checked.options, None if source is None else source[0])
    defaults = await preferences.load(session, tree)
    writer = Writer(session, entry, checked, tree, defaults, origin)
    for said in checked.documents:
        await writer.titles.bring(tree, said)
    last = await derived.last_text(session)
    await _write(session, writer, checked, progress)
    await derived.index_after(session, last)
    _require_passages(await writer.tie_stimuli())
    summary.made = [*made, *writer.made]
    summary.document = origin.title
    summary.change = entry.number
    return summary


async def _write(session: AsyncSession, writer: Writer, checked: Checked, progress: Progress | None) -> None:
    for frame in checked.spool.rows():
        if not frame:
            continue
        known = await judged(session, [number for number, _ in frame])
        new = [(number, row) for number, row in frame if number not in known]
        ids = await writer.write(new) if new else []
        for (_, row), question_id in zip(new, ids, strict=True):
            checked.summary.tell(Outcome(Verdict.NEW, row.item, row.line, row.path, question_id))
        if known:
            await _tell_known(session, writer, checked, [(row, known[n]) for n, row in frame if n in known])
        if progress is not None:
            progress(frame[-1][0])


async def _tell_known(
    session: AsyncSession, writer: Writer, checked: Checked, rows: Sequence[tuple[Prepared, Judged]]
) -> None:
    there = await _stored(session, [known.known_id for _, known in rows if known.verdict == "known"])
    for row, known in rows:
        if row.given_id is not None and known.known_id is not None:
            writer.renamed[row.given_id] = known.known_id
        verdict = _verdict(row, known, there)
        if verdict is Verdict.CONFLICT and checked.options.on_conflict is OnConflict.FAIL:
            raise QbankError(
                Kind.CONFLICT,
                f"{checked.options.file_name} (question {row.item}) does not say what the bank says of {known.known_id}",
                hint="--on-conflict skip leaves the bank's question as it is",
            )
        reason = _REASONS[verdict]
        if known.first is not None:
            reason = f"the same as question {known.first} of the file"
        checked.summary.tell(Outcome(verdict, row.item, row.line, row.path, known.known_id, reason))


_REASONS = {
    Verdict.SAME: "known already, and the file says the same as before",
    Verdict.CONFLICT: "known already, but the file now says something else; left as it is in the bank",
    Verdict.DUPLICATE: "the bank has this question already",
}


def _verdict(row: Prepared, known: Judged, there: dict[str, Any]) -> Verdict:
    if known.verdict != "known":
        return Verdict(known.verdict)
    stored = there[known.known_id or ""]
    return Verdict.SAME if stored == (row.body_hash, *row.said[:-1]) else Verdict.CONFLICT


async def _stored(session: AsyncSession, ids: Sequence[str | None]) -> dict[str, Any]:
    """Load what the bank says of questions, to be held against what a file says of them."""
    if not ids:
        return {}
    names = ", ".join(("id", "body_hash", *SET[:-1]))
    from qbank.domain import jsontext

    rows = await session.execute(
        text(f"SELECT {names} FROM questions WHERE id IN (SELECT value FROM json_each(:ids))"),
        {"ids": jsontext.encode_text(list(ids))},
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def _require_passages(missing: list[str]) -> None:
    if missing:
        raise QbankError(
            Kind.BAD_DATA,
            f"a question refers to the passage {missing[0]}, which is neither in the file nor in the bank",
            hint="bring in the file that holds the passage first, or take `stimulus` out",
        )
