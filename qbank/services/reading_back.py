"""Whether a file that was just written holds what it was given: read by its own reader, and compared."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from qbank.domain.missing_key import checked_as_read
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.validation import InvalidQuestion
from qbank.errors import QbankError
from qbank.formats.base import Carries, Diagnostic, ReadOptions, Severity, Source, Undecided, Unreadable
from qbank.formats.comparing import differences
from qbank.formats.document_texts import passages
from qbank.formats.losses import NOT_WRITTEN, PARTS
from qbank.formats.registry import carries, reader

Lost = Mapping[int, frozenset[str]]
"""The codes of the losses of each question that has some, by its number."""


class Problem(NamedTuple):
    """What did not come back as it was written: of which question, 0 for the whole file, and how."""

    number: int
    question: str | None
    message: str


def problems(
    written: Iterable[QuestionDocument], stream: BinaryIO, format: str, lost: Lost
) -> Iterator[Problem]:
    """Yield how the questions in a file differ from those given to its writer, but for what is declared lost.

    Memory stays flat while they stand in the order they were given in.
    """
    source = Source("what was written", stream)
    stream.seek(0)
    try:
        yield from _Comparison(carries(format), lost).over(written, _read(source, format))
    except (Unreadable, Undecided) as error:
        yield Problem(0, None, f"it cannot be read back: {error.reason}")
    except QbankError as error:
        yield Problem(0, None, f"it cannot be read back: {error.message}")
    finally:
        for copy in source.copies:
            copy.close()


def _read(source: Source, format: str) -> Iterator[QuestionDocument | Problem]:
    for item in reader(format).read(source, ReadOptions()):
        if isinstance(item, Diagnostic):
            if item.severity is Severity.ERROR:
                yield Problem(0, None, f"it cannot be read back: {item.message}")
        elif isinstance(item.value, QuestionDocument):
            try:
                checked_as_read(item.value)
                yield item.value
            except InvalidQuestion as error:
                yield Problem(0, None, f"it comes back as no valid question: {error}")


class _Waiting(NamedTuple):
    """A question that came back before it was looked for, with a number for what its texts say."""

    document: QuestionDocument
    said: int


_LIKELY, _OTHERS = 100, 20
"""So many of those with one stem are compared with a question: those that say the same, and others."""


class _Comparison:
    """Finds each question again by its stem, in whatever order they come back.

    Of several with one stem, that is the one which came back as it was; where none did, the next of them.
    """

    def __init__(self, carries: Carries, lost: Lost) -> None:
        self._carries = carries
        self._lost = lost
        self._waiting: dict[str, deque[_Waiting]] = {}

    def over(
        self, written: Iterable[QuestionDocument], found: Iterator[QuestionDocument | Problem]
    ) -> Iterator[Problem]:
        apart: list[tuple[int, QuestionDocument]] = []
        for number, document in enumerate(written, start=1):
            if NOT_WRITTEN in self._lost.get(number, ()):
                continue
            if not (
                self._is_waiting(number, document) or (yield from self._is_next(number, document, found))
            ):
                apart.append((number, document))
        for each in found:
            if isinstance(each, Problem):
                yield each
            else:
                self._wait(each)
        yield from self._told([each for each in apart if not self._is_waiting(*each)])

    def _wait(self, found: QuestionDocument) -> None:
        self._waiting.setdefault(_key(found), deque()).append(_Waiting(found, _said(found)))

    def _is_waiting(self, number: int, document: QuestionDocument) -> bool:
        """Take a question that came back as it was from those that wait, the likeliest first."""
        if not (waiting := self._waiting.get(_key(document))):
            return False
        said = _said(document)
        likely = [place for place, other in enumerate(waiting) if other.said == said]
        others = [place for place, other in enumerate(waiting) if other.said != said]
        for place in (*likely[:_LIKELY], *others[:_OTHERS]):
            if self._is_same(number, document, waiting[place].document):
                del waiting[place]
                return True
        return False

    def _is_next(
        self, number: int, document: QuestionDocument, found: Iterator[QuestionDocument | Problem]
    ) -> Generator[Problem, None, bool]:
        """Read on to the next question with this stem, if none waits. Whatever is not the one waits then."""
        key = _key(document)
        while not self._waiting.get(key) and (each := next(found, None)) is not None:
            if isinstance(each, Problem):
                yield each
            elif _key(each) == key and self._is_same(number, document, each):
                return True
            else:
                self._wait(each)
        return False

    def _told(self, apart: Sequence[tuple[int, QuestionDocument]]) -> Iterator[Problem]:
        """Tell how questions differ from the next that came back with their stem, or that there is none."""
        missing: list[tuple[int, QuestionDocument]] = []
        for number, document in apart:
            if waiting := self._waiting.get(_key(document)):
                yield from self._different(number, document, waiting.popleft().document)
            else:
                missing.append((number, document))
        yield from self._unmatched(missing)

    def _unmatched(self, missing: Sequence[tuple[int, QuestionDocument]]) -> Iterator[Problem]:
        """Take questions whose stems came back otherwise for each other in their order."""
        left = [other.document for each in self._waiting.values() for other in each]
        for (number, document), other in zip(missing, left, strict=False):
            yield from self._different(number, document, other)
        for number, document in missing[len(left) :]:
            yield Problem(number, document.id, "it did not come back")
        for other in left[len(missing) :]:
            yield Problem(0, None, f"a question came back that was not written: {other.stem[:60]!r}")

    def _is_same(self, number: int, before: QuestionDocument, after: QuestionDocument) -> bool:
        """Compare whole questions: a loss that forgives all of one does not make it any other."""
        lost = self._lost.get(number, frozenset()) & PARTS.keys()
        return next(differences(before, after, self._carries, lost), None) is None

    def _different(self, number: int, before: QuestionDocument, after: QuestionDocument) -> Iterator[Problem]:
        lost = self._lost.get(number, frozenset())
        for difference in differences(before, after, self._carries, lost):
            yield Problem(number, before.id, str(difference))


def _key(document: QuestionDocument) -> str:
    return " ".join(reader_text(document.stem, document.format).split())


def _said(document: QuestionDocument) -> int:
    """Give a number for what a question's stem and options say to a reader, the same for the same texts."""
    texts = (reader_text(each.text, each.format) for each in passages(document) if each.part == "body")
    return hash(frozenset(" ".join(text.split()) for text in texts))
