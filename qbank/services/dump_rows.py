"""What a dump is made of: lines of JSON, one a row of every table that is not derived from others.

A line names its table and the columns that are not null; JSON columns are in it as JSON, moments as text in
UTC, bytes as base64. The first line says which schema the names belong to and how many rows there are, the
last one that nothing is missing. Documented in docs/backups.md.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import Column, ColumnElement, LargeBinary, Table

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.models import Base, Category, QuestionTag, QuestionText
from qbank.models.base import Json, UtcDateTime
from qbank.services.moments import stored_moment

FORMAT = 1
"""The number of this form of a dump."""
DERIVED = (QuestionTag.__tablename__, QuestionText.__tablename__)
TABLES: tuple[Table, ...] = tuple(table for table in Base.metadata.sorted_tables if table.name not in DERIVED)
"""What a dump holds, in an order in which each table comes after those its rows refer to."""


class Head(msgspec.Struct, frozen=True, tag_field="kind", tag="qbank_dump"):
    """The first line of a dump: its form, the schema its columns belong to, the rows of each table."""

    format: int
    schema: str
    rows: dict[str, int]


class Row(msgspec.Struct, tag_field="kind", tag="row"):
    """A row of a table; a column that is not named is null."""

    table: str
    values: dict[str, msgspec.Raw]


class End(msgspec.Struct, frozen=True, tag_field="kind", tag="end"):
    """The last line of a dump: how many rows stand before it."""

    rows: int


def is_tied_last(column: Column[Any]) -> bool:
    """Tell whether a column names a row of its own table that may come later, unlike a parent category."""
    if column.table is Category.__table__:
        return False
    return any(key.column.table is column.table for key in column.foreign_keys)


def read_as(column: Column[Any]) -> ColumnElement[Any]:
    """Give a column in the form `encoded` takes."""
    return as_stored(column) if isinstance(column.type, (Json, UtcDateTime)) else column


def encoded(column: Column[Any]) -> Callable[[Any], Any]:
    """Give what turns a value read by `read_as` into what is written as JSON."""
    if isinstance(column.type, Json):
        return _raw
    if isinstance(column.type, UtcDateTime):
        return _moment
    return _as_it_is


def _raw(value: str | float) -> msgspec.Raw:
    # SQLite keeps a lone number as one, and would write it with fewer digits than it has.
    return msgspec.Raw((value if isinstance(value, str) else jsontext.encode_text(value)).encode())


def _moment(value: str | datetime) -> str:
    return stored_moment(value.astimezone(UTC)) if isinstance(value, datetime) else value


def _as_it_is(value: Any) -> Any:
    return value


_Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_Moment = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
_DECODERS: Mapping[str, msgspec.json.Decoder[Any]] = {
    "moment": msgspec.json.Decoder(_Moment),
    "bytes": msgspec.json.Decoder(bytes),
    "str": msgspec.json.Decoder(str),
    "int": msgspec.json.Decoder(_Whole),
    "float": msgspec.json.Decoder(float),
    "bool": msgspec.json.Decoder(bool),
}


def decoder(column: Column[Any]) -> Callable[[msgspec.Raw], Any]:
    """Give what reads a value of a dump into its stored form. It raises msgspec.DecodeError."""
    if isinstance(column.type, Json):
        return _text_of
    return _DECODERS[_kind(column)].decode


def _text_of(raw: msgspec.Raw) -> str:
    return bytes(raw).decode()


def _kind(column: Column[Any]) -> str:
    if isinstance(column.type, UtcDateTime):
        return "moment"
    if isinstance(column.type, LargeBinary):
        return "bytes"
    return column.type.python_type.__name__
