"""Changing the tags of many questions in one statement: each distinct list of tags is rewritten once."""

from collections.abc import Callable

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain import jsontext
from qbank.domain.validation import tidy_tags
from qbank.services.rewriting import Rewriting
from qbank.services.set_request import SetRequest

_TAGS = Rewriting("tags")


async def rewrite(session: AsyncSession, meant: ColumnElement[bool], request: SetRequest) -> None:
    """Work out the new tags of every distinct list of tags among the questions meant."""
    await _TAGS.prepare(session, meant, request.retagged)


async def rewrite_each(
    session: AsyncSession, meant: ColumnElement[bool], change: Callable[[list[str]], list[str]]
) -> None:
    """Work out new tags by a function on lists of tags."""
    await _TAGS.prepare(
        session, meant, lambda old: jsontext.encode_text(tidy_tags(change(jsontext.decode(old))))
    )


def new_tags() -> ColumnElement[str]:
    """Give the tags a question is to have: the rewritten ones, else its own."""
    return _TAGS.new()


def differs() -> ColumnElement[bool]:
    """Tell questions whose tags are rewritten."""
    return _TAGS.differs()
