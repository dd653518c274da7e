"""Files that a program brings in."""

from contextlib import ExitStack
from dataclasses import dataclass
from threading import Event

from qbank.api.asking import ImportWords, choice, require_import_words
from qbank.domain.counting import counted
from qbank.domain.kinds import Status
from qbank.errors import Kind, QbankError
from qbank.formats.base import AnswerStyle, ReadOptions, Undecided, Unreadable
from qbank.formats.recognise import recognise
from qbank.formats.registry import format_named, reader, require_readable
from qbank.services.import_check import Checked, check
from qbank.services.import_opening import opened, sha256_of, unreadable
from qbank.services.import_options import ImportOptions, OnConflict, OnDuplicate, Verdict


@dataclass(frozen=True, slots=True)
class FileImport:
    """One file to be brought in, as it was asked for."""

    path: str
    format: str | None
    reading: ReadOptions
    words: ImportWords
    skips_errors: bool
    stop: Event


def asked(path: str, words: ImportWords) -> FileImport:
    """Read what a program asks of an import. Raises QbankError for a word that is none of the right ones."""
    require_import_words(words)
    on_error = words.get("on_error", "stop")
    if on_error not in ("stop", "skip"):
        raise QbankError(Kind.USAGE, f"on_error = {on_error!r} is none of stop, skip", hint='on_error="skip"')
    style = choice(AnswerStyle, "answers", words.get("answers"))
    reading = ReadOptions(dict(words.get("mapping", {})), style)
    return FileImport(path, words.get("format"), reading, words, on_error == "skip", Event())


def checked(file: FileImport, stack: ExitStack) -> Checked:
    """Read and check a file, with no bank open. Raises QbankError where it is not good enough.

    Ends early, with any exception, when its `stop` is set.
    """
    source = opened(file.path, stack)
    stack.callback(lambda: [copy.close() for copy in source.copies])
    format = file.format or recognise(source)
    require_readable(format, source.name)
    source.stream.seek(0)
    options = _options(file, source.name, format, sha256_of(source.stream))
    try:
        items = reader(format).read(source, file.reading)
        found = check(items, options, progress=lambda _: _go_on(file.stop))
    except Undecided as error:
        styles = ", ".join(repr(reading.style.value) for reading in error.readings)
        raise QbankError(
            Kind.BAD_DATA, f"{source.name}: {error.reason}", hint=f"say it with answers=, one of {styles}"
        ) from error
    except Unreadable as error:
        raise unreadable(source.name, error) from error
    stack.callback(found.spool.close)
    _require_good(found, skips_errors=file.skips_errors)
    return found


def _options(file: FileImport, name: str, format: str, sha256: str) -> ImportOptions:
    words = file.words
    on_conflict = choice(OnConflict, "on_conflict", words.get("on_conflict")) or OnConflict.SKIP
    if on_conflict is OnConflict.ASK:
        raise QbankError(
            Kind.USAGE, 'on_conflict = "ask" has nobody to ask', hint='on_conflict="theirs", "ours" or "skip"'
        )
    return ImportOptions(
        file_name=name,
        format=format,
        sha256=sha256,
        into=words.get("into"),
        category=words.get("category"),
        document=words.get("document"),
        status=choice(Status, "status", words.get("status")),
        on_duplicate=choice(OnDuplicate, "on_duplicate", words.get("on_duplicate")) or OnDuplicate.SKIP,
        on_conflict=on_conflict,
        retire_missing=words.get("retire_missing", False),
    )


def _go_on(stop: Event) -> None:
    if stop.is_set():
        raise InterruptedError("the import was cancelled")


def _require_good(found: Checked, *, skips_errors: bool) -> None:
    failed, name = found.summary.counts[Verdict.FAILED], found.options.file_name
    said = [outcome.reason for outcome in found.summary.notable]
    if failed and not skips_errors:
        raise QbankError(
            Kind.BAD_DATA,
            f"{failed:,} of {counted(failed + found.spool.count, 'question')} of {name} cannot be read;"
            " nothing was imported",
            hint='correct them, or bring in the rest with on_error="skip"',
            details={"failed": failed, "readable": found.spool.count, "reasons": said},
        )
    if not found.spool.count and not found.categories and not found.documents:
        title = format_named(found.options.format).title
        raise QbankError(
            Kind.BAD_DATA,
            f"{name} holds no question that can be read; nothing was imported",
            hint=f"it was read as {title}: say with format= what else it is, or which keys hold what with "
            "mapping={'stem': KEY}",
        )
