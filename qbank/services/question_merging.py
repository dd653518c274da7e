"""Merging questions: one is kept with the best of all, the others go to the trash, as one change.

What the others have and the kept one lacks is filled in; where both say something else, the kept one holds,
and a remark says what gave way. What imports said of the others is said of the kept one from then on, so that
their files find it; notes on them become its own, and questions about a passage that is merged are about the
one that is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType
from qbank.domain.merged_question import Merged, merged
from qbank.domain.merging import UNKNOWN
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import Reading, plain
from qbank.errors import Kind, QbankError
from qbank.models import Question
from qbank.services import derived, journal, row_history
from qbank.services.category_making import UNSORTED
from qbank.services.category_tree import load_tree
from qbank.services.finding import find
from qbank.services.import_bases import COLUMNS, Asked, Bases
from qbank.services.journal import Authorship, Entry
from qbank.services.preparing import media_in
from qbank.services.previews import Difference, Preview
from qbank.services.question_rules import Before
from qbank.services.questions import load
from qbank.services.tables import IMPORT_ITEMS, NOTES, QUESTION_MEDIA, QUESTIONS
from qbank.services.writing import (
    EDITED,
    decoded,
    keep_rules,
    passage_of,
    places,
    prepare,
    refuse_trashed,
)

_MERGED = (*EDITED, "stimulus_id", "deleted_at")
"""The columns that are written down of each question: one change writes the same of all."""


@dataclass(frozen=True, slots=True)
class _Plan:
    kept: QuestionDocument
    row: Question
    others: tuple[QuestionDocument, ...]
    merged: Merged
    values: dict[str, Any]
    reading: Reading

    @property
    def other_ids(self) -> list[str]:
        return [other.id or "" for other in self.others]


async def preview(session: AsyncSession, keep: str, others: Sequence[str]) -> Preview:
    """Work out what a merge would do, and change nothing. Raises QbankError for what cannot be merged."""
    return await _preview(session, await _planned(session, keep, others))


async def apply(
    session: AsyncSession, by: Authorship, keep: str, others: Sequence[str], seen: Preview | None
) -> Preview:
    """Merge questions as one change, and give what that came to.

    Where `seen` is given and the bank was changed since, nothing is done and the new preview is given. Raises
    QbankError as `preview` does.
    """
    plan = await _planned(session, keep, others)
    found = await _preview(session, plan)
    if seen is not None and found != seen:
        return found
    gone = ", ".join(id_[:8] for id_ in plan.other_ids)
    entry = await journal.begin(session, by, f"merged {gone} into question {plan.row.id[:8]}")
    said = await _said(session, plan)
    await _write(session, entry, plan)
    await _adopt(session, entry, plan)
    await _hand_over(session, entry, IMPORT_ITEMS, plan, said)
    shown = media_in(jsontext.encode_text([value for value in plan.values.values() if type(value) is str]))
    await _hand_over(
        session,
        entry,
        QUESTION_MEDIA,
        plan,
        {(id_, sha256): {} for id_ in plan.other_ids for sha256 in shown},
    )
    await _move_notes(session, entry, plan)
    ids = select(Question.id).where(Question.id.in_([plan.row.id, *plan.other_ids]))
    await derived.refresh(session, ids)
    return found if seen is not None else replace(found, change=entry.number)


async def _planned(session: AsyncSession, keep: str, others: Sequence[str]) -> _Plan:
    kept_id = await find(session, keep)
    ids = list(dict.fromkeys([await find(session, told) for told in others]))
    if kept_id in ids:
        raise QbankError(
            Kind.USAGE,
            f"question {kept_id[:8]} cannot be merged into itself",
            hint="name the one to keep first, then the others: qbank question merge KEEP OTHER",
        )
    kept, row = await load(session, kept_id)
    refuse_trashed(row)
    documents = []
    for other_id in ids:
        document, other = await load(session, other_id)
        refuse_trashed(other)
        _require_like(kept, document)
        documents.append(document)
    before = Before(dict(kept.fields), list(kept.tags), row.category_id)
    result = merged(kept, documents, unsorted=UNSORTED)
    await keep_rules(session, result.document, before)
    values, reading = prepare(result.document, kept_id, passage_of(row))
    return _Plan(kept, row, tuple(documents), result, values, reading)


def _require_like(kept: QuestionDocument, other: QuestionDocument) -> None:
    if (kept.type is QuestionType.DESCRIPTION) == (other.type is QuestionType.DESCRIPTION):
        return
    raise QbankError(
        Kind.CONFLICT,
        "a passage and a question cannot become one",
        hint="see which is which: qbank question show ID",
    )


async def _preview(session: AsyncSession, plan: _Plan) -> Preview:
    gone = tuple(
        Difference(
            other.id or "",
            plain(other.stem, other.format),
            (("trash", None, f"merged into {plan.row.id[:8]}"),),
        )
        for other in plan.others
    )
    kept = Difference(plan.row.id, plan.reading.stem, plan.merged.changes)
    sample, as_of = (kept, *gone) if kept.changes else gone, await journal.newest_number(session)
    return Preview(len(sample), len(sample), sample, as_of, remarks=plan.merged.remarks)


async def _write(session: AsyncSession, entry: Entry, plan: _Plan) -> None:
    """Write the kept question, and put the others into the trash; what they were is noted first."""
    others = Question.id.in_(plan.other_ids)
    meant = (Question.id == plan.row.id) | others | Question.stimulus_id.in_(plan.other_ids)
    await journal.remember(session, entry, QUESTIONS, meant, _MERGED)
    document = plan.merged.document
    node = (await load_tree(session)).find(document.category or UNSORTED)
    category_id = plan.row.category_id if node is None else node.id
    put = {
        **decoded(plan.values),
        **await places(session, entry, document, plan.row, plan.values["status"], category_id),
    }
    quietly = {"synchronize_session": False}
    await session.execute(
        update(Question).where(Question.id == plan.row.id).values(put).execution_options(**quietly)
    )
    gone = {"deleted_at": entry.moment, "updated_at": entry.moment, "version": Question.version + 1}
    await session.execute(update(Question).where(others).values(gone).execution_options(**quietly))


async def _adopt(session: AsyncSession, entry: Entry, plan: _Plan) -> None:
    """Have the questions that were about a passage merged be about the one that is kept."""
    about = select(Question.id).where(Question.stimulus_id.in_(plan.other_ids))
    for child in (await session.execute(about)).scalars().all():
        document, row = await load(session, child)
        values, _ = prepare(document, child, plan.values["identity_hash"])
        put = {
            "stimulus_id": plan.row.id,
            "identity_hash": values["identity_hash"],
            "updated_at": entry.moment,
            "version": row.version + 1,
        }
        await session.execute(
            update(Question)
            .where(Question.id == child)
            .values(put)
            .execution_options(synchronize_session=False)
        )


async def _said(session: AsyncSession, plan: _Plan) -> dict[tuple[str, str], dict[str, Any]]:
    """Give what each source last said of the others, by question and document.

    It is kept with the source from then on: it cannot be told from the one that is kept.
    """
    now = await row_history.now(session, QUESTIONS, plan.other_ids)
    found = select(IMPORT_ITEMS).where(IMPORT_ITEMS.c.question_id.in_(plan.other_ids))
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for item in (await session.execute(found)).mappings().all():
        id_ = item["question_id"]
        asked = Asked(id_, item["import_id"], item["said"], now[id_]["version"], now[id_]["updated_at"])
        base = (await Bases(session).find([asked], now))[id_]
        if base is UNKNOWN:
            base = {name: row_history.value_of(QUESTIONS, name, now[id_][name]) for name in COLUMNS}
        said[id_, item["document_id"]] = {"said": jsontext.encode_text(base)}
    return said


async def _hand_over(
    session: AsyncSession,
    entry: Entry,
    table: Table,
    plan: _Plan,
    wanted: Mapping[tuple[str, str], Mapping[str, Any]],
) -> None:
    """Give the kept question rows of the others, where it has none of its own for that; with other values.

    A row that stays with a question in the trash still says that it is known.
    """
    owner, second = table.primary_key.columns
    mine = select(second).where(owner == plan.row.id)
    taken = set((await session.execute(mine)).scalars())
    found = select(table).where(owner.in_(plan.other_ids)).order_by(table.c.created_at, owner, second)
    for row in (await session.execute(found)).mappings().all():
        key = row[second.name]
        if key in taken or (row[owner.name], key) not in wanted:
            continue
        taken.add(key)
        this = (owner == row[owner.name]) & (second == key)
        await journal.remember(session, entry, table, this)
        await session.execute(delete(table).where(this))
        moved = {**row, **wanted[row[owner.name], key], owner.name: plan.row.id}
        await session.execute(insert(table).values(moved))
        await journal.inserted(session, entry, table, [f"{plan.row.id}/{key}"])


async def _move_notes(session: AsyncSession, entry: Entry, plan: _Plan) -> None:
    """Give the kept question what was noted on the others."""
    meant = NOTES.c.question_id.in_(plan.other_ids)
    if await journal.remember(session, entry, NOTES, meant, ["question_id"]):
        await session.execute(update(NOTES).where(meant).values(question_id=plan.row.id))
