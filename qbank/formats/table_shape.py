"""The shape of a whole table: its delimiter, its header or what its rows show without one, its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from qbank.formats.base import Place, Unreadable
from qbank.formats.key_readings import letters_of
from qbank.formats.table_columns import looks_like_header
from qbank.formats.table_dialect import dialect_of
from qbank.formats.table_mapping import (
    Columns,
    columns_by_header,
    columns_by_number,
    columns_of_shape,
    names_all,
    names_of,
    refuse,
)
from qbank.formats.table_rows import Row, rows

_HEAD = 64 << 10
_SAMPLE = 200
_ABOVE_HEADER = 10
MOST_COLUMNS = 2_000
"""How many columns a table of questions may have."""


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is to be read; `header` are the cells that name its columns, if any do."""

    delimiter: str
    columns: Columns
    header: list[str]


def table_of(stream: BinaryIO, said: Mapping[str, str]) -> Table:
    """Find out the shape of a table from its first rows and what the person said of its columns.

    Raises Unreadable for a file that is no table of questions, QbankError (usage) for a wrong mapping.
    """
    delimiter = _delimiter(stream)
    sample = [row for row in islice(rows(stream, delimiter), _SAMPLE) if isinstance(row, Row)]
    if not sample:
        raise Unreadable("the table has no row that can be read", Place(line=1))
    widest = max(sample, key=lambda row: len(row.cells))
    if len(widest.cells) > MOST_COLUMNS:
        raise Unreadable(f"a row of {len(widest.cells)} cells", Place(line=widest.line))
    header = _header(sample, said)
    if header is not None:
        return Table(delimiter, columns_by_header(header.cells, said, header.line), header.cells)
    return Table(delimiter, _without_header([row.cells for row in sample], said), [])


def _delimiter(stream: BinaryIO) -> str:
    stream.seek(0)
    head = stream.read(_HEAD)
    text = head.decode("utf-8", "ignore")
    if not text.strip():
        raise Unreadable("the table is empty", Place(line=1))
    layout = dialect_of(text, whole=len(head) < _HEAD)
    if layout is None:
        raise Unreadable("no comma, semicolon, tab or bar makes columns of this", Place(line=1))
    return layout.delimiter


def _header(sample: Sequence[Row], said: Mapping[str, str]) -> Row | None:
    first = sample[:_ABOVE_HEADER]
    named = next((row for row in first if names_all(row.cells, said)), None)
    found = named or next((row for row in first if looks_like_header(row.cells)), None)
    if found is None and not all(value.replace(",", "").strip().isdecimal() for value in said.values()):
        return sample[0]
    return found


def _without_header(sample: Sequence[list[str]], said: Mapping[str, str]) -> Columns:
    width = max(len(cells) for cells in sample)
    if said:
        return columns_by_number(width, said)
    if _is_unmistakable(sample):
        return columns_of_shape(width)
    encoded = ", and the cells are URL-encoded" if any("%20" in cell for cell in sample[0]) else ""
    return refuse(Columns(names_of(sample[0])), f"no row names the columns{encoded}")


def _is_unmistakable(sample: Sequence[list[str]]) -> bool:
    """Tell whether every row is a question, two choices or more, and the letter of one of them."""
    width = len(sample[0])
    if width < 4 or any(len(cells) != width or not all(cells) for cells in sample):
        return False
    letters = [letters_of(cells[-1]) for cells in sample]
    if any(len(found) != 1 or ord(found[0].upper()) - ord("A") >= width - 2 for found in letters):
        return False
    return _first_is_stem(sample)


def _first_is_stem(sample: Sequence[list[str]]) -> bool:
    """Tell whether the first column holds the questions: texts, each once, and the longest of all."""
    columns = list(zip(*sample, strict=True))
    texts = sum(" " in stem or not stem.isascii() for stem in columns[0])
    asked = [sum(cell.endswith(("?", "？")) for cell in column) for column in columns]
    lengths = [sum(map(len, column)) for column in columns]
    if texts < 0.8 * len(sample) or len(set(columns[0])) < 0.9 * len(sample):
        return False
    return asked[0] >= max(asked[1:]) and lengths[0] >= max(lengths[1:])
