"""Writing gathered questions as a file of any format: what is lost is told, what is written is read back."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from qbank.domain.counting import counted
from qbank.domain.records import CategoryDocument, FieldDocument, SavedQueryDocument, SourceDocument
from qbank.errors import Kind, QbankError
from qbank.formats import registry
from qbank.formats.base import Beside, Description, Loss, WriteOptions
from qbank.formats.losses import NOT_WRITTEN
from qbank.services.document_spool import DocumentSpool
from qbank.services.reading_back import Problem, problems

VERIFIED_BELOW = 10_000
"""Below so many questions what was written is read back unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be written, and how. `verify` None means a file of few questions, if its format is read."""

    format: str
    title: str = "Questions"
    told: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    verify: bool | None = None


@dataclass(slots=True)
class Written:
    """What came of it: questions given and left out, losses by code, questions that lose something."""

    given: int = 0
    left_out: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    lossy: int = 0
    problems: int = 0
    verified: bool = False

    @property
    def questions(self) -> int:
        """How many questions are in the file."""
        return self.given - self.left_out


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of each loss, and of each question that does not come back as it was."""

    loss: Callable[[Loss], object] = lambda loss: None
    problem: Callable[[Problem], object] = lambda problem: None


def is_verified(target: Target, count: int) -> bool:
    """Tell whether so many questions are read back after writing.

    Raises QbankError (usage) where that is asked for and the format is not read.
    """
    read = registry.format_named(target.format).reads
    if target.verify and not read:
        message = f"{target.format} is not read, so nothing can be compared"
        raise QbankError(Kind.USAGE, message, hint="leave --verify out")
    return read and (count < VERIFIED_BELOW if target.verify is None else target.verify)


def write_out(
    spool: DocumentSpool, stream: BinaryIO, target: Target, told: Told, beside: Beside | None = None
) -> Written:
    """Write what a spool holds into a stream that can be read again, and compare.

    Raises QbankError: negative where a question would lose something and that is not wanted, bad data where
    nothing can be written or something does not come back. The stream is then not to be used.
    """
    verified = is_verified(target, spool.count)
    ledger = _Ledger(spool.count, told, by_question=verified)
    options = WriteOptions(target.title, target.told, target.format, tuple(spool.records), beside)
    module = registry.writer(target.format)
    if registry.format_named(target.format).reads:
        for loss in _of_records(spool, module.CARRIES.parts):
            ledger.note(loss)
    for loss in module.write(spool.documents(), stream, spool.picture, options):
        ledger.note(loss)
    written = ledger.written
    _require_wanted(written, target)
    if verified:
        stream.flush()
        _compare(spool, stream, target, ledger)
        written.verified = True
    return written


class _Ledger:
    """Counts losses as they come; keeps those of each question where it will be compared."""

    def __init__(self, count: int, told: Told, *, by_question: bool) -> None:
        self.written = Written(given=count)
        self.told = told
        self.lost: dict[int, frozenset[str]] = {}
        self._by_question = by_question
        self._noted = bytearray(count + 1)

    def note(self, loss: Loss) -> None:
        self.written.losses[loss.code] += 1
        self.written.left_out += loss.code == NOT_WRITTEN
        if 0 < loss.number < len(self._noted) and not self._noted[loss.number]:
            self._noted[loss.number] = 1
            self.written.lossy += 1
        if self._by_question:
            self.lost[loss.number] = self.lost.get(loss.number, frozenset()) | {loss.code}
        self.told.loss(loss)


def _of_records(spool: DocumentSpool, parts: frozenset[str]) -> list[Loss]:
    """List what records say beyond a name that the format does not hold."""
    if "records" in parts:
        return []
    named = {"id", "path", "title", "name", "type", "created_at", "updated_at", "color"}
    found = []
    for record in spool.records:
        if isinstance(record, SavedQueryDocument):
            continue  # It is a bank's, and of no question in the file.
        said = [name for name in record.__struct_fields__ if name not in named and getattr(record, name)]
        if said:
            found.append(Loss("records", f"{_called(record)}: without {', '.join(said)}", 0))
    return found


def _called(record: Description) -> str:
    if isinstance(record, FieldDocument):
        return f"own field {record.name}"
    if isinstance(record, CategoryDocument):
        return f"category {record.path}"
    return f"document {record.title}" if isinstance(record, SourceDocument) else f"query {record.name}"


def _require_wanted(written: Written, target: Target) -> None:
    if written.given and not written.questions:
        title = registry.format_named(target.format).title
        none = "the question cannot" if written.given == 1 else f"none of the {written.given:,} questions can"
        message = f"{none} be written as {title}"
        raise QbankError(Kind.BAD_DATA, message, hint=f"qbank formats {target.format} tells what it holds")
    if target.strict and written.lossy:
        count = sum(written.losses.values())
        where = f"in {written.lossy:,} of {counted(written.given, 'question')}"
        message = f"{counted(count, 'loss', 'losses')} {where}: {lost_words(written)}; nothing was written"
        hint = "leave --strict out to write what the format holds; --report FILE lists what it does not"
        raise QbankError(Kind.NEGATIVE, message, hint=hint, details={"losses": dict(written.losses)})


def _compare(spool: DocumentSpool, stream: BinaryIO, target: Target, ledger: _Ledger) -> None:
    written = ledger.written
    for problem in problems(spool.documents(), stream, target.format, ledger.lost):
        written.problems += 1
        ledger.told.problem(problem)
    if written.problems:
        message = f"what was written does not read back as it was, in {written.problems:,} places"
        hint = "nothing is kept of it; --no-verify writes it all the same; please report this"
        raise QbankError(Kind.BAD_DATA, message, hint=hint)


def lost_words(written: Written) -> str:
    """Say what was lost as a summary does: `hints 20, tags 17`."""
    names = sorted(written.losses, key=lambda code: (-written.losses[code], code))
    return ", ".join(f"{_word(code)} {written.losses[code]:,}" for code in names)


def _word(code: str) -> str:
    return (
        "descriptions of categories, documents and own fields"
        if code == "records"
        else code.replace("_", " ")
    )
