"""A workbook goes out, is edited in a spreadsheet, and comes back: values by update, all of it by import."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Edit = Callable[[Worksheet, dict[str, int]], None]


@pytest.fixture
def book(qbank: Run, tmp_path: Path) -> Path:
    """Bring the template's questions in and write the bank out as a workbook."""
    qbank("formats", "template", "csv", "-o", str(tmp_path / "t.csv"))
    assert qbank("question", "import", str(tmp_path / "t.csv"))[0] == ExitCode.OK
    path = tmp_path / "out.xlsx"
    assert qbank("question", "export", "--all", "-o", str(path))[0] == ExitCode.OK
    return path


def edited(path: Path, edit: Edit) -> str:
    """Save the workbook as openpyxl does after a change to its sheet."""
    loaded = openpyxl.load_workbook(path)
    sheet = loaded.worksheets[0]
    edit(sheet, {str(cell.value): place for place, cell in enumerate(sheet[1], start=1)})
    loaded.save(path)
    return str(path)


def bank(qbank: Run) -> dict[str, dict[str, Any]]:
    """Give the bank's questions by their texts."""
    lines = [json.loads(line) for line in qbank("question", "export", "--all")[1].splitlines()]
    return {line["stem"]: line for line in lines if line.get("kind") == "question"}


NEON = "Which of these are noble gases?"


def test_ids_are_text_the_header_stays_and_lists_offer_what_may_stand_there(book: Path, qbank: Run) -> None:
    sheet = openpyxl.load_workbook(book).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    ids = [sheet.cell(row, header.index("id") + 1) for row in range(2, sheet.max_row + 1)]
    assert {(cell.data_type, cell.number_format) for cell in ids} == {("s", "@")}
    assert {cell.value for cell in ids} == {line["id"] for line in bank(qbank).values()}
    assert sheet.freeze_panes == "A2"
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        (area,) = rule.sqref.ranges
        offered[header[area.min_col - 1]] = rule.formula1
        assert area.max_row > sheet.max_row
    assert offered["difficulty"] == '"easy,medium,hard"'
    assert offered["status"] == '"draft,review,ready,retired"'
    assert {"type", "shuffle"} < set(offered)


def test_what_was_edited_is_updated_and_nothing_else(book: Path, qbank: Run) -> None:
    def edit(sheet: Worksheet, at: dict[str, int]) -> None:
        row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, at["stem"]).value == NEON)
        sheet.cell(row, at["difficulty"]).value = "hard"
        sheet.cell(row, at["points"]).value = 2.5
        sheet.cell(row, at["tags"]).value = "gas, noble"
        sheet.cell(row, at["status"]).value = "review"

    before = bank(qbank)
    code, _, said = qbank("question", "update", edited(book, edit), "--yes")
    assert code == ExitCode.OK
    assert "left alone: external_id, type, title, stem, option A" in said
    after = bank(qbank)
    told = {name: after[NEON][name] for name in ("difficulty", "points", "tags", "status")}
    assert told == {"difficulty": "hard", "points": 2.5, "tags": ["gas", "noble"], "status": "review"}
    assert {stem: line for stem, line in after.items() if stem != NEON} == {
        stem: line for stem, line in before.items() if stem != NEON
    }


def test_texts_and_keys_that_were_edited_come_back_by_an_import(book: Path, qbank: Run) -> None:
    def edit(sheet: Worksheet, at: dict[str, int]) -> None:
        row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, at["stem"]).value == NEON)
        sheet.cell(row, at["stem"]).value = "Which are noble gases?"
        sheet.cell(row, at["option B"]).value = 8
        sheet.append([""] * (at["stem"] - 1) + ["One more?"])
        sheet.cell(sheet.max_row, at["answer"]).value = True

    kept = bank(qbank)[NEON]["id"]
    code, _, _ = qbank("question", "import", edited(book, edit), "--on-conflict", "theirs")
    assert code == ExitCode.OK
    after = bank(qbank)
    assert after["Which are noble gases?"]["id"] == kept
    assert [each["text"] for each in after["Which are noble gases?"]["options"]] == ["Neon", "8", "Xenon"]
    assert after["One more?"]["type"] == "true_false"


def test_a_formula_without_its_value_is_warned_of(book: Path, qbank: Run) -> None:
    def edit(sheet: Worksheet, at: dict[str, int]) -> None:
        sheet.cell(2, at["author"]).value = '=UPPER("ann")'

    code, _, said = qbank("question", "import", edited(book, edit), "--dry-run")
    assert code == ExitCode.OK
    assert "out.xlsx:2: Questions!author" in said
    assert "formula" in said


FORMULA = "=HYPERLINK(A1) + " + "x" * 40_000


def test_what_a_spreadsheet_would_calculate_is_kept_whole_and_neutral(qbank: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    question = {"kind": "question", "type": "essay", "stem": FORMULA, "title": "-1", "author": "'=1"}
    source.write_text(json.dumps(question) + "\n")
    out = str(tmp_path / "out.csv")
    assert qbank("convert", str(source), out, "--excel-safe")[0] == ExitCode.OK
    row = next(csv.DictReader(io.StringIO(Path(out).read_text("utf-8-sig"), newline="")))
    assert (row["stem"], row["title"], row["author"]) == (f"'{FORMULA}", "'-1", "''=1")
    back = tmp_path / "back.ndjson"
    assert qbank("convert", out, str(back))[0] == ExitCode.OK
    again = next(line for line in map(json.loads, back.read_text().splitlines()) if "stem" in line)
    assert {name: again[name] for name in ("stem", "title", "author")} == {
        name: question[name] for name in ("stem", "title", "author")
    }


def test_a_format_that_calculates_nothing_has_no_such_option(qbank: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("question,answer\nWhat?,x\n")
    words = (str(tmp_path / "in.csv"), str(tmp_path / "out.gift"))
    code, _, said = qbank("convert", *words, "--excel-safe")
    assert code == ExitCode.USAGE
    assert "no options" in said
