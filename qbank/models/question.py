"""Questions: the table everything else is about."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import conv

from qbank.models.base import Base, Id, Timestamped, new_id

if TYPE_CHECKING:
    from qbank.models.category import Category
    from qbank.models.document import Document
    from qbank.models.media import QuestionMedia
    from qbank.models.note import Note
    from qbank.models.reading import QuestionTag, QuestionText


class Question(Timestamped, Base):
    """One question. `options`, `details`, `fields` and `extensions` hold the document's JSON, byte for byte.

    `body_hash` covers what `qbank.domain.hashes.body_hash` says; `identity_hash` finds twins. `status_by` and
    `status_at` say who moved it in its life last and when; null where it stands as it was brought in.
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("rating >= 0 AND rating <= 5", name=conv("rating_range")),
        # Begins with the category, so it serves the category alone too: a second index on it would cost a
        # third of an import. deleted_at stands in it because a partial index does not cover on SQLite 3.40.
        Index(
            "idx_category_difficulty", "category_id", "difficulty", "deleted_at", "question_type", "rating"
        ),
        Index("ix_questions_difficulty", "difficulty", "deleted_at", "status"),
        Index("ix_questions_page", "created_at", "sequence"),
        # Most questions have no id of their author's; those that have none cost nothing here. A
        # server has the same from its migration: to say it here would import its dialect at every start.
        Index(
            "ix_questions_external_id",
            "external_id",
            sqlite_where=text("external_id IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    category_id: Mapped[str] = mapped_column(Id, ForeignKey("categories.id", ondelete="CASCADE"))
    document_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("documents.id", ondelete="SET NULL"), index=True
    )
    sequence: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    question_type: Mapped[str] = mapped_column(String(16))
    title: Mapped[str | None]
    stem: Mapped[str]
    stem_format: Mapped[str] = mapped_column(String(16), default="plain", server_default="plain")
    options: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    explanation: Mapped[str | None]
    explanation_format: Mapped[str | None] = mapped_column(String(16))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    extensions: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    stimulus_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("questions.id", ondelete="SET NULL"), index=True
    )
    points: Mapped[float | None] = mapped_column(Float)
    difficulty: Mapped[str | None] = mapped_column(String(16))
    rating: Mapped[float | None] = mapped_column(Float)
    tags: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    language: Mapped[str | None]
    author: Mapped[str | None]
    licence: Mapped[str | None]
    external_id: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(16), default="ready", server_default="ready")
    identity_hash: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    change_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("changes.id", ondelete="SET NULL"), index=True
    )
    deleted_at: Mapped[datetime | None]
    assignee: Mapped[str | None]
    status_by: Mapped[str | None]
    status_at: Mapped[datetime | None]

    category: Mapped[Category] = relationship(back_populates="questions", lazy="raise")
    document: Mapped[Document | None] = relationship(back_populates="questions", lazy="raise")
    stimulus: Mapped[Question | None] = relationship(remote_side=[id], lazy="raise")
    tag_rows: Mapped[list[QuestionTag]] = relationship(
        back_populates="question", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    reading: Mapped[QuestionText | None] = relationship(
        back_populates="question", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    media: Mapped[list[QuestionMedia]] = relationship(
        back_populates="question", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    notes: Mapped[list[Note]] = relationship(
        back_populates="question", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
