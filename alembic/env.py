"""Runs migrations over the connection qbank hands in, or, for a developer, over one of its own."""

import asyncio
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, MetaData, Text, TypeDecorator

from qbank.db.full_text import NAME as SEARCH_TABLE
from qbank.models import Base
from qbank.models.base import Json


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write qbank's own types as SQLAlchemy's: a migration never imports qbank."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    if isinstance(item, Json):
        return "sa.JSON().with_variant(sa.Text(), 'postgresql')"
    return f"sa.{item.impl_instance!r}"


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leave the full-text index and the tables it keeps beside itself alone."""
    return not (kind == "table" and name is not None and name.startswith(SEARCH_TABLE))


def include_object(made: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Leave out what FTS5 alone needs, where there is none: the texts' row numbers, their ids' second key."""
    in_a_file = context.get_context().dialect.name == "sqlite"
    return in_a_file or name not in ("rowid", "uq_question_texts_question_id")


def compare_type(context: Any, there: Any, column: Any, found: Any, wanted: Any) -> bool | None:
    """Take a server's text for what it is: JSON, kept byte for byte."""
    return False if isinstance(wanted, Json) and isinstance(found, Text) else None


def tell_servers(metadata: MetaData) -> None:
    """Give partial indexes the condition for servers that they have for files."""
    for index in (index for table in metadata.tables.values() for index in table.indexes):
        if (where := index.dialect_options["sqlite"]["where"]) is not None:
            index.dialect_kwargs["postgresql_where"] = where


def migrate(connection: Connection) -> None:
    """Run the migrations that Alembic was asked for."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        include_name=include_name,
        include_object=include_object,
        compare_type=compare_type,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=connection.dialect.name != "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_own_connection() -> None:
    """Open the bank that `-x db=PATH` names, or the person's own, as `qbank db upgrade` would."""
    from qbank.db.engine import for_migrations
    from qbank.db.location import locate

    location = locate(context.get_x_argument(as_dictionary=True).get("db"))
    async with for_migrations(location, create=True) as connection:
        await connection.run_sync(migrate)


def migrate_offline() -> None:
    """Print the SQL instead of running it."""
    context.configure(
        dialect_name=context.get_x_argument(as_dictionary=True).get("dialect", "sqlite"),
        target_metadata=Base.metadata,
        literal_binds=True,
    )
    with context.begin_transaction():
        context.run_migrations()


tell_servers(Base.metadata)
if context.is_offline_mode():
    migrate_offline()
elif (handed := context.config.attributes.get("connection")) is not None:
    migrate(handed)
else:
    asyncio.run(migrate_own_connection())
