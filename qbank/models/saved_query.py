"""Queries kept by name, so that `saved:NAME` stands for them in another."""

from sqlalchemy.orm import Mapped, mapped_column

from qbank.models.base import Base, Id, Timestamped, new_id


class SavedQuery(Timestamped, Base):
    """A query and its name; `folded` is the name without case and accents, by which it is the only one."""

    __tablename__ = "saved_queries"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    query: Mapped[str]
    description: Mapped[str | None]
