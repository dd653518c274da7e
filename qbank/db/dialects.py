"""Every expression that one database says differently from another."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    DateTime,
    Table,
    Text,
    TypeDecorator,
    and_,
    false,
    literal,
    or_,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import NullType

from qbank.db.expressions import said
from qbank.domain import jsontext

STORED_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
"""The one written form of a timestamp on SQLite: UTC with microseconds, so that text order is time order."""


@said(server="now()", file="(strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))")
class utc_now(FunctionElement[Any]):  # written like the function it renders
    """The server's clock in the stored form."""

    inherit_cache = True


class folded(FunctionElement[str]):  # written like the function it renders
    """A text without case and accents, as `qbank.domain.text.fold` folds it."""

    inherit_cache = True
    type = Text()


@compiles(folded)
def _server_fold(element: folded, compiler: SQLCompiler, **kw: Any) -> str:
    lower = f'lower(({compiler.process(element.clauses, **kw)}) COLLATE "und-x-icu")'
    plain = f"replace(replace({lower}, 'ß', 'ss'), 'ς', 'σ')"
    apart = f"replace(normalize({plain}, NFKD), '\u0345', 'ι')"
    return f"(normalize(regexp_replace({apart}, '[{_marks()}]', '', 'g'), NFC) COLLATE \"C\")"


@cache
def _marks() -> str:
    """List the marks that folding leaves out, as a regular expression's ranges of PostgreSQL."""
    points = [point for point in range(0x300, 0x1F000) if unicodedata.combining(chr(point))]
    ends = [point for point in points if point + 1 not in set(points)]
    starts = [point for point in points if point - 1 not in set(points)]
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in zip(starts, ends, strict=True))


@compiles(folded, "sqlite")
def _sqlite_fold(element: folded, compiler: SQLCompiler, **kw: Any) -> str:
    return f"qbank_fold({compiler.process(element.clauses, **kw)})"


@said(server="md5({0} || {1})", file="qbank_shuffle({all})")
class shuffle_key(FunctionElement[str]):  # written like the function it renders
    """A place in a shuffled order: the same for the same id and seed on every database."""

    inherit_cache = True
    type = Text()


@said(server="{0}", file="+{0}")
class _unserved(FunctionElement[Any]):
    """A column as an expression; a server's planner has statistics and is left to itself."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


def unindexed(condition: ColumnElement[bool], of: Table) -> ColumnElement[bool]:
    """Give a condition whose columns of a table no index serves: SQLite then walks the index that orders.

    SQLite keeps no statistics here and would always rather look a condition up and sort all it finds.
    """

    def plus(element: Any, **kw: Any) -> ColumnElement[Any] | None:
        if isinstance(element, Column) and element.table is of:
            return _unserved(element)
        return None

    return visitors.replacement_traverse(condition, {}, plus)


@said(server="to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')", file="{0}")
class _moment(FunctionElement[str]):  # rendered as the text of a moment
    inherit_cache = True
    type = Text()


def as_stored(column: Any) -> ColumnElement[str]:
    """Give a column's stored text, skipping the conversion to Python values that a long result pays for."""
    if is_moment(column):
        return _moment(type_coerce(column, Text()))
    return type_coerce(column, Text())


def is_moment(column: Any) -> bool:
    """Tell whether a column holds a moment."""
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, DateTime)


# Not JSONB, which sorts the members; into a column of text it goes as it is written.
@said(server="json_build_object({all})", file="json_object({all})")
class json_object(FunctionElement[Any]):  # written like the function it renders
    """A JSON object of names and values in turn."""

    inherit_cache = True
    type = JSON()


@said(server="(CAST({0} AS JSONB) ->> CAST({1} AS TEXT))", file="json_extract({0}, '$.\"' || {1} || '\"')")
class json_member(FunctionElement[Any]):  # written like the function it renders
    """A scalar member of a JSON object, as text or number."""

    inherit_cache = True


@said(
    server="(SELECT jsonb_array_elements_text(CAST({0} AS JSONB)))", file="(SELECT value FROM json_each({0}))"
)
class _listed(FunctionElement[str]):  # written like the function it renders
    inherit_cache = True
    type = Text()


def among(column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    """Compare a column with any number of values through one parameter: databases limit parameters."""
    if len(values) <= 500:
        return column.in_(values)  # type: ignore[no-any-return]  # a column's own method
    return _is_in(column, _listed(literal(jsontext.encode_text(list(values)), Text())))


def _is_in(column: Any, rendered: FunctionElement[str]) -> ColumnElement[bool]:
    """Compare with a SELECT that is rendered here; `in_` would put another one around it, and warn."""
    return column.op("IN", is_comparison=True)(rendered)  # type: ignore[no-any-return]  # a column's own method


class _ranged(FunctionElement[str]):  # written like the function it renders
    """The values of a column that lie in one of the ranges that a JSON array of pairs lists."""

    inherit_cache = False  # the column's name is part of what is rendered
    type = Text()

    def __init__(self, column: Column[Any], ranges: str) -> None:
        super().__init__(literal(ranges, Text()))
        self.column, self.table = column.name, column.table.name


@compiles(_ranged)
def _server_ranged(element: _ranged, compiler: SQLCompiler, **kw: Any) -> str:
    each = f"jsonb_array_elements(CAST({compiler.process(element.clauses, **kw)} AS JSONB))"
    return _joined(element, f"{each} AS listed(value)", "(listed.value ->> 0)", "(listed.value ->> 1)")


@compiles(_ranged, "sqlite")
def _sqlite_ranged(element: _ranged, compiler: SQLCompiler, **kw: Any) -> str:
    ends = [f"json_extract(listed.value, '$[{place}]')" for place in (0, 1)]
    # CROSS: the list leads, and each of its ranges is looked up in the column's index.
    return _joined(element, f"json_each({compiler.process(element.clauses, **kw)}) AS listed CROSS", *ends)


def _joined(element: _ranged, listed: str, low: str, high: str) -> str:
    name = f"ranged.{element.column}"
    on = f"{name} >= {low} AND {name} < {high}"
    return f"(SELECT {name} FROM {listed} JOIN {element.table} AS ranged ON {on})"


def within(column: Any, ranges: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    """Tell whether a column lies in one of any number of ranges, whose high ends do not belong to them."""
    if len(ranges) <= 100:
        return or_(false(), *(and_(column >= low, column < high) for low, high in ranges))
    stored = column.table.c[column.key]
    return _is_in(column, _ranged(stored, jsontext.encode_text(list(ranges))))


@said(server="({1})", file="({0})")
class _either(FunctionElement[Any]):  # rendered as one of its two parts
    # No boolean to SQLAlchemy, which would compare it with 1 in a file, and no index serves that.
    inherit_cache = True
    type = NullType()


def either(in_file: ColumnElement[bool], on_server: ColumnElement[bool]) -> ColumnElement[bool]:
    """Give a condition that is asked in one way of a file and in another of a server."""
    return _either(in_file, on_server)


def hex_of(session: AsyncSession, column: str) -> str:
    """Write a column's bytes in small hexadecimal digits, for a statement that is a text."""
    return f"encode({column}, 'hex')" if on_server(session) else f"lower(hex({column}))"


def on_server(session: AsyncSession) -> bool:
    """Tell whether a bank is on a server, and not in a file."""
    return session.get_bind().dialect.name != "sqlite"
