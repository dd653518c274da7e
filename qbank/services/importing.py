"""Bringing a checked file into the bank: plan, then apply, in the command's one transaction."""

from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import filled_first
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.services import derived, journal, question_rules
from qbank.services.category_tree import load_tree
from qbank.services.import_apply import Writer
from qbank.services.import_check import Checked, check as check
from qbank.services.import_known import Known
from qbank.services.import_new import NewQuestions
from qbank.services.import_options import (
    ImportOptions as ImportOptions,
    ImportSummary,
    OnDuplicate as OnDuplicate,
    Verdict,
)
from qbank.services.import_plan import is_populated, judged, plan
from qbank.services.import_records import bring_categories, bring_fields, bring_media, bring_saved
from qbank.services.import_rules import Vetter
from qbank.services.import_source import IMPORTS, Origin, find_source, record_import
from qbank.services.journal import Authorship, Entry

Progress = Callable[[int], None]
MANY = 10_000
"""From so many questions on, an empty bank's indexes are made when the rows are there."""
_FILLED = ("questions", "question_tags")


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
    if not await journal.has_rows(session, entry, but=IMPORTS):
        await journal.forget(session, entry)
        return summaries
    await journal.retitle(session, entry, f"imported {_told(summaries)} from {names}")
    return summaries


def _told(summaries: Sequence[ImportSummary]) -> str:
    new, changed = (
        sum(summary.counts[verdict] for summary in summaries) for verdict in (Verdict.NEW, Verdict.CHANGED)
    )
    return counted(new, "question") + (f", changed {changed:,}," if changed else "")


async def _bring_file(
    session: AsyncSession, entry: Entry, checked: Checked, progress: Progress | None
) -> ImportSummary:
    source = await find_source(session, checked.options)
    populated = await is_populated(session)
    await plan(session, checked, None if source is None else source[0], populated=populated)
    summary = checked.summary
    tree = await load_tree(session)
    before = await question_rules.load(session, tree)
    await bring_fields(session, entry, checked)
    made = await bring_categories(session, entry, tree, checked)
    await bring_media(session, entry, checked)
    await bring_saved(session, entry, checked)
    summary.import_id = await record_import(session, entry, checked.options)
    origin = Origin(session, entry, summary.import_id, checked.options, None if source is None else source[0])
    rules = await question_rules.load(session, tree)
    writer = Writer(session, entry, checked, tree, rules.defaults, origin)
    vetter = Vetter(before, rules, writer.category_of)
    for said in checked.documents:
        await writer.titles.bring(tree, said)
    last = await derived.last_text(session)
    dealer = Known(session, entry, checked, origin, vetter)
    new = NewQuestions(writer, vetter, checked)
    async with filled_first(session, _FILLED, many=not populated and checked.spool.count > MANY):
        await _write(session, new, dealer, checked, progress)
    await derived.index_after(session, last)
    await dealer.refresh_derived()
    _require_passages(await writer.tie_stimuli(dealer.renamed))
    summary.made = [*made, *writer.made]
    summary.unsorted = writer.unsorted
    summary.document = origin.title
    summary.change = entry.number
    return summary


async def _write(
    session: AsyncSession, new: NewQuestions, dealer: Known, checked: Checked, progress: Progress | None
) -> None:
    for frame in checked.spool.rows():
        if not frame:
            continue
        known = await judged(session, [number for number, _ in frame])
        await new.write(frame, known)
        if known:
            await dealer.deal([(row, known[n]) for n, row in frame if n in known])
        if progress is not None:
            progress(frame[-1][0])


def _require_passages(missing: list[str]) -> None:
    if missing:
        raise QbankError(
            Kind.BAD_DATA,
            f"a question refers to the passage {missing[0]}, which is neither in the file nor in the bank",
            hint="bring in the file that holds the passage first, or take `stimulus` out",
        )
