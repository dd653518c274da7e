"""Images of questions as documents, with the names of what they refer to as those are called now."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain import jsontext
from qbank.domain.question import QuestionDocument
from qbank.models import Document
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.row_history import Image
from qbank.services.rows import document_of
from qbank.services.tables import QUESTIONS

_FLOATS = tuple(column.name for column in QUESTIONS.c if isinstance(column.type, Float))
_NOT_SAID = ("id", "version", "created_at", "updated_at", "sequence", "status_by", "status_at", "notes")
TRASH = "in_trash"


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in images stand for: paths of categories, titles of documents."""

    tree: CategoryTree
    titles: dict[str, str]

    def category(self, category_id: str) -> str:
        """Give the path of a category; its id where it is not there any more."""
        return self.tree.path(category_id) or f"({category_id[:8]}, which is gone)"


async def names(session: AsyncSession) -> Names:
    """Read what ids stand for."""
    titles = dict((await session.execute(select(Document.id, Document.title))).all())
    return Names(await load_tree(session), titles)


def document(image: Image, known: Names) -> QuestionDocument:
    """Build the document of a whole row's image."""
    row = {**image, **{name: None if image[name] is None else float(image[name]) for name in _FLOATS}}
    made = document_of(row)
    made.category = known.category(row["category_id"])
    if row["document_id"] is not None:
        made.document = known.titles.get(row["document_id"]) or f"({row['document_id'][:8]}, which is gone)"
    return made


def said(image: Image | None, known: Names) -> dict[str, Any]:
    """Give what a question says, by the keys of its document; nothing where it is not there."""
    if image is None:
        return {}
    told: dict[str, Any] = jsontext.decode(jsontext.encode(document(image, known)))
    told = {name: value for name, value in told.items() if name not in _NOT_SAID}
    return {**told, TRASH: image["deleted_at"] is not None}
