"""A QTI 1.2 document taken apart: its items byte for byte, each with the titles of what it stands in.

A parser that reads a document as a whole gives up at its first flaw; here a flaw costs the item it is in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import mmap
from typing import NamedTuple

from qbank.formats.base import Place, Unreadable
from qbank.formats.xml_reading import NO_DTD, Malformed, parse_element

Buffer = bytes | mmap

_TOKEN = re.compile(
    rb"<!\[CDATA\[|<!--|<\?|<!DOCTYPE"
    rb"|<(/?)(?:[A-Za-z_][\w.-]{0,60}:)?(item|section|assessment|objectbank)(?=[\s/>])"
    rb"((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+|[^<>]*+)>"
)
_REGIONS = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}
_ATTRIBUTE = re.compile(rb"""\s(?:[\w.-]+:)?(title|ident)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_IDENT = re.compile(rb"""\sident\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_IN_BANK = re.compile(rb"assessment_question_identifierref</[^<>]*>\s*<[^<>]*>\s*([^<>\s]+)\s*</")
_PREFIX = re.compile(rb"""[<\s/]([A-Za-z_][\w.-]{0,60}):[A-Za-z_]""")
_LONGEST_DOCTYPE = 64 << 10
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\]\s*+)?>")
_ITEM_TAG = re.compile(rb"<(?:[\w.-]+:)?item")
_NAMESPACE = re.compile(rb"""\sxmlns:([A-Za-z_][\w.-]{0,60})\s*=\s*["']([^"'<>&]{1,500})["']""")
_NAMESPACES_WITHIN = 64 << 10
_LONGEST_HEAD = 256 << 10
"""So much of what stands between a section's tag and its first item is looked at."""


class Fragment(NamedTuple):
    """An item as it stands in the document, and the line it begins in; `flaw` where it is not whole."""

    data: bytes
    line: int
    flaw: str | None = None


@dataclass(slots=True)
class Group:
    """An assessment, bank or section an item stands in; `head` is what the document says of it at first."""

    name: str
    ident: str
    title: str
    line: int
    head: bytes = b""
    items: int = 0
    _fields: dict[str, str] | None = None
    _said: dict[str, str] = field(default_factory=dict)

    def fields(self) -> dict[str, str]:
        """Give the metadata fields said of the group itself, by their label."""
        if self._fields is None:
            self._fields = {_text(label): _text(entry) for label, entry in _FIELD.findall(self.head)}
        return self._fields

    def said(self, element: str) -> str:
        """Give the text of the first element of a name in the group's head, '' for none."""
        if element not in self._said:
            found = re.search(rb"<(?:[\w.-]+:)?" + element.encode() + rb"[^<>]*>([^<>]{0,2000})</", self.head)
            self._said[element] = _text(found[1]) if found else ""
        return self._said[element]


@dataclass(slots=True)
class Placed:
    """An item with the groups it stands in, from the outermost on."""

    fragment: Fragment
    groups: list[Group] = field(default_factory=list)
    namespaces: dict[bytes, bytes] = field(default_factory=dict)

    def as_it_is(self) -> bytes:
        """Give the item byte for byte."""
        return self.fragment.data

    def standing_alone(self) -> bytes:
        """Give the item with the namespaces its document declared for the prefixes it uses."""
        return _with_namespaces(self.fragment.data, self.namespaces)

    def names(self) -> list[bytes]:
        """List what other documents may call the item: its ident, and that which Canvas's bank has."""
        tag = self.fragment.data[: self.fragment.data.find(b">") + 1]
        own = [one or other for one, other in _IDENT.findall(tag)]
        return [*own, *_IN_BANK.findall(self.fragment.data)]


_FIELD = re.compile(
    rb"<(?:[\w.-]+:)?fieldlabel>([^<>]{0,200})</(?:[\w.-]+:)?fieldlabel>\s*"
    rb"<(?:[\w.-]+:)?fieldentry>([^<>]{0,2000})</"
)


def _text(raw: bytes) -> str:
    """Resolve the entities of a text without markup."""
    try:
        return " ".join((parse_element(b"<t>" + raw + b"</t>").text or "").split())
    except Malformed:
        return " ".join(raw.decode("utf-8", "replace").split())


class Scan:
    """Walks through one document of UTF-8. `groups` are those it has met that hold no item themselves too."""

    def __init__(self, data: Buffer) -> None:
        self._data = data
        self._counted = (0, 1)
        self._unclosed: set[bytes] = set()
        self._namespaces = dict(_NAMESPACE.findall(data[:_NAMESPACES_WITHIN]))
        self.groups: list[Group] = []

    def items(self) -> Iterator[Placed]:
        """Yield the items in their order. Raises Unreadable for a document that declares entities."""
        within: list[Group] = []
        heads: list[int] = []
        position = 0
        while (match := self._next(position)) is not None:
            position = match.end()
            closes, name, attributes = match[1], match[2], match[3]
            if name == b"item" and not closes:
                self._end_head(within, heads, match.start())
                fragment, position = self._item(match)
                for group in within[-1:]:
                    group.items += 1
                yield Placed(fragment, list(within), self._namespaces)
            elif closes and name != b"item":
                self._end_head(within, heads, match.start())
                _leave(within, name.decode())
            elif name != b"item" and not attributes.endswith(b"/"):
                self._end_head(within, heads, match.start())
                within.append(self._group(match))
                self.groups.append(within[-1])
                heads.append(position)

    def _group(self, match: re.Match[bytes]) -> Group:
        said = {key: one or other for key, one, other in _ATTRIBUTE.findall(match[3])}
        title, ident = _text(said.get(b"title", b"")), _text(said.get(b"ident", b""))
        return Group(match[2].decode(), ident, title, self._line(match.start()))

    def _end_head(self, within: list[Group], heads: list[int], end: int) -> None:
        if heads and within:
            start = heads.pop()
            within[-1].head = bytes(self._data[start : min(end, start + _LONGEST_HEAD)])
        heads.clear()

    def _item(self, begin: re.Match[bytes]) -> tuple[Fragment, int]:
        """Give the item that begins at a tag, and where to go on."""
        start, line = begin.start(), self._line(begin.start())
        if begin[3].endswith(b"/"):
            return Fragment(bytes(self._data[start : begin.end()]), line), begin.end()
        position = begin.end()
        while (match := self._next(position)) is not None:
            if match[2] == b"item" and match[1]:
                return Fragment(bytes(self._data[start : match.end()]), line), match.end()
            if match[2] == b"item" or match[1]:
                break  # another begins, or what it stands in ends
            position = match.end()
        end = len(self._data) if match is None else match.start()
        flaw = "the file ends in it" if match is None else "it is not closed before the next one begins"
        return Fragment(bytes(self._data[start:end]), line, flaw), end

    def _next(self, position: int) -> re.Match[bytes] | None:
        """Give the next tag of interest, over comments, CDATA and processing instructions."""
        while (match := _TOKEN.search(self._data, position)) is not None:
            closing = _REGIONS.get(match[0])
            position = match.end()
            if match[0] == b"<!DOCTYPE":
                position = self._after_doctype(match.start())
                continue
            if closing is None:
                return match
            if closing not in self._unclosed:
                end = self._data.find(closing, position)
                if end < 0:
                    self._unclosed.add(closing)
                else:
                    position = end + len(closing)
        return None

    def _after_doctype(self, start: int) -> int:
        """Step over a DOCTYPE; one that declares entities is refused.

        The specification's own examples name its DTD and declare elements. No parser is ever given that:
        items are parsed one by one, each without it.
        """
        declared = bytes(self._data[start : start + _LONGEST_DOCTYPE])
        end = _DOCTYPE.match(declared)
        if end is None or b"<!ENTITY" in end[0]:
            raise Unreadable(NO_DTD, Place(line=self._line(start)))
        return start + end.end()

    def _line(self, position: int) -> int:
        """Give the line of a place; places are asked for in their order."""
        known, line = self._counted
        while known < position:
            upto = min(position, known + (1 << 20))
            line += self._data[known:upto].count(b"\n")
            known = upto
        self._counted = (known, line)
        return line


def _leave(within: list[Group], name: str) -> None:
    """Leave the innermost group of a name; a closing tag that closes nothing is passed over."""
    for position in range(len(within) - 1, -1, -1):
        if within[position].name == name:
            del within[position:]
            return


def _with_namespaces(data: bytes, namespaces: dict[bytes, bytes]) -> bytes:
    used = dict.fromkeys(_PREFIX.findall(data))
    missing = [each for each in used if each not in (b"xml", b"xmlns") and b"xmlns:" + each not in data]
    if not missing:
        return data
    declared = b"".join(
        b' xmlns:%b="%b"' % (prefix, namespaces.get(prefix, b"urn:" + prefix)) for prefix in missing[:50]
    )
    tag = _ITEM_TAG.match(data)
    end = tag.end() if tag else 0
    return data[:end] + declared + data[end:]
