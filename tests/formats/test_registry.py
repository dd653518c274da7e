from importlib.util import find_spec

import pytest

from qbank.errors import Kind, QbankError
from qbank.formats import tables
from qbank.formats.registry import FORMATS, format_of_suffix, reader, require_readable


def test_every_format_that_is_read_or_written_names_its_module() -> None:
    for known in FORMATS.values():
        assert (known.module is not None) == (known.reads or known.writes), known.name


def test_the_reader_of_tables_is_the_tables_module() -> None:
    assert find_spec("qbank.formats.tables") is not None
    assert reader("csv") is tables
    assert reader("tsv") is tables


def test_an_unknown_format_names_the_known_ones_nearest_first() -> None:
    with pytest.raises(QbankError) as caught:
        reader("gfit")
    assert caught.value.kind is Kind.USAGE
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("the formats are gift, ")
    assert all(name in caught.value.hint for name in FORMATS)


def test_a_format_that_is_known_and_not_read_is_refused_by_its_name() -> None:
    with pytest.raises(QbankError) as caught:
        require_readable("webct")
    assert caught.value.kind is Kind.BAD_DATA
    assert caught.value.message == "this is WebCT text, which qbank does not read yet"
    assert caught.value.hint


def test_a_workbook_is_refused_with_the_way_round() -> None:
    with pytest.raises(QbankError) as caught:
        reader("xlsx")
    assert caught.value.hint == "save the sheet as CSV (UTF-8) and import that"


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("a.csv", "csv"),
        ("A.TSV", "tsv"),
        ("x.gift", "gift"),
        ("x.ndjson", "ndjson"),
        ("x.Rmd", "rexams"),
        ("x.txt", None),
        ("x", None),
    ],
)
def test_a_suffix_stands_for_one_format_or_none(file_name: str, name: str | None) -> None:
    assert format_of_suffix(file_name) == name
