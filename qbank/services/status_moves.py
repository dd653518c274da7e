"""Who moved a question in its life, and when: kept wherever its status is given another value."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, literal

from qbank.models import Question
from qbank.services.journal import Entry

MOVED = ("status_by", "status_at")
"""The columns that say who gave a question its status and when; null where it has the one it came with."""


def columns_of(names: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the columns that a statement changes, those of `MOVED` with a status."""
    return (*names, *MOVED) if "status" in names else tuple(names)


def with_mover(entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Add to the new values of questions, where a status is among them, who moves them and when.

    Questions that have the status already keep what is known of it.
    """
    if "status" not in values:
        return dict(values)
    moved = Question.status.is_distinct_from(values["status"])
    return {
        **values,
        "status_by": case((moved, entry.actor), else_=Question.status_by),
        "status_at": case((moved, literal(entry.moment, Question.status_at.type)), else_=Question.status_at),
    }


def moved(entry: Entry, row: Question, status: str) -> dict[str, Any]:
    """Give who moved one question and when: as it is kept, unless it gets another status."""
    if row.status == status:
        return {"status_by": row.status_by, "status_at": row.status_at}
    return {"status_by": entry.actor, "status_at": entry.moment}
