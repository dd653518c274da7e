"""The trash: questions and categories that were deleted and can be brought back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.db.dialects import among
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.models import (
    Category,
    Document,
    ImportItem,
    Note,
    Preference,
    Question,
    QuestionMedia,
)
from qbank.services import derived, journal
from qbank.services.category_tree import CategoryTree
from qbank.services.journal import Authorship, Entry
from qbank.services.selection import Selection, where
from qbank.services.tables import (
    CATEGORIES,
    DOCUMENTS,
    IMPORT_ITEMS,
    NOTES,
    PREFERENCES,
    QUESTION_MEDIA,
    QUESTIONS,
)
from qbank.services.trash_removable import removable, removable_categories, whole_tree

HANGING = {
    IMPORT_ITEMS: ImportItem.question_id,
    QUESTION_MEDIA: QuestionMedia.question_id,
    NOTES: Note.question_id,
}
"""Tables whose rows go with a question, and the column that names it."""

MOVED = ("deleted_at", "updated_at", "version")


@dataclass(frozen=True, slots=True)
class Discarded:
    """Something in the trash; `name` is a question's stem or a category's path."""

    id: str
    kind: str
    name: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class Doomed:
    """How many things a command takes along; `as_of` is the newest change of the bank this was counted on."""

    questions: int
    categories: int = 0
    as_of: int = 0


async def to_delete(session: AsyncSession, selection: Selection) -> Doomed:
    """Count what would go to the trash."""
    meant = await where(session, selection)
    return Doomed(await _count(session, Question, meant), 0, await journal.newest_number(session))


async def discard(session: AsyncSession, by: Authorship, selection: Selection, seen: Doomed) -> Doomed:
    """Move the selected questions to the trash as one change, unless the bank is not as it was seen."""
    found = await to_delete(session, selection)
    if found != seen or not found.questions:
        return found
    entry = await journal.begin(session, by, f"deleted {counted(found.questions, 'question')}")
    meant = await where(session, selection)
    await journal.remember(session, entry, QUESTIONS, meant, MOVED)
    gone = journal.touched(entry, QUESTIONS)
    await derived.forget(session, gone)
    await _move(session, entry, Question.id.in_(gone), entry.moment)
    return found


async def listing(session: AsyncSession) -> list[Discarded]:
    """List what is in the trash, the newest first; what went with a category stands under it alone."""
    tree = await whole_tree(session)
    gone = (await session.execute(select(Category).where(Category.deleted_at.is_not(None)))).scalars().all()
    questions = select(Question.id, Question.stem, Question.deleted_at).where(
        Question.deleted_at.is_not(None)
    )
    found = [
        Discarded(row.id, "category", tree.path(row.id) or row.name, row.deleted_at)
        for row in gone
        if row.deleted_at is not None
    ]
    found += [
        Discarded(id_, "question", stem, at) for id_, stem, at in await session.execute(questions) if at
    ]
    return sorted(found, key=lambda each: (each.deleted_at, each.kind, each.name), reverse=True)


async def restore(session: AsyncSession, by: Authorship, told: Sequence[str] | None) -> Doomed:
    """Bring questions and categories back, named by the beginnings of their ids; None means all.

    A category comes back with what went with it, a question with the categories it stood in. Raises
    QbankError for what is not in the trash.
    """
    tree = await whole_tree(session)
    questions, categories = await _meant(session, tree, told)
    entry = await journal.begin(session, by, "brought back from the trash")
    await journal.remember(
        session, entry, QUESTIONS, and_(questions, Question.deleted_at.is_not(None)), MOVED
    )
    back = journal.touched(entry, QUESTIONS)
    await _restore_categories(session, entry, categories, Question.id.in_(back), tree)
    await _move(session, entry, Question.id.in_(back), None)
    await derived.refresh(session, back)
    done = Doomed(
        await _count(session, Question, Question.id.in_(back)),
        await _count(session, Category, Category.id.in_(journal.touched(entry, CATEGORIES))),
    )
    if done == Doomed(0):
        await journal.forget(session, entry)
        return done
    await journal.retitle(session, entry, f"brought back {_told(done)}")
    return done


async def to_empty(session: AsyncSession, before: datetime | None = None) -> Doomed:
    """Count what emptying the trash would remove: all, or what went there before a moment."""
    return Doomed(
        await _count(session, Question, removable(before)),
        len(await removable_categories(session, before)),
        await journal.newest_number(session),
    )


async def empty(
    session: AsyncSession, by: Authorship, seen: Doomed, before: datetime | None = None
) -> Doomed:
    """Remove what is in the trash from its tables, unless it is not as it was seen; the journal keeps it.

    What something that stays refers to, or lies in, stays.
    """
    found = await to_empty(session, before)
    if found != seen or not (found.questions or found.categories):
        return found
    entry = await journal.begin(session, by, f"emptied the trash of {_told(found)}")
    categories = await removable_categories(session, before)
    going = removable(before)
    gone = select(Question.id).where(going)
    for table, question_id in HANGING.items():
        await journal.remember(session, entry, table, question_id.in_(gone))
    await journal.remember(session, entry, QUESTIONS, going)
    await session.execute(delete(Question).where(going).execution_options(synchronize_session=False))
    await _empty_categories(session, entry, categories)
    return found


async def _empty_categories(session: AsyncSession, entry: Entry, ids: Sequence[str]) -> None:
    gone = among(Category.id, ids)
    await journal.remember(session, entry, PREFERENCES, among(Preference.category_id, ids))
    # The database lets go of the category of a document by itself; the journal has to know.
    await journal.remember(session, entry, DOCUMENTS, among(Document.category_id, ids), ("category_id",))
    await journal.remember(session, entry, CATEGORIES, gone)
    await session.execute(delete(Category).where(gone).execution_options(synchronize_session=False))


async def _meant(
    session: AsyncSession, tree: CategoryTree, told: Sequence[str] | None
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Tell which questions and categories are to come back: those named, and what went with a category."""
    if told is None:
        return Question.deleted_at.is_not(None), Category.deleted_at.is_not(None)
    questions: list[str] = []
    categories: list[str] = []
    for each in told:
        beginning = each.strip().lower()
        one, other = await _begun(session, Question, beginning), await _begun(session, Category, beginning)
        found = len(one) + len(other)
        if len(beginning) < 4 or found != 1:
            raise QbankError(
                Kind.AMBIGUOUS if found > 1 else Kind.NOT_FOUND,
                f"{each!r} is {'the beginning of several ids' if found > 1 else 'not'} in the trash",
                hint="see it with `qbank trash list`; give four or more characters of an id",
            )
        questions += one
        categories += other
    whole = among(Category.id, await _with_those_below(session, tree, categories))
    went_along = exists().where(
        Category.id == Question.category_id, Category.deleted_at == Question.deleted_at, whole
    )
    return or_(among(Question.id, questions), went_along), whole


async def _begun(
    session: AsyncSession, model: type[Question] | type[Category], beginning: str
) -> Sequence[str]:
    """Look up to two ids up that begin so, among what is in the trash."""
    # 'g' follows every hexadecimal digit.
    begun = and_(model.id >= beginning, model.id < beginning + "g", model.deleted_at.is_not(None))
    return (await session.execute(select(model.id).where(begun).limit(2))).scalars().all()


async def _with_those_below(session: AsyncSession, tree: CategoryTree, ids: Sequence[str]) -> list[str]:
    """Add to categories those below them that went at the same moment."""
    if not ids:
        return []
    trashed = select(Category.id, Category.deleted_at).where(Category.deleted_at.is_not(None))
    went = dict((await session.execute(trashed)).all())
    return list({node.id for id_ in ids for node in tree.below(id_) if went.get(node.id) == went[id_]})


async def _restore_categories(
    session: AsyncSession,
    entry: Entry,
    categories: ColumnElement[bool],
    questions: ColumnElement[bool],
    tree: CategoryTree,
) -> None:
    """Bring back the categories meant, those above them, and those that questions stand in."""
    meant = set((await session.execute(select(Category.id).where(categories))).scalars())
    meant |= set((await session.execute(select(Question.category_id).where(questions).distinct())).scalars())
    wanted = list({above.id for category_id in meant for above in tree.line(category_id)})
    trashed = and_(among(Category.id, wanted), Category.deleted_at.is_not(None))
    await _require_free(session, tree, trashed, wanted)
    await journal.remember(session, entry, CATEGORIES, trashed, ("deleted_at", "updated_at"))
    await session.execute(
        update(Category)
        .where(trashed)
        .values(deleted_at=None, updated_at=entry.moment)
        .execution_options(synchronize_session=False)
    )


async def _require_free(
    session: AsyncSession, tree: CategoryTree, back: ColumnElement[bool], wanted: Sequence[str]
) -> None:
    """Raise QbankError where a category would come back to a place that another one of its name has."""
    other = aliased(Category)
    beside = and_(other.name == Category.name, other.parent_id.is_not_distinct_from(Category.parent_id))
    there = and_(other.id != Category.id, or_(other.deleted_at.is_(None), among(other.id, wanted)))
    clash = select(Category.id).join(other, and_(beside, there)).where(back).limit(1)
    found = (await session.execute(clash)).scalar_one_or_none()
    if found is not None:
        raise QbankError(
            Kind.CONFLICT,
            f"there is another category {tree.path(found)!r}, so this one cannot come back",
            hint="rename the one that is there with `qbank category edit`, or bring back one of the two",
        )


async def _move(
    session: AsyncSession, entry: Entry, meant: ColumnElement[bool], deleted_at: datetime | None
) -> None:
    values = {"deleted_at": deleted_at, "updated_at": entry.moment, "version": Question.version + 1}
    await session.execute(
        update(Question).where(meant).values(values).execution_options(synchronize_session=False)
    )


async def _count(
    session: AsyncSession, model: type[Question] | type[Category], meant: ColumnElement[bool]
) -> int:
    return (await session.execute(select(func.count()).select_from(model).where(meant))).scalar_one()


def _told(doomed: Doomed) -> str:
    """Say what there is of questions and categories, and nothing of what there is none of."""
    parts = [
        counted(doomed.questions, "question") if doomed.questions else "",
        counted(doomed.categories, "category", "categories") if doomed.categories else "",
    ]
    return " and ".join(filter(None, parts))
