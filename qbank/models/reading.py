"""Derived tables: a question's tags and its reader's text, for live questions only.

Both can be made anew from `questions`; nothing is kept here alone. They are filled set-based and never by a
trigger, which costs six times as much under `executemany`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qbank.models.base import Base, Id

if TYPE_CHECKING:
    from qbank.models.question import Question


class QuestionTag(Base):
    """A tag of a live question, folded: the question's own `tags` keep the spelling."""

    __tablename__ = "question_tags"
    __table_args__ = (
        Index("ix_question_tags_tag", "tag", "question_id"),
        {"sqlite_with_rowid": False},
    )

    question_id: Mapped[str] = mapped_column(
        Id, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(primary_key=True)

    question: Mapped[Question] = relationship(back_populates="tag_rows", lazy="raise")


class QuestionText(Base):
    """The reader's text of a live question, in the form it is looked for (`qbank.domain.searchable`).

    The explicit rowid is what the index refers to. Where that form is another, `as_read` holds the texts
    before the tags as their reader reads them, a BREAK between two.
    """

    __tablename__ = "question_texts"

    rowid: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[str] = mapped_column(Id, ForeignKey("questions.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str]
    stem: Mapped[str]
    answers: Mapped[str]
    distractors: Mapped[str]
    explanation: Mapped[str]
    feedback: Mapped[str]
    tags: Mapped[str]
    as_read: Mapped[str | None]

    question: Mapped[Question] = relationship(back_populates="reading", lazy="raise")
