"""What the writers of pages have in common: what stands on paper, and what cannot."""

from collections.abc import Iterator

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType
from qbank.domain.media_addresses import hashes_in
from qbank.domain.missing_key import lacks_key
from qbank.domain.question import QuestionDocument
from qbank.formats.base import Carries, Loss, Pictures
from qbank.formats.losses import NO_KEY, PARTS
from qbank.formats.print_text import Picture

_NOT_ON_PAPER = frozenset({
    "penalty", "scoring", "time_limit", "shuffle", "fixed", "numbering", "category", "tags", "difficulty",
    "rating", "status", "external_id", "language", "author", "licence", "document", "fields", "extensions",
    "layout", "records", "assignee", "notes", "no_key",
})  # fmt: skip

CARRIES = Carries(frozenset(QuestionType), frozenset(PARTS) - _NOT_ON_PAPER)
"""What a page can show, with its key."""


def pictures_of(document: QuestionDocument, pictures: Pictures) -> dict[str, Picture]:
    """Fetch the pictures that a question refers to; one that is not kept is not among them."""
    found = ((sha256, pictures(sha256)) for sha256 in hashes_in(jsontext.encode(document)))
    return {sha256: Picture(media.mime, media.data) for sha256, media in found if media is not None}


def absences(document: QuestionDocument, number: int, absent: list[str]) -> Iterator[Loss]:
    """Yield what of a question is not on the page: its key, pictures, what another program alone can show."""
    if lacks_key(document):
        yield Loss("no_key", NO_KEY, number, document.id)
    for address in dict.fromkeys(absent):
        shown = address if len(address) <= 60 else f"{address[:59]}…"
        yield Loss("media", f"without {shown}", number, document.id)
    if document.type in (QuestionType.OPAQUE, QuestionType.DYNAMIC):
        sources = ", ".join(document.extensions)
        yield Loss("extensions", f"the rest of it is kept as {sources} and not shown", number, document.id)
