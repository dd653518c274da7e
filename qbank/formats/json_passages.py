"""Passages that questions ask about: one description for several questions, else part of the one stem."""

from uuid import uuid4

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument

_REMEMBERED = 200_000


class PassageCensus:
    """Counts which passages several questions share; remembers up to 200,000 by their hash."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._shared: set[int] = set()

    def add(self, passage: str) -> None:
        """Count one question's passage."""
        digest = hash(passage)
        if digest in self._seen:
            self._shared.add(digest)
        elif len(self._seen) < _REMEMBERED:
            self._seen.add(digest)

    def is_shared(self, passage: str) -> bool:
        """Tell whether more than one question had this passage."""
        return hash(passage) in self._shared


class Passages:
    """Gives each shared passage its description, once."""

    def __init__(self) -> None:
        self._ids: dict[int, str] = {}

    def of(self, passage: str, title: str, category: str | None) -> tuple[str, QuestionDocument | None]:
        """Give the id of a passage's description, and the description itself when it is new."""
        digest = hash(passage)
        if digest in self._ids:
            return self._ids[digest], None
        name = self._ids[digest] = str(uuid4())
        description = QuestionDocument(
            id=name, type=QuestionType.DESCRIPTION, stem=passage, title=title or None, category=category
        )
        return name, description
