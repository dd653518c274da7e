"""Anki's notes as plain text: header lines that begin with #, then a note a row.

As docs.ankiweb.net (importing/text-files) describes it. A note of two fields is a question and its answer,
one with `{{c1::…}}` a text with gaps.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from qbank.domain.category_path import join_path
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, Gap, GapKind
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.formats.base import Diagnostic, Found, Item, Place, ReadOptions, Severity, Source
from qbank.formats.encoding import decoded
from qbank.formats.table_dialect import dialect_of
from qbank.formats.table_rows import Row, rows

_HEAD = 64 << 10
_HEADER = re.compile(r"#([a-z ]+):(.*)", re.IGNORECASE)
_SEPARATORS = {
    "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " ",
    "\\t": "\t", ",": ",", ";": ";", "|": "|", ":": ":",
}  # fmt: skip
_GAP = re.compile(r"\{\{c(\d{1,3})::((?:(?!\}\}|\{\{).)*)\}\}", re.DOTALL)
_BRACKETS = re.compile(r"\[\[|\]\]")


@dataclass(slots=True)
class _Header:
    """What the header lines say; columns count from 0."""

    separator: str = ""
    is_html: bool = False
    names: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    deck: str = ""
    tags: str = ""
    lines: int = 0

    def fields_of(self, cells: Sequence[str]) -> list[str]:
        """Leave out the columns that hold tags, a deck or an id: the others are the fields of a note."""
        special = self.columns.values()
        return [cell for at, cell in enumerate(cells) if at not in special]


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield a question a note, in order, at flat memory. Raises Unreadable for damaged text."""
    stream, told = decoded(source)
    header = _header(stream)
    if told:
        yield told
    between = "tabs" if header.separator == "\t" else repr(header.separator)
    said = f"Anki notes, fields by {between}: the first is the question, the second its answer"
    yield Diagnostic(Severity.NOTE, "mapping", said)
    count = 0
    for row in rows(stream, header.separator):
        if isinstance(row, Diagnostic):
            yield row
        elif not row.cells[0].startswith("#") or row.line > header.lines + 1:
            count += 1
            yield _item(row, header, Place(line=row.line, item=count))


def _header(stream: BinaryIO) -> _Header:
    stream.seek(0)
    head = stream.read(_HEAD)
    header = _Header()
    body = head.decode("utf-8", "ignore").splitlines()
    while body and (body[0].startswith("#") or not body[0].strip()):
        line = body.pop(0)
        header.lines += 1
        if (found := _HEADER.fullmatch(line.strip())) is not None:
            _take(header, found[1].strip().lower(), found[2].strip())
    if not header.separator:
        layout = dialect_of("\n".join(body), whole=len(head) < _HEAD)
        header.separator = "\t" if "\t" in "".join(body[:5]) or layout is None else layout.delimiter
    if header.names and header.names[0].count(header.separator):
        header.names = next(csv.reader(io.StringIO(header.names[0]), delimiter=header.separator))
    return header


def _take(header: _Header, name: str, value: str) -> None:
    kind, _, column = name.rpartition(" ")
    if name == "separator":
        header.separator = _SEPARATORS.get(value.lower(), value[:1])
    elif name == "html":
        header.is_html = value.lower() == "true"
    elif name == "columns":
        header.names = [value]
    elif name in ("deck", "tags"):
        setattr(header, name, value)
    elif column == "column" and value.isdecimal() and 0 < int(value) < 1000:
        header.columns[kind] = int(value) - 1


def _item(row: Row, header: _Header, place: Place) -> Item:
    fields = header.fields_of(row.cells)
    if not fields or not fields[0]:
        return Diagnostic(Severity.ERROR, "note", "the note has no text in its first field", place)
    gaps = _GAP.search(fields[0]) is not None
    if not gaps and (len(fields) < 2 or not fields[1]):
        return Diagnostic(Severity.ERROR, "note", "the note has no second field, which is its answer", place)
    document = QuestionDocument(
        type=QuestionType.SHORT_ANSWER,
        stem=fields[0],
        format=TextFormat.HTML if header.is_html else TextFormat.PLAIN,
    )
    if gaps:
        _give_gaps(document, fields[1:2])
    else:
        answer = reader_text(fields[1], document.format).strip()
        document.options = [AcceptedAnswer(text=answer or fields[1])]
    _give_rest(document, row, header, fields[2:])
    return Found(document, place)


def _give_gaps(document: QuestionDocument, extra: Sequence[str]) -> None:
    """Make gaps of `{{c1::text::hint}}`; a second one of the same number is counted on."""
    found: list[Gap] = []
    times = Counter[str]()

    def place(at: re.Match[str]) -> str:
        name = f"c{at[1]}"
        times[name] += 1
        if times[name] > 1:
            name = f"{name}-{times[name]}"
        text, _, hint = at[2].partition("::")
        answer = AcceptedAnswer(text=reader_text(text, document.format).strip())
        found.append(Gap(name=name, kind=GapKind.SHORT, answers=[answer]))
        hint = f" ({hint})" if hint else ""
        return f"[[{name}]]{hint}"

    stem = _BRACKETS.sub(lambda at: " ".join(at[0]), document.stem)
    document.type, document.stem = QuestionType.CLOZE, _GAP.sub(place, stem)
    document.options = found
    document.explanation = next(iter(extra), "") or None


def _give_rest(document: QuestionDocument, row: Row, header: _Header, more: Sequence[str]) -> None:
    def special(name: str) -> str:
        at = header.columns.get(name)
        return row.cells[at] if at is not None and at < len(row.cells) else ""

    deck = special("deck") or header.deck
    document.category = join_path([part.strip() for part in deck.split("::") if part.strip()]) or None
    document.tags = f"{header.tags} {special('tags')}".split()
    document.external_id = special("guid") or None
    names = header.fields_of(header.names)
    for number, cell in enumerate(more, start=3):
        if cell:
            document.fields[names[number - 1] if number <= len(names) else f"field {number}"] = cell
