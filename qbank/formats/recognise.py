"""Which format a file has: by what it holds first, by its suffix only then."""

import codecs
from typing import NoReturn

from qbank.errors import Kind, QbankError
from qbank.formats import other_formats, source_code
from qbank.formats.base import Source
from qbank.formats.encoding import told_by
from qbank.formats.package_signatures import of_zip
from qbank.formats.registry import format_of_suffix, readable_names
from qbank.formats.table_dialect import dialect_of
from qbank.formats.text_signatures import STRONG, WEAK, first_match, of_json, of_xml, xml_root

HEAD = 64 << 10
"""How many bytes of a file are looked at."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BINARY = (
    (b"%PDF", "a PDF"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xfd7zXZ\0", "xz-compressed data"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed data"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_ANYBODYS = ("json-shapes", "csv", "tsv")
"""Formats of qbank's own that a file of another package's format may look like."""
_MOST_CONTROLS = 0.02


def recognise(source: Source) -> str:
    """Give the name of the format a source has, reading at most its first 64 KiB and a zip's list of files.

    What shows none of qbank's own formats for certain may be of another package's. The stream is left at its
    start. Raises QbankError (bad data) for an empty file and one of no known format, naming what was seen.
    """
    source.stream.seek(0)
    head = source.stream.read(HEAD)
    try:
        return _own(source, head)
    except QbankError:
        if head.strip() and (claimed := other_formats.claiming(head, source.name)) is not None:
            return claimed
        raise
    finally:
        source.stream.seek(0)


def _own(source: Source, head: bytes) -> str:
    if head.startswith(_ZIP):
        return of_zip(source.name, source.stream)
    _refuse_binary(source.name, head)
    text = _text(head, whole=len(head) < HEAD)
    if not text.strip():
        raise QbankError(Kind.BAD_DATA, f"{source.name} is empty")
    _refuse_controls(source.name, text)
    found = _by_content(source.name, text, whole=len(head) < HEAD)
    if found is not None and found not in _ANYBODYS:
        return found
    return other_formats.claiming(head, source.name) or found or _guessed(source.name, text, len(head) < HEAD)


def _by_content(name: str, text: str, *, whole: bool) -> str | None:
    found = of_xml(text) or of_json(text)
    if not found:
        _refuse_code(name, source_code.of_suffix(name))
        found = first_match(text, STRONG)
    if found == "table":
        return _table(text, whole)
    if found is None and _is_other_xml(text):
        _refuse_xml(name, text)
    return found


def _guessed(name: str, text: str, whole: bool) -> str:
    if found := _by_suffix(name, text, whole):
        return found
    _refuse_code(name, source_code.of_text(text))
    return first_match(text, WEAK) or _by_shape(text, whole) or _refuse(name, text)


def _by_suffix(name: str, text: str, whole: bool) -> str | None:
    named = format_of_suffix(name)
    return _table(text, whole, named) if named in ("csv", "tsv") else named


def _table(text: str, whole: bool, named: str = "csv") -> str:
    layout = dialect_of(text, whole=whole)
    if layout is None:
        return named
    return "tsv" if layout.delimiter == "\t" else "csv"


def _by_shape(text: str, whole: bool) -> str | None:
    """Take for a table what has three lines or more that all have as many cells."""
    layout = dialect_of(text, whole=whole)
    if layout is None or layout.agreement < 1 or layout.width < 3 or text.strip().count("\n") < 2:
        return None
    return _table(text, whole)


def _refuse_code(name: str, seen: str | None) -> None:
    if seen is not None:
        message = f"{name} is no file of questions: it looks like {seen}"
        raise QbankError(Kind.BAD_DATA, message, hint=_say_which())


def _refuse_binary(name: str, head: bytes) -> None:
    seen = next((title for magic, title in _BINARY if head.startswith(magic)), None)
    if seen:
        raise QbankError(Kind.BAD_DATA, f"{name} is {seen}, which holds no questions that qbank can read")


def _text(head: bytes, *, whole: bool) -> str:
    text = _characters(head, whole=whole)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _characters(head: bytes, *, whole: bool) -> str:
    mark, encoding = told_by(head)
    if mark or encoding != "utf-8":
        return head[len(mark) :].decode(encoding, "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head, final=whole)
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")


def _refuse_controls(name: str, text: str) -> None:
    controls = [place for place, mark in enumerate(text) if mark < " " and mark not in "\t\n\r\f\v\x1b"]
    if "\0" in text or len(controls) > len(text) * _MOST_CONTROLS:
        first = controls[0]
        message = f"{name} is not text: line {_line(text, first)} has the character U+{ord(text[first]):04X}"
        raise QbankError(Kind.BAD_DATA, message, hint=_say_which())


def _say_which() -> str:
    return f"--from FORMAT says what it is; qbank reads {readable_names()}"


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _is_other_xml(text: str) -> bool:
    return text.lstrip().startswith("<?xml") or (xml_root(text) in ("manifest", "html"))


def _refuse_xml(name: str, text: str) -> NoReturn:
    root = xml_root(text)
    if root == "manifest":
        message = f"{name} is the manifest of a package"
        raise QbankError(Kind.BAD_DATA, message, hint="import the whole package, as a zip")
    if root == "html":
        message = f"{name} is a web page, which holds no questions that qbank can read"
        raise QbankError(Kind.BAD_DATA, message)
    seen = f"begins with <{root}>" if root else "has no element in its first 64 KiB"
    raise QbankError(Kind.BAD_DATA, f"{name} is XML of no format that qbank knows: it {seen}")


def _refuse(name: str, text: str) -> NoReturn:
    start = len(text) - len(text.lstrip())
    words = " ".join(text[start : start + 200].split())
    shown = words if len(words) <= 40 else f"{words[:39]}…"
    message = f"{name} is of no format that qbank knows: line {_line(text, start)} begins {shown!r}"
    raise QbankError(Kind.BAD_DATA, message, hint=_say_which())
