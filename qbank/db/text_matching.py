"""Words looked for in the full-text index, and how well a text matches: one function each, SQL inside.

The language is that of FTS5 (sqlite.org/fts5.html, section 3). Every word stands in quotes there, so nothing
that a person types is read as a sign of that language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.orm import InstrumentedAttribute

from qbank.db.dialects import pattern_found
from qbank.domain.searchable import BREAK, searchable

NAME = "question_search"
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

search = table(NAME, column(NAME), column("rowid"))
texts = table(
    "question_texts",
    column("rowid"),
    column("question_id"),
    column("as_read", Text()),
    *(column(name, Text()) for name in WEIGHTS),
)
Id = ColumnElement[str] | InstrumentedAttribute[str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row, in one of the columns; none named means any. With `prefix` the last word may go on."""

    text: str
    columns: tuple[str, ...] = ()
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts are found, and none of those that must not be."""

    parts: "tuple[Wanted, ...]"
    unwanted: "tuple[Wanted, ...]" = ()


@dataclass(frozen=True, slots=True)
class Some:
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


def found_by(question_id: Id, wanted: Wanted) -> ColumnElement[bool]:
    """Tell questions that match, in the form that begins with the index: best where few do."""
    joined = search.join(texts, texts.c.rowid == search.c.rowid)
    found = select(texts.c.question_id).select_from(joined).where(matching(wanted))
    return question_id.in_(found.correlate(None))


def holding(question_id: Id, wanted: Wanted) -> ColumnElement[bool]:
    """Tell questions that match, in the form that asks for each question: best where many do."""
    own = select(texts.c.rowid).where(texts.c.question_id == question_id).correlate_except(texts)
    found = select(search.c.rowid).where(matching(wanted)).correlate(None)
    return own.scalar_subquery().in_(found)


def described(question_id: Id, pattern: str) -> ColumnElement[bool]:
    """Tell questions whose text, tags left out, holds what a regular expression describes.

    Databases ask this last, when cheaper conditions have left few questions.
    """
    first, *others = [texts.c[name] for name in WEIGHTS if name != "tags"]
    parts: ColumnElement[str] = first
    for other in others:
        parts = parts + BREAK + other
    whole = func.coalesce(texts.c.as_read, parts)
    own = and_(texts.c.question_id == question_id, pattern_found(literal(pattern, Text()), whole))
    return select(literal_column("1")).select_from(texts).where(own).correlate_except(texts).exists()


def counted(wanted: Wanted, most: int | None = None) -> Select[int]:
    """Count the live questions that match, no further than `most`."""
    if most is None:
        return select(func.count()).select_from(search).where(matching(wanted))
    first = select(literal_column("1")).select_from(search).where(matching(wanted)).limit(most).subquery()
    return select(func.count()).select_from(first)


def best(
    wanted: Wanted, most: int, limit: int | None = None, within: ColumnElement[bool] | None = None
) -> Select[str]:
    """Select the ids of the newest `most` texts that match, by bm25 with the columns' weights, best first.

    `within` tells rows of `search` that are meant. Questions that match equally well keep their order.
    """
    score = func.bm25(literal_column(NAME), *(literal_column(str(weight)) for weight in WEIGHTS.values()))
    found = select(search.c.rowid, score.label("score")).where(matching(wanted))
    found = found if within is None else found.where(within)
    candidates = found.order_by(search.c.rowid.desc()).limit(most).subquery()
    first = select(candidates).order_by(candidates.c.score, candidates.c.rowid).limit(limit).subquery()
    joined = first.join(texts, texts.c.rowid == first.c.rowid)
    return select(texts.c.question_id).select_from(joined).order_by(first.c.score, first.c.rowid)


def among_rows(questions: Select[str]) -> ColumnElement[bool]:
    """Tell rows of `search` by their questions, which are all looked up first: best where they are few."""
    rows = select(texts.c.rowid).where(texts.c.question_id.in_(questions))
    # As an expression, or FTS5 would be asked anew for every row of them.
    return literal_column(f"+{NAME}.rowid", Integer()).in_(rows)


def each_row(question_id: Id, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell rows of `search` by their question, which is looked up row for row."""
    own = and_(texts.c.rowid == search.c.rowid, question_id == texts.c.question_id, condition)
    return select(literal_column("1")).where(own).correlate(search).exists()
