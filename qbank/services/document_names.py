"""Which document a name means: its title, or the beginning of its id."""

import re
from collections.abc import Sequence
from itertools import pairwise
from operator import ne

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import folded
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError
from qbank.models import Document
from qbank.services.short_ids import SHORTEST

_BEGINNING = re.compile(r"[0-9a-f][0-9a-f-]{3,35}")
_SHOWN = 5
WHOLE = 36
"""The length of a whole id, which means that one whatever titles there are."""


async def short_length(session: AsyncSession) -> int:
    """Tell how many characters tell each document's id from every other, six at least."""
    ids = (await session.execute(select(Document.id).order_by(Document.id))).scalars().all()
    return max([SHORTEST, *(_first_difference(*pair) + 1 for pair in pairwise(ids))])


def _first_difference(one: str, other: str) -> int:
    return list(map(ne, one, other)).index(True)


async def require(session: AsyncSession, name: str) -> Document:
    """Find the document a name means: its title as spelt, without case and accents, then its id.

    Raises QbankError where there is none, with titles that come near, and where there are several.
    """
    wanted = " ".join(name.split())
    for meant in _readings(wanted):
        found = select(Document).where(meant).order_by(Document.created_at, Document.id)
        rows = (await session.execute(found)).scalars().all()
        if len(rows) > 1:
            raise _ambiguous(wanted, rows)
        if rows:
            return rows[0]
    raise await _missing(session, wanted)


def _readings(name: str) -> list[ColumnElement[bool]]:
    titled: list[ColumnElement[bool]] = [Document.title == name, folded(Document.title) == fold(name)]
    if not _BEGINNING.fullmatch(lowered := name.lower()):
        return titled
    # 'g' follows every hexadecimal digit.
    begun = and_(Document.id >= lowered, Document.id < lowered + "g")
    return [begun, *titled] if len(lowered) == WHOLE else [*titled, begun]


def _ambiguous(name: str, rows: Sequence[Document]) -> QbankError:
    named = [f"{row.id[:8]} ({row.title})" for row in rows[:_SHOWN]]
    more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return QbankError(
        Kind.AMBIGUOUS,
        f"{name!r} could be any of {len(rows)} documents",
        hint=f"name one by its id: {', '.join(named)}{more}",
        details={"ids": [row.id for row in rows]},
    )


async def _missing(session: AsyncSession, name: str) -> QbankError:
    from difflib import get_close_matches

    titles = {fold(title): title for title in (await session.execute(select(Document.title))).scalars()}
    near = [titles[like] for like in get_close_matches(fold(name), titles, n=3, cutoff=0.5)]
    return QbankError(
        Kind.NOT_FOUND,
        f"there is no document {name!r}",
        hint=f"did you mean {', '.join(map(repr, near))}?" if near else "see them with `qbank document list`",
    )
