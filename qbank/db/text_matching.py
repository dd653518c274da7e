"""Words looked for in the full-text index, and how well a text matches: one function each, SQL inside.

In a file the language is that of FTS5 (sqlite.org/fts5.html, section 3). Every word stands in quotes there,
so nothing that a person types is read as a sign of that language.
"""

import operator
from collections.abc import Iterator, Sequence
from functools import reduce

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Text,
    and_,
    case,
    column,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import either, on_server
from qbank.db.full_text import COLUMNS, NAME, Id, held_on_server, part_on_server, search, texts
from qbank.db.pattern_dialects import pattern_found
from qbank.domain.searchable import BREAK, searchable

WEIGHTS = {
    "title": 8.0,
    "stem": 4.0,
    "answers": 2.0,
    "distractors": 1.0,
    "explanation": 1.0,
    "feedback": 0.5,
    "tags": 4.0,
}
"""How much a word counts in each column of the index, in their order."""

_questions = table("questions", column("id"), column("created_at"))


class Phrase(Struct, frozen=True):
    """Words in a row, in one of the columns; none named means any. With `prefix` the last word may go on."""

    text: str
    columns: tuple[str, ...] = ()
    prefix: bool = False


class Every(Struct, frozen=True):
    """All of the parts are found, and none of those that must not be."""

    parts: "tuple[Wanted, ...]"
    unwanted: "tuple[Wanted, ...]" = ()


class Some(Struct, frozen=True):
    """At least one of the parts is found."""

    parts: "tuple[Wanted, ...]"


Wanted = Phrase | Every | Some


def expression(wanted: Wanted) -> str:
    """Write what is wanted in FTS5's language."""
    match wanted:
        case Phrase(text, columns, prefix):
            quoted = searchable(text).replace("\0", " ").replace('"', '""')
            within = f"{{{' '.join(columns)}}} : " if columns else ""
            return f'{within}"{quoted}"' + (" *" if prefix else "")
        case Some(parts):
            return _joined(parts, " OR ")
        case Every(parts, unwanted):
            found = _joined(parts, " AND ")
            return f"{found} NOT {_joined(unwanted, ' OR ')}" if unwanted else found


def _joined(parts: Sequence[Wanted], sign: str) -> str:
    return f"({sign.join(map(_bracketed, parts))})"


def _bracketed(part: Wanted) -> str:
    return expression(part) if isinstance(part, Phrase) else f"({expression(part)})"


def matching(wanted: Wanted) -> ColumnElement[bool]:
    """Tell rows of the index that match."""
    return search.c[NAME].op("MATCH", is_comparison=True)(expression(wanted))


def _matched(wanted: Wanted) -> ColumnElement[bool]:
    return either(matching(wanted), _held(wanted))


def found_by(question_id: Id, wanted: Wanted) -> ColumnElement[bool]:
    """Tell questions that match, in the form that begins with the index: best where few do.

    A server's planner has statistics, and one form serves it.
    """
    joined = search.join(texts, texts.c.rowid == search.c.rowid)
    found = select(texts.c.question_id).select_from(joined).where(matching(wanted))
    return either(question_id.in_(found.correlate(None)), _on_server(question_id, wanted))


def holding(question_id: Id, wanted: Wanted) -> ColumnElement[bool]:
    """Tell questions that match, in the form that asks for each question: best where many do."""
    own = select(texts.c.rowid).where(texts.c.question_id == question_id).correlate_except(texts)
    found = select(search.c.rowid).where(matching(wanted)).correlate(None)
    return either(own.scalar_subquery().in_(found), _on_server(question_id, wanted))


def asked_of(question_id: Id, wanted: Wanted) -> ColumnElement[bool]:
    """Tell questions that match, in the form that asks the index anew for each: best where few are asked."""
    own = select(texts.c.rowid).where(texts.c.question_id == question_id).correlate_except(texts)
    same = and_(matching(wanted), search.c.rowid == own.scalar_subquery())
    in_file = select(literal_column("1")).select_from(search).where(same).correlate_except(search).exists()
    return either(in_file, _on_server(question_id, wanted))


def found_together(rows: Sequence[int], wanted: Wanted) -> Select[int]:
    """Select those of the rows of a file's index that match, asking it once: for what costs much to ask."""
    lowest, highest = min(rows), max(rows)
    # As an expression, or FTS5 would be asked anew for every row of them.
    among_them = literal_column(f"+{NAME}.rowid", Integer()).in_(rows)
    return select(search.c.rowid).where(matching(wanted), search.c.rowid.between(lowest, highest), among_them)


def found_between(lowest: int, highest: int, wanted: Wanted) -> Select[str]:
    """Select the questions of a stretch of a file's index that match."""
    joined = search.join(texts, texts.c.rowid == search.c.rowid)
    stretch = search.c.rowid.between(lowest, highest)
    return select(texts.c.question_id).select_from(joined).where(matching(wanted), stretch)


def is_quickly_asked(wanted: Wanted) -> bool:
    """Tell whether `asked_of` is cheap: a beginning has all words that begin so put together each time.

    Those of one and two letters are in the index as they are.
    """
    if isinstance(wanted, Phrase):
        return not wanted.prefix or len(wanted.text.rpartition(" ")[2]) <= 2
    parts = wanted.parts if isinstance(wanted, Some) else (*wanted.parts, *wanted.unwanted)
    return all(map(is_quickly_asked, parts))


def _on_server(question_id: Id, wanted: Wanted) -> ColumnElement[bool]:
    rows = select(search.c.question_id).where(_held(wanted)).correlate(None)
    return question_id.in_(rows)


def _held(wanted: Wanted) -> ColumnElement[bool]:
    """Tell rows of a server's index that match."""
    match wanted:
        case Phrase(text, columns, prefix):
            return held_on_server(text, columns, prefix)
        case Some(parts):
            return or_(*map(_held, parts))
        case Every(parts, unwanted):
            return and_(*map(_held, parts), *(not_(_held(part)) for part in unwanted))


def described(question_id: Id, pattern: str) -> ColumnElement[bool]:
    """Tell questions whose text, tags left out, holds what a regular expression describes.

    Databases ask this last, when cheaper conditions have left few questions.
    """
    first, *others = [texts.c[name] for name in COLUMNS if name != "tags"]
    parts: ColumnElement[str] = first
    for other in others:
        parts = parts + BREAK + other
    whole = func.coalesce(texts.c.as_read, parts)
    own = and_(texts.c.question_id == question_id, pattern_found(literal(pattern, Text()), whole))
    return select(literal_column("1")).select_from(texts).where(own).correlate_except(texts).exists()


def counted(
    wanted: Wanted, most: int | None = None, within: ColumnElement[bool] | None = None
) -> Select[int]:
    """Count the live questions that match, no further than `most`; `within` tells rows of `search`."""
    if most is None:
        found = select(func.count()).select_from(search).where(_matched(wanted))
        return found if within is None else found.where(within)
    first = select(literal_column("1")).select_from(search).where(_matched(wanted)).limit(most).subquery()
    return select(func.count()).select_from(first)


def best(
    session: AsyncSession,
    wanted: Wanted,
    most: int,
    limit: int | None = None,
    within: ColumnElement[bool] | None = None,
) -> Select[str]:
    """Select the ids of the newest `most` texts that match, the best first.

    `within` tells rows of `search` that are meant. Questions that match equally well keep their order.
    """
    select_best = _best_on_server if on_server(session) else _best_in_file
    return select_best(wanted, most, limit, within)


def _best_on_server(
    wanted: Wanted, most: int, limit: int | None, within: ColumnElement[bool] | None
) -> Select[str]:
    """Rank by the weights of the columns that hold each phrase, and of equals the shorter stem first."""
    score = reduce(operator.add, [_weight(phrase) for phrase in _phrases(wanted)])
    length = func.length(search.c.stem)
    found = select(
        search.c.question_id, score.label("score"), length.label("length"), _questions.c.created_at
    )
    found = found.join(_questions, _questions.c.id == search.c.question_id).where(_held(wanted))
    found = found if within is None else found.where(within)
    rows = found.order_by(_questions.c.created_at.desc()).limit(most).subquery()
    ordered = select(rows.c.question_id).order_by(rows.c.score.desc(), rows.c.length, rows.c.created_at)
    return ordered.order_by(rows.c.question_id).limit(limit)


def _phrases(wanted: Wanted) -> Iterator[Phrase]:
    if isinstance(wanted, Phrase):
        yield wanted
        return
    for part in wanted.parts:
        yield from _phrases(part)


def _weight(phrase: Phrase) -> ColumnElement[float]:
    part = part_on_server(phrase.text, phrase.prefix)
    weights = [
        case((search.c[name].contains(part), weight), else_=0.0)
        for name, weight in WEIGHTS.items()
        if not phrase.columns or name in phrase.columns
    ]
    return reduce(operator.add, weights)


def _best_in_file(
    wanted: Wanted, most: int, limit: int | None, within: ColumnElement[bool] | None
) -> Select[str]:
    """Rank by bm25 with the weights of the columns."""
    score = func.bm25(literal_column(NAME), *(literal_column(str(weight)) for weight in WEIGHTS.values()))
    found = select(search.c.rowid, score.label("score")).where(matching(wanted))
    found = found if within is None else found.where(within)
    candidates = found.order_by(search.c.rowid.desc()).limit(most).subquery()
    first = select(candidates).order_by(candidates.c.score, candidates.c.rowid).limit(limit).subquery()
    joined = first.join(texts, texts.c.rowid == first.c.rowid)
    return select(texts.c.question_id).select_from(joined).order_by(first.c.score, first.c.rowid)


def among_rows(questions: Select[str] | CompoundSelect[str]) -> ColumnElement[bool]:
    """Tell rows of `search` by their questions, which are all looked up first: best where they are few."""
    (meant,) = (chosen := questions.subquery()).c
    rows = select(texts.c.rowid).select_from(chosen.join(texts, texts.c.question_id == meant))
    # As an expression, or FTS5 would be asked anew for every row of them.
    in_file = literal_column(f"+{NAME}.rowid", Integer()).in_(rows)
    return either(in_file, search.c.question_id.in_(questions))


def each_row(question_id: Id, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell rows of `search` by their question, which is looked up row for row."""
    own = and_(texts.c.rowid == search.c.rowid, question_id == texts.c.question_id, condition)
    in_file = select(literal_column("1")).where(own).correlate(search).exists()
    same = and_(question_id == search.c.question_id, condition)
    return either(in_file, select(literal_column("1")).where(same).correlate(search).exists())
