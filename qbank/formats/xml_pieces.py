"""A long XML file taken apart into the elements of one name, each by itself and byte for byte.

A file of a million questions never is in memory as a whole, and one that is damaged costs the question in
which the damage is: a parser that reads on would have to give up the rest of the file.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

import msgspec
from lxml.etree import _Element

from qbank.formats.base import Place, Unreadable
from qbank.formats.xml_reading import NO_DTD, WITHOUT_DTD, Malformed, parse_element

LARGEST = 64 << 20
"""So many bytes one element may have."""

_TOO_LONG = f"it is larger than {LARGEST >> 20} MiB"
_BLOCK = 256 << 10
_TOGETHER = 64 << 10
_LONGEST_TAG = 4096
_KNOWN = 64 << 10
"""Of more bytes a parser has to say what they are: it knows what is too long."""
_OPENING = ord("<")
_BEFORE_NAME = b"</"
_AFTER_NAME = b" \t\r\n/>"
_ROOT = re.compile(rb"(?:[^<]|<\?.*?\?>|<!--.*?-->)*+<([^\s/<>!?]++)", re.DOTALL)
_AFTER_ROOT = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_REGIONS = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}


class Piece(msgspec.Struct, frozen=True):
    """One element as it stands in the file, its line, and what is known of it without a parser."""

    data: bytes
    line: int
    known: object = None


class Fragment(NamedTuple):
    """An element that begins in a line and does not end, or not in time: the reason."""

    reason: str
    line: int


def parsed(
    pieces: Iterable[Piece | Fragment],
) -> Iterator[tuple[Piece, _Element | None] | tuple[Fragment, None]]:
    """Yield pieces with their elements, None for a fragment, a known piece and one that is not well-formed.

    Some are parsed together: beginning a document costs as much as a small question.
    """
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        if isinstance(piece, Fragment):
            yield from _together(batch)
            yield piece, None
            batch, size = [], 0
        elif piece.known is not None and not batch:
            yield piece, None
        else:
            batch.append(piece)
            size += len(piece.data)
            if size >= _TOGETHER:
                yield from _together(batch)
                batch, size = [], 0
    yield from _together(batch)


def _together(pieces: list[Piece]) -> Iterator[tuple[Piece, _Element | None]]:
    elements = iter(_elements([piece for piece in pieces if piece.known is None]))
    for piece in pieces:
        yield piece, next(elements) if piece.known is None else None


def _elements(pieces: list[Piece]) -> Sequence[_Element | None]:
    try:
        found = list(parse_element(b"".join([b"<all>", *[piece.data for piece in pieces], b"</all>"])))
        if len(found) == len(pieces):
            return found
    except Malformed:
        pass
    return [_element(piece) for piece in pieces]


def _element(piece: Piece) -> _Element | None:
    try:
        return parse_element(piece.data, piece.line)
    except Malformed:
        return None


Known = Callable[[bytes], object]


class Splitter:
    """Takes a stream apart into the elements called `name`.

    One that has the attribute `own` is inside another only within an element called `nest`: where it is not,
    the other is not closed. `ended` tells afterwards whether the root was closed.

    `known` is given the bytes of what may be an element; where it is one beyond doubt, it gives what that is.
    """

    def __init__(self, stream: BinaryIO, name: str, own: str, nest: str, known: Known | None = None) -> None:
        self._stream = stream
        self._known = known
        tag = re.escape(name.encode())
        self._end_tag = b"</" + name.encode() + b">"
        self._start_tag = b"<" + name.encode()
        self._nest = nest.encode()
        names = tag + b"|" + re.escape(self._nest)
        self._token = re.compile(
            rb"<!\[CDATA\[|<!--|<\?|<!DOCTYPE|<(?:"
            + names
            + rb")(?=[\s/>])[^<>]*+>|</(?:"
            + names
            + rb")\s*+>"
        )
        self._named = re.compile(tag + rb"[\s/>]")
        self._own = re.compile(rb"\s" + own.encode() + rb"\s*+=")
        self._buffer = b""
        self._at = 0
        self._start: int | None = None
        self._line = 1
        self._counted = 0
        self._tail = b""
        self._root: bytes | None = None
        self._unclosed: set[bytes] = set()

    @property
    def ended(self) -> bool:
        """Tell whether the file ends with the end of its outermost element; a file without one does."""
        if self._root is None or self._root == self._start_tag[1:]:
            return True
        last = _AFTER_ROOT.sub(b"", self._tail)
        return re.search(rb"</" + re.escape(self._root) + rb"\s*+>\s*\Z|<[^<>]*/>\s*\Z", last) is not None

    def __iter__(self) -> Iterator[Piece | Fragment]:
        """Yield the elements in their order. Raises Unreadable for a file with a DOCTYPE."""
        while (token := self._next()) is not None:
            start, tag = token
            if not tag.startswith(self._start_tag) or tag[len(self._start_tag)] not in _AFTER_NAME:
                continue
            plain = None if tag.endswith(b"/>") else self._plain(start)
            if plain is not None:
                yield plain
            else:
                yield from self._element(start, tag)

    def _element(self, start: int, tag: bytes) -> Iterator[Piece | Fragment]:
        """Yield the element that begins at a place, after those it turns out to have swallowed."""
        following: tuple[int, bytes] | str | None = (start, tag)
        while isinstance(following, tuple):
            self._start, tag = following
            line = self._line_of(self._start)
            following = None if tag.endswith(b"/>") else self._end()
            if following is None:
                yield Piece(self._buffer[self._start : self._at], line)
            elif isinstance(following, str):
                yield Fragment(following, line)
            else:
                yield Fragment("it is not closed before the next one begins", line)
        self._start = None

    def _plain(self, start: int) -> Piece | None:
        """Go to the end of the element where nothing in it could hide one, and give it."""
        end = self._buffer.find(self._end_tag, start)
        if end < 0:
            return None
        data = self._buffer[start : end + len(self._end_tag)]
        known = self._known(data) if self._known is not None and len(data) <= _KNOWN else None
        if known is None and self._is_hidden(start, end):
            return None
        self._at = start + len(data)
        return Piece(data, self._line_of(start), known)

    def _is_hidden(self, start: int, end: int) -> bool:
        """Tell whether what looks like the end may be none: within CDATA or a comment, or of another element.

        True where it is not quickly seen; single characters are what is found quickest.
        """
        buffer = self._buffer
        section = buffer.rfind(b"<![CDATA[", start, end)
        if (section >= 0 and buffer.find(b"]]>", section, end) < 0) or buffer.find(b"<!--", start, end) >= 0:
            return True
        mark = buffer.find(b"?", start, end)
        while mark >= 0:
            if buffer[mark - 1] == _OPENING:
                return True
            mark = buffer.find(b"?", mark + 1, end)
        named = self._named.search(buffer, start + len(self._start_tag), end)
        while named is not None:
            if buffer[named.start() - 1] in _BEFORE_NAME:
                return True
            named = self._named.search(buffer, named.end(), end)
        return False

    def _end(self) -> tuple[int, bytes] | str | None:
        """Go to the end of the element: None there; else the place and tag of the next, or what is wrong."""
        depth = 1
        nests = 0
        while depth:
            token = self._next()
            if token is None:
                return _TOO_LONG if self._is_too_long() else "the file ends in it"
            start, found = token
            step = -1 if found.startswith(b"</") else 0 if found.endswith(b"/>") else 1
            if self._nest in found[: len(self._nest) + 2]:
                nests += step
            elif nests <= 0 and step >= 0 and self._own.search(found):
                return start, found
            else:
                depth += step
        return None

    def _is_too_long(self) -> bool:
        return self._start is not None and len(self._buffer) - self._start > LARGEST

    def _next(self) -> tuple[int, bytes] | None:
        """Give the place and text of the next tag, over what is no markup; None at the end."""
        while True:
            match = self._token.search(self._buffer, self._at)
            if match is None:
                self._at = self._unfinished()
                if self._more(self._at) is None:
                    return None
                continue
            start, found = match.start(), match[0]
            self._at = match.end()
            closing = _REGIONS.get(found)
            if found == b"<!DOCTYPE":
                raise Unreadable(NO_DTD, Place(line=self._line_of(start)), hint=WITHOUT_DTD)
            if closing is None:
                return start, found
            if closing not in self._unclosed:
                self._over(closing)

    def _over(self, closing: bytes) -> None:
        """Go over a region to its end; one that has none is no region."""
        begin = looked = self._at
        while (end := self._buffer.find(closing, looked)) < 0:
            moved = self._more(begin)
            if moved is None:
                self._unclosed.add(closing)
                return
            begin -= moved
            looked = max(begin, looked - moved - len(closing))
        self._at = end + len(closing)

    def _unfinished(self) -> int:
        """Say from where on the buffer is to be looked at again when more of it is there."""
        last = self._buffer.rfind(b"<", max(self._at, len(self._buffer) - _LONGEST_TAG))
        return last if last >= 0 else len(self._buffer)

    def _more(self, needed: int) -> int | None:
        """Read on, keeping what is needed: how far all places have moved to the front, None at the end.

        As much is read as is kept, so that a long element is not copied over and over.
        """
        kept = needed if self._start is None else self._start
        if len(self._buffer) - kept > LARGEST:
            return None
        block = self._stream.read(max(_BLOCK, len(self._buffer) - kept))
        if not block:
            return None
        self._line_of(kept)
        if not self._tail:
            root = _ROOT.match(block)
            self._root = root[1] if root else None
        self._tail = (self._tail + block)[-_LONGEST_TAG:]
        self._buffer = self._buffer[kept:] + block
        self._at -= kept
        self._start = None if self._start is None else 0
        self._counted = 0
        return kept

    def _line_of(self, position: int) -> int:
        self._line += self._buffer.count(b"\n", self._counted, position)
        self._counted = position
        return self._line
