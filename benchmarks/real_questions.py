"""Questions other people wrote, read from the corpus, and others made of their words, file by file."""

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from qbank.domain.kinds import QuestionType
from qbank.domain.options import AcceptedAnswer, Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import plain, read
from qbank.domain.validation import InvalidQuestion, checked
from qbank.domain.wording import wording
from qbank.errors import QbankError
from qbank.formats.base import Found, ReadOptions, Undecided, Unreadable
from qbank.formats.recognise import recognise
from qbank.formats.registry import reader
from qbank.services.import_opening import opened

CORPUS = Path(os.environ.get("QBANK_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
_TYPES = {
    QuestionType.SINGLE_CHOICE,
    QuestionType.MULTIPLE_CHOICE,
    QuestionType.TRUE_FALSE,
    QuestionType.SHORT_ANSWER,
    QuestionType.NUMERICAL,
    QuestionType.ESSAY,
}
END = ""


def real() -> list[tuple[str, QuestionDocument]]:
    """Read the corpus: questions with the file each is from, none of whose stems says what another's does."""
    known: set[tuple[str, ...]] = set()
    found = []
    for path in sorted(CORPUS.rglob("*")):
        if not path.is_file() or path.parent.name == "oracle":
            continue
        for document in _read(path):
            said = wording(plain(document.stem, document.format))
            words = tuple(sorted(set(said.content)))
            if len(words) > 1 and words not in known:
                known.add(words)
                found.append((path.name, document))
    return found


def _read(path: Path) -> Iterator[QuestionDocument]:
    with ExitStack() as stack:
        try:
            source = opened(str(path), stack)
            stack.callback(_close, source.copies)
            format = recognise(source)
            source.stream.seek(0)
            for item in reader(format).read(source, ReadOptions()):
                if isinstance(item, Found) and isinstance(item.value, QuestionDocument):
                    yield from _plain(item.value)
        except (QbankError, Unreadable, Undecided):
            return


def _close(copies: list[BinaryIO]) -> None:
    for copy in copies:
        copy.close()


def _plain(document: QuestionDocument) -> Iterator[QuestionDocument]:
    """Give what a bank of its own can take in: no passage, no category, no id."""
    if document.type not in _TYPES or document.stimulus is not None:
        return
    document.status = None
    try:
        checked(document)
    except InvalidQuestion:
        return
    document.id = document.category = document.document = document.external_id = document.sequence = None
    document.created_at = document.updated_at = document.version = None
    document.fields = {}
    document.tags = []
    yield document


class Maker:
    """Makes questions whose words follow each other as in real ones of one file."""

    def __init__(self, found: list[tuple[str, QuestionDocument]], seed: int) -> None:
        self._random = random.Random(seed)
        files: dict[str, list[QuestionDocument]] = defaultdict(list)
        for name, document in found:
            files[name].append(document)
        self._files = [documents for documents in files.values() if len(documents) >= 100]
        self._chains = [_Chain(documents, self._random) for documents in self._files]

    def question(self) -> QuestionDocument:
        """Make one."""
        chain = self._random.choice(self._chains)
        stem = chain.text(self._random.randint(9, 22))
        if self._random.random() < 0.75:
            right = self._random.randrange(4)
            options = [
                Choice(text=f"{chain.text(self._random.randint(1, 5))}", fraction=float(place == right))
                for place in range(4)
            ]
            return QuestionDocument(type=QuestionType.SINGLE_CHOICE, stem=stem, options=options)
        if self._random.random() < 0.6:
            answers = [AcceptedAnswer(text=chain.text(2))]
            return QuestionDocument(type=QuestionType.SHORT_ANSWER, stem=stem, options=answers)
        return QuestionDocument(type=QuestionType.ESSAY, stem=stem)


class _Chain:
    """What follows what in the stems of a file: words, or characters where there are no blanks."""

    def __init__(self, documents: list[QuestionDocument], pick: random.Random) -> None:
        self._random = pick
        self._next: dict[str, list[str]] = defaultdict(list)
        self._begin: list[str] = []
        texts = [read(document)[0].stem for document in documents]
        is_spaced = sum(map(len, texts)) < 12 * sum(len(text.split()) for text in texts)
        self._blank = " " if is_spaced else ""
        for text in texts:
            words = text.split() if is_spaced else list("".join(text.split()))
            self._begin.append(words[0])
            for one, other in zip(words, [*words[1:], END], strict=True):
                self._next[one].append(other)
        self._all = list(self._next)

    def text(self, length: int) -> str:
        """Give so many words, or twice as many characters."""
        words = [self._random.choice(self._begin)]
        while len(words) < (length if self._blank else 2 * length):
            words.append(self._random.choice(self._next[words[-1]]) or self._random.choice(self._all))
        return self._blank.join(words)
