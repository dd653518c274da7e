"""How a table is written: the character between its cells, found by reading its first rows both ways."""

import csv
import io
from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from qbank.formats.table_columns import looks_like_header

DELIMITERS = (",", ";", "\t", "|")
_ROWS = 100
_HEADER_ROWS = 10


class Layout(NamedTuple):
    """What the first rows of a table show: its delimiter, the width most rows share and how many do."""

    delimiter: str
    width: int
    agreement: float
    has_header: bool


def dialect_of(text: str, *, whole: bool = True) -> Layout | None:
    """Find the delimiter of a table from its first characters; None where no delimiter makes columns.

    A row that names columns decides, then the number of rows that agree on their width.
    """
    found = [layout for delimiter in DELIMITERS if (layout := _layout(text, delimiter, whole))]
    return max(found, key=lambda layout: (layout.has_header, layout.agreement, layout.width), default=None)


def first_rows(text: str, delimiter: str, *, whole: bool = True) -> list[list[str]]:
    """Read up to a hundred rows that hold anything; where the text was cut off, its last row is left out."""
    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(row for row in islice(read, 2 * _ROWS) if any(cell.strip() for cell in row))
    cut = not whole and len(rows) < _ROWS
    return rows[:-1][:_ROWS] if cut else rows[:_ROWS]


def _layout(text: str, delimiter: str, whole: bool) -> Layout | None:
    rows = first_rows(text, delimiter, whole=whole)
    widths = Counter(len(row) for row in rows)
    if not rows or max(widths) < 2:
        return None
    width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
    has_header = any(looks_like_header(row) for row in rows[:_HEADER_ROWS])
    return Layout(delimiter, width, count / len(rows), has_header)
