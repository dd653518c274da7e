from importlib.util import find_spec

import pytest

from qbank.errors import Kind, QbankError
from qbank.formats import registry, tables
from qbank.formats.losses import PARTS
from qbank.formats.registry import (
    EXTRAS,
    FORMATS,
    carries,
    format_of_suffix,
    format_to_write,
    is_installed,
    options,
    reader,
    require_readable,
    suffixes,
    writer,
)


def test_every_format_that_is_read_or_written_names_its_module() -> None:
    for known in FORMATS.values():
        assert (known.module is not None) == (known.reads or known.writes), known.name


def test_the_reader_of_tables_is_the_tables_module() -> None:
    assert find_spec("qbank.formats.tables") is not None
    assert reader("csv") is tables
    assert reader("tsv") is tables


def test_an_unknown_format_names_the_nearest_ones_and_what_lists_all() -> None:
    with pytest.raises(QbankError) as caught:
        reader("gfit")
    assert caught.value.kind is Kind.USAGE
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("did you mean gift")
    assert caught.value.hint.endswith("? `qbank formats` lists them all")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("foo", "`qbank formats` lists them all"),
        ("ol", "`qbank formats` lists them all"),
        ("moodel", "did you mean moodle-xml? `qbank formats` lists them all"),
        ("excel", "did you mean xlsx? `qbank formats` lists them all"),
        (".xml", "did you mean moodle-xml? `qbank formats` lists them all"),
    ],
)
def test_whoever_mistypes_a_format_to_be_read_is_told_of_those_that_can_be(word: str, hint: str) -> None:
    with pytest.raises(QbankError) as caught:
        require_readable(word)
    assert caught.value.hint is not None
    named = caught.value.hint.partition("?")[0].removeprefix("did you mean ").split(" or ")
    assert all(FORMATS[name].reads for name in named if name in FORMATS)
    assert caught.value.hint == hint


def test_a_format_that_is_known_and_not_read_is_refused_by_its_name() -> None:
    with pytest.raises(QbankError) as caught:
        require_readable("webct")
    assert caught.value.kind is Kind.BAD_DATA
    assert caught.value.message == "this is WebCT text, which qbank does not read yet"
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("export it from its program as Moodle XML, QTI 1.2, Moodle GIFT, ")


def test_a_package_that_is_not_read_is_refused_with_the_way_round() -> None:
    with pytest.raises(QbankError) as caught:
        reader("apkg")
    assert caught.value.hint == "in Anki, export the notes as plain text"


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


WRITTEN = [known.name for known in FORMATS.values() if known.writes]


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_declares_what_it_holds_in_known_words(name: str) -> None:
    assert carries(name).parts <= PARTS.keys()
    assert carries(name).types
    assert callable(writer(name).write)
    for option in options(name):
        assert option.name
        assert option.help


@pytest.mark.parametrize("name", FORMATS)
def test_every_extra_brings_modules_that_are_known(name: str) -> None:
    extra = FORMATS[name].extra
    assert extra is None or extra in EXTRAS


def test_a_format_that_is_not_written_names_those_that_are() -> None:
    with pytest.raises(QbankError) as caught:
        writer("json-shapes")
    assert caught.value.kind is Kind.USAGE
    assert caught.value.hint is not None
    assert all(name in caught.value.hint for name in WRITTEN)


def test_a_format_for_people_is_not_read() -> None:
    with pytest.raises(QbankError) as caught:
        reader("markdown")
    assert caught.value.kind is Kind.USAGE


def test_a_missing_extra_is_one_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXTRAS, "html", ("no_such_module",))
    assert not is_installed(FORMATS["html"])
    with pytest.raises(QbankError) as caught:
        writer("html")
    assert caught.value.kind is Kind.CONFIGURATION
    assert (caught.value.message, caught.value.hint) == (
        "writing a page to print needs no_such_module",
        "pip install 'qbank[html]'",
    )


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("a/b.c/x", "ndjson"),
        ("x.ndjson", "ndjson"),
        ("x.jsonl", "ndjson"),
        ("X.JSON", "json"),
        ("x.htm", "html"),
        ("x.md", "markdown"),
        (".hidden", "ndjson"),
        ("", "ndjson"),
    ],
)
def test_a_file_to_be_written_has_the_format_of_its_suffix(file_name: str, name: str) -> None:
    assert format_to_write(file_name) == name


def test_the_suffixes_of_a_format_are_those_it_is_written_by_too() -> None:
    assert suffixes(FORMATS["moodle-xml"]) == (".xml",)
    assert ".json" in suffixes(FORMATS["json"])
    for name in WRITTEN:
        assert all(format_to_write(f"x{suffix}") == name for suffix in suffixes(FORMATS[name]))


def test_a_suffix_of_nothing_that_is_written_asks_for_the_format() -> None:
    with pytest.raises(QbankError) as caught:
        format_to_write("x.docx")
    assert (caught.value.kind, caught.value.message) == (Kind.USAGE, "qbank does not write .docx files")


def test_a_page_for_people_is_not_recognised_by_its_suffix() -> None:
    assert format_of_suffix("x.md") is None


@pytest.mark.parametrize(
    ("word", "name"),
    [("xls", "xlsx"), ("md", "markdown"), ("moodle", "moodle-xml"), ("xml", "moodle-xml"), ("GIFT", "gift")],
)
def test_a_word_people_use_for_a_format_means_one_that_is_written(word: str, name: str) -> None:
    assert registry.written_as(word) == name


@pytest.mark.parametrize("word", ["", "kahoot", "pdf", "docx"])
def test_a_word_for_no_format_that_is_written_means_none(word: str) -> None:
    assert registry.written_as(word) is None
