import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.cli import delimited
from qbank.cli.cells import Cell, in_words, is_number, plain

_texts = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "yes"),
        (3, "3"),
        (3.0, "3"),
        (0.1, "0.1"),
        (123456789012.5, "123456789012.5"),
        (["a", "b"], "a, b"),
        ([1, {"b": None}], '1, {"b":null}'),
        ({"a": "é"}, '{"a":"é"}'),
        (datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), "2026-01-02T03:04:05.000006Z"),
    ],
)
def test_a_cell_for_a_program(value: Cell, written: str) -> None:
    assert plain(value) == written


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_digit_of_a_number_is_lost(number: float) -> None:
    assert float(plain(number)) == number


def test_yes_and_no_are_no_numbers() -> None:
    assert [is_number(value) for value in (1, 1.5, True, "1")] == [True, True, False, False]


def _unescaped(cell: str) -> str:
    marks = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
    out, rest = "", cell
    while rest:
        if rest[:2] in marks:
            out, rest = out + marks[rest[:2]], rest[2:]
        else:
            out, rest = out + rest[0], rest[1:]
    return out


@given(st.lists(st.lists(_texts, min_size=2, max_size=2), min_size=1))
def test_a_record_of_tsv_is_one_line_and_says_all(rows: list[list[str]]) -> None:
    written = b"".join(delimited.tsv(("a", "b"), rows)).decode()
    lines = written.split("\n")
    assert lines.pop() == ""
    assert "\r" not in written
    assert [[_unescaped(cell) for cell in line.split("\t")] for line in lines] == rows


@given(st.lists(st.lists(_texts, min_size=2, max_size=2), min_size=1))
def test_csv_is_read_back_by_the_standard_librarys_reader(rows: list[list[str]]) -> None:
    written = b"".join(delimited.comma_separated(("a", "b"), rows)).decode()
    assert list(csv.reader(io.StringIO(written, newline=""))) == rows


def test_an_array_of_nothing_is_an_array() -> None:
    lines: list[Any] = []
    assert b"".join(delimited.as_array(lines)) == b"[]\n"
    assert b"".join(delimited.as_array([b"1\n", b"2\n"])) == b"[\n1,\n2\n]\n"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (12 << 20, "12 MiB"),
        (5 << 40, "5,120 GiB"),
        (None, None),
    ],
)
def test_bytes_are_told_in_the_unit_a_person_would_use(size: int | None, words: str | None) -> None:
    assert in_words(size) == words
