"""What a workbook says of itself: its sheets in order, its shared texts, the formats of its numbers.

Parts and names as ECMA-376 part 1 has them (SpreadsheetML); the strict variant differs in prefixes only.
"""

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from qbank.formats.base import Unreadable
from qbank.formats.xlsx_numbers import format_code
from qbank.formats.xlsx_package import Package
from qbank.formats.xlsx_xml import Attributes, Handler, parse, prefixed

_LONGEST_TEXTS = 256 << 20
_LARGEST_PART = 32 << 20
_MOST_SHEETS = 1_000
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_AS_XLSX = "open it in a spreadsheet program and save it as .xlsx, or as CSV (UTF-8)"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet: its name, the file it stands in, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Workbook:
    """A workbook: its package, sheets in order, texts by number, number formats by style."""

    package: Package
    sheets: list[SheetPart] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    from_1904: bool = False


def workbook_of(package: Package) -> Workbook:
    """Read what a workbook says of itself. Raises Unreadable for what is none."""
    place = _main_part(package)
    folder = posixpath.dirname(place)
    related = _relations(
        package, posixpath.join(folder, "_rels", posixpath.basename(place) + ".rels"), folder
    )
    book = Workbook(package)
    handler = _Sheets(book, related)
    parse(package.blocks(place, _LARGEST_PART), handler, "the workbook")
    for kind, part in related.values():
        if kind == "sharedStrings" and package.has(part):
            texts = _Texts(book.texts)
            parse(package.blocks(part, _LONGEST_TEXTS), texts, "the list of texts")
        if kind == "styles" and package.has(part):
            styles = _Styles()
            parse(package.blocks(part, _LARGEST_PART), styles, "the list of formats")
            book.formats = [format_code(number, styles.codes) for number in styles.used]
    return book


def _main_part(package: Package) -> str:
    if package.has("xl/workbook.bin"):
        raise Unreadable("this is a binary workbook (.xlsb), which qbank does not read", hint=_AS_XLSX)
    if package.has("_rels/.rels"):
        for kind, part in _relations(package, "_rels/.rels", "").values():
            if kind == "officeDocument" and package.has(part):
                return part
    if package.has("xl/workbook.xml"):
        return "xl/workbook.xml"
    raise Unreadable("this zip is no workbook: it has no xl/workbook.xml")


def _relations(package: Package, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Give what a part refers to: its id -> the last word of its type, and its file."""
    handler = _Relations(folder)
    if package.has(part):
        parse(package.blocks(part, _LARGEST_PART), handler, part)
    return handler.found


class _Relations(Handler):
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        target = unquote(attributes.get("Target", ""))
        if name == "Relationship" and target and attributes.get("TargetMode") != "External":
            whole = target if target.startswith("/") else posixpath.join(self._folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = kind, posixpath.normpath(whole).lstrip("/")


class _Sheets(Handler):
    def __init__(self, book: Workbook, related: dict[str, tuple[str, str]]) -> None:
        self._book = book
        self._related = related
        self._parts: set[str] = set()

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self._book.from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            kind, part = self._related.get(prefixed(attributes, "id"), ("", ""))
            known = part in self._parts
            self._parts.add(part)
            if kind == "worksheet" and not known and len(self._book.sheets) < _MOST_SHEETS:
                hidden = attributes.get("state", "visible") != "visible"
                self._book.sheets.append(SheetPart(attributes.get("name", ""), part, hidden))


class _Texts(Handler):
    """Gathers the texts that cells share: the runs of each, without its reading aid."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._runs: list[str] = []
        self._aside = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self._runs = []
        elif name == "rPh":
            self._aside += 1
        elif name == "t":
            self.text.clear()

    def end(self, name: str) -> None:
        if name == "t" and not self._aside:
            self._runs.append("".join(self.text))
        elif name == "rPh":
            self._aside -= 1
        elif name == "si":
            self._texts.append(unescaped("".join(self._runs)))
        self.text.clear()


class _Styles(Handler):
    """Gathers the number formats: their codes by number, and the number each style uses."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.used: list[int] = []
        self._inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.codes[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self.used.append(whole(attributes.get("numFmtId")))
        self.text.clear()

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


def whole(text: str | None) -> int:
    """Read a number that counts; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def unescaped(text: str) -> str:
    """Give the characters that XML cannot hold and a workbook writes as `_x000D_`."""
    if "_x" not in text:
        return text

    def character(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        return found[0] if 0xD800 <= code < 0xE000 else chr(code)

    return _ESCAPE.sub(character, text)
