"""Rows of values come out of tables and JSON as they were put in, each with its line."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.cli import delimited
from qbank.formats.base import Source, Unreadable
from qbank.formats.value_table import ValueRow, ValueTable, value_table

KNOWN = {"id", "title", "difficulty"}


def table(data: bytes) -> ValueTable:
    return value_table(Source("f", io.BytesIO(data)), KNOWN.__contains__)


def rows(data: bytes) -> list[ValueRow]:
    source = Source("f", io.BytesIO(data))
    found = list(value_table(source, KNOWN.__contains__).rows())
    for copy in source.copies:
        copy.close()
    return found


@pytest.mark.parametrize(
    "data",
    [
        b"id,title,difficulty\nab,A b,hard\n",
        b"\xef\xbb\xbfid;title;difficulty\r\nab;A b;hard\r\n",
        "id;title;difficulty\nab;A b;hard\n".encode("utf-16"),
        b"id\ttitle\tdifficulty\nab\tA b\thard",
        b"id|title|difficulty\nab|A b|hard\n",
        b'\n"id", "title", difficulty\n\n,,\nab,"A b",hard\nid,title,difficulty\n',
        b'{"id": "ab", "title": "A b", "difficulty": "hard"}\n',
        b'{"kind":"bank","version":1}\n{"kind":"question","id":"ab","title":"A b","difficulty":"hard"}\n',
        b'[\n{"id": "ab", "title": "A b", "difficulty": "hard"}\n]\n',
    ],
)  # fmt: skip
def test_every_form_gives_the_same_cells(data: bytes) -> None:
    (row,) = rows(data)
    cells = {name: cell for name, cell in row.cells.items() if name != "kind"}
    assert cells == {"id": "ab", "title": "A b", "difficulty": "hard"}
    assert row.wrong is None


def test_the_delimiter_is_the_one_that_divides_known_names() -> None:
    assert table(b"id;a,b,c,d;difficulty\n1;x;y\n").names == ["id", "a,b,c,d", "difficulty"]
    assert table(b"id\n1\n").names == ["id"]


def test_lines_are_those_of_the_file() -> None:
    found = rows(b'id,title\n\n"a\nb",x\n,,\nc,y\n')
    assert [(row.line, row.cells["id"]) for row in found] == [(3, "a\nb"), (6, "c")]
    assert [row.line for row in rows(b'\n{"id":1}\n\n{"id":2}\n')] == [2, 4]


def test_what_cannot_be_read_of_a_row_is_said_with_its_line() -> None:
    found = rows(b'id,title\na,"b" c\nd,e,f\ng\nh,i,,\n')
    assert [(row.line, row.wrong is not None) for row in found] == [
        (2, True),
        (3, True),
        (4, False),
        (5, False),
    ]
    assert found[1].wrong == "the row has 3 cells, the table 2 columns: is a cell not in quotes?"
    assert found[2].cells == {"id": "g"}
    found = rows(b'{"id":1}\nno\n[2]\n{"id":' + b"[" * 5000 + b"\n")
    assert [row.line for row in found if row.wrong] == [2, 3, 4]


def test_an_empty_file_has_no_rows() -> None:
    assert rows(b"") == rows(b" \n\n") == []


def test_a_file_that_breaks_off_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="cut off"):
        rows(b'[{"id":1},{"id":')
    with pytest.raises(Unreadable, match="the line that names the columns"):
        table(b'"id" x,title\n')
    with pytest.raises(Unreadable, match="more than 10 MiB"):
        rows(b"id\ttitle\na\t" + b"x" * (11 << 20))


def test_a_tab_separated_cell_in_quotes_comes_out_of_them() -> None:
    found = rows(b'id\ttitle\na\t"says ""yes"", no"\nb\t"half\nc\t5 \\\\neq\\n3\\x\n')
    assert [row.cells["title"] for row in found] == ['says "yes", no', '"half', "5 \\neq\n3\\x"]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(str.strip)
ROWS = st.lists(st.tuples(CELLS.filter(bool), CELLS), min_size=1, max_size=5)


def _quoted_whole(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == '"'


@pytest.mark.parametrize("write", [delimited.comma_separated, delimited.tsv, delimited.ndjson])
@given(told=ROWS)
def test_what_a_listing_writes_is_read_back(write: Callable[..., Any], told: list[tuple[str, str]]) -> None:
    columns = ("id", "title")
    if write is delimited.tsv:
        told = [(id, title) for id, title in told if not _quoted_whole(id) and not _quoted_whole(title)]
    told = [pair for pair in told if pair != columns]
    header = b"" if write is delimited.ndjson else b"".join(write(columns, [columns]))
    found = rows(header + b"".join(write(columns, told)))
    assert [(row.cells["id"], row.cells["title"]) for row in found] == told
