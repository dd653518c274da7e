"""Categories: a tree of names, each with defaults for what is put in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import conv

from qbank.models.base import Base, Id, Json, Timestamped, new_id

if TYPE_CHECKING:
    from qbank.models.question import Question

DEFAULT_COLOR = "#3B82F6"


class Category(Timestamped, Base):
    """A category; its path is the names from the root down."""

    __tablename__ = "categories"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    parent_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("categories.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    description: Mapped[str | None]
    color: Mapped[str] = mapped_column(default=DEFAULT_COLOR, server_default=DEFAULT_COLOR)
    deleted_at: Mapped[datetime | None]

    parent: Mapped[Category | None] = relationship(back_populates="children", remote_side=[id], lazy="raise")
    children: Mapped[list[Category]] = relationship(
        back_populates="parent", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    questions: Mapped[list[Question]] = relationship(
        back_populates="category", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    preferences: Mapped[list[Preference]] = relationship(
        back_populates="category", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )


# A plain unique pair would accept two roots of one name, since NULL differs from NULL. A server has the same
# condition from its migration: to name it here would import that dialect at every start.
Index(
    "uq_categories_parent_name",
    func.coalesce(Category.parent_id, text("''")),
    Category.name,
    unique=True,
    sqlite_where=Category.deleted_at.is_(None),
)


class Preference(Timestamped, Base):
    """A default of a category, inherited by the categories below it."""

    __tablename__ = "preferences"
    __table_args__ = (UniqueConstraint("category_id", "preference_key", name=conv("unique_preference")),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    category_id: Mapped[str] = mapped_column(Id, ForeignKey("categories.id", ondelete="CASCADE"))
    preference_key: Mapped[str]
    value: Mapped[Any] = mapped_column(Json())

    category: Mapped[Category] = relationship(back_populates="preferences", lazy="raise")
