"""Media: the pictures and other files that questions refer to, and whether they are whole and in use.

What a question refers to is told by its texts, which an edit changes; `question_media` says what its import
brought.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, as_stored
from qbank.domain.media_types import HEAD, contradicts
from qbank.errors import Kind, QbankError
from qbank.models import Media, Question, QuestionMedia
from qbank.services.preparing import media_in
from qbank.services.selection import Selection, chosen

BATCH = 1000
_TEXTS = (Question.stem, Question.options, Question.explanation, Question.details)
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class MediaView:
    """A kept file: its hash, type and size in bytes, and how many questions refer to it, trash left out."""

    sha256: str
    mime: str
    size: int
    used_by: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with media: `missing`, `unused`, `broken` or `mistyped`; of which file and question."""

    kind: str
    sha256: str
    question: str | None
    message: str


@dataclass(slots=True)
class Examined:
    """What a check looked at and what it found wrong."""

    files: int = 0
    questions: int = 0
    faults: list[Fault] = field(default_factory=list)


async def listing(session: AsyncSession) -> list[MediaView]:
    """List the kept files in the order they came in."""
    used = Counter[str]()
    async for _, hashes, trashed in _references(session):
        used.update(() if trashed else hashes)
    called = select(QuestionMedia.sha256, func.min(QuestionMedia.name).label("name"))
    rows = await session.execute(called.group_by(QuestionMedia.sha256))
    names = {row.sha256: row.name for row in rows}
    found = select(Media.sha256, Media.mime, func.length(Media.bytes)).order_by(
        Media.created_at, Media.sha256
    )
    return [
        MediaView(hash, mime, size, used[hash], names.get(hash))
        for hash, mime, size in await session.execute(found)
    ]


async def named(session: AsyncSession, told: str) -> tuple[str, ...] | None:
    """Find the file that the beginning of a hash means; None for a word that begins no hash.

    Raises QbankError where it could be several.
    """
    beginning = told.lower().removeprefix("qbank://media/")
    if len(beginning) < _SHORTEST or not re.fullmatch("[0-9a-f]{1,64}", beginning):
        return None
    found = select(Media.sha256).where(Media.sha256.startswith(beginning, autoescape=True)).limit(2)
    hashes = tuple((await session.execute(found)).scalars())
    if len(hashes) > 1:
        hint = "give more of its hash: qbank media list"
        raise QbankError(Kind.AMBIGUOUS, f"{told!r} begins the hash of several files", hint=hint)
    return hashes or None


async def selected(session: AsyncSession, selection: Selection) -> tuple[tuple[str, ...], int]:
    """List the hashes of the files the selected questions refer to, and count those that are not kept."""
    meant = Question.id.in_(await chosen(session, selection))
    wanted: dict[str, None] = {}
    async for _, hashes, _ in _references(session, meant):
        wanted.update(dict.fromkeys(hashes))
    there = await kept(session, list(wanted))
    return tuple(hash for hash in wanted if hash in there), len(wanted.keys() - there)


async def kept(session: AsyncSession, hashes: Sequence[str]) -> set[str]:
    """Tell which of these files are kept."""
    found = select(Media.sha256).where(among(Media.sha256, hashes))
    return set((await session.execute(found)).scalars()) if hashes else set()


async def everything(session: AsyncSession) -> tuple[str, ...]:
    """List the hashes of all kept files, used or not."""
    return tuple((await session.execute(select(Media.sha256).order_by(Media.sha256))).scalars())


async def fetch(session: AsyncSession, sha256: str) -> tuple[str | None, str, bytes]:
    """Give a kept file: the name a question has for it, its type and its bytes."""
    name = select(QuestionMedia.name).where(QuestionMedia.sha256 == sha256, QuestionMedia.name.is_not(None))
    found = (await session.execute(select(Media.mime, Media.bytes).where(Media.sha256 == sha256))).one()
    return (await session.execute(name.limit(1))).scalar(), found.mime, found.bytes


async def examine(session: AsyncSession) -> Examined:
    """Check every kept file, one in memory at a time, and every reference to one."""
    done = Examined()
    files = dict.fromkeys(await everything(session))
    used: set[str] = set()
    async for id, hashes, trashed in _references(session):
        done.questions += 1
        used.update(hashes)
        for hash in hashes:
            if hash not in files and not trashed:
                done.faults.append(
                    Fault("missing", hash, id, "the question refers to a file that is not kept")
                )
    for hash in files:
        done.files += 1
        done.faults += await _faults(session, hash)
        if hash not in used:
            done.faults.append(Fault("unused", hash, None, "no question refers to it, not even in the trash"))
    return done


async def _faults(session: AsyncSession, hash: str) -> list[Fault]:
    _, mime, content = await fetch(session, hash)
    if sha256(content).hexdigest() != hash:
        return [Fault("broken", hash, None, "its bytes are not those that were stored")]
    seen = contradicts(mime, content[:HEAD])
    if seen is not None:
        return [Fault("mistyped", hash, None, f"it is kept as {mime}, and its bytes are {seen}")]
    return []


async def _references(
    session: AsyncSession, where: ColumnElement[bool] | None = None
) -> AsyncIterator[tuple[str, tuple[str, ...], bool]]:
    """Yield each question that refers to files: its id, their hashes, and whether it is in the trash.

    Without a condition, those in the trash are among them.
    """
    texts = [func.coalesce(as_stored(column), "") for column in _TEXTS]
    refers = or_(*(text.contains("qbank://media/") for text in texts))
    found = select(Question.id, Question.deleted_at.is_not(None), *texts).where(refers)
    result = await session.stream(found if where is None else found.where(where))
    async for batch in result.partitions(BATCH):
        for id, trashed, *written in batch:
            if hashes := media_in("\n".join(written)):
                yield id, hashes, bool(trashed)
