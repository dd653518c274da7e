"""Known questions that an import rewrites, and what their sources said of them: written in batches."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import update_rows
from qbank.db.dialects import among
from qbank.models import ImportItem, Question, QuestionMedia
from qbank.services import derived, journal, undo_rows
from qbank.services.import_bases import COLUMNS
from qbank.services.journal import Entry
from qbank.services.media import kept
from qbank.services.moments import stored_moment
from qbank.services.status_moves import MOVED
from qbank.services.tables import IMPORT_ITEMS, QUESTION_MEDIA, QUESTIONS

WRITTEN = (*COLUMNS, "identity_hash", "body_hash", "category_id", "deleted_at", "updated_at", "version")
REMEMBERED = (*WRITTEN, *MOVED)
"""What the journal keeps of a question that an import rewrites: the same columns of each."""

_STATUS = COLUMNS.index("status")
_SAID = ("external_key", "import_hash", "import_id", "said")


class Rewritten(NamedTuple):
    """A question as it is to be, live; `columns` are in the order of `COLUMNS`."""

    question_id: str
    columns: tuple[Any, ...]
    identity: bytes
    body_hash: bytes
    category_id: str
    version: int
    media: tuple[str, ...] = ()


class Said(NamedTuple):
    """What a source says of a question now; `is_news` tells whether it said something else before."""

    question_id: str
    document_id: str
    external_key: str
    import_hash: bytes
    said: str | None
    is_news: bool


class Rewriter:
    """Writes what the files of one change alter of known questions."""

    def __init__(self, session: AsyncSession, entry: Entry) -> None:
        self._session = session
        self._entry = entry
        self._moment = stored_moment(entry.moment)
        self._rewritten: set[str] = set()
        self._remembered: set[str] = set()
        self._confirmed: set[tuple[str, str]] = set()
        self.news: set[str] = set()
        """Questions of which their sources say something else than before, whatever became of them."""

    async def rewrite(self, news: Sequence[Rewritten]) -> None:
        """Write questions anew, remembered before the first time of each."""
        if not news:
            return
        await self.remember([new.question_id for new in news])
        self._rewritten.update(new.question_id for new in news)
        rows = [
            (
                *new.columns,
                new.identity,
                new.body_hash,
                new.category_id,
                None,
                self._moment,
                new.version,
                new.question_id,
            )
            for new in news
        ]
        moved = await self._moved(news)
        await update_rows(self._session, QUESTIONS.name, WRITTEN, "id", rows)
        await update_rows(self._session, QUESTIONS.name, MOVED, "id", moved)
        await self._link({new.question_id: new.media for new in news if new.media})

    async def _moved(self, news: Sequence[Rewritten]) -> list[tuple[str, str, str]]:
        """Give who moves the questions that get another status and when, each with its id."""
        meant = among(Question.id, [new.question_id for new in news])
        there = dict((await self._session.execute(select(Question.id, Question.status).where(meant))).all())
        by, at = self._entry.actor, self._moment
        return [
            (by, at, new.question_id) for new in news if new.columns[_STATUS] != there.get(new.question_id)
        ]

    async def remember(self, ids: Sequence[str]) -> None:
        """Note in the journal what questions are, where this change has not done so."""
        fresh = [id for id in ids if id not in self._remembered]
        self._remembered.update(fresh)
        if fresh:
            await journal.remember(
                self._session, self._entry, QUESTIONS, among(Question.id, fresh), REMEMBERED
            )

    async def confirm(self, import_id: str, said: Sequence[Said]) -> None:
        """Remember what files say now of questions they said something of before."""
        self.news.update(each.question_id for each in said if each.is_news)
        by_document: dict[str, list[str]] = {}
        for each in said:
            if (each.question_id, each.document_id) not in self._confirmed:
                by_document.setdefault(each.document_id, []).append(each.question_id)
                self._confirmed.add((each.question_id, each.document_id))
        for document_id, ids in by_document.items():
            meant = and_(among(ImportItem.question_id, ids), ImportItem.document_id == document_id)
            await journal.remember(self._session, self._entry, IMPORT_ITEMS, meant, _SAID)
        rows = [{**_bound(each), "import_id": import_id} for each in said]
        if rows:
            again = update(IMPORT_ITEMS).where(
                IMPORT_ITEMS.c.question_id == bindparam("question"),
                IMPORT_ITEMS.c.document_id == bindparam("document"),
            )
            await (await self._session.connection()).execute(again, rows)

    async def unconfirm(self) -> None:
        """Let what was confirmed be as it was: the change is none."""
        await undo_rows.unwrite(self._session, self._entry, IMPORT_ITEMS, _SAID)

    async def refresh_derived(self) -> None:
        """Make the derived rows of rewritten questions anew, when those of new ones are in the index."""
        if self._rewritten:
            rewritten = among(Question.id, sorted(self._rewritten))
            await derived.refresh(self._session, select(Question.id).where(rewritten))

    async def _link(self, media: Mapping[str, Sequence[str]]) -> None:
        """Link questions with the pictures they show now, as far as those are kept."""
        if not media:
            return
        there = await kept(self._session, list({sha256 for each in media.values() for sha256 in each}))
        linked = select(QuestionMedia.question_id, QuestionMedia.sha256)
        rows = await self._session.execute(linked.where(among(QuestionMedia.question_id, list(media))))
        known = set(map(tuple, rows))
        pairs = [(id, sha256) for id, each in media.items() for sha256 in each if sha256 in there]
        fresh = [pair for pair in pairs if pair not in known]
        if fresh:
            links = [
                {"question_id": id, "sha256": sha256, "created_at": self._entry.moment}
                for id, sha256 in fresh
            ]
            await self._session.execute(QUESTION_MEDIA.insert(), links)
            await journal.inserted(
                self._session, self._entry, QUESTION_MEDIA, [f"{id}/{sha256}" for id, sha256 in fresh]
            )


def _bound(each: Said) -> dict[str, Any]:
    return {
        "question": each.question_id,
        "document": each.document_id,
        "external_key": each.external_key,
        "import_hash": each.import_hash,
        "said": each.said,
    }
