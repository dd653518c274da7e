"""The journal: every command that changed something, and what each row was before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qbank.models.base import Base, Created, Id, Json, new_id


class Change(Created, Base):
    """One command that changed the bank. `number` counts up; `undone_by` is the undo that took it back.

    `message` says what it did, `note` what the person said of it. What a pruned one changed is not kept any
    more. `chain_hash` is over the change and the hash before it, where an audit is kept.
    """

    __tablename__ = "changes"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    command: Mapped[str]
    message: Mapped[str]
    actor: Mapped[str]
    note: Mapped[str | None]
    is_pruned: Mapped[bool] = mapped_column(default=False, server_default=false())
    chain_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    undoes: Mapped[str | None] = mapped_column(Id, ForeignKey("changes.id", ondelete="SET NULL"))
    undone_by: Mapped[str | None] = mapped_column(Id, ForeignKey("changes.id", ondelete="SET NULL"))

    rows: Mapped[list[ChangeRow]] = relationship(
        back_populates="change", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )


class ChangeRow(Base):
    """What a row was before a change: the columns that changed, all for a deleted row, null for a new one.

    `before` carries the number of its own format under `$`, so that an undo survives a migration.
    """

    __tablename__ = "change_rows"
    __table_args__ = {"sqlite_with_rowid": False}  # SQLAlchemy's own protocol

    change_id: Mapped[str] = mapped_column(Id, ForeignKey("changes.id", ondelete="CASCADE"), primary_key=True)
    table_name: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(Json())

    change: Mapped[Change] = relationship(back_populates="rows", lazy="raise")
