"""The records a file brings beside its questions: definitions, categories, documents, pictures."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import folded
from qbank.domain import preferences as preference_values
from qbank.domain.category_path import join_path, split_path
from qbank.domain.category_rules import tidy_color
from qbank.domain.own_fields import FieldDefinition
from qbank.domain.records import CategoryDocument, SourceDocument
from qbank.domain.text import fold
from qbank.models import Category, Document, FieldDefinition as FieldRow, Media, SavedQuery
from qbank.models.base import new_id
from qbank.models.category import DEFAULT_COLOR
from qbank.services import field_definitions, journal, preferences, saved_queries
from qbank.services.category_making import ensure
from qbank.services.category_tree import CategoryTree, Node
from qbank.services.import_check import Checked
from qbank.services.journal import Entry
from qbank.services.media import kept
from qbank.services.tables import CATEGORIES, DOCUMENTS, MEDIA


async def bring_records(
    session: AsyncSession, entry: Entry, tree: CategoryTree, checked: Checked
) -> list[str]:
    """Bring what a file holds beside its questions and documents; gives the paths of categories made."""
    await _bring_fields(session, entry, checked)
    made = await _bring_categories(session, entry, tree, checked)
    await _bring_media(session, entry, checked)
    await _bring_saved(session, entry, checked)
    return made


async def _bring_fields(session: AsyncSession, entry: Entry, checked: Checked) -> None:
    """Define the own fields a file defines; one that is defined already keeps its definition.

    One that questions of the bank do not fit is not brought, and a warning says so.
    """
    for said in checked.fields:
        if await field_definitions.find(session, said.name) is not None:
            continue
        definition = FieldDefinition(
            said.name, said.type, tuple(said.values), said.required, said.description
        )
        if misfits := (await field_definitions.fit(session, definition)).misfits:
            checked.warn(
                f"the field {said.name!r} was not defined: {misfits[0].id[:8]} and maybe more questions of "
                f"the bank do not fit ({misfits[0].reason})"
            )
            continue
        known = said.id is None or await session.get(FieldRow, said.id) is not None
        own = {} if known else {"id": said.id}
        times = _times(entry, said.created_at, said.updated_at)
        await field_definitions.add(session, entry, definition, **own, **times)


async def _bring_saved(session: AsyncSession, entry: Entry, checked: Checked) -> None:
    """Keep the queries a file carries; of two of one name the bank's own stays."""
    for said in checked.saved:
        if await saved_queries.row_of(session, said.name) is None:
            known = said.id is None or await session.get(SavedQuery, said.id) is not None
            own = {} if known else {"id": said.id}
            times = _times(entry, said.created_at, said.updated_at)
            await saved_queries.insert_row(
                session, entry, said.name, said.query, said.description, **own, **times
            )


async def _bring_categories(
    session: AsyncSession, entry: Entry, tree: CategoryTree, checked: Checked
) -> list[str]:
    """Make the categories a file describes, shallow ones first; one that is there keeps what it has.

    Gives the paths of those made.
    """
    made: list[str] = []
    described = sorted(checked.categories, key=lambda each: len(split_path(each.path)))
    for each in described:
        path = checked.options.placed(each.path)
        if tree.find(path) is None:
            made += await _bring_category(session, entry, tree, path, each)
    return made


async def _bring_category(
    session: AsyncSession, entry: Entry, tree: CategoryTree, path: str, said: CategoryDocument
) -> list[str]:
    *above, name = split_path(path)
    parent: Node | None = None
    made: list[Node] = []
    if above:
        parent, made = await ensure(session, entry, tree, join_path(above))
    known = said.id is not None and await session.get(Category, said.id) is not None
    row = {
        "id": new_id() if said.id is None or known else said.id,
        "parent_id": None if parent is None else parent.id,
        "name": name,
        "description": said.description,
        "color": DEFAULT_COLOR if said.color is None else tidy_color(said.color),
        **_times(entry, said.created_at, said.updated_at),
    }
    await session.execute(insert(Category).values(row))
    await journal.inserted(session, entry, CATEGORIES, [row["id"]])
    tree.add(Node(row["id"], row["parent_id"], row["name"], row["color"]))
    values = {key: preference_values.read(key, value) for key, value in said.preferences.items()}
    if values:
        await preferences.write(session, entry, row["id"], values)
    return [*(tree.path_of(node) for node in made), path]


def _times(entry: Entry, created: datetime | None, updated: datetime | None) -> dict[str, Any]:
    return {"created_at": created or entry.moment, "updated_at": updated or created or entry.moment}


class Titles:
    """The documents a file's questions name, found by title or made on first use."""

    def __init__(self, session: AsyncSession, entry: Entry) -> None:
        self._session = session
        self._entry = entry
        self._ids: dict[str, str] = {}

    async def bring(self, tree: CategoryTree, said: SourceDocument) -> None:
        """Take in a document the file describes; one of the same title that is there keeps what it has."""
        if await self._find(said.title) is not None:
            return
        category = None if said.category is None else tree.find(said.category)
        known = said.id is not None and await self._session.get(Document, said.id) is not None
        await self._insert(
            {
                "id": new_id() if said.id is None or known else said.id,
                "title": said.title,
                "category_id": None if category is None else category.id,
                "uri": said.uri,
                "author": said.author,
                "licence": said.licence,
                **_times(self._entry, said.created_at, said.updated_at),
            }
        )

    async def id_of(self, title: str) -> str:
        """Give the id of the document with a title, making it where there is none."""
        found = self._ids.get(title) or await self._find(title)
        return found or await self._insert(
            {"id": new_id(), "title": title, **_times(self._entry, None, None)}
        )

    async def _find(self, title: str) -> str | None:
        titled = select(Document.id).where(folded(Document.title) == fold(title))
        found = (
            await self._session.execute(titled.order_by(Document.created_at).limit(1))
        ).scalar_one_or_none()
        if found is not None:
            self._ids[title] = found
        return found

    async def _insert(self, row: dict[str, Any]) -> str:
        await self._session.execute(insert(Document).values(row))
        await journal.inserted(self._session, self._entry, DOCUMENTS, [row["id"]])
        self._ids[row["title"]] = row["id"]
        return str(row["id"])


async def _bring_media(session: AsyncSession, entry: Entry, checked: Checked) -> None:
    """Keep the pictures a file carries; those that are kept already are kept once."""
    came = {media.sha256: media for media in reversed(checked.media)}
    there = await kept(session, list(came))
    fresh = [media for sha256, media in came.items() if sha256 not in there]
    for media in fresh:
        values = {"sha256": media.sha256, "mime": media.mime, "bytes": media.data, "created_at": entry.moment}
        await session.execute(insert(Media).values(values))
    await journal.inserted(session, entry, MEDIA, [media.sha256 for media in fresh])
