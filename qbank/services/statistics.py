"""Counting questions: the figures of the dashboard, and tables by any fields."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Label,
    Select,
    SQLColumnExpression,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import unindexed
from qbank.domain.kinds import QuestionType, Status
from qbank.models import Document, Question, QuestionTag
from qbank.services.category_counts import count_by_difficulty
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.columns import Names
from qbank.services.features import keyless
from qbank.services.key_positions import KeyPositions as KeyPositions, key_positions
from qbank.services.selection import Selection, live, where
from qbank.services.statistics_dimensions import Dimension, dimensions_named
from qbank.services.tables import QUESTION_TAGS, QUESTIONS
from qbank.services.tag_spelling import spellings
from qbank.services.tags import every_spelling

TOP_TAGS = 12
COUNT = "questions"
"""The name of the column that counts."""
WHOLE_BANK = Selection()
Counts = Select[*tuple[Any, ...]]
"""What gives rows of values with their number behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What there is to say of the selected questions; None stands for what a question does not say.

    `categories` has, by path, how many questions of each difficulty a category itself holds; `tags` are the
    `TOP_TAGS` most used, as they are written, most used first. `unkeyed` counts drafts without a key:
    nothing else may lack it.
    """

    questions: int
    categories: Mapping[str, Counter[str | None]]
    types: Counter[str]
    statuses: Counter[str]
    ratings: Counter[float | None]
    tags: Sequence[tuple[str, int]]
    untagged: int
    unexplained: int
    unkeyed: int
    keys: KeyPositions


@dataclass(frozen=True, slots=True)
class Table:
    """Questions counted by fields: the names of its columns, and its rows, ordered by the fields."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(slots=True)
class _Figures:
    """What one walk or several through the questions have counted."""

    places: dict[str, Counter[str | None]] = field(default_factory=dict)
    types: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    ratings: Counter[float | None] = field(default_factory=Counter)
    untagged: int = 0
    unexplained: int = 0


async def dashboard(session: AsyncSession, selection: Selection) -> Dashboard:
    """Count the selected questions in every way a person first asks for.

    Raises QbankError for a category that is not there.
    """
    tree = await load_tree(session)
    meant = await where(session, selection, tree)
    whole = selection == WHOLE_BANK
    figures = await (_of_bank(session) if whole else _of_selected(session, meant))
    single = figures.types[QuestionType.SINGLE_CHOICE.value]
    return Dashboard(
        questions=figures.types.total(),
        categories={tree.path(each) or each: counts for each, counts in figures.places.items()},
        types=figures.types,
        statuses=figures.statuses,
        ratings=figures.ratings,
        tags=await _top_tags(session, None if whole else meant),
        untagged=figures.untagged,
        unexplained=figures.unexplained,
        unkeyed=await _unkeyed(session, meant) if figures.statuses[Status.DRAFT] else 0,
        keys=await key_positions(session, meant, single),
    )


async def table(session: AsyncSession, selection: Selection, by: Sequence[str]) -> Table:
    """Count the selected questions by fields; a question with two tags counts for both.

    Raises QbankError for a field there is none of, and for a category that is not there.
    """
    dimensions = dimensions_named(by)
    tree = await load_tree(session)
    meant = await where(session, selection, tree)
    names = await _names(session, dimensions, tree)
    by_tag = [each.name for each in dimensions] == ["tag"]
    found = _tags() if by_tag and selection == WHOLE_BANK else _by(dimensions, meant)
    counts: Counter[tuple[Any, ...]] = Counter()
    for *said, number in await session.execute(found):
        if number:
            counts[_words(dimensions, names, said)] += number
    ordered = sorted(counts.items(), key=lambda row: _rank(dimensions, row[0]))
    return Table(
        (*(each.name for each in dimensions), COUNT), [(*words, number) for words, number in ordered]
    )


def _words(dimensions: Sequence[Dimension], names: Names, values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        None if value is None else each.word(names, value)
        for each, value in zip(dimensions, values, strict=True)
    )


def _rank(dimensions: Sequence[Dimension], words: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Order by each field in turn; what is not said comes last."""
    return [
        (True,) if word is None else (False, each.rank(word))
        for each, word in zip(dimensions, words, strict=True)
    ]


async def _names(session: AsyncSession, dimensions: Sequence[Dimension], tree: CategoryTree) -> Names:
    titles: dict[str, str] = {}
    if any(each.name == "document" for each in dimensions):
        titles = dict((await session.execute(select(Document.id, Document.title))).all())
    tagged = any(each.name == "tag" for each in dimensions)
    return Names(tree.path, titles, tags=await every_spelling(session) if tagged else {})


def _by(dimensions: Sequence[Dimension], meant: ColumnElement[bool]) -> Counts:
    tagged = any(each.name == "tag" for each in dimensions)
    source = (
        QUESTIONS.outerjoin(QUESTION_TAGS, QUESTION_TAGS.c.question_id == QUESTIONS.c.id)
        if tagged
        else QUESTIONS
    )
    return _counted([each.value for each in dimensions], source, meant)


def _counted(
    columns: Sequence[SQLColumnExpression[Any]], source: FromClause, meant: ColumnElement[bool]
) -> Counts:
    """Count rows by columns. A server takes a parameter written twice for two: each is written once."""
    labelled: list[Label[Any]] = [column.label(f"by_{place}") for place, column in enumerate(columns)]
    rows = select(*labelled).select_from(source).where(meant).subquery()
    return select(*rows.c, func.count()).group_by(*rows.c)


def _tags() -> CompoundSelect[*tuple[Any, ...]]:
    """Count the tags of all live questions without looking at the questions but for those that have none."""
    tagged = select(QuestionTag.tag, func.count()).group_by(QuestionTag.tag)
    return union_all(tagged, select(null(), func.count()).select_from(Question).where(live(), _untagged()))


async def _of_bank(session: AsyncSession) -> _Figures:
    """Count all live questions, in walks along the indexes that cover what is asked."""
    figures = _Figures(places={**await count_by_difficulty(session)})
    for question_type, rating, number in await session.execute(_types_and_ratings()):
        figures.types[question_type] += int(number)
        figures.ratings[rating] += int(number)
    for status, number in await session.execute(_statuses()):
        figures.statuses[status] += number
    lacking = select(func.count().filter(_unexplained()), func.count().filter(_untagged())).where(live())
    figures.unexplained, figures.untagged = (await session.execute(lacking)).one()
    return figures


async def _of_selected(session: AsyncSession, meant: ColumnElement[bool]) -> _Figures:
    """Count selected questions in one walk: what selects them may cost more than counting them."""
    columns = (
        # First, because no index begins with them: SQLite would walk one that does in its order, and fetch
        # each row from another place.
        _unexplained(),
        _untagged(),
        Question.category_id,
        Question.difficulty,
        Question.question_type,
        Question.status,
        Question.rating,
    )
    figures = _Figures()
    for row in await session.execute(_counted(columns, QUESTIONS, meant)):
        unexplained, untagged, category_id, difficulty, question_type, status, rating, number = row
        figures.unexplained += number * bool(unexplained)
        figures.untagged += number * bool(untagged)
        figures.places.setdefault(category_id, Counter())[difficulty] += number
        figures.types[question_type] += number
        figures.statuses[status] += number
        figures.ratings[rating] += number
    return figures


def _types_and_ratings() -> Counts:
    """Count in the order of `idx_category_difficulty`, which needs no sorting, and add up what that gives."""
    walked = (
        select(Question.question_type, Question.rating, func.count().label("number"))
        .where(_walked())
        .group_by(
            Question.category_id,
            Question.difficulty,
            Question.deleted_at,
            Question.question_type,
            Question.rating,
        )
        .subquery()
    )
    kinds = (walked.c.question_type, walked.c.rating)
    return select(*kinds, func.sum(walked.c.number)).group_by(*kinds)


def _statuses() -> Counts:
    """Count in the order of `ix_questions_difficulty`, a few rows for each status."""
    return (
        select(Question.status, func.count())
        .where(_walked())
        .group_by(Question.difficulty, Question.deleted_at, Question.status)
    )


def _walked() -> ColumnElement[bool]:
    # SQLite sorts instead of using an index's order once a condition on one of its columns is a constant.
    return unindexed(live(), QUESTIONS)


def _unexplained() -> ColumnElement[bool]:
    return or_(Question.explanation.is_(None), Question.explanation == "")


def _untagged() -> ColumnElement[bool]:
    return Question.tags == []


async def _unkeyed(session: AsyncSession, meant: ColumnElement[bool]) -> int:
    drafts = (
        select(func.count()).select_from(Question).where(meant, Question.status == Status.DRAFT, keyless())
    )
    return (await session.execute(drafts)).scalar_one()


async def _top_tags(session: AsyncSession, meant: ColumnElement[bool] | None) -> list[tuple[str, int]]:
    number = func.count()
    found = select(QuestionTag.tag, number).group_by(QuestionTag.tag)
    if meant is not None:
        found = found.where(QuestionTag.question_id.in_(select(Question.id).where(meant)))
    top = found.order_by(number.desc(), QuestionTag.tag).limit(TOP_TAGS)
    counted = (await session.execute(top)).all()
    written = await spellings(session, [tag for tag, _ in counted])
    return [(written[tag], number) for tag, number in counted]
