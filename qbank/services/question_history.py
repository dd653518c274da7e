"""The versions of a question, rebuilt from the journal backwards: listed, compared, gone back to.

A version is what a change left of a question. It goes by the number the question had then. An undo gives a
question its old number back: a number that several changes left means the newest of them, and `@12` means
what change 12 left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import update_rows
from qbank.domain.document_diff import Difference, differences
from qbank.errors import Kind, QbankError
from qbank.models import Category, Change, ChangeRow, Document, Question
from qbank.services import derived, journal, row_history
from qbank.services.finding import find, in_trash
from qbank.services.journal import Authorship
from qbank.services.moments import stored_moment
from qbank.services.question_states import Names, names, said
from qbank.services.row_history import Image, Noted
from qbank.services.rows import BODY, SET
from qbank.services.status_moves import MOVED
from qbank.services.tables import QUESTIONS

REVERTED = (*BODY, *SET, "category_id", "document_id", "stimulus_id", "identity_hash", "body_hash")
"""What going back to a version gives back: all a question says, not whether it is in the trash."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a change left of a question; `change` is None for what came before all the journal keeps.

    `places` are where it differs from the version before, and `image` is None where it was taken away.
    """

    number: int | None
    change: int | None
    created_at: datetime
    actor: str | None
    message: str | None
    note: str | None
    undone_by: int | None
    places: tuple[str, ...]
    image: Image | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of a question and where they differ."""

    id: str
    before: Version
    after: Version
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Reverted:
    """What going back to a version came to; `kept` says why something was left as it is.

    `others` are the changes that left other versions of the same number.
    """

    id: str
    version: Version
    differences: tuple[Difference, ...]
    kept: tuple[str, ...] = ()
    change: int | None = None
    others: tuple[int, ...] = ()


async def versions(session: AsyncSession, told: str) -> tuple[str, list[Version]]:
    """List the versions of a question, the oldest first, with its id. Raises QbankError for a wrong id."""
    question_id, found, _ = await _read(session, told)
    return question_id, found


async def _read(session: AsyncSession, told: str) -> tuple[str, list[Version], Names]:
    question_id = await find(session, told)
    known = await names(session)
    return question_id, await _versions(session, question_id, known), known


async def compare(session: AsyncSession, told: str, first: str | None, second: str | None) -> Compared:
    """Compare two versions of a question: the last two, one with how it is now, or any two.

    Raises QbankError for a version there is none of.
    """
    question_id, found, known = await _read(session, told)
    if first is None:
        if len(found) < 2:
            raise QbankError(
                Kind.NEGATIVE, f"question {question_id[:8]} has one version", hint="it was never changed"
            )
        before, after = found[-2], found[-1]
    else:
        before = _meant(found, first)
        after = found[-1] if second is None else _meant(found, second)
    differing = differences(said(before.image, known), said(after.image, known))
    return Compared(question_id, before, after, tuple(differing))


async def revert(session: AsyncSession, by: Authorship | None, told: str, version: str) -> Reverted:
    """Give a question what it said in a version, as a new change; without `by`, tell what that would change.

    Raises QbankError for a version there is none of, and for a question in the trash.
    """
    question_id, found, known = await _read(session, told)
    meant, now = _meant(found, version), found[-1].image
    if now is None or now["deleted_at"] is not None:
        raise in_trash(question_id)
    if meant.image is None:
        raise QbankError(Kind.CONFLICT, f"the question was not there after change {meant.change}")
    image, kept = await _possible(session, meant.image, now)
    differing = tuple(differences(said(now, known), said({**now, **image}, known)))
    if by is None or not differing:
        return Reverted(question_id, meant, differing, kept, others=_numbered_alike(found, meant))
    label = f"version {meant.number}" if version.isdecimal() else f"what change {meant.change} left"
    entry = await journal.begin(session, by, f"took question {question_id[:8]} back to {label}")
    moved = now["status_by"], now["status_at"]
    if image["status"] != now["status"]:
        moved = entry.actor, stored_moment(entry.moment)
    columns = (*REVERTED, *MOVED, "updated_at", "version")
    await journal.remember(session, entry, QUESTIONS, Question.id == question_id, columns)
    values = [row_history.value_of(QUESTIONS, name, image[name]) for name in REVERTED]
    row = (*values, *moved, stored_moment(entry.moment), now["version"] + 1, question_id)
    await update_rows(session, QUESTIONS.name, columns, "id", [row])
    await derived.refresh(session, journal.touched(entry, QUESTIONS))
    return Reverted(question_id, meant, differing, kept, entry.number, _numbered_alike(found, meant))


async def _possible(
    session: AsyncSession, image: Image, now: Image
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Keep a question where it is as far as the places it had then are not there any more."""
    wanted = {name: image[name] for name in REVERTED}
    places = {
        "category": ("category_id", select(Category.id).where(Category.deleted_at.is_(None))),
        "document": ("document_id", select(Document.id)),
        "passage": ("stimulus_id", select(Question.id)),
    }
    kept = []
    for noun, (name, there) in places.items():
        if wanted[name] is None or wanted[name] == now[name]:
            continue
        column = there.selected_columns[0]
        if (await session.execute(there.where(column == wanted[name]))).first() is None:
            wanted[name] = now[name]
            kept.append(f"its {noun} of then is not there any more; it keeps the one it has")
    return wanted, tuple(kept)


def _meant(found: Sequence[Version], told: str) -> Version:
    """Find a version by its number, or by the change that left it."""
    if told.removeprefix("@").isdecimal() and len(told) < 10:
        number = int(told.removeprefix("@"))
        if told.startswith("@"):
            matching = [version for version in found if version.change == number]
        else:
            matching = [version for version in found if version.number == number]
        if matching:
            return matching[-1]
    there = ", ".join(dict.fromkeys(str(version.number) for version in found if version.number is not None))
    raise QbankError(
        Kind.NOT_FOUND,
        f"there is no version {told!r} of it",
        hint=f"there are {there}, and @CHANGE for what a change left: see `qbank question history`",
    )


def _numbered_alike(found: Sequence[Version], meant: Version) -> tuple[int, ...]:
    alike = [each.change for each in found if each.number == meant.number and each is not meant]
    return tuple(change for change in alike if change is not None)


async def _versions(session: AsyncSession, question_id: str, known: Names) -> list[Version]:
    current = (await row_history.now(session, QUESTIONS, [question_id])).get(question_id)
    notes = (await row_history.noted(session, QUESTIONS, [question_id]))[question_id]
    changes = await _changes(session, question_id, current)
    states: list[tuple[int | None, Image | None]] = []
    state: Image | None = current
    for note in reversed(notes):
        states.append((note.number, state))
        state = row_history.before(state, note)
    if state is not None:
        states.append((_maker(changes, notes), state))
    return _told(states[::-1], changes, known)


def _maker(changes: Mapping[int, Change], notes: Sequence[Noted]) -> int | None:
    """Give the change that brought a question in without a line of its own in the journal."""
    noted = {note.number for note in notes}
    made = next((change for number, change in changes.items() if number not in noted), None)
    return None if made is None or made.is_pruned else made.number


async def _changes(session: AsyncSession, question_id: str, current: Image | None) -> dict[int, Change]:
    mine = select(ChangeRow.change_id).where(
        ChangeRow.table_name == QUESTIONS.name,
        ChangeRow.row_id == question_id,
        ChangeRow.change_id == Change.id,
    )
    maker = None if current is None else current["change_id"]
    found = select(Change).where(or_(mine.exists(), Change.id == maker)).order_by(Change.number)
    return {change.number: change for change in (await session.execute(found)).scalars()}


def _told(
    states: Sequence[tuple[int | None, Image | None]], changes: Mapping[int, Change], known: Names
) -> list[Version]:
    told = []
    numbers = {change.id: number for number, change in changes.items()}
    before: dict[str, Any] = {}
    for number, image in states:
        change = None if number is None else changes.get(number)
        after = said(image, known)
        found = differences(before, after) if before and after else []
        told.append(
            Version(
                None if image is None else image["version"],
                number,
                _moment(image) if change is None else change.created_at,
                None if change is None else change.actor,
                None if change is None else change.message,
                None if change is None else change.note,
                None if change is None or change.undone_by is None else numbers.get(change.undone_by, 0),
                tuple(dict.fromkeys(each.place.partition(" ")[0] for each in found)),
                image,
            )
        )
        before = after
    return told


def _moment(image: Image | None) -> datetime:
    return datetime.fromisoformat("1970-01-01T00:00:00Z" if image is None else image["updated_at"])
