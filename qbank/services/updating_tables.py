"""The temporary tables of an update: the file's rows, the questions they mean, problems, values made."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Text,
    and_,
    case,
    column,
    false,
    func,
    literal,
    not_,
    select,
    table,
    update as update_rows,
)
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import scratch
from qbank.db.bulk import insert_rows
from qbank.errors import QbankError
from qbank.models import Question
from qbank.services.updating_check import CheckedUpdate
from qbank.services.updating_columns import LINES, NUMBERS
from qbank.services.updating_outcomes import Became
from qbank.services.updating_values import CLEARED

Ids = Mapping[str, Mapping[str, str | QbankError]]
"""For each kind of name, its id, or the error that says why there is none."""

CLEAR_TEXT, CLEAR_NUMBER = "", -1.0
"""What stands for a value that is cleared, since NULL stands for one that is left: no value is either."""

_MATCHES = "number INTEGER UNIQUE, question_id TEXT NOT NULL, last_id TEXT, found INTEGER, differs INTEGER"
_PROBLEMS = "number INTEGER PRIMARY KEY, became TEXT NOT NULL, reason TEXT, other INTEGER"
_MADE = "number INTEGER PRIMARY KEY, tags TEXT, fields TEXT"

matches = table(
    "update_matches",
    column("number", Integer()),
    column("question_id", Text()),
    column("last_id", Text()),
    column("found", Integer()),
    column("differs", Integer()),
)
"""A row and the question it means, or the first and last of several.

`differs` has a bit for each field in which the two differ, 0 where they do not, NULL where the row cannot be
used.
"""

problems = table(
    "update_problems",
    column("number", Integer()),
    column("became", Text()),
    column("reason", Text()),
    column("other", Integer()),
)
"""Rows that cannot be used; `other` is the line that names the same question, or tells where one is."""

made = table("update_made", column("number", Integer()), column("tags", Text()), column("fields", Text()))
"""New tags and own fields, as stored, of questions whose tags or fields differ from them."""

COLUMN_OF = {"category": "category_id", "document": "document_id"}


def stored_column(field: str) -> str:
    """Name the column of a question that holds a field."""
    return COLUMN_OF.get(field, field)


def rows_table(fields: Sequence[str]) -> Any:
    """Give the table of the file's rows: a column for each field that has one value, by its stored name."""
    values = [column(stored_column(name), Float() if name in NUMBERS else Text()) for name in fields]
    return table(
        "update_rows",
        column("number", Integer()),
        column("line", Integer()),
        column("key", Text()),
        column("wanted", Text()),
        column("made", Text()),
        *values,
    )


async def create(session: AsyncSession, fields: Sequence[str]) -> None:
    """Make the tables anew, empty."""
    values = [f"{stored_column(name)} {'FLOAT' if name in NUMBERS else 'TEXT'}" for name in fields]
    rows = ", ".join(["number INTEGER PRIMARY KEY, line INTEGER, key TEXT, wanted TEXT, made TEXT", *values])
    for name, columns in (
        ("update_rows", rows),
        (matches.name, _MATCHES),
        (problems.name, _PROBLEMS),
        (made.name, _MADE),
    ):
        await scratch.make(session, name, columns)


async def fill(session: AsyncSession, update: CheckedUpdate, ids: Ids) -> None:
    """Put the file's rows in, names replaced by ids."""
    fields = list(update.fields)
    columns = ["number", "line", "key", "wanted", "made", *map(stored_column, fields)]
    number = 0
    for frame in update.rows:
        rows, wrongs = [], []
        for line, key, wanted, wrong, values, making in frame:
            number += 1
            cells = [_told(name, values, ids) for name in fields]
            reason = wrong or _missing(cells)
            if reason is not None:
                wrongs.append((number, Became.REFUSED.value, reason))
                cells, making = [None] * len(fields), None
            rows.append((number, line, key, wanted, making, *cells))
        await insert_rows(session, "update_rows", columns, rows)
        await insert_rows(session, problems.name, ("number", "became", "reason"), wrongs)


async def leave_out_unusable(session: AsyncSession) -> None:
    """Have the rows that are problems change nothing."""
    unusable = matches.c.number.in_(select(problems.c.number))
    await session.execute(update_rows(matches).where(unusable).values(differs=None))


def _told(field: str, values: Mapping[str, Any], ids: Ids) -> Any:
    if field not in values:
        return None
    if (value := values[field]) is None:
        return CLEAR_NUMBER if field in NUMBERS else CLEAR_TEXT
    return ids[field][value] if field in ids else value


def _missing(cells: Sequence[Any]) -> str | None:
    error = next((cell for cell in cells if isinstance(cell, QbankError)), None)
    return None if error is None else f"{error.message}: {error.hint}"


def new_value(row: Any, field: str) -> ColumnElement[Any]:
    """Give the value that a row gives a question: its own where the row leaves it."""
    name = stored_column(field)
    said, cleared = row.c[name], CLEAR_NUMBER if field in NUMBERS else CLEAR_TEXT
    return case((said.is_(None), getattr(Question, name)), else_=func.nullif(said, literal(cleared)))


def differs(row: Any, field: str) -> ColumnElement[bool]:
    """Tell whether a row gives a question another value than it has.

    A cell `none` clears; where the text there is that very word, a listing has printed it, and it stays.
    """
    name = stored_column(field)
    said, there = row.c[name], getattr(Question, name)
    other = there.is_distinct_from(new_value(row, field))
    if field not in LINES:
        return and_(said.is_not(None), other)
    printed = and_(said == CLEAR_TEXT, func.lower(there) == CLEARED)
    return and_(said.is_not(None), other, not_(func.coalesce(printed, false())))
