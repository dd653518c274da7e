"""qbank's own table as an Excel workbook: every cell a text, the header in place, lists to choose from."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from qbank.domain.kinds import Difficulty, Status
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats.base import Loss
from qbank.formats.table_form_cells import CARRIES
from qbank.formats.table_form_spool import FormSpool
from qbank.formats.table_form_writing import guarded

LONGEST = 32_767
"""How many characters Excel takes in a cell (its specifications and limits)."""
_MOST_ROWS = 1_048_575
_ROOM = 200
"""How many rows below the last one still have lists to choose from."""
_WIDTHS = {"id": 12, "stem": 60, "option": 24, "match": 24, "feedback": 24, "explanation": 40, "category": 24}
_LISTS = {
    "type": sorted(CARRIES.types),
    "difficulty": list(Difficulty),
    "status": list(Status),
    "shuffle": ["yes", "no"],
}
_NOT_XML = re.compile("[\ufffe\uffff]")


def write_xlsx(questions: Iterable[QuestionDocument], stream: BinaryIO) -> Iterator[Loss]:
    """Write questions into one sheet, and yield what it does not hold of them; memory is flat.

    Raises QbankError: configuration where the library that writes workbooks is not installed, bad data for
    more questions than a sheet has rows.
    """
    make = _maker()
    with FormSpool(LONGEST) as spool:
        yield from spool.take(questions, "xlsx")
        if spool.count > _MOST_ROWS:
            message = f"a sheet has {_MOST_ROWS:,} rows for questions, and these are {spool.count:,}"
            raise QbankError(Kind.BAD_DATA, message, hint="write fewer into each workbook, or CSV")
        workbook = make(stream, _AS_TEXT)
        changed = _write_sheet(workbook, spool)
        workbook.close()
    if changed:
        reason = f"{changed} cells hold U+FFFE or U+FFFF, which no workbook can: written as U+FFFD"
        yield Loss("characters", reason, 0)


_AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def _maker() -> Any:
    try:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it brings no types
    except ModuleNotFoundError as error:
        message = f"writing an Excel workbook needs {error.name}"
        raise QbankError(Kind.CONFIGURATION, message, hint="pip install 'qbank[xlsx]'") from error
    return Workbook


def _write_sheet(workbook: Any, spool: FormSpool) -> int:
    """Write header and rows; gives how many cells hold characters that XML has not."""
    columns = spool.columns
    sheet = workbook.add_worksheet("Questions")
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    bold = workbook.add_format({"num_format": "@", "bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(name.partition(" ")[0], 16), text)
        if name in _LISTS:
            last = min(spool.count + _ROOM, _MOST_ROWS)
            sheet.data_validation(1, place, last, place, {"validate": "list", "source": _LISTS[name]})
        sheet.write_string(0, place, name, bold)
    changed = 0
    for line, row in enumerate(spool.rows(), start=1):
        for place, cell in enumerate(row):
            if cell:
                legal = _NOT_XML.sub("\ufffd", guarded(cell, safe=False))
                changed += legal != cell and _NOT_XML.search(cell) is not None
                sheet.write_string(line, place, legal, text)
    return changed
