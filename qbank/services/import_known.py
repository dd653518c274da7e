"""What becomes of questions an import finds to be known: told, left as they are, merged or replaced."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import update_rows
from qbank.db.dialects import among, as_stored
from qbank.domain import jsontext
from qbank.domain.validation import InvalidQuestion, tidy_tags
from qbank.errors import Kind, QbankError
from qbank.models import Base, ImportItem, Question
from qbank.services import derived, journal
from qbank.services.import_check import Checked
from qbank.services.import_options import OnConflict, OnDuplicate, Outcome, Verdict
from qbank.services.import_plan import Judged
from qbank.services.import_review import Reviews
from qbank.services.import_rules import Vetter
from qbank.services.import_source import Origin
from qbank.services.journal import Entry
from qbank.services.moments import stored_moment
from qbank.services.preparing import Prepared
from qbank.services.rows import BODY, SET
from qbank.services.status_moves import MOVED

QUESTIONS = Base.metadata.tables[Question.__tablename__]
ITEMS = Base.metadata.tables[ImportItem.__tablename__]
TOLD = SET[:-1]
"""What a file says of a question, its place in the file aside."""

_HASHES = ("identity_hash", "body_hash")
_WRITTEN = (*BODY, *TOLD, *_HASHES, *MOVED, "updated_at", "version")
_TAGS, _FIELDS, _STATUS = TOLD.index("tags"), TOLD.index("fields"), TOLD.index("status")
_REASONS = {
    Verdict.SAME: "known already, and the file says the same as before",
    Verdict.CHANGED: "known already, and now as the file says",
    Verdict.CONFLICT: "known already, but the file now says something else; left as it is in the bank",
    Verdict.DUPLICATE: "the bank has this question already",
}


class _Stored(NamedTuple):
    body: tuple[Any, ...]
    told: tuple[Any, ...]
    hashes: tuple[bytes, bytes]
    moved: tuple[str | None, str | None]
    version: int
    category_id: str


class Known:
    """Deals with the known questions of one file, frame by frame."""

    def __init__(
        self, session: AsyncSession, entry: Entry, checked: Checked, origin: Origin, vetter: Vetter
    ) -> None:
        self._session = session
        self._entry = entry
        self._checked = checked
        self._vetter = vetter
        self._options = checked.options
        self._summary = checked.summary
        self._origin = origin
        self._rewritten: set[str] = set()
        self._reviews = Reviews(session, entry)
        self.renamed: dict[str, str] = {}

    async def deal(self, rows: Sequence[tuple[Prepared, Judged]]) -> None:
        """Decide about each question, write what is to be written, and tell the summary.

        Raises QbankError for a conflict where conflicts are to fail.
        """
        there = await self._load([known.known_id for _, known in rows if known.known_id is not None])
        news: dict[str, tuple[Any, ...]] = {}
        confirmed: dict[str, bytes] = {}
        for row, known in rows:
            if row.given_id is not None and known.known_id is not None:
                self.renamed[row.given_id] = known.known_id
            stored = there.get(known.known_id or "")
            row, wrong = self._vetted(row, stored)
            verdict = self._verdict(row, known, stored)
            if stored is not None and known.known_id is not None and verdict is not Verdict.SAME:
                new = self._replacement(row, verdict, stored)
                if new is not None and known.known_id not in self._rewritten:
                    if wrong is not None:
                        self._checked.refuse(row, wrong)
                        continue
                    verdict, news[known.known_id] = Verdict.CHANGED, new
                    confirmed[known.known_id] = row.import_hash
            self._tell(row, known, verdict)
        await self._rewrite(news, there)
        await self._confirm(confirmed)
        recognised = [(each.known_id, row) for row, each in rows if each.known_id and _is_the_same(each)]
        self._summary.notes += await self._reviews.of_known(recognised)

    def _vetted(self, row: Prepared, stored: _Stored | None) -> tuple[Prepared, InvalidQuestion | None]:
        """Hold a question against the rules of the bank: give it as it may be written, and what is wrong."""
        if stored is None:
            return row, None
        try:
            # A twin only fills in what its own does not say, and takes nothing away that is required.
            partial = self._options.on_duplicate is OnDuplicate.MERGE
            return self._vetter.known(row, stored.category_id, partial=partial), None
        except InvalidQuestion as error:
            return row, error

    def _verdict(self, row: Prepared, known: Judged, stored: _Stored | None) -> Verdict:
        if known.verdict != "known" or stored is None:
            return Verdict(known.verdict)
        same = (stored.hashes[1], *stored.told) == (row.body_hash, *row.said[:-1])
        return Verdict.SAME if same else Verdict.CONFLICT

    def _replacement(self, row: Prepared, verdict: Verdict, stored: _Stored) -> tuple[Any, ...] | None:
        """Give the columns a known question is to have; None where it stays as it is."""
        if verdict is Verdict.CONFLICT and self._options.on_conflict is OnConflict.THEIRS:
            return (*row.body, *row.said[:-1], row.identity, row.body_hash)
        if verdict is Verdict.DUPLICATE and self._options.on_duplicate is OnDuplicate.MERGE:
            told = merged(stored.told, row.said[:-1])
            return None if told == stored.told else (*stored.body, *told, *stored.hashes)
        return None

    def _tell(self, row: Prepared, known: Judged, verdict: Verdict) -> None:
        if verdict is Verdict.CONFLICT and self._options.on_conflict is OnConflict.FAIL:
            raise QbankError(
                Kind.CONFLICT,
                f"{self._options.file_name}, question {row.item}: the bank says something else of it",
                hint=f"qbank question show {(known.known_id or '')[:8]}; --on-conflict skip leaves it",
            )
        reason = _REASONS[verdict]
        if known.first is not None:
            same = "the same" if verdict is Verdict.DUPLICATE else "of the same id"
            reason = f"{same} as question {known.first} of the file"
        self._summary.tell(Outcome(verdict, row.item, row.line, row.path, known.known_id, reason))

    async def _load(self, ids: Sequence[str]) -> dict[str, _Stored]:
        """Load what the bank says of questions."""
        names = (*BODY, *TOLD, *_HASHES)
        columns = [
            as_stored(Question.id),
            *(_plain(name) for name in names),
            *(as_stored(getattr(Question, name)) for name in MOVED),
            Question.version,
            Question.category_id,
        ]
        rows = await self._session.execute(select(*columns).where(among(Question.id, ids)))
        body, told = len(BODY), len(BODY) + len(TOLD)
        return {
            found: _Stored(
                tuple(rest[:body]),
                tuple(rest[body:told]),
                tuple(rest[told:-4]),
                tuple(rest[-4:-2]),
                *rest[-2:],
            )
            for found, *rest in rows
        }

    async def _rewrite(self, news: Mapping[str, tuple[Any, ...]], there: Mapping[str, _Stored]) -> None:
        if not news:
            return
        ids = list(news)
        meant = among(Question.id, ids)
        await journal.remember(self._session, self._entry, QUESTIONS, meant, _WRITTEN)
        moment = stored_moment(self._entry.moment)
        rows = [
            (*values, *self._moved(values, there[key]), moment, there[key].version + 1, key)
            for key, values in news.items()
        ]
        await update_rows(self._session, "questions", _WRITTEN, "id", rows)
        self._rewritten.update(ids)

    def _moved(self, values: tuple[Any, ...], stored: _Stored) -> tuple[str | None, str | None]:
        """Give who gave a rewritten question its status, and when."""
        if values[len(BODY) + _STATUS] == stored.told[_STATUS]:
            return stored.moved
        return self._entry.actor, stored_moment(self._entry.moment)

    async def refresh_derived(self) -> None:
        """Make the derived rows of rewritten questions anew, when those of new ones are in the index."""
        if self._rewritten:
            rewritten = among(Question.id, sorted(self._rewritten))
            await derived.refresh(self._session, select(Question.id).where(rewritten))

    async def _confirm(self, hashes: Mapping[str, bytes]) -> None:
        """Remember what the file says now of questions it said something of before."""
        said = among(ImportItem.question_id, list(hashes))
        if not hashes or not (await self._session.execute(select(func.count()).where(said))).scalar_one():
            return
        await journal.remember(self._session, self._entry, ITEMS, said, ("import_hash", "import_id"))
        rows = [(value, self._origin.import_id, key) for key, value in hashes.items()]
        await update_rows(self._session, "import_items", ("import_hash", "import_id"), "question_id", rows)


def _is_the_same(judged: Judged) -> bool:
    """Tell a question that the bank knows from one that only says the same as another."""
    return judged.verdict != Verdict.DUPLICATE


def _plain(name: str) -> Any:
    column = getattr(Question, name)
    return column if name in _HASHES or name in ("rating", "points") else as_stored(column)


def merged(mine: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    """Fill what is unknown of a question from its twin, and take its tags and own fields in."""
    told = [own if own is not None else other for own, other in zip(mine, theirs, strict=True)]
    tags = tidy_tags([*jsontext.decode(mine[_TAGS]), *jsontext.decode(theirs[_TAGS])])
    told[_TAGS] = jsontext.encode_text(tags)
    told[_FIELDS] = jsontext.encode_text(
        {**jsontext.decode(theirs[_FIELDS]), **jsontext.decode(mine[_FIELDS])}
    )
    return tuple(told)
