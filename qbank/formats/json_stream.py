"""JSON in pieces: the lines of NDJSON, or the elements of one top-level array, at flat memory."""

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from qbank.formats.base import Place, Unreadable
from qbank.formats.json_scan import Edge, element_end

WINDOW = 1 << 20
"""How many bytes are decoded at a time."""

LARGEST_ELEMENT = 64 << 20
"""The most bytes one line or element may have; a larger one is refused."""

_WRONG_CUTS = 8
_raws = msgspec.json.Decoder(list[msgspec.Raw])
_BETWEEN = re.compile(rb"[\s,]*")
_BLANKS = re.compile(rb"[ \t\r\n]*")


def first_byte(stream: BinaryIO) -> bytes:
    """Give the first byte that is no blank, b'' where there is none; the stream is at its start again."""
    stream.seek(0)
    found = b""
    while not found and (block := stream.read(1 << 16)):
        found = block.strip()[:1]
    stream.seek(0)
    return found


def elements(stream: BinaryIO) -> Iterator[tuple[bytes, int, str]]:
    """Yield every element's bytes, the line it begins on (counted from 1) and its path in the file.

    The stream holds UTF-8 without a byte order mark. If it begins with `[` it is one array, whose elements
    have the paths `[0]`, `[1]` …; else each line that is not blank is an element, and its path is ''. The
    bytes of an element may still be no JSON: whoever decodes them says so, and the reading goes on; a comma
    too many or too few between elements does no harm. Raises
    Unreadable, after the elements before it, where the file is cut off, where something follows the array,
    and for an element over 64 MiB.
    """
    if first_byte(stream) == b"[":
        return _of_array(stream)
    return _of_lines(stream)


def _of_lines(stream: BinaryIO) -> Iterator[tuple[bytes, int, str]]:
    number = 0
    while line := stream.readline(LARGEST_ELEMENT + 1):
        number += 1
        if len(line) > LARGEST_ELEMENT:
            raise _too_large(number, "")
        if not line.isspace():
            yield line, number, ""


def _too_large(line: int, path: str) -> Unreadable:
    return Unreadable(f"one element has more than {LARGEST_ELEMENT >> 20} MiB", Place(line=line, path=path))


def _of_array(stream: BinaryIO) -> Iterator[tuple[bytes, int, str]]:
    return _Array(stream).elements()


class _Array:
    """A walk over one array: `rest` holds what is read and not yet yielded, from an element on."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rest = b""
        self._line = 1
        self._index = 0
        self._at_end = False
        self._boundary = b""

    def elements(self) -> Iterator[tuple[bytes, int, str]]:
        """Yield the elements of the array, then raise Unreadable where it does not end as it should."""
        self._begin()
        while not self._closed():
            whole = self._whole_elements()
            yield from self._slices(*whole) if whole else self._odd_elements()

    def _begin(self) -> None:
        while b"[" not in self._rest:
            self._line += self._rest.count(b"\n")
            self._rest = self._stream.read(WINDOW)
        start = self._rest.index(b"[") + 1
        self._line += self._rest.count(b"\n", 0, start)
        self._rest = self._rest[start:]
        self._fill()

    def _fill(self) -> None:
        block = self._stream.read(max(WINDOW, len(self._rest)))
        self._at_end = not block
        self._rest += block

    def _closed(self) -> bool:
        """Step over separators; tell whether the array ends here, having checked that nothing follows."""
        while True:
            start = _BETWEEN.match(self._rest).end()  # type: ignore[union-attr]  # it matches nothing too
            self._line += self._rest.count(b"\n", 0, start)
            self._rest = self._rest[start:]
            if self._rest or self._at_end:
                break
            self._fill()
        if self._rest.startswith(b"]"):
            self._check_nothing_follows()
            return True
        if not self._rest:
            raise Unreadable("the file is cut off: its array does not end", self._place())
        return False

    def _check_nothing_follows(self) -> None:
        rest = self._rest[1:]
        while not rest.strip() and (block := self._stream.read(WINDOW)):
            self._line += rest.count(b"\n")
            rest = block
        if rest.strip():
            line = self._line + rest.count(b"\n", 0, _BLANKS.match(rest).end())  # type: ignore[union-attr]  # ditto
            raise Unreadable("something follows the end of the array", Place(line=line))

    def _place(self) -> Place:
        return Place(line=self._line, item=self._index + 1, path=f"[{self._index}]")

    def _whole_elements(self) -> tuple[bytes, list[msgspec.Raw]] | None:
        """Decode the longest run of whole elements that the window begins with; None where none is found.

        A cut inside an element or a string is refused by the decoder, so a cut that it accepts is right.
        """
        if len(self._rest) < WINDOW and not self._at_end:
            self._fill()
        for cut in self._cuts():
            body = b"".join((b"[", self._rest[:cut], b"]"))
            try:
                raws = _raws.decode(body)
            except (msgspec.DecodeError, RecursionError):
                continue
            self._learn_boundary(body, raws)
            self._rest = self._rest[cut:]
            return body, raws
        return None

    def _cuts(self) -> Iterator[int]:
        close = b"}" if self._rest[:1] == b"{" else b"]" if self._rest[:1] == b"[" else b","
        keep = 0 if close == b"," else 1
        if self._boundary and not self._at_end and (cut := self._rest.rfind(self._boundary)) > 0:
            yield cut + 1
        cut = len(self._rest)
        for _ in range(_WRONG_CUTS):
            cut = self._rest.rfind(close, 0, cut)
            if cut <= 0:
                return
            yield cut + keep

    def _learn_boundary(self, body: bytes, raws: list[msgspec.Raw]) -> None:
        """Remember what stands between two objects, up to the second one's first key."""
        if not self._boundary and len(raws) > 1 and self._rest[:1] == b"{":
            end = len(memoryview(raws[0]))
            start = body.index(b"{", end + 1)
            self._boundary = body[end : body.find(b":", start) + 1]

    def _slices(self, body: bytes, raws: list[msgspec.Raw]) -> Iterator[tuple[bytes, int, str]]:
        between = _BETWEEN.match
        index, line, end = self._index, self._line, 1
        many_lines = b"\n" in body
        for raw in raws:
            element = bytes(raw)
            if many_lines:
                start = between(body, end).end()  # type: ignore[union-attr]  # it matches nothing too
                line += body.count(b"\n", end, start)
                end = start + len(element)
            yield element, line, f"[{index}]"
            index += 1
            if many_lines:
                line += element.count(b"\n")
        self._index, self._line = index, line

    def _odd_elements(self) -> Iterator[tuple[bytes, int, str]]:
        # Where one element is no JSON its neighbours are often none either: try the decoder again later.
        yield self._one_element()
        for _ in range(99):
            if self._closed():
                return
            yield self._one_element()

    def _one_element(self) -> tuple[bytes, int, str]:
        """Take the next element by its brackets alone; it may be no JSON."""
        edge = element_end(self._rest)
        while edge.end is None and not self._at_end:
            if len(self._rest) > LARGEST_ELEMENT:
                raise _too_large(self._line, f"[{self._index}]")
            self._fill()
            edge = element_end(self._rest)
        if edge.end is None:
            raise self._cut_off(edge)
        element, line, path = self._rest[: edge.end], self._line, f"[{self._index}]"
        self._rest = self._rest[edge.end :]
        self._line += element.count(b"\n")
        self._index += 1
        return element, line, path

    def _cut_off(self, edge: Edge) -> Unreadable:
        reason = "inside a string" if edge.in_string else "inside this element"
        return Unreadable(f"the file is cut off {reason}", self._place())
