"""Replacing words in many questions: see it first, then do it, in batches and as one change."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Integer, Text, column, func, insert, select, table
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.db import scratch
from qbank.db.bulk import update_rows
from qbank.db.dialects import among
from qbank.domain.counting import counted
from qbank.domain.hashes import identity_hash
from qbank.domain.reader_text import reader_text
from qbank.domain.reading import Reading, read
from qbank.domain.text_width import one_line
from qbank.errors import Kind, QbankError
from qbank.models import Question
from qbank.services import derived, journal
from qbank.services.journal import Authorship, Entry
from qbank.services.moments import stored_moment
from qbank.services.previews import SAMPLE, Preview
from qbank.services.replacing_matches import Found, Matcher, matcher
from qbank.services.replacing_request import Part as Part, ReplaceRequest as ReplaceRequest, require_sensible
from qbank.services.replacing_words import Excerpt as Excerpt, Rewritten, Texts, opened, rewrite
from qbank.services.rows import document_of, stored
from qbank.services.selection import Selection, chosen
from qbank.services.tables import QUESTIONS, STORED

BATCH = 1000
LISTED = 20
WRITTEN = ("title", "stem", "options", "explanation", "explanation_format", "details")
_COLUMNS = (*WRITTEN, "identity_hash", "body_hash", "updated_at", "version")
_TOO_SLOW = "the regular expression takes too long on it"
_chosen = table("replacing", column("number", Integer()), column("question_id", Text()))
_passage = aliased(Question)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A question that changes, by its id and stem, with each of its matches."""

    id: str
    stem: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A question that would break a rule, and which."""

    id: str
    stem: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement(Preview):
    """What a replacement comes to.

    `matches` are those that are replaced; `left` stand in markup, formulas or code, or across them. `shown`
    has the first questions that change, `refused` the first of `refusals` that break a rule and stay.
    """

    matches: int
    left: int
    shown: tuple[Replaced, ...]
    refusals: int
    refused: tuple[Refused, ...]


@dataclass(slots=True)
class _Work:
    """One question on its way: as it is stored, opened, and what became of it."""

    row: dict[str, Any]
    texts: Texts
    result: Rewritten


@dataclass(slots=True)
class _Tally:
    """What a replacement has come to so far."""

    selected: int
    as_of: int
    most: int | None = SAMPLE
    changed: int = 0
    matches: int = 0
    left: int = 0
    shown: list[Replaced] = field(default_factory=list)
    refusals: int = 0
    refused: list[Refused] = field(default_factory=list)

    def add(self, work: _Work) -> None:
        """Count one question in."""
        result, id_ = work.result, work.row["id"]
        self.left += result.left
        stem = reader_text(work.row["stem"], work.texts.document.format)
        if result.refused is not None:
            self.refusals += 1
            if len(self.refused) < LISTED:
                self.refused.append(Refused(id_, stem, result.refused))
        elif result.matches:
            self.changed += 1
            self.matches += result.matches
            if self.most is None or len(self.shown) < self.most:
                self.shown.append(Replaced(id_, stem, tuple(result.excerpts)))

    def told(self, change: int | None = None) -> Replacement:
        """Give it as it is shown."""
        return Replacement(
            selected=self.selected,
            changed=self.changed,
            sample=(),
            as_of=self.as_of,
            change=change,
            matches=self.matches,
            left=self.left,
            shown=tuple(self.shown),
            refusals=self.refusals,
            refused=tuple(self.refused),
        )


async def preview(
    session: AsyncSession, selection: Selection, request: ReplaceRequest, most: int | None = SAMPLE
) -> Replacement:
    """Work out what a replacement would do, and change nothing; `most` questions are shown, None for all.

    Raises QbankError for a request that makes no sense, for questions that would break a rule unless those
    are to be skipped, and for a regular expression that takes too long.
    """
    tally = await _begun(session, selection, request)
    tally.most = most
    async with matcher(request) as finding:
        async for batch in _worked(session, finding, request, tally.selected):
            for work in batch:
                tally.add(work)
    _require_whole(tally, request)
    return tally.told()


async def apply(
    session: AsyncSession,
    by: Authorship,
    selection: Selection,
    request: ReplaceRequest,
    seen: Replacement | None,
) -> Replacement:
    """Replace as one change, and give what that came to. Raises QbankError as `preview` does.

    Where `seen` is given and the bank was changed since, nothing is done and the new preview is given.
    """
    if seen is not None and seen.as_of != await journal.newest_number(session):
        return await preview(session, selection, request)
    tally = await _begun(session, selection, request)
    entry = await journal.begin(session, by, "")
    async with matcher(request) as finding:
        async for batch in _worked(session, finding, request, tally.selected):
            for work in batch:
                tally.add(work)
            await _write(session, entry, batch)
    _require_whole(tally, request)
    if not tally.changed:
        await journal.forget(session, entry)
        return tally.told()
    told = f"replaced '{one_line(request.find, 40)}' by '{one_line(request.replacement, 40)}'"
    await journal.retitle(session, entry, f"{told} in {counted(tally.changed, 'question')}")
    return tally.told(None if seen is not None else entry.number)


async def _begun(session: AsyncSession, selection: Selection, request: ReplaceRequest) -> _Tally:
    """Fix which questions are meant, in their order: what is written may be what the query asks about."""
    require_sensible(request)
    await scratch.make(session, _chosen.name, "number INTEGER PRIMARY KEY, question_id TEXT NOT NULL")
    meant = (await chosen(session, selection)).subquery()
    numbered = select(func.row_number().over(), meant.c.id)
    await session.execute(insert(_chosen).from_select(["number", "question_id"], numbered))
    selected = (await session.execute(select(func.count()).select_from(_chosen))).scalar_one()
    return _Tally(selected, await journal.newest_number(session))


async def _worked(
    session: AsyncSession, finding: Matcher, request: ReplaceRequest, selected: int
) -> AsyncIterator[list[_Work]]:
    """Yield the questions meant in batches, each with what becomes of it."""
    stimulus = _passage.identity_hash.label("passage")
    whole = (
        select(*STORED, stimulus)
        .join_from(_chosen, Question, Question.id == _chosen.c.question_id)
        .outerjoin(_passage, _passage.id == Question.stimulus_id)
        .order_by(_chosen.c.number)
    )
    for low in range(1, selected + 1, BATCH):
        page = whole.where(_chosen.c.number.between(low, low + BATCH - 1))
        rows = [dict(row) for row in (await session.execute(page)).mappings()]
        texts = [opened(document_of(row), request.parts) for row in rows]
        found = await finding.find([each.seen for each in texts])
        yield [_Work(*each) for each in zip(rows, texts, map(_result, texts, found), strict=True)]


def _result(texts: Texts, found: Found) -> Rewritten:
    return Rewritten(refused=_TOO_SLOW) if found is None else rewrite(texts, found)


async def _write(session: AsyncSession, entry: Entry, batch: Sequence[_Work]) -> None:
    """Write the questions of a batch that changed, with their hashes, their journal and what is derived."""
    changed = [work for work in batch if work.result.matches and work.result.refused is None]
    if not changed:
        return
    meant = among(Question.id, [work.row["id"] for work in changed])
    await journal.remember(session, entry, QUESTIONS, meant, _COLUMNS)
    moment = stored_moment(entry.moment)
    readings, rows = [], []
    for work in changed:
        reading, values = _values(work)
        readings.append((work.row["id"], reading))
        rows.append(
            (*(values[name] for name in _COLUMNS[:-2]), moment, work.row["version"] + 1, work.row["id"])
        )
    await update_rows(session, QUESTIONS.name, _COLUMNS, "id", rows)
    await derived.forget(session, select(Question.id).where(meant))
    last = await derived.last_text(session)
    await derived.add(session, readings)
    await derived.index_after(session, last)


def _values(work: _Work) -> tuple[Reading, dict[str, Any]]:
    document = work.texts.document
    reading, parts = read(document)
    values = stored(document)
    passage = work.row["passage"] or b""
    values["identity_hash"] = identity_hash(document, reading, parts, own=work.row["id"], passage=passage)
    return reading, values


def _require_whole(tally: _Tally, request: ReplaceRequest) -> None:
    """Raise QbankError, with the questions in its details, where some would break a rule."""
    if not tally.refusals or request.skip_refused:
        return
    raise QbankError(
        Kind.BAD_DATA,
        f"{counted(tally.refusals, 'question')} would break a rule; nothing was changed",
        hint="leave those as they are with --on-error skip, or say more of what to find",
        details={"refused": [asdict(each) for each in tally.refused]},
    )
