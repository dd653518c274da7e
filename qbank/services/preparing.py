"""The check stage of an import: a document becomes a row that wants only its ids and places."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from qbank.domain.characters import refuse_unstorable
from qbank.domain.hashes import (
    body_written,
    identity_hash,
    import_hash,
    may_show_pictures,
    written_hash,
)
from qbank.domain.ids import is_id
from qbank.domain.jsontext import encode
from qbank.domain.kinds import Status
from qbank.domain.media_addresses import ADDRESS
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import read
from qbank.domain.validation import InvalidQuestion, checked
from qbank.services.rows import SET, body, said_of

_ASSIGNEE, _STATUS = SET.index("assignee"), SET.index("status")
_NUL = b"u0000"
"""In every NUL as JSON writes it, in a text and in JSON within a text, and hardly anywhere else."""


class Review(NamedTuple):
    """What a file says of the work on a question: who gave it its status and when, the notes on it.

    Each note is (id, text, author, moment), None for what the file leaves open.
    """

    status_by: str | None
    status_at: str | None
    notes: tuple[tuple[str | None, str, str | None, str | None], ...]


class Prepared(NamedTuple):
    """A question that is checked and hashed, as plain values that a spool can hold.

    `body` and `said` are in the order of `rows.BODY` and `rows.SET`; status and what else the file left open
    are still None in `said`, for the category's defaults to fill. `review` holds a `Review`, a plain tuple
    here; None for the most.
    """

    given_id: str | None
    category: str | None
    document: str | None
    stimulus: str | None
    body: tuple[Any, ...]
    said: tuple[Any, ...]
    reading: tuple[str, ...]
    body_hash: bytes
    identity: bytes
    import_hash: bytes
    external_key: str
    created_at: str | None
    updated_at: str | None
    version: int
    has_status: bool
    media: tuple[str, ...]
    line: int | None
    item: int | None
    path: str
    review: tuple[Any, ...] | None = None


prepared: Callable[[tuple[Any, ...]], Prepared] = partial(tuple.__new__, Prepared)
"""Makes a `Prepared` of its values in their order, in half the time of its own constructor."""


def prepare(
    document: QuestionDocument,
    place: tuple[int | None, int | None, str],
    passage: bytes,
    number: int = 0,
    status: Status | None = None,
) -> Prepared:
    """Check a document and work out everything about it that does not depend on the bank.

    `passage` is the identity of its stimulus, b'' for none; `number` its place in the file, for one that
    names none of its own; `status` is what it gets where it says none, which is not its word. Raises
    InvalidQuestion.
    """
    has_status = document.status is not None
    if not has_status:
        document.status = status
    if document.category is not None and "\0" in document.category:
        refuse_unstorable(document)
    checked(document)
    if document.id is not None:
        require_id(document.id)
    created, updated = document.created_at, document.updated_at
    try:
        columns, said = body(document), said_of(document)
        reading, parts = read(document)
        written = body_written(columns)
        identity = identity_hash(
            document,
            reading,
            parts,
            own=document.id,
            passage=passage,
            pictured=may_show_pictures(written),
        )
        # An assignee that is not said takes no part: files that never say one keep the hashes they had.
        hashed = said if document.assignee is not None else said[:_ASSIGNEE] + said[_ASSIGNEE + 1 :]
        if not has_status and status is not None:
            hashed = (*hashed[:_STATUS], Status.READY.value, *hashed[_STATUS + 1 :])
        told = encode((columns, hashed, document.category, document.document, document.stimulus))
    except UnicodeEncodeError:
        refuse_unstorable(document)
        raise
    if _NUL in told:
        refuse_unstorable(document)
    return prepared(
        (
            document.id,
            document.category,
            document.document,
            document.stimulus,
            columns,
            said if said[-1] or created is not None else (*said[:-1], number),
            tuple(reading),
            written_hash(written),
            identity,
            import_hash(told),
            document.external_id or f"#{identity.hex()}",
            None if created is None else _stored_time(created),
            None if updated is None else _stored_time(updated),
            document.version or 1,
            has_status,
            _media(columns) if b"qbank://media/" in told else (),
            *place,
            _review(document),
        )
    )


def _review(document: QuestionDocument) -> tuple[Any, ...] | None:
    """Give what a document says of the work on it; None where it says nothing, as most files do."""
    if not document.notes and document.status_by is None and document.status_at is None:
        return None
    refuse_unstorable(document)
    for place, note in enumerate(document.notes):
        require_id(note.id, f"notes[{place}].id")
        if not note.text.strip():
            raise InvalidQuestion(f"notes[{place}].text", "the note says nothing")
    notes = [(note.id, note.text, note.author, _stored_time(note.created_at)) for note in document.notes]
    return tuple(Review(document.status_by, _stored_time(document.status_at), tuple(notes)))


def _media(columns: tuple[str | None, ...]) -> tuple[str, ...]:
    return media_in("\x1f".join([text for text in columns if text is not None]))


def media_in(written: str) -> tuple[str, ...]:
    """Give the hashes of the files of the bank that a text refers to, each once."""
    return tuple(dict.fromkeys(ADDRESS.findall(written)))


def require_id(told: str | None, path: str = "id") -> None:
    """Raise InvalidQuestion, with its place, for an id that is no UUID in its one form."""
    if told is not None and not is_id(told):
        raise InvalidQuestion(path, f"{told!r} is no UUID in lower case; leave it out to get one")


def _stored_time(moment: Any) -> str | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise InvalidQuestion("created_at", "a moment without a time zone")
    from datetime import UTC

    return str(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
