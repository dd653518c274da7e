"""`qbank question import --preview`: how files would be read, and their first questions; no bank is open."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from qbank.cli.import_files import Asked, ask_style, file_or_stdin
from qbank.cli.import_view import placed, shown_lines
from qbank.cli.stderr import Narrator
from qbank.domain.missing_key import checked_as_read
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import InvalidQuestion
from qbank.formats.base import Diagnostic, Found, ReadOptions, Severity, Source, Undecided, Unreadable
from qbank.formats.recognise import recognise
from qbank.formats.registry import reader, require_readable
from qbank.services.import_opening import unreadable

_SHOWN = 3
_MOST_SAID = 20
Seen = tuple[list[Diagnostic], list[QuestionDocument]]


def show_previews(narrator: Narrator, names: Sequence[str], asked: Asked) -> None:
    """Show what each file is taken for, and its first questions. Raises QbankError for one not read."""
    for name in names:
        with ExitStack() as stack:
            source = file_or_stdin(name, stack)
            format = asked.format if asked.format is not None else recognise(source)
            title = require_readable(format, source.name).title
            narrator.say(f"{source.name}: {title} ({format})")
            _show(narrator, source, *_first(source, format, asked.reading))


def _first(source: Source, format: str, options: ReadOptions) -> Seen:
    """Read until there are enough questions. Raises QbankError."""
    said: list[Diagnostic] = []
    questions: list[QuestionDocument] = []
    source.stream.seek(0)
    try:
        for item in reader(format).read(source, options):
            if isinstance(item, Diagnostic):
                said.append(item)
            elif isinstance(item, Found) and isinstance(item.value, QuestionDocument):
                questions.append(item.value)
            if len(questions) == _SHOWN or len(said) > _MOST_SAID:
                break
    except Undecided as undecided:
        return _first(source, format, replace(options, answers=ask_style(source.name, undecided)))
    except Unreadable as error:
        raise unreadable(source.name, error) from error
    return said, questions


def _show(
    narrator: Narrator, source: Source, said: Sequence[Diagnostic], questions: Sequence[QuestionDocument]
) -> None:
    for diagnostic in said:
        if diagnostic.code == "mapping":
            head, _, parts = diagnostic.message.partition(": ")
            narrator.say(f"{placed(source.name, diagnostic)}: {head}")
            for part in filter(None, parts.split("; ")):
                narrator.say(f"  {part}")
        elif diagnostic.severity is Severity.NOTE:
            narrator.say(f"{placed(source.name, diagnostic)}: {diagnostic.message}")
        else:
            narrator.warn(f"{placed(source.name, diagnostic)}: {diagnostic.message}")
    for document in questions:
        narrator.say("")
        for line in _lines(document):
            narrator.say(f"  {line}")
    if not questions:
        narrator.warn(f"{source.name}: no question was seen")


def _lines(document: QuestionDocument) -> list[str]:
    try:
        checked_as_read(document)
        return list(shown_lines(document))
    except InvalidQuestion as error:
        return [document.stem, f"(cannot be brought in: {error})"]
