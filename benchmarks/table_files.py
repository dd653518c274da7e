"""Made-up tables: one question a row, as people keep them, as text and as a workbook."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.questions import Maker

HEADER = (
    *("question", "option A", "option B", "option C", "option D", "answer"),
    *("explanation", "category", "tags", "difficulty"),
)
"""The columns of the tables; a peer that reads one by hand counts on them."""
_CHOSEN = ("single_choice", "multiple_choice", "true_false")


def rows(count: int) -> Iterator[list[str]]:
    """Yield rows of choice questions with letters for keys, and of questions with an answer to type."""
    maker = Maker()
    for number in range(count):
        made = maker.question(number + 1)
        while made["type"] not in (*_CHOSEN, "short_answer"):
            made = maker.question(number + 1)
        options: list[dict[str, Any]] = made["options"]
        texts = [str(option["text"]) for option in options]
        right = [place for place, option in enumerate(options) if option["fraction"] > 0]
        chosen = made["type"] in _CHOSEN
        yield [
            made["stem"],
            *((texts + [""] * 4)[:4] if chosen else [""] * 4),
            ",".join("ABCD"[place] for place in right) if chosen else texts[0],
            made.get("explanation", ""),
            made["category"],
            "; ".join(made["tags"]),
            made.get("difficulty", ""),
        ]


def write_delimited(path: Path, count: int, delimiter: str) -> Path:
    """Write a table of so many questions as text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=delimiter)
        table.writerow(HEADER)
        table.writerows(rows(count))
    return path


def write_workbook(path: Path, count: int) -> Path:
    """Write a workbook of so many questions, its texts in a list of their own, as Excel does."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it brings no types

    book = Workbook(str(path))
    sheet = book.add_worksheet()
    for line, row in enumerate((HEADER, *rows(count))):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(line, column, cell)
    book.close()
    return path
