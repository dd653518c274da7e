"""The shape of a whole table: its header or what its rows show without one, its columns, its packing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from qbank.errors import Kind, QbankError
from qbank.formats.base import Place, Unreadable
from qbank.formats.table_columns import Field, looks_like_header
from qbank.formats.table_headless import columns_held, decoded, is_encoded
from qbank.formats.table_mapping import (
    Columns,
    columns_by_header,
    columns_by_number,
    names_all,
    names_of,
    refuse,
)
from qbank.formats.table_marks import bears_marks
from qbank.formats.table_packed import DIVIDERS, Packing, packing_of, parts_of
from qbank.formats.table_rows import Row
from qbank.formats.table_sheet import Sheet

DIVIDER = "divider"
"""The name by which `--map` says what divides choices in one cell: not a field of a question."""

_SAMPLE = 200
_ABOVE_HEADER = 10
_MOST = 0.9
MOST_COLUMNS = 2_000
"""How many columns a table of questions may have."""


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is to be read; `header` are the cells that name its columns, if any do."""

    sheet: Sheet
    columns: Columns
    header: list[str]


def table_of(sheet: Sheet, said: Mapping[str, str]) -> Table:
    """Find out the shape of a table from its first rows and what the person said of its columns.

    Raises Unreadable for a sheet that is no table of questions, QbankError (usage) for a wrong mapping.
    """
    said, packing = _divided(said)
    sample = [row for row in islice(sheet.rows(), _SAMPLE) if isinstance(row, Row)]
    if not sample:
        raise Unreadable("the table has no row that can be read", Place(line=1))
    widest = max(sample, key=lambda row: len(row.cells))
    if len(widest.cells) > MOST_COLUMNS:
        raise Unreadable(f"a row of {len(widest.cells)} cells", Place(line=widest.line))
    header = _header(sample, said)
    if header is None:
        columns = _without_header([row.cells for row in sample], said)
        cells: list[str] = []
        body = [row.cells for row in sample]
    else:
        columns = columns_by_header(header.cells, said, header.line)
        cells = header.cells
        body = [row.cells for row in sample if row.line > header.line]
    columns.packing = packing if columns.is_packed else None
    _look_at_choices(columns, [decoded(row) for row in body] if columns.encoded else body)
    return Table(sheet, columns, cells)


def _divided(said: Mapping[str, str]) -> tuple[Mapping[str, str], Packing | None]:
    """Take out of a mapping what divides choices in one cell. Raises QbankError (usage) for what cannot."""
    if (told := said.get(DIVIDER)) is None:
        return said, None
    if told not in DIVIDERS:
        hint = f"it is one of {' '.join(DIVIDERS)}"
        raise QbankError(Kind.USAGE, f"--map {DIVIDER}={told}: choices are not divided so", hint=hint)
    return {name: value for name, value in said.items() if name != DIVIDER}, DIVIDERS[told]


def _header(sample: Sequence[Row], said: Mapping[str, str]) -> Row | None:
    first = sample[:_ABOVE_HEADER]
    named = next((row for row in first if names_all(row.cells, said)), None)
    found = named or next((row for row in first if looks_like_header(row.cells)), None)
    if found is None and not all(value.replace(",", "").strip().isdecimal() for value in said.values()):
        return sample[0]
    return found


def _without_header(sample: Sequence[list[str]], said: Mapping[str, str]) -> Columns:
    width = max(len(cells) for cells in sample)
    encoded = is_encoded(sample)
    if said:
        return replace(columns_by_number(width, said), encoded=encoded)
    held = columns_held([decoded(cells) for cells in sample] if encoded else sample)
    if held is None:
        refuse(Columns(names_of(sample[0])), "no row names the columns")
    return Columns(names_of([""] * width), held, encoded=encoded)


def _look_at_choices(columns: Columns, body: Sequence[Sequence[str]]) -> None:
    """Find out from the first rows how choices are packed into one column, and what marks the right ones.

    Raises Unreadable where they are packed in no way that leaves no doubt, or nothing tells the right ones.
    """
    if len(columns.places(Field.CREDIT)) == 1:
        _weigh(columns, body)
    if columns.is_packed and columns.packing is None:
        _unpack(columns, body)
    keyed = (Field.ANSWER, Field.CREDIT)
    if columns.places(Field.OPTIONS) and not any(columns.places(of) for of in keyed):
        columns.marked = not columns.is_packed and bears_marks(_choices(columns, body))
        if not columns.marked:
            refuse(columns, "no column holds the key, and no mark shows the right choices")


def _weigh(columns: Columns, body: Sequence[Sequence[str]]) -> None:
    """Take `a;b;c` beside `1;0.5;0` for answers and what each of them earns; else the shares are a field."""
    ((credit,), keys) = columns.places(Field.CREDIT), columns.places(Field.ANSWER)
    of = Field.OPTIONS if columns.is_packed else Field.ANSWER
    (place,) = columns.choices or keys[:1] or [credit]
    pairs = [(row[place], row[credit]) for row in body if max(place, credit) < len(row) and row[credit]]
    equal = sum(len(parts_of(cell)) == len(parts_of(shares)) for cell, shares in pairs)
    if place == credit or not pairs or equal < _MOST * len(pairs):
        del columns.held[Field.CREDIT]
        return
    del columns.held[of]
    columns.held[Field.OPTIONS], columns.packing = [place], Packing.SEMICOLONS


def _choices(columns: Columns, body: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[cells[place] for place in columns.choices if place < len(cells)] for cells in body]


def _unpack(columns: Columns, body: Sequence[Sequence[str]]) -> None:
    (place,) = columns.choices
    keys = columns.places(Field.ANSWER)
    wrong_ones = bool(columns.places(Field.DISTRACTORS))
    cells = [
        (row[place], row[keys[0]] if keys and keys[0] < len(row) else "") for row in body if place < len(row)
    ]
    columns.packing = packing_of(cells, wrong_ones=wrong_ones)
    if columns.packing is None and not wrong_ones and any(cell for cell, _ in cells):
        refuse(
            columns,
            f"column {columns.names[place]!r} holds several choices in a cell, and nothing tells for sure "
            f"what divides them: --map {DIVIDER}=; says that",
        )
