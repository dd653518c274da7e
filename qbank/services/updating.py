"""Giving many questions a value each, out of a file: see it first, then do it, as one change."""

from dataclasses import dataclass, replace

from sqlalchemy import select, update as update_rows
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.models import Question
from qbank.services import derived, journal, status_moves
from qbank.services.journal import Authorship, Entry
from qbank.services.previews import SAMPLE, Preview
from qbank.services.selection import Selection
from qbank.services.tables import QUESTIONS
from qbank.services.updating_check import CheckedUpdate as CheckedUpdate, check as check
from qbank.services.updating_columns import Roles as Roles
from qbank.services.updating_outcomes import Note, RowOutcome as RowOutcome, WrongRows as WrongRows
from qbank.services.updating_plan import Plan, new, plan, said
from qbank.services.updating_preview import preview_of
from qbank.services.updating_report import problems_of
from qbank.services.updating_tables import made, matches, stored_column
from qbank.services.updating_values import value_maps as value_maps


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """What is asked for besides the file: among which questions its keys are looked for, if not all.

    `skip` does what can be done where some rows cannot be used; `expect` is how many questions are meant.
    """

    within: Selection | None = None
    skip: bool = False
    expect: int | None = None


async def preview(
    session: AsyncSession,
    update: CheckedUpdate,
    request: UpdateRequest,
    note: Note | None = None,
    most: int | None = SAMPLE,
) -> Preview:
    """Work out what an update would do, and change nothing; `note` is told of every row.

    `most` questions are shown, None for all. Raises WrongRows where rows cannot be used, unless those are to
    be skipped and some can; and QbankError (a negative answer) where another number of questions is meant
    than expected.
    """
    worked_out = await plan(session, update, request.within, note)
    return await _preview(session, worked_out, update, request, most)


async def apply(
    session: AsyncSession,
    by: Authorship,
    update: CheckedUpdate,
    request: UpdateRequest,
    seen: Preview | None,
    note: Note | None = None,
) -> Preview:
    """Give the questions their values as one change, and give what that came to. Raises as `preview` does.

    Where `seen` is given and the bank was changed since, nothing is done and the new preview is given.
    """
    worked_out = await plan(session, update, request.within, note)
    found = await _preview(session, worked_out, update, request)
    if not found.changed or (seen is not None and found != seen):
        return found
    fields = ", ".join(worked_out.fields)
    told = f"updated {fields} of {counted(found.changed, 'question')} from {update.name}"
    entry = await journal.begin(session, by, told)
    await _rewrite(session, worked_out, entry)
    return found if seen is not None else replace(found, change=entry.number)


async def _preview(
    session: AsyncSession,
    worked_out: Plan,
    update: CheckedUpdate,
    request: UpdateRequest,
    most: int | None = SAMPLE,
) -> Preview:
    problems = await problems_of(session, worked_out.rows, worked_out.asked)
    found = await preview_of(session, worked_out, problems, update.name, most)
    if problems.total and not (request.skip and found.selected):
        raise WrongRows(problems, update.name, found.selected, skipping=request.skip)
    if request.expect is not None and found.selected != request.expect:
        raise QbankError(
            Kind.NEGATIVE,
            f"{counted(found.selected, 'question is', 'questions are')} meant, not {request.expect:,}; "
            "nothing was changed",
            hint="--report FILE says what each row means",
        )
    return found


async def _rewrite(session: AsyncSession, worked_out: Plan, entry: Entry) -> None:
    fields = dict.fromkeys(map(stored_column, worked_out.fields))
    columns = [*status_moves.columns_of(fields), "updated_at", "version"]
    changed = select(matches.c.question_id).where(matches.c.differs > 0)
    await journal.remember(session, entry, QUESTIONS, Question.id.in_(changed), columns)
    row = said(worked_out).subquery()
    values = status_moves.with_mover(
        entry, {stored_column(name): new(row, name) for name in worked_out.fields}
    )
    await session.execute(
        update_rows(Question)
        .where(Question.id == row.c.question_id)
        .values({**values, "updated_at": entry.moment, "version": Question.version + 1})
        .execution_options(synchronize_session=False)
    )
    if "tags" in worked_out.fields:
        retagged = select(matches.c.question_id).join_from(matches, made, made.c.number == matches.c.number)
        await derived.refresh(session, retagged.where(made.c.tags.is_not(None)))
