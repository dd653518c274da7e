"""Media: pictures and other files, each kept once, named by their hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qbank.models.base import Base, Created, Id

if TYPE_CHECKING:
    from qbank.models.question import Question


class Media(Created, Base):
    """The bytes of a file; the same picture in ten questions is here once."""

    __tablename__ = "media"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str]
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


class QuestionMedia(Created, Base):
    """A file that a question refers to, under the name it had there."""

    __tablename__ = "question_media"
    __table_args__ = {"sqlite_with_rowid": False}  # SQLAlchemy's own protocol

    question_id: Mapped[str] = mapped_column(
        Id, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(
        String(64), ForeignKey("media.sha256", ondelete="CASCADE"), primary_key=True, index=True
    )
    name: Mapped[str | None]
    alt: Mapped[str | None]

    question: Mapped[Question] = relationship(back_populates="media", lazy="raise")
