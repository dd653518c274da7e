"""What the tests of services share: a migrated bank each, a session that may write, questions for it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import bank
from qbank.db.engine import Access, Waiting, transaction
from qbank.db.location import Location
from qbank.models import Question
from qbank.models.base import new_id
from qbank.services import derived
from qbank.services.journal import Authorship

NewQuestion = Callable[..., Awaitable[Question]]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "bank.db"
    asyncio.run(bank.ensure(Location(path=path), Waiting(1)))
    return path


@pytest.fixture
async def session(template: Path, tmp_path: Path) -> AsyncIterator[AsyncSession]:
    path = tmp_path / "bank.db"
    shutil.copy(template, path)
    async with transaction(Location(path=path), Access.WRITE) as session:
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
