"""XML that other people wrote, read with what can go wrong in mind: no DTD, entities, network or bombs.

Texts are given to the parser as UTF-8 without their declaration: `utf_8` has settled the encoding before. The
depth of elements and the length of one text (10 MB) are libxml2's own limits; `parse` says which was hit.
"""

import re
from html.entities import name2codepoint
from typing import BinaryIO

from lxml import etree

from qbank.formats.base import Diagnostic, Place, Severity, Source
from qbank.formats.encoding import decoded

_DECLARED = re.compile(rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
_WELL_DECLARED = re.compile(
    rb"""\s*<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+(?:encoding|standalone)\s*=\s*(?:"[\w.-]+"|'[\w.-]+'))*\s*\?>"""
)
_PROLOGUE = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*\?>")

_parser = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    recover=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
    encoding="utf-8",
)


class Malformed(Exception):
    """A text that is no XML, or XML that is refused: the reason, and its line counted from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def utf_8(source: Source) -> tuple[BinaryIO, Diagnostic | None]:
    """Give an XML file's text as UTF-8 bytes, seekable, and what there is to say of its encoding.

    What is UTF-8 is taken for that whatever its declaration says; else the declaration is believed. One that
    is not well-formed is passed over, with a warning. Raises Unreadable as `encoding.decoded` does.
    """
    source.stream.seek(0)
    head = source.stream.read(1024).removeprefix(b"\xef\xbb\xbf")
    found = _DECLARED.match(head)
    stream, said = decoded(source, declared=found[1].decode() if found else None)
    if said is None and head.lstrip().startswith(b"<?xml ") and not _WELL_DECLARED.match(head):
        said = Diagnostic(Severity.WARNING, "declaration", "its XML declaration is not well-formed", Place(1))
    return stream, said


def parse(data: bytes, line: int = 1) -> etree._Element:
    """Read one document or element of UTF-8 bytes. `line` is where it begins in its file.

    Comments and processing instructions are left out, CDATA becomes text. Raises Malformed for what is not
    well-formed, has a DOCTYPE, is nested too deeply or holds a text over 10 MB.
    """
    begins = _PROLOGUE.match(data)
    if begins is not None and data[begins.end() : begins.end() + 9].upper() == b"<!DOCTYPE":
        raise Malformed(NO_DTD, line + data.count(b"\n", 0, begins.end()))
    if (declaration := _DECLARATION.match(data)) is not None:
        line += data.count(b"\n", 0, declaration.end())
        data = data[declaration.end() :]
    leading = len(data) - len(data.lstrip())
    return parse_element(data[leading:], line + data.count(b"\n", 0, leading))


def parse_element(data: bytes, line: int = 1) -> etree._Element:
    """Read one element of UTF-8 bytes that begin with it, as `parse` reads a document. Raises Malformed."""
    try:
        return etree.fromstring(data, _parser)
    except etree.XMLSyntaxError as error:
        raise Malformed(_reason(error), line + max((error.lineno or 1) - 1, 0)) from error
    except ValueError as error:  # a text the parser does not take at all
        raise Malformed(str(error), line) from error


NO_DTD = "it has a DOCTYPE, which could name other files or grow without end"
WITHOUT_DTD = "delete the DOCTYPE from the file, and try again"

_LIMITS = (
    ("xmlSAX2Characters: huge text node", "a text or embedded file in it is over 10 MB"),
    ("huge text node", "a text or embedded file in it is over 10 MB"),
    ("CData section too big", "a text in it is over 10 MB"),
    ("AttValue length too long", "an attribute in it is over 10 MB"),
    ("Excessive depth", "its elements are nested too deeply"),
    ("Buffer size limit exceeded", "a text or embedded file in it is over 10 MB"),
    ("Resource limit exceeded", "a text or embedded file in it is over 10 MB"),
    ("Document is empty", "it is empty"),
)


def _reason(error: etree.XMLSyntaxError) -> str:
    said = " ".join(str(error.msg or "").partition("\n")[0].split())
    limit = next((words for begins, words in _LIMITS if begins in said), None)
    return limit or f"it is not well-formed XML: {_PLACE.sub('', said)[:200]}"


_PLACE = re.compile(r",? line \d+(?:, column \d+)?")


_KNOWN_ENTITIES = (b"amp", b"lt", b"gt", b"quot", b"apos")
_FLAWS = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->"
    rb"|&(?:\#([0-9]{1,7}+);|\#x([0-9A-Fa-f]{1,6}+);|([A-Za-z][A-Za-z0-9]*+);)?"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f]",
    re.DOTALL,
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REPLACEMENT = "�".encode()


def mended(data: bytes) -> bytes:
    """Mend what people's programs get wrong most: HTML's entities, a bare `&`, control characters.

    Entities of HTML become characters, a `&` that begins none is escaped, and a character that XML forbids
    becomes U+FFFD. What else is wrong stays wrong.
    """
    return _FLAWS.sub(_mended, data)


def with_words(data: bytes, *names: str) -> bytes:
    """Put what stands in elements of these names into CDATA where it holds tags: HTML that nobody escaped."""
    return re.sub(_WORDS % "|".join(names).encode(), _in_cdata, data)


_WORDS = rb"(<((?:%s)\b)[^<>]*+(?<!/)>)((?:[^<]++|<(?!/?\2|!\[CDATA\[))*+)(?=</\2)"
"""An element without CDATA or one of its own name in it; none is looked through twice."""


def _in_cdata(match: re.Match[bytes]) -> bytes:
    if b"<" not in match[3]:
        return match[0]
    return match[1] + b"<![CDATA[" + match[3].replace(b"]]>", b"]]]]><![CDATA[>") + b"]]>"


def _mended(match: re.Match[bytes]) -> bytes:
    found = match[0]
    if found.startswith(b"<"):
        return _CONTROL.sub(_REPLACEMENT, found)
    if not found.startswith(b"&"):
        return _REPLACEMENT
    if match[3] is not None:
        if match[3] in _KNOWN_ENTITIES:
            return found
        code = name2codepoint.get(match[3].decode())
        return f"&#{code};".encode() if code else b"&amp;" + found[1:]
    if found == b"&":
        return b"&amp;"
    code = int(match[1]) if match[1] else int(match[2], 16)
    return found if _is_legal(code) else _REPLACEMENT


def _is_legal(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def markup(element: etree._Element) -> str:
    """Write an element back as XML, without what follows it."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def content(element: etree._Element) -> str:
    """Write what is in an element: its text, and its child elements as markup."""
    pieces = [element.text or ""]
    pieces += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(pieces)


def local_name(element: etree._Element) -> str:
    """Give an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
