"""The pictures and other files that the texts of a QTI 1.2 package refer to, each taken once."""

import posixpath
import re
from collections import defaultdict
from hashlib import sha256
from html import escape, unescape
from urllib.parse import unquote

from qbank.domain.media_types import HEAD, type_of
from qbank.domain.records import MediaDocument
from qbank.formats.json_media import MediaTaker
from qbank.formats.zip_reading import Package, Refused

_ADDRESS = re.compile(
    r"""(?P<key>\b(?:src|href|data|poster|uri)\s*=\s*)(?:"(?P<double>[^"<>]*)"|'(?P<single>[^'<>]*)'|(?P<bare>[^\s"'<>=]+))""",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"(?:\$|%24)IMS[-_]CC[-_]FILEBASE(?:\$|%24)/?|%%LINKPATH%%|@X@EmbeddedFile\.\w+@X@/?|\$CANVAS_COURSE_REFERENCE\$/",
    re.IGNORECASE,
)
"""How programs write the folder of a package's files."""
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|/|\{\{", re.IGNORECASE)
_XID = re.compile(r"xid-\d+_\d+")
_FOLDERS = ("", "web_resources", "resources", "csfiles/home_dir")


class MediaFinder:
    """Finds the files that texts refer to: `found` are new ones, `missing` those that are not there."""

    def __init__(self, package: Package | None, root: str = "") -> None:
        self._package = package
        self._root = root
        self._known: dict[str, str] = {}
        self._by_base: dict[str, list[str]] = defaultdict(list)
        self._by_xid: dict[str, str] = {}
        self._written: set[str] = set()
        self.found: list[MediaDocument] = []
        self.missing: list[str] = []
        for member in package.members if package is not None else ():
            base = posixpath.basename(member.name)
            self._by_base[base.lower()].append(member.name)
            if (xid := _XID.search(base)) is not None:
                self._by_xid[xid[0]] = member.name

    def taken(self, text: str, folder: str) -> str:
        """Give a text with the files it refers to by their `qbank://media/` address."""
        if "=" not in text:
            return text
        text = self._unpacked(text)
        return _ADDRESS.sub(lambda match: self._address(match, folder), text)

    def address(self, written: str, folder: str) -> str:
        """Give the address of one file, as `taken` gives those in a text."""
        return unescape(self.taken(f'src="{escape(written)}"', folder)[5:-1])

    def _unpacked(self, text: str) -> str:
        """Take out what is written into the text itself as `data:`."""
        if "data:" not in text:
            return text
        taker = MediaTaker()
        text = taker.text(text)
        for media in taker.found.values():
            self._add(media)
        return text

    def _add(self, media: MediaDocument) -> str:
        if media.sha256 not in self._written:
            self._written.add(media.sha256)
            self.found.append(media)
        return f"qbank://media/{media.sha256}"

    def _address(self, match: re.Match[str], folder: str) -> str:
        written = match["double"] or match["single"] or match["bare"] or ""
        address = unescape(written)
        name = self._name(address, folder)
        if name is None:
            if _OWN.match(address):
                self.missing.append(address)
            return match[0]
        taken = self._read(name)
        return match[0] if taken is None else f'{match["key"]}"{escape(taken)}"'

    def _name(self, address: str, folder: str) -> str | None:
        """Give the name of the file an address means, None where it means none of the package."""
        own = _OWN.match(address)
        if self._package is None or not address or (own is None and _ELSEWHERE.match(address)):
            return None
        path = address[own.end() :] if own else address
        path = unquote(re.split(r"[?#]", path, maxsplit=1)[0])
        if (xid := _XID.search(path)) is not None and xid[0] in self._by_xid:
            return self._by_xid[xid[0]]
        places = [
            posixpath.join(folder, path),
            *(posixpath.join(self._root, each, path) for each in _FOLDERS),
            path,
        ]
        exact = next((place for place in map(posixpath.normpath, places) if place in self._package), None)
        if exact is not None or own is None:
            return exact
        alike = self._by_base.get(posixpath.basename(path).lower(), [])
        return alike[0] if len(alike) == 1 else None

    def _read(self, name: str) -> str | None:
        if name in self._known:
            return self._known[name]
        assert self._package is not None, "a name was found in it"
        try:
            data = self._package.read(name)
        except Refused as refusal:
            self.missing.append(f"{name} ({refusal.reason})")
            return None
        mime = type_of(name, data[:HEAD])
        self._known[name] = self._add(MediaDocument(sha256=sha256(data).hexdigest(), mime=mime, data=data))
        return self._known[name]
