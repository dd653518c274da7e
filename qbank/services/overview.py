"""A bank at a glance: how much it holds, and what was last done to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.models import Category, Change
from qbank.services.listing import bank_size


@dataclass(frozen=True, slots=True)
class LastChange:
    """The newest change; `is_undo` where it took another one back."""

    number: int
    created_at: datetime
    message: str
    actor: str
    is_undo: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """How many live questions and categories a bank has; no last change where nothing was ever done."""

    questions: int
    categories: int
    last: LastChange | None


async def overview(session: AsyncSession) -> Overview:
    """Look at a bank as a whole."""
    living = select(func.count()).select_from(Category).where(Category.deleted_at.is_(None))
    categories = (await session.execute(living)).scalar_one()
    return Overview(await bank_size(session), categories, await _last(session))


async def first_command(session: AsyncSession) -> str | None:
    """Give the command that first changed a bank, of whatever schema; None where nothing was ever done."""
    oldest = select(Change.command).order_by(Change.number).limit(1)
    return (await session.execute(oldest)).scalar_one_or_none()


async def _last(session: AsyncSession) -> LastChange | None:
    newest = select(Change).order_by(Change.number.desc()).limit(1)
    change = (await session.execute(newest)).scalar_one_or_none()
    if change is None:
        return None
    return LastChange(
        change.number, change.created_at, change.message, change.actor, change.undoes is not None
    )
