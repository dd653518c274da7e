"""What every table shares: names for constraints, types with one stored form, timestamps."""

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, Text, TypeDecorator
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from qbank.db.dialects import utc_now
from qbank.domain import jsontext

_STORED = "%(year)04d-%(month)02d-%(day)02dT%(hour)02d:%(minute)02d:%(second)02d.%(microsecond)06dZ"
_PARTS = r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)Z"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC with microseconds; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Store text in one form on SQLite, whose own form forgets the zone."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(
                DATETIME(storage_format=_STORED, regexp=_PARTS)  # type: ignore[no-untyped-call]  # its own
            )
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the database UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give Python UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """Tell the time, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Make a UUID4 as a string."""
    return str(uuid4())


class Json(TypeDecorator[Any]):
    """A JSON value: kept as its text everywhere, byte for byte.

    A server's JSONB puts members in another order and numbers in another form, and the hash of a question is
    over what was written.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type: what SQLite calls JSON is text."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(JSON(none_as_null=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Give a server the text; SQLite's type writes it by itself."""
        if value is None or dialect.name == "sqlite":
            return value
        # A column that SQLite calls JSON keeps a lone 2.0 as 2, and an export says what is kept.
        return jsontext.encode_text(int(value) if isinstance(value, float) and value.is_integer() else value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Give Python the value."""
        return value if value is None or dialect.name == "sqlite" else jsontext.decode(value)


Id = String(36)


class Base(DeclarativeBase):
    """The base of every table; the naming convention lets a migration drop a constraint by its name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: UtcDateTime(),
        dict[str, Any]: Json(),
        list[Any]: Json(),
    }


class Created:
    """A row that knows when it was made."""

    created_at: Mapped[datetime] = mapped_column(default=now, server_default=utc_now())


class Timestamped(Created):
    """A row that also knows when it was last changed."""

    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, server_default=utc_now())
