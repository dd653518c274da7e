"""Stored text made safe for a terminal: nobody's question moves a cursor, sets a title or turns a line."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_SURROGATES = r"\ud800-\udfff"
_BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HARMFUL = re.compile(f"[{_CONTROLS}{_SURROGATES}{_BIDI}]")
_LINE_BREAKS = re.compile(r"[\t\n\u2028\u2029]")

_DELETE = 0x7F
_PICTURES = 0x2400
_PICTURE_OF_DELETE = "\u2421"


def safe(text: str) -> str:
    r"""Show what a terminal would obey: control characters as pictures (␛), others as `\u202e`.

    Newlines and tabs stay. What comes out holds no control byte else, and encodes as UTF-8.
    """
    return _HARMFUL.sub(_visible, text)


def safe_line(text: str) -> str:
    """Show what a terminal would obey, newlines and tabs too (␊, ␉): the text stays on its line."""
    return _LINE_BREAKS.sub(_visible, safe(text))


def safe_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Show what a terminal would obey in bytes that were meant for a file; a letter may lie on two pieces."""
    decoder = getincrementaldecoder("utf-8")("replace")
    for piece in pieces:
        yield safe(decoder.decode(piece)).encode()
    yield safe(decoder.decode(b"", final=True)).encode()


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(_PICTURES + code)
    return _PICTURE_OF_DELETE if code == _DELETE else f"\\u{code:04x}"
