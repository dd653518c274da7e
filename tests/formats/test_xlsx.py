import io
import os
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, time
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it brings no types
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats.base import Diagnostic, Found, ReadOptions, Severity, Source, Undecided, Unreadable
from qbank.formats.recognise import recognise
from qbank.formats.xlsx import read

HEADER = ["Question", "A", "B", "C", "Answer"]
Row = Sequence[Any]


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*sheets: tuple[str, list[Row]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def items(data: bytes, **mapping: str) -> list[Found | Diagnostic]:
    source = Source("t.xlsx", io.BytesIO(data))
    try:
        return list(read(source, ReadOptions(mapping)))
    finally:
        for copy in source.copies:
            copy.close()


def questions(data: bytes, **mapping: str) -> list[QuestionDocument]:
    found = [item.value for item in items(data, **mapping) if isinstance(item, Found)]
    return [value for value in found if isinstance(value, QuestionDocument)]


def warnings(data: bytes, **mapping: str) -> list[tuple[str, str]]:
    said = [item for item in items(data, **mapping) if isinstance(item, Diagnostic)]
    return [(item.code, item.place.path) for item in said if item.severity is not Severity.NOTE]


def texts(question: QuestionDocument) -> list[str]:
    return [option.text for option in question.options]


def one_row(row: Row, header: Row = HEADER) -> bytes:
    return saved(workbook(("Sheet1", [header, row])))


def test_a_workbook_is_recognised_and_read_as_a_table() -> None:
    data = saved(workbook(("Sheet1", [HEADER, ["Which?", "x", "y", "z", "B"], ["Who?", 1, 2.5, 3, "C"]])))
    assert recognise(Source("t.xlsx", io.BytesIO(data))) == "xlsx"
    first, second = questions(data)
    assert [option.fraction for option in first.options] == [0, 1, 0]
    assert texts(second) == ["1", "2.5", "3"]
    assert first.category is None


def test_places_are_the_sheets_and_the_rows_of_the_spreadsheet() -> None:
    book = workbook(("Week 1", [["My quiz"], [], HEADER, ["Which?", "x", "y", "z", "Q"]]))
    found = items(saved(book))
    assert [(item.place.path, item.place.line) for item in found[1:]] == [
        ("Week 1", 1), ("Week 1!Answer", 4), ("Week 1", 4),
    ]  # fmt: skip


def test_numbers_read_as_they_are_shown() -> None:
    book = workbook(("Sheet1", [HEADER, ["How much?", 0.5, 3.1, 7, "A"]]))
    sheet = book["Sheet1"]
    sheet["B2"].number_format, sheet["C2"].number_format, sheet["D2"].number_format = "0%", "0.00", "000"
    assert texts(questions(saved(book))[0]) == ["50%", "3.10", "007"]


def test_dates_are_named_and_not_guessed_at() -> None:
    data = one_row(["When?", date(2024, 3, 4), time(14, 30), "never", "A"])
    assert texts(questions(data)[0]) == ["2024-03-04", "14:30", "never"]
    assert warnings(data) == [("date", "Sheet1!A"), ("date", "Sheet1!B")]


def test_truth_values_are_words() -> None:
    data = one_row(["Is it?", True], ["Question", "Answer"])
    assert questions(data)[0].type.value == "true_false"


def test_a_formula_gives_its_stored_value_and_one_without_is_said() -> None:
    data = one_row(["Which?", "x", "=1+1", "z", "A"])
    assert texts(questions(data)[0]) == ["x", "z"]
    assert warnings(data) == [("formula", "Sheet1!B")]
    stored = data
    for empty in (b"<v></v>", b"<v />", b"<v/>"):
        stored = _with(stored, SHEET, empty, b"<v>2</v>")
    assert texts(questions(stored)[0]) == ["x", "2", "z"]


def _with(data: bytes, name: str, *changes: bytes) -> bytes:
    """Give a package with pairs of bytes replaced in one of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            for before, after in zip(changes[::2], changes[1::2], strict=True):
                content = content.replace(before, after) if info.filename == name else content
            new.writestr(info.filename, content)
    return out.getvalue()


def test_an_error_in_a_cell_is_said() -> None:
    data = one_row(["Which?", "x", "y", "z", "A"])
    book = workbook(("Sheet1", [HEADER, ["Which?", "x", "#N/A", "z", "A"]]))
    book["Sheet1"]["C2"].data_type = "e"
    assert warnings(saved(book)) == [("error", "Sheet1!B")]
    assert warnings(data) == []


def test_text_in_several_styles_is_one_text() -> None:
    book = workbook(("Sheet1", [HEADER, ["Which?", "x", "y", "z", "A"]]))
    book["Sheet1"]["A2"] = CellRichText("Which of ", TextBlock(InlineFont(b=True), "these"), "?")
    assert questions(saved(book))[0].stem == "Which of these?"


def test_merged_cells_are_filled_downwards() -> None:
    rows: list[Row] = [
        ["Topic", *HEADER],
        ["Cells", "One?", "x", "y", "z", "A"],
        [None, "Two?", "x", "y", "z", "B"],
    ]
    book = workbook(("Sheet1", [*rows, [None, "Three?", "x", "y", "z", "C"]]))
    book["Sheet1"].merge_cells("A2:A3")
    assert [question.category for question in questions(saved(book))] == ["Cells", "Cells", None]


def test_every_sheet_of_questions_is_read_into_a_category_of_its_name() -> None:
    book = workbook(
        ("Algebra", [HEADER, ["One?", "x", "y", "z", "A"]]),
        ("Notes", [["remember"], ["the milk"]]),
        ("Geometry", [HEADER, ["Two?", "x", "y", "z", "B"], ["Three?", "x", "y", "z", "C"]]),
        ("Sheet4", [HEADER, ["Four?", "x", "y", "z", "B"]]),
    )
    data = saved(book)
    assert [question.category for question in questions(data)] == ["Algebra", "Geometry", "Geometry", None]
    assert warnings(data) == [("sheet", "Notes")]
    assert [item.place.item for item in items(data) if isinstance(item, Found)] == [1, 2, 3, 4]
    assert [question.stem for question in questions(data, sheet="geometry")] == ["Two?", "Three?"]


def test_a_sheet_whose_questions_all_stand_in_another_is_left_out_and_said() -> None:
    rows: list[Row] = [HEADER, ["One?", "x", "y", "z", "A"], ["Two?", "x", "y", "z", "B"]]
    data = saved(workbook(("Draft", [HEADER, ["One?", "x", "y", "q", "A"]]), ("All", rows)))
    assert [question.stem for question in questions(data)] == ["One?", "Two?"]
    assert warnings(data) == [("sheet", "Draft")]
    assert len(questions(data, sheet="Draft")) == 1


def test_a_hidden_sheet_is_left_out_and_said() -> None:
    book = workbook(
        ("Quiz", [HEADER, ["One?", "x", "y", "z", "A"]]), ("Old", [HEADER, ["Two?", "x", "y", "z", "A"]])
    )
    book["Old"].sheet_state = "hidden"
    assert [question.stem for question in questions(saved(book))] == ["One?"]
    assert warnings(saved(book)) == [("sheet", "Old")]


def test_a_sheet_that_is_not_there_is_a_mistake_of_the_person() -> None:
    with pytest.raises(QbankError) as caught:
        questions(one_row(["Which?", "x", "y", "z", "A"]), sheet="Quiz")
    assert (caught.value.kind, caught.value.hint) == (Kind.USAGE, "its sheets are Sheet1")


def test_keys_that_could_count_from_0_or_1_are_not_guessed_and_the_sheet_is_named() -> None:
    with pytest.raises(Undecided, match="Sheet1"):
        questions(one_row(["Which?", "x", "y", "z", 1]))


def test_a_form_that_was_not_filled_in_has_numbers_and_no_questions() -> None:
    rows: list[Row] = [["No", *HEADER], [1, "Which?", "x", "y", "z", "A"], [2], [3]]
    assert len(questions(saved(workbook(("Sheet1", rows))))) == 1


def test_a_workbook_without_questions_says_what_each_sheet_is() -> None:
    with pytest.raises(Unreadable, match=r"'One': .*'Two': ") as caught:
        questions(saved(workbook(("One", [["a", "b"]]), ("Two", [["c", "d"]]))))
    assert caught.value.hint is not None
    assert "--map sheet=NAME" in caught.value.hint


SHEET = "xl/worksheets/sheet1.xml"
FUZZ = int(os.environ.get("QBANK_FUZZ", "300"))
TEXTS = "xl/sharedStrings.xml"
GOOD = one_row(["Which?", "x", "y", "z", "A"])
PIECES = [b"<c>", b"</row>", b'r="B7"', b't="s"', b"<v>9</v>", b"<mergeCell ref='A1:A9'/>", b"&x;", b"\xff"]


@pytest.mark.parametrize(
    ("name", "before", "after", "reason"),
    [
        (SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', "document type"),
        (SHEET, b"</row>", b"<a>" * 100 + b"</a>" * 100 + b"</row>", "deep"),
        (SHEET, b"</sheetData>", b"", "no readable XML"),
        (SHEET, b'r="A1"', b'r="XFD1"', "16384 cells"),
        (SHEET, b'r="A1"', b'r="1A"', "which is none"),
        (SHEET, b'<row r="2"', b'<row r="99999999"', "out of order"),
        (SHEET, b'<row r="2"', b'<row r="1"', "out of order"),
        ("xl/workbook.xml", b"<sheets>", b"<sheets", "no readable XML"),
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"nowhere.xml", "lacks xl/nowhere.xml"),
        ("xl/_rels/workbook.xml.rels", b"/worksheet", b"/chartsheet", "no sheet"),
    ],
)  # fmt: skip
def test_a_workbook_made_to_do_damage_is_refused(name: str, before: bytes, after: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        questions(_with(GOOD, name, before, after))


def test_two_cells_far_apart_cost_no_more_than_two() -> None:
    far = b'</row><row r="1048576"><c r="A1048576" t="inlineStr"><is><t>Far?</t></is></c></row>'
    data = _with(GOOD, SHEET, b"</row></sheetData>", far + b"</sheetData>")
    assert [question.stem for question in questions(data)] == ["Which?", "Far?"]


def test_a_file_that_unpacks_to_far_more_than_it_is_packed_into_is_refused() -> None:
    bomb = b"<row/>" * 8_000_000
    with pytest.raises(Unreadable, match=r"longer than any workbook needs|out of order"):
        questions(_with(GOOD, SHEET, b"</sheetData>", bomb + b"</sheetData>"))


def test_what_is_no_workbook_is_refused_with_a_way_out() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("xl/workbook.bin", b"")
    with pytest.raises(Unreadable, match="binary workbook") as caught:
        questions(out.getvalue())
    assert caught.value.hint is not None
    with pytest.raises(Unreadable, match="no readable zip"):
        questions(b"PK\x03\x04 and no more")


def test_a_workbook_in_the_strict_variant_is_read() -> None:
    data = _with(
        GOOD, "xl/_rels/workbook.xml.rels",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/r",
    )  # fmt: skip
    assert len(questions(data)) == 1


def test_prefixes_of_names_do_not_matter() -> None:
    changes = [b"<worksheet xmlns=", b"<x:worksheet xmlns:x=", b"</worksheet>", b"</x:worksheet>"]
    for name in (b"row", b"c", b"v", b"is", b"t", b"sheetData"):
        for end in (b">", b" "):
            changes += [b"<" + name + end, b"<x:" + name + end, b"</" + name + end, b"</x:" + name + end]
    data = _with(GOOD, SHEET, *changes)
    assert b"<x:row " in zipfile.ZipFile(io.BytesIO(data)).read(SHEET)
    assert len(questions(data)) == 1


def shared(*rows: Row) -> bytes:
    """Make a workbook whose texts stand in a list of their own, as Excel writes them."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell)
    return stream.getvalue()


def test_texts_in_a_list_of_their_own_are_read() -> None:
    data = shared(HEADER, ["Which\x1b _x0041_?", "x", "y", "x", "B"])
    (question,) = questions(data)
    assert question.stem == "Which\x1b _x0041_?"
    assert texts(question) == ["x", "y", "x"]


def test_the_reading_aid_of_a_text_is_no_part_of_it() -> None:
    aid = b'<si><t>Which?</t><rPh sb="0" eb="1"><t>WHICH</t></rPh></si>'
    data = _with(shared(HEADER, ["Which?", "x", "y", "z", "A"]), TEXTS, b"<si><t>Which?</t></si>", aid)
    assert questions(data)[0].stem == "Which?"


def test_a_list_of_texts_that_is_broken_or_too_short_is_refused() -> None:
    data = shared(HEADER, ["Which?", "x", "y", "z", "A"])
    with pytest.raises(Unreadable, match="no readable XML"):
        questions(_with(data, TEXTS, b"</si>", b"</xx>"))
    with pytest.raises(Unreadable, match="text 8, which is not there"):
        questions(_with(data, TEXTS, b"<si><t>Which?</t></si>", b""))


SHARED = shared(HEADER, ["Which?", "x", "y", 3, "A"])


@given(st.data())
@settings(
    max_examples=int(os.environ.get("QBANK_FUZZ", "300")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([GOOD, SHARED]))
    name = data.draw(st.sampled_from([*zipfile.ZipFile(io.BytesIO(whole)).namelist(), ""]))
    content = bytearray(zipfile.ZipFile(io.BytesIO(whole)).read(name) if name else whole)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 6))
        content[place : place + length] = data.draw(st.binary(max_size=6) | st.sampled_from(PIECES))
    damaged = _replaced(whole, name, bytes(content)) if name else bytes(content)
    with suppress(Unreadable, Undecided, QbankError):
        for item in items(damaged):
            assert isinstance(item, Found | Diagnostic)


def _replaced(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == name else old.read(info))
    return out.getvalue()


def test_a_long_text_that_all_cells_share_is_refused() -> None:
    repeated = shared(["Question", "Answer"], *[["x" * 30_000, "y" * 30_000]] * 1_500)
    with pytest.raises(Unreadable, match="repeat long texts"):
        questions(repeated)


def test_sheets_that_are_the_same_file_are_one() -> None:
    data = saved(workbook(("One", [HEADER, ["Which?", "x", "y", "z", "B"]])))
    sheet = b'<sheet name="Two" sheetId="2" state="visible" r:id="rId1"/></sheets>'
    twice = _with(data, "xl/workbook.xml", b"</sheets>", sheet)
    assert b'r:id="rId1"' in zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml")
    assert len(questions(twice)) == 1
