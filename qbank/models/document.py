"""Documents: where questions come from; imports and what each file said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qbank.models.base import Base, Created, Id, Timestamped, new_id

if TYPE_CHECKING:
    from qbank.models.question import Question


class Document(Timestamped, Base):
    """A book, course or file that questions come from."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    category_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("categories.id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str]
    uri: Mapped[str | None]
    author: Mapped[str | None]
    licence: Mapped[str | None]

    # No delete-orphan: a question outlives the document it came from.
    questions: Mapped[list[Question]] = relationship(
        back_populates="document", passive_deletes=True, lazy="raise"
    )
    imports: Mapped[list[Import]] = relationship(
        back_populates="document", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )


class Import(Created, Base):
    """One file brought in at one time. A bank's own export has no document: its questions name theirs."""

    __tablename__ = "imports"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    document_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    change_id: Mapped[str | None] = mapped_column(Id, ForeignKey("changes.id", ondelete="SET NULL"))
    file_name: Mapped[str]
    format: Mapped[str]
    sha256: Mapped[str]

    document: Mapped[Document | None] = relationship(back_populates="imports", lazy="raise")


class ImportItem(Created, Base):
    """What a document last said of a question: how it names it, and the hash of all it said.

    `said` holds, as a JSON object of stored columns, what the file said otherwise than the question was left
    by that import: an edit made here outlived it. Null where the question became what the file said.

    Keyed by the question, whose ids an import makes in ascending order, so that a million rows are appended;
    what needs the document's or the import's rows reads the table through once.
    """

    __tablename__ = "import_items"
    __table_args__ = {"sqlite_with_rowid": False}  # SQLAlchemy's own protocol

    question_id: Mapped[str] = mapped_column(
        Id, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    document_id: Mapped[str] = mapped_column(
        Id, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    external_key: Mapped[str]
    import_hash: Mapped[bytes] = mapped_column(LargeBinary)
    import_id: Mapped[str] = mapped_column(Id, ForeignKey("imports.id", ondelete="CASCADE"))
    said: Mapped[str | None]
