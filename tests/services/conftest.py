"""What the tests of services share: a migrated bank each, a session that may write, questions for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.engine import Access, transaction
from qbank.db.location import Location
from qbank.models import Question
from qbank.models.base import new_id
from qbank.services import derived
from qbank.services.journal import Authorship

NewQuestion = Callable[..., Awaitable[Question]]


@pytest.fixture
def template(template_bank: Path, engine: str) -> Path:
    """An empty bank in a file, for tests that copy it by themselves."""
    if engine != "sqlite":
        pytest.skip("only in a file: the test copies it by itself")
    return template_bank


@pytest.fixture
async def session(bank_place: Location) -> AsyncIterator[AsyncSession]:
    async with transaction(bank_place, Access.WRITE) as session:
        yield session


@pytest.fixture
def by() -> Authorship:
    return Authorship("qbank test", "tester")


@pytest.fixture
def new_question(session: AsyncSession) -> NewQuestion:
    async def make(category_id: str, **columns: Any) -> Question:
        known = {"question_type": "essay", "stem": "Why?", "identity_hash": b"i", "body_hash": b"b"}
        row = Question(id=new_id(), category_id=category_id, **known | columns)
        session.add(row)
        await session.flush()
        await derived.refresh(session, select(Question.id).where(Question.id == row.id))
        return row

    return make
