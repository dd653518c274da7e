"""Notes: what people say about a question while they work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qbank.models.base import Base, Created, Id, new_id

if TYPE_CHECKING:
    from qbank.models.question import Question


class Note(Created, Base):
    """A remark on a question: who made it, and when. It is no part of the question's text."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    question_id: Mapped[str] = mapped_column(Id, ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    author: Mapped[str]

    question: Mapped[Question] = relationship(back_populates="notes", lazy="raise")
