"""The last stage of an import: checked questions become rows, in batches, in the one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import full_text
from qbank.db.bulk import insert_rows
from qbank.db.dialects import among
from qbank.domain import jsontext
from qbank.domain.searchable import searchable_row
from qbank.domain.validation import tidy_tags
from qbank.models import Question
from qbank.services.category_making import UNSORTED, ensure
from qbank.services.category_tree import CategoryTree
from qbank.services.derived import TAG_COLUMNS, TEXT_COLUMNS, tag_rows
from qbank.services.import_check import Checked
from qbank.services.import_records import Titles
from qbank.services.import_review import Reviews
from qbank.services.import_source import Origin
from qbank.services.journal import Entry
from qbank.services.media import kept
from qbank.services.moments import stored_moment
from qbank.services.new_ids import ascending_ids
from qbank.services.preferences import Defaults
from qbank.services.preparing import Prepared
from qbank.services.rows import BODY, SET

_OWN = ("id", "category_id", "document_id", "stimulus_id", "change_id")
_HASHES = ("identity_hash", "body_hash", "version", "created_at", "updated_at")
COLUMNS = (*_OWN, *BODY, *SET, *_HASHES)
ITEM_COLUMNS = ("question_id", "document_id", "external_key", "import_hash", "import_id", "created_at")
MEDIA_COLUMNS = ("question_id", "sha256", "created_at")
_DEFAULTED = tuple((place, name) for place, name in enumerate(SET) if name in (
    "difficulty", "rating", "points", "language", "author", "licence"))  # fmt: skip
_STATUS, _TAGS = SET.index("status"), SET.index("tags")


class Writer:
    """Writes new questions of one import with everything that hangs on them."""

    def __init__(
        self,
        session: AsyncSession,
        entry: Entry,
        checked: Checked,
        tree: CategoryTree,
        defaults: Defaults,
        origin: Origin,
    ) -> None:
        self._session = session
        self._entry = entry
        self._options = checked.options
        self._total = checked.spool.count
        self._tree = tree
        self._defaults = defaults
        self.titles = Titles(session, entry)
        self._origin = origin
        self._moment = stored_moment(entry.moment)
        self._places: dict[str | None, tuple[str, Mapping[str, Any]]] = {}
        self._documents: dict[str | None, str] = {}
        self._stimuli: list[dict[str, str]] = []
        self._reviews = Reviews(session, entry)
        self.made: list[str] = []
        self.unsorted = 0

    def category_of(self, path: str | None) -> str | None:
        """Tell the category whose rules hold for a path of the file: its own, or the last one above it."""
        node = self._tree.nearest(self._path_of(path))
        return None if node is None else node.id

    def _path_of(self, path: str | None) -> str:
        return self._options.place_of(path) or self._options.placed(UNSORTED)

    async def write(self, rows: Sequence[tuple[int, Prepared]]) -> list[str]:
        """Insert questions that are new; gives their ids in order."""
        start = rows[0][0] - 1
        if self._options.category is None:
            self.unsorted += sum(row.category is None for _, row in rows)
        ids = ascending_ids(start, rows[-1][0] - start, max(self._total, start + len(rows)))
        given = [row.given_id or new for (_, row), new in zip(rows, ids, strict=False)]
        questions, texts, tags, items, media = [], [], [], [], []
        for (_, row), question_id in zip(rows, given, strict=True):
            category_id, defaults = self._places.get(row.category) or await self._place(row.category)
            said, reading = (row.said, row.reading) if not defaults else self._said(row, defaults)
            is_complete = row.given_id is not None and row.created_at is not None
            document_id = None
            if row.document is not None or not is_complete:
                document_id = self._documents.get(row.document) or await self._document(row.document)
            questions.append(self._question(row, question_id, category_id, document_id, said))
            texts.append((question_id, *searchable_row(reading)))
            tags += tag_rows(question_id, reading[-1])
            if document_id is not None and not is_complete:
                items.append(self._item(row, question_id, document_id))
            if row.media:
                media += [(question_id, sha256, self._moment) for sha256 in row.media]
            if row.stimulus is not None:
                self._stimuli.append({"question": question_id, "passage": row.stimulus})
        await insert_rows(self._session, "questions", COLUMNS, questions)
        await insert_rows(self._session, "question_texts", TEXT_COLUMNS, texts)
        await full_text.add(self._session, texts)
        await insert_rows(self._session, "question_tags", TAG_COLUMNS, tags)
        await insert_rows(self._session, "import_items", ITEM_COLUMNS, items)
        await self._link(media)
        await self._reviews.of_new(zip(given, (row for _, row in rows), strict=True))
        return given

    def _question(
        self, row: Prepared, question_id: str, category_id: str, document_id: str | None, said: Sequence[Any]
    ) -> tuple[Any, ...]:
        created = row.created_at or self._moment
        return (
            question_id,
            category_id,
            document_id,
            None,
            self._entry.id,
            *row.body,
            *said,
            row.identity,
            row.body_hash,
            row.version,
            created,
            row.updated_at or created,
        )

    def _said(self, row: Prepared, defaults: Mapping[str, Any]) -> tuple[Sequence[Any], tuple[str, ...]]:
        """Fill what the file left open from the category's defaults; what a bank exported is complete."""
        if row.created_at is not None:
            return row.said, row.reading
        said, reading = list(row.said), row.reading
        for place, name in _DEFAULTED:
            if said[place] is None and name in defaults:
                said[place] = getattr(defaults[name], "value", defaults[name])
        if not row.has_status and self._options.status is None and "status" in defaults:
            said[_STATUS] = str(defaults["status"])
        if "tags" in defaults:
            tags = tidy_tags([*jsontext.decode(said[_TAGS]), *defaults["tags"]])
            said[_TAGS] = jsontext.encode_text(tags)
            reading = (*reading[:-1], "\n".join(tags))
        return said, reading

    async def _place(self, path: str | None) -> tuple[str, Mapping[str, Any]]:
        node, made = await ensure(self._session, self._entry, self._tree, self._path_of(path))
        self.made += [self._tree.path_of(each) for each in made]
        self._places[path] = node.id, self._defaults.of(node.id)
        return self._places[path]

    async def _document(self, title: str | None) -> str:
        """Give the id of the document a question names, or of the file's own."""
        found = await (self._origin.document_id() if title is None else self.titles.id_of(title))
        self._documents[title] = found
        return found

    def _item(self, row: Prepared, question_id: str, document_id: str) -> tuple[Any, ...]:
        return (
            question_id,
            document_id,
            row.external_key,
            row.import_hash,
            self._origin.import_id,
            self._moment,
        )

    async def _link(self, media: list[tuple[str, str, str]]) -> None:
        """Link questions with the pictures that are kept; a picture that is not stays a reference."""
        if not media:
            return
        there = await kept(self._session, list({sha256 for _, sha256, _ in media}))
        await insert_rows(
            self._session, "question_media", MEDIA_COLUMNS, [row for row in media if row[1] in there]
        )

    async def tie_stimuli(self, renamed: Mapping[str, str]) -> list[str]:
        """Point questions at their passages, now all are there; gives ids of passages that are nowhere."""
        pairs = [{**pair, "passage": renamed.get(pair["passage"], pair["passage"])} for pair in self._stimuli]
        wanted = list({pair["passage"] for pair in pairs})
        found = set(
            (await self._session.execute(select(Question.id).where(among(Question.id, wanted)))).scalars()
        )
        good = [pair for pair in pairs if pair["passage"] in found]
        if good:
            table = Question.__table__
            tie = (
                update(table)  # type: ignore[arg-type]  # a Table
                .where(table.c.id == bindparam("question"))
                .values(stimulus_id=bindparam("passage"), updated_at=table.c.updated_at)
            )
            await (await self._session.connection()).execute(tie, good)
        return [passage for passage in wanted if passage not in found]
