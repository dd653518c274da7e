"""Bringing a checked file into the bank: plan, then apply, in the command's one transaction."""

from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import filled_first, surveyed
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.services import derived, import_gone, journal, question_rules
from qbank.services.category_tree import load_tree
from qbank.services.import_again import Again
from qbank.services.import_apply import Writer
from qbank.services.import_check import Checked, check as check
from qbank.services.import_gone import Came
from qbank.services.import_known import Known
from qbank.services.import_new import NewQuestions
from qbank.services.import_options import (
    ImportOptions as ImportOptions,
    ImportSummary,
    OnConflict,
    OnDuplicate as OnDuplicate,
    UndecidedConflicts,
    Verdict,
)
from qbank.services.import_plan import is_populated, judged, next_judged, plan, stage
from qbank.services.import_records import bring_records
from qbank.services.import_review import Reviews
from qbank.services.import_rewriting import Rewriter
from qbank.services.import_rules import Vetter
from qbank.services.import_source import Origin, find_source, record_import
from qbank.services.journal import Authorship, Entry
from qbank.services.tables import IMPORT_ITEMS, IMPORTS

Progress = Callable[[int], None]
MANY = 10_000
"""From so many questions on, an empty bank's indexes are made when the rows are there."""
_FILLED = ("questions", "question_tags")
NAMED = 4
"""So many files a line of the journal names."""


def _names(files: Sequence[str]) -> str:
    """Name files in a line of the journal; of many the first ones."""
    if len(files) <= NAMED:
        return ", ".join(files)
    return f"{', '.join(files[:NAMED])} and {len(files) - NAMED} more"


async def bring_in(
    session: AsyncSession, by: Authorship, files: Sequence[Checked], progress: Progress | None = None
) -> list[ImportSummary]:
    """Write checked files into the bank as one change.

    Nothing known is written twice: what became of each question is told to its file's summary. Raises
    QbankError for a passage that is nowhere, and for a conflict where conflicts are to fail.
    """
    names = _names([checked.options.file_name for checked in files])
    entry = await journal.begin(session, by, f"imported {names}")
    rewriter = Rewriter(session, entry)
    await import_gone.begin(session)
    brought = [await _bring_file(session, entry, checked, rewriter, progress) for checked in files]
    summaries = [summary for summary, _ in brought]
    came = [each for _, known in brought for each in known]
    await import_gone.tell(session, entry, rewriter, came)
    _require_decided(files)
    if await journal.has_rows(session, entry, but=(IMPORTS, IMPORT_ITEMS)):
        await journal.retitle(session, entry, f"{_told(summaries)} from {names}")
    elif rewriter.news:
        told = counted(len(rewriter.news), "question")
        await journal.retitle(session, entry, f"noted what {names} says now of {told}")
    else:
        await rewriter.unconfirm()
        await journal.forget(session, entry)
        for summary in summaries:
            summary.change = summary.import_id = None
    return summaries


def _told(summaries: Sequence[ImportSummary]) -> str:
    new, changed, merged = (
        sum(summary.counts[verdict] for summary in summaries)
        for verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.MERGED)
    )
    changed += merged
    retired = sum(summary.retired for summary in summaries)
    if not (new or changed):
        return f"retired {counted(retired, 'question')} missing" if retired else "imported records"
    came = counted(new, "question") if new else f"changes of {counted(changed, 'question')}"
    told = [f"imported {came}"]
    told += [f"changed {changed:,}"] if new and changed else []
    told += [f"retired {retired:,}"] if retired else []
    return ", ".join(told) + ("," if len(told) > 1 else "")


async def _bring_file(
    session: AsyncSession,
    entry: Entry,
    checked: Checked,
    rewriter: Rewriter,
    progress: Progress | None,
) -> tuple[ImportSummary, list[Came]]:
    """Write one file; gives what became of it, and what of the known sources it speaks for."""
    populated = await is_populated(session)
    await stage(session, checked, populated=populated)
    source = await find_source(session, checked.options)
    await plan(session, checked, None if source is None else source.id, populated=populated)
    summary = checked.summary
    if source is not None:
        summary.source, summary.told_by = source.id, source.told_by
    came = await import_gone.note_present(session, checked, summary.source) if populated else []
    tree = await load_tree(session)
    before = await question_rules.load(session, tree)
    made = await bring_records(session, entry, tree, checked)
    summary.import_id = await record_import(session, entry, checked.options)
    origin = Origin(session, entry, summary.import_id, checked.options, source)
    rules = await question_rules.load(session, tree)
    writer = Writer(session, entry, checked, tree, rules.defaults, origin)
    vetter = Vetter(before, rules, writer.category_of, checked.options.status)
    for said in checked.documents:
        await writer.titles.bring(tree, said)
    last = await derived.last_text(session)
    renamed: dict[str, str] = {}
    again = Again(session, checked, origin, vetter, rules, tree, rewriter, renamed)
    dealer = Known(session, checked, vetter, again, rewriter, renamed)
    new = NewQuestions(writer, vetter, checked)
    async with filled_first(session, _FILLED, many=not populated and checked.spool.count > MANY):
        await _write(session, new, dealer, checked, Reviews(session, entry), progress)
    await derived.index_after(session, last)
    if checked.spool.count > MANY:
        await surveyed(session, derived.FILLED)
    await rewriter.refresh_derived()
    _require_passages(await writer.tie_stimuli(dealer.renamed))
    summary.made = [*made, *writer.made]
    summary.unsorted = writer.unsorted
    summary.document = origin.title
    summary.change = entry.number
    return summary, came


async def _write(
    session: AsyncSession,
    new: NewQuestions,
    dealer: Known,
    checked: Checked,
    reviews: Reviews,
    progress: Progress | None,
) -> None:
    nearest: int | None = 1
    for frame in checked.spool.rows():
        low, high = frame[0][0], frame[-1][0]
        known = {}
        if nearest is not None and nearest <= high:
            known = await judged(session, low, high, trashed=checked.summary.trashed > 0)
            nearest = low if known else await next_judged(session, high)
        with checked.summary.in_order():
            await new.write(frame, known)
            there = [(row, known[number]) for number, row in frame if number in known]
            if there:
                await dealer.deal(there)
        # A twin only says the same as a question that is there; the notes on it are not on that one.
        mine = [
            (each.known_id, row)
            for row, each in there
            if each.known_id is not None and each.verdict != Verdict.DUPLICATE
        ]
        checked.summary.notes += await reviews.of_known(mine)
        if progress is not None:
            progress(high)


def _require_decided(files: Sequence[Checked]) -> None:
    """Raise QbankError for conflicts that fail an import, UndecidedConflicts for those to be asked about."""
    undecided = [conflict for checked in files for conflict in checked.summary.undecided]
    if undecided:
        raise UndecidedConflicts(undecided)
    failing = [each for each in files if each.options.on_conflict is OnConflict.FAIL]
    count = sum(each.summary.counts[Verdict.CONFLICT] for each in failing)
    if count:
        raise QbankError(
            Kind.CONFLICT,
            f"{counted(count, 'question')} changed here and in the file, differently; nothing was imported",
            hint="--dry-run shows both sides; take one with --on-conflict ours or theirs, or be asked: ask",
            details={"conflicts": count},
        )


def _require_passages(missing: list[str]) -> None:
    if missing:
        raise QbankError(
            Kind.BAD_DATA,
            f"a question refers to the passage {missing[0]}, which is neither in the file nor in the bank",
            hint="bring in the file that holds the passage first, or take `stimulus` out",
        )
