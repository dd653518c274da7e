"""The characters of a file: whatever a file is encoded in, readers get UTF-8 without a byte order mark."""

import codecs
import shutil
from typing import BinaryIO, NamedTuple

from qbank.formats.base import Diagnostic, Place, Severity, Source, Unreadable
from qbank.temporary import temporary_file

_BLOCK = 1 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks with the encoding they tell; UTF-32's stand first, for UTF-16's begin them."""


def decoded(source: Source, declared: str | None = None) -> tuple[BinaryIO, Diagnostic | None]:
    """Give the file's text as UTF-8 bytes without a byte order mark, seekable and at their start.

    UTF-8 without a mark is checked, not copied; anything else is written into a temporary file, which lives
    as long as the stream. Without a mark a file is UTF-8, else what it has `declared` itself to be, else
    Windows-1252, and then the diagnostic warns of it. Memory is flat. Raises Unreadable for damaged UTF-8 and
    for bytes that are in no encoding at all.
    """
    source.stream.seek(0)
    mark, encoding = told_by(source.stream.read(4))
    if encoding == "utf-8":
        return _utf_8(source, mark, _codec(declared))
    try:
        return _wide(source, mark, encoding), _told(encoding) if not mark else None
    except UnicodeDecodeError as error:
        raise Unreadable(f"the file begins as {encoding.upper()} and is not: {error.reason}") from error


def _wide(source: Source, mark: bytes, encoding: str) -> BinaryIO:
    """Transcode UTF-16 or UTF-32, whose mark may be that of UTF-16 before a character of zeros."""
    source.stream.seek(len(mark))
    try:
        return _transcoded(source, encoding)
    except UnicodeDecodeError:
        if mark != codecs.BOM_UTF32_LE:
            raise
        source.stream.seek(len(codecs.BOM_UTF16_LE))
        return _transcoded(source, "utf-16-le")


_ZEROS: dict[tuple[bool, ...], str] = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
"""Which of the first four bytes are zero where a text in a wide encoding begins with ASCII characters."""


def told_by(start: bytes) -> tuple[bytes, str]:
    """Tell a text's encoding by its first four bytes: its byte order mark, b'' for none, and the name.

    UTF-8 is what nothing else is told for: whether it is, the whole text must show.
    """
    marked = next(((mark, name) for mark, name in _MARKS if start.startswith(mark)), None)
    return marked or (b"", _ZEROS.get(tuple(byte == 0 for byte in start[:4]), "utf-8"))


def _as_declared(source: Source, declared: str, offence: "_Offence") -> tuple[BinaryIO, Diagnostic | None]:
    source.stream.seek(0)
    try:
        return _transcoded(source, declared), None
    except UnicodeDecodeError as error:
        reason = f"the file says it is {declared} and is not: {error.reason}"
        raise Unreadable(reason, Place(line=offence.line), hint="save the file as UTF-8") from error


class _Offence(NamedTuple):
    """The first byte that is not UTF-8; `damaged` where text before it shows that the file means to be."""

    line: int
    byte: int
    damaged: bool


_OF_PYTHON = ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined")
_ASCII = bytes(range(32, 127))


def _codec(declared: str | None) -> str | None:
    """Give the name of an encoding a file declares; None for none, UTF-8, and what does not extend ASCII."""
    try:
        name = codecs.lookup(declared or "utf-8").name
        if name.startswith("utf") or name in _OF_PYTHON:
            return None
        return name if _ASCII.decode(name) == _ASCII.decode() else None
    except (LookupError, ValueError):
        return None


def _utf_8(source: Source, mark: bytes, declared: str | None) -> tuple[BinaryIO, Diagnostic | None]:
    stream = source.stream
    stream.seek(len(mark))
    offence = _first_offence(stream)
    if offence is None:
        stream.seek(len(mark))
        return (_transcoded(source, "utf-8") if mark else stream), None
    if declared is not None and not mark:
        return _as_declared(source, declared, offence)
    if mark or offence.damaged:
        reason = f"the file is UTF-8 with a damaged character: byte 0x{offence.byte:02x}"
        raise Unreadable(
            reason, Place(line=offence.line), hint="repair that line, or save the file as UTF-8 again"
        )
    stream.seek(0)
    try:
        return _transcoded(source, "cp1252"), _windows(offence)
    except UnicodeDecodeError as error:
        reason = f"the file is neither UTF-8 (byte 0x{offence.byte:02x}) nor Windows-1252"
        raise Unreadable(reason, Place(line=offence.line), hint="save the file as UTF-8") from error


def _first_offence(stream: BinaryIO) -> _Offence | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    begin = at = stream.tell()
    plain = True
    while True:
        block = stream.read(_BLOCK)
        unfinished = decoder.getstate()[0]
        if not unfinished and block and block.isascii():  # most of most files: nothing to decode
            at += len(block)
            continue
        data = unfinished + block
        try:
            plain = decoder.decode(block, final=not block).isascii() and plain
        except UnicodeDecodeError as error:
            before, after = data[: error.start], data[error.start : error.start + 2]
            surrogate = after[:1] == b"\xed" and after[1:] >= b"\xa0"
            line = 1 + _breaks(stream, begin, at) + before.count(b"\n")
            return _Offence(line, after[0], surrogate or not (plain and before.isascii()))
        if not block:
            return None
        at += len(block)


def _breaks(stream: BinaryIO, begin: int, end: int) -> int:
    """Count the line breaks between two places of a stream."""
    stream.seek(begin)
    count = 0
    while begin < end and (block := stream.read(min(_BLOCK, end - begin))):
        count += block.count(b"\n")
        begin += len(block)
    return count


def _transcoded(source: Source, encoding: str) -> BinaryIO:
    stream, target = source.stream, temporary_file()
    source.copies.append(target)
    try:
        if encoding == "utf-8":  # checked before: it only loses its mark
            shutil.copyfileobj(stream, target, _BLOCK)
        else:
            decoder = codecs.getincrementaldecoder(encoding)()
            while block := stream.read(_BLOCK):
                target.write(decoder.decode(block).encode())
            target.write(decoder.decode(b"", final=True).encode())
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def _windows(offence: _Offence) -> Diagnostic:
    message = f"not UTF-8 (byte 0x{offence.byte:02x}): read as Windows-1252; look at the accented letters"
    return Diagnostic(Severity.WARNING, "encoding", message, Place(line=offence.line))


def _told(encoding: str) -> Diagnostic:
    message = f"read as {encoding.upper()}, told by its zero bytes: it has no byte order mark"
    return Diagnostic(Severity.WARNING, "encoding", message)
