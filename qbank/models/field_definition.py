"""Definitions of the owner's own fields: what the values under a name in `questions.fields` may be."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from qbank.models.base import Base, Id, Timestamped, new_id


class FieldDefinition(Timestamped, Base):
    """What an own field is; `folded` is its name without case and accents, by which it is the only one."""

    __tablename__ = "field_definitions"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    field_type: Mapped[str] = mapped_column(String(16))
    choices: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    required: Mapped[bool] = mapped_column(default=False, server_default="0")
    description: Mapped[str | None]
