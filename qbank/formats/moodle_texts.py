"""The texts of a Moodle XML question: their markup, and the files that stand beside them as base64."""

import base64
import binascii
import re
from hashlib import sha256
from html import unescape
from urllib.parse import unquote

from lxml.etree import _Element

from qbank.domain.kinds import TextFormat
from qbank.domain.media_types import HEAD, type_of
from qbank.domain.records import MediaDocument
from qbank.domain.text import RichText, Text
from qbank.formats.json_media import MediaTaker
from qbank.formats.moodle_names import MARKUPS, PLUGIN_FILE, default_name
from qbank.formats.xml_reading import content, markup

_REFERENCE = re.compile(re.escape(PLUGIN_FILE) + r"""/?([^"'<>]*)""")
_ENDS = re.compile(r"[?\s)\]#].*", re.DOTALL)


_HTML = TextFormat.HTML
_NOTHING: frozenset[str] = frozenset()


def _place(path: str, at: int) -> str:
    """Write where an element is in its question: `answer[2]/feedback`."""
    if at < 0:
        return path
    name, slash, inner = path.partition("/")
    return f"{name}[{at}]{slash}{inner}"


class Texts:
    """Reads the texts of one question, and keeps what else it finds in them.

    `media` are the files its texts refer to, by hash; `names` what the file calls them; `rest` the elements
    that stand for nothing a question has, with the path of the element each is in; `said` codes and words.
    """

    __slots__ = ("format", "media", "names", "rest", "said")

    def __init__(self) -> None:
        self.format = TextFormat.HTML
        self.media: dict[str, MediaDocument] = {}
        self.names: dict[str, str] = {}
        self.rest: list[tuple[str, str]] = []
        self.said: dict[str, str] = {}

    def markup_of(self, element: _Element) -> TextFormat:
        """Give the markup of an element's text: its own word, else that of the stem."""
        word = element.get("format")
        return self.format if word is None else MARKUPS.get(word) or MARKUPS.get(word.strip(), _HTML)

    def text(self, element: _Element | None, path: str, at: int = -1) -> Text | None:
        """Give an element's text, None where it is empty or missing; `path` and `at` say where it is."""
        if element is None:
            return None
        if len(element) == 1 and (only := element[0]).tag == "text" and not len(only):
            written = only.text
            if written is None:
                return None
            words = written.strip()
            if PLUGIN_FILE in words or "data:" in words:
                words = self._pictured(words, {})
        else:
            words = self.words(element, path, at)
        return self.rich(words, element) if words else None

    def rich(self, words: str, element: _Element) -> Text:
        """Give words of an element as a text that names its markup where that is not the stem's."""
        word = element.get("format")
        if word is None:
            return words
        markup = MARKUPS.get(word) or MARKUPS.get(word.strip(), _HTML)
        return words if markup is self.format else RichText(words, markup)

    def words(self, element: _Element, path: str, at: int = -1) -> str:
        """Give the characters of an element's text, trimmed as Moodle does; its files become media.

        Other child elements are kept in `rest`.
        """
        return self.split(element, path, at, _NOTHING)[0]

    def split(
        self, element: _Element, path: str, at: int, known: frozenset[str]
    ) -> tuple[str, dict[str, _Element]]:
        """Give the characters of an element's text as `words` does, and its children of the known names."""
        words, files = "", None
        others: dict[str, _Element] = {}
        has_children = False
        for child in element:
            has_children = True
            tag = child.tag
            if tag == "text":
                words = child.text or "" if not len(child) else self.characters(child)
            elif tag in known:
                others[tag] = child
            elif tag == "file":
                files = files or []
                files.append(child)
            else:
                self.rest.append((_place(path, at), markup(child)))
        words = (words if has_children else element.text or "").strip()
        if files or PLUGIN_FILE in words or "data:" in words:
            words = self._pictured(words, self._files(files or [], _place(path, at), words))
        return words, others

    def characters(self, element: _Element) -> str:
        """Give what a `<text>` holds, which is markup where it has elements."""
        if len(element):
            self.said["markup_in_text"] = "a text is written as elements of the file: they are taken for HTML"
            return content(element)
        return element.text or ""

    def _files(self, elements: list[_Element], path: str, words: str) -> dict[str, tuple[str, str]]:
        """Take files out: their address and name by the path a text has for them."""
        found: dict[str, tuple[str, str]] = {}
        wanted = _names_in(words)
        for element in elements:
            media = decoded_file(element)
            folder = (element.get("path") or "").strip("/")
            name = f"{folder}/{element.get('name', '')}".lstrip("/")
            if media is None:
                self.said["bad_file"] = f"the embedded file {name[:60]!r} cannot be read: it is kept as it is"
            if media is None or name not in wanted:
                self.rest.append((path, markup(element)))
                continue
            self.media[media.sha256] = media
            found[name] = (f"qbank://media/{media.sha256}", media.sha256)
        return found

    def _pictured(self, words: str, files: dict[str, tuple[str, str]]) -> str:
        """Give a text with the addresses of its files as media, whether beside it or inside it."""
        words = _REFERENCE.sub(lambda found: self._address(found, files), words)
        if ";base64," in words:
            taker = MediaTaker()
            words = taker.text(words)
            self.media |= taker.found
        return words

    def _address(self, found: re.Match[str], files: dict[str, tuple[str, str]]) -> str:
        for written, after in _readings(found[1]):
            name = unquote(unescape(written))
            if name in files:
                address, digest = files[name]
                if name != default_name(digest, self.media[digest].mime):
                    self.names.setdefault(digest, name)
                return address + after
        self.said.setdefault("missing_file", f"the file {found[1][:60]!r} of a text is not in the file")
        return found[0]


def _readings(reference: str) -> list[tuple[str, str]]:
    """Say how long the name of a file may be that a text refers to, and what then follows it."""
    short = _ENDS.sub("", reference)
    query = reference.partition("?")[0]
    return [(reference, ""), (query, ""), (short, reference[len(short) :])]


def _names_in(words: str) -> set[str]:
    return {
        unquote(unescape(written))
        for found in _REFERENCE.finditer(words)
        for written, _ in _readings(found[1])
    }


def decoded_file(element: _Element) -> MediaDocument | None:
    """Read an element that holds a file as base64; None where it does not."""
    if element.get("encoding", "base64").lower() != "base64" or len(element):
        return None
    return media_of(element.text or "", element.get("name", ""))


def media_of(written: str, name: str) -> MediaDocument | None:
    """Read a file written as base64; None where it is damaged or empty."""
    try:
        data = base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if not data:
        return None
    return MediaDocument(sha256=sha256(data).hexdigest(), mime=type_of(name, data[:HEAD]), data=data)
