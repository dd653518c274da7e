"""Telling a damaged file from a bug: a value of a kind that nobody wrote there fails far from the file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.failures import damaged
from qbank.errors import Kind, QbankError


@asynccontextmanager
async def blamed(session: AsyncSession) -> AsyncIterator[None]:
    """Raise QbankError where what fails inside the block fails because the file is damaged.

    The file is checked only then, for that takes as long as reading all of it.
    """
    try:
        yield
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        if session.get_bind().dialect.name == "sqlite" and await _is_damaged(session):
            raise damaged() from error
        raise
    except OperationalError as error:
        if "no such column" in str(error.orig) or "no such table" in str(error.orig):
            raise _other_tables(error) from error
        raise


def _other_tables(error: OperationalError) -> QbankError:
    return QbankError(
        Kind.BAD_DATA,
        f"the bank's tables are not those of its schema: {error.orig}",
        hint="see with `qbank db check`; if it finds no problem, please report this",
    )


async def _is_damaged(session: AsyncSession) -> bool:
    found = await session.execute(text("PRAGMA integrity_check(1)"))
    return str(found.scalar_one()) != "ok"
