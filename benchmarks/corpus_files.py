"""Files that other people wrote, each with what is known of it: no part of qbank, and perhaps not here.

QBANK_CORPUS names their folder, which holds a manifest.csv; without it, `shared/corpus` beside the checkout.
"""

import csv
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from qbank.domain.missing_key import checked_as_read
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import InvalidQuestion
from qbank.errors import QbankError
from qbank.formats.base import Diagnostic, Found, ReadOptions, Severity, Source, Undecided, Unreadable
from qbank.formats.recognise import recognise
from qbank.formats.registry import reader

CORPUS = Path(os.environ.get("QBANK_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
MANIFEST = CORPUS / "manifest.csv"


@dataclass(frozen=True, slots=True)
class File:
    """A row of the manifest: a file below the corpus' folder, its format there, and how many questions it
    holds: those its own system reads, where that is known. A `broken` one is known to give errors."""

    name: str
    format: str
    questions: int
    broken: bool

    @property
    def path(self) -> Path:
        """Where the file is."""
        return CORPUS / self.name


@dataclass(slots=True)
class Content:
    """What a file was read as: its format as recognised, None where it was refused, and why then."""

    format: str | None = None
    questions: list[QuestionDocument] = field(default_factory=list)
    said: list[Diagnostic] = field(default_factory=list)
    refused: str | None = None

    @property
    def errors(self) -> list[str]:
        """What could not be read, in a person's words."""
        told = [each.message for each in self.said if each.severity is Severity.ERROR]
        return told if self.refused is None else [*told, self.refused]

    @property
    def warned(self) -> bool:
        """Whether anything was said that a person should look at."""
        return bool(self.errors) or any(each.severity is not Severity.NOTE for each in self.said)

    @property
    def asked(self) -> list[QuestionDocument]:
        """The questions without the passages they are about, which manifests do not count."""
        passages = {each.stimulus for each in self.questions} - {None}
        return [each for each in self.questions if each.id not in passages]


def files(format: str | None = None) -> list[File]:
    """List what the manifest holds, of one of its formats or of all."""
    with MANIFEST.open(encoding="utf-8", newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if format in (None, row["format"])]
    return [
        File(
            row["file"],
            row["format"],
            int(row["reference_count"] or row["question_count"] or 0),
            row["expect_error"] == "yes",
        )
        for row in rows
    ]


def content(path: Path, format: str | None = None) -> Content:
    """Read a file as `qbank question import` would; a refusal is part of what is given."""
    found = Content(format)
    with ExitStack() as stack:
        source = Source(path.name, stack.enter_context(path.open("rb")), path)
        stack.callback(lambda: [copy.close() for copy in source.copies])
        try:
            found.format = format or recognise(source)
            _read(source, found)
        except (Unreadable, Undecided) as refusal:
            found.refused = refusal.reason
        except QbankError as refusal:
            found.refused = refusal.message
    return found


def _read(source: Source, found: Content) -> None:
    for item in reader(found.format or "").read(source, ReadOptions()):
        if isinstance(item, Diagnostic):
            found.said.append(item)
        elif isinstance(item, Found) and isinstance(item.value, QuestionDocument):
            try:
                unkeyed = checked_as_read(item.value)
                found.questions.append(item.value)
            except InvalidQuestion as broken:
                found.said.append(Diagnostic(Severity.ERROR, "invalid", str(broken), item.place))
                continue
            if unkeyed is not None:
                found.said.append(Diagnostic(Severity.WARNING, "no_key", unkeyed, item.place))
