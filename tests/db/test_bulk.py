"""Rows given to the driver as tuples are stored as they were given."""

import asyncio
from collections.abc import Sequence
from typing import Any

from hypothesis import given, strategies as st
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from qbank.db.bulk import insert_rows

_NAMES = ("a", "b", "c", "d", "e", "f", "g")
_VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.binary(max_size=4),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    st.sampled_from(["", "'", "it's", "?", "%s", ":a", "x'41'", "NULL", "1", "[]", "{}", "\0", "é", "a\nb"]),
)
_CHANGING = st.lists(st.tuples(*[_VALUES] * len(_NAMES)), min_size=1, max_size=4)
_ALIKE = st.tuples(_CHANGING, st.sets(st.sampled_from(range(len(_NAMES))))).map(
    lambda drawn: [
        tuple(drawn[0][0][at] if at in drawn[1] else row[at] for at in range(len(_NAMES))) for row in drawn[0]
    ]
)


async def _stored(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.connect() as connection, AsyncSession(connection) as session:
        # Defaults show whether a NULL is stored as one; columns without a type keep any value as it is.
        columns = ", ".join(f"{name} DEFAULT 'other'" for name in _NAMES)
        await connection.exec_driver_sql(f"CREATE TABLE kept (number INTEGER PRIMARY KEY, {columns})")
        await insert_rows(session, "kept", _NAMES, rows)
        found = await connection.exec_driver_sql(f"SELECT {', '.join(_NAMES)} FROM kept ORDER BY number")
        stored = [tuple(row) for row in found]
    await engine.dispose()
    return stored


@given(_ALIKE)
def test_rows_are_stored_value_for_value_whether_or_not_columns_have_one_value(
    rows: list[tuple[Any, ...]],
) -> None:
    assert repr(asyncio.run(_stored(rows))) == repr(rows)


def test_no_rows_are_no_statement() -> None:
    assert asyncio.run(_stored([])) == []
