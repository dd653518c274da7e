"""From the files of an import command to checked questions: opening, recognising, asking what keys mean."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import BinaryIO

from qbank.cli import stderr, stdin
from qbank.cli.progress import Counter
from qbank.domain.kinds import Status
from qbank.errors import Kind, QbankError
from qbank.formats.base import AnswerStyle, Reading, ReadOptions, Source, Undecided, Unreadable
from qbank.formats.recognise import recognise
from qbank.formats.registry import reader, require_readable
from qbank.services.document_spool import DocumentSpool
from qbank.services.import_check import Checked, check
from qbank.services.import_opening import copied, opened, sha256_of, unreadable
from qbank.services.import_options import ImportOptions, OnConflict, OnDuplicate, Outcome

Note = Callable[[str, Outcome], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person asked of all files of one import."""

    format: str | None
    reading: ReadOptions
    into: str | None
    category: str | None
    document: str | None
    status: Status | None
    on_duplicate: OnDuplicate
    on_conflict: OnConflict
    retire_missing: bool = False


def check_file(
    name: str, asked: Asked, note: Note | None, stack: ExitStack, kept: DocumentSpool | None = None
) -> Checked:
    """Open, recognise, read and check one file; `-` is stdin. Raises QbankError where it cannot be read.

    With `kept`, its questions are put there and not into a spool for the bank.
    """
    source = file_or_stdin(name, stack)
    format = asked.format if asked.format is not None else recognise(source)
    require_readable(format, source.name)
    source.stream.seek(0)
    options = ImportOptions(
        file_name=source.name,
        format=format,
        sha256=sha256_of(source.stream),
        into=asked.into,
        category=asked.category,
        document=asked.document,
        status=asked.status,
        on_duplicate=asked.on_duplicate,
        on_conflict=asked.on_conflict,
        retire_missing=asked.retire_missing,
    )
    checked = _checked(source, options, asked.reading, note, kept)
    stack.callback(checked.spool.close)
    return checked


def _checked(
    source: Source,
    options: ImportOptions,
    reading: ReadOptions,
    note: Note | None,
    kept: DocumentSpool | None,
) -> Checked:
    counter = Counter(f"reading {source.name}:")
    told = None if note is None else lambda outcome: note(source.name, outcome)
    try:
        source.stream.seek(0)
        items = reader(options.format).read(source, reading)
        return check(items, options, note=told, progress=counter, kept=kept)
    except Undecided as undecided:
        counter.done()
        style = ask_style(source.name, undecided)
        return _checked(source, options, replace(reading, answers=style), note, kept)
    except Unreadable as error:
        raise unreadable(source.name, error) from error
    finally:
        counter.done()


def _close(copies: list[BinaryIO]) -> None:
    for copy in copies:
        copy.close()


def _stdin(stack: ExitStack) -> Source:
    return Source(
        "stdin", copied(stdin.stream("give it what is to be read, or name a file instead of -"), stack)
    )


def file_or_stdin(name: str, stack: ExitStack) -> Source:
    """Open a file, `-` for stdin, to be read as often as wanted. Raises QbankError where it cannot be."""
    source = _stdin(stack) if name == "-" else opened(name, stack)
    stack.callback(_close, source.copies)
    return source


def ask_style(name: str, undecided: Undecided) -> AnswerStyle:
    """Let a person choose what the keys mean, from sample questions in each reading; never guess."""
    styles = [reading.style.value for reading in undecided.readings]
    if not stderr.can_ask():
        raise QbankError(
            Kind.BAD_DATA,
            f"{name}: {undecided.reason}",
            hint=f"say what its keys mean with --answers {'|'.join(styles)}",
        )
    narrator = stderr.Narrator()
    narrator.say(f"{name}: {undecided.reason}. Which is right?")
    for number, reading in enumerate(undecided.readings, start=1):
        narrator.say(f"\n{number}) {reading.style.value}")
        narrator.say("\n".join(_sample(reading)))
    told = stderr.ask_line(f"\n1 to {len(styles)}, anything else to stop: ").strip()
    if not told.isdecimal() or not 1 <= int(told) <= len(styles):
        raise QbankError(Kind.NEGATIVE, "nothing was imported", hint=f"--answers {'|'.join(styles)}")
    return undecided.readings[int(told) - 1].style


def _sample(reading: Reading) -> list[str]:
    from qbank.cli.question_view import question_lines
    from qbank.cli.styled_text import plain_line
    from qbank.domain.validation import InvalidQuestion, checked
    from qbank.domain.views import QuestionView

    lines: list[str] = []
    for document in reading.sample[:2]:
        try:
            view = QuestionView(document=checked(document), short_id="")
            lines += [f"   {plain_line(line)}" for line in list(question_lines(view, width=76))[:10]]
        except InvalidQuestion as error:
            lines.append(f"   {document.stem}: {error}")
    return lines
