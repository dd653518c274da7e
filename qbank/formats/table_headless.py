"""Tables without a row that names the columns: what their rows alone leave no doubt about."""

from collections.abc import Sequence
from urllib.parse import unquote

from qbank.formats.key_readings import letters_of, plain
from qbank.formats.table_columns import Field
from qbank.formats.table_words import type_of
from qbank.formats.truth_words import truth

Held = dict[Field, list[int]]
Rows = Sequence[Sequence[str]]
_MOST = 0.8


def columns_held(rows: Rows) -> Held | None:
    """Tell what the columns of a table hold by its rows; None where these leave doubts."""
    width = max(map(len, rows))
    first = 1 if width > 3 and _numbers_rows(rows) else 0
    for shape in (_with_types, _with_letters, _with_texts, _with_truths, _with_answers):
        held = shape(rows, width, first)
        if held is not None:
            return held
    return None


def is_encoded(rows: Rows) -> bool:
    """Tell whether cells are URL-encoded: blanks are nowhere, and are written in most rows."""
    if any(character.isspace() for cells in rows for cell in cells for character in cell):
        return False
    return sum(any("%20" in cell for cell in cells) for cells in rows) >= _MOST * len(rows)


def decoded(cells: Sequence[str]) -> list[str]:
    """Give URL-encoded cells as the texts they are."""
    return [unquote(cell).strip() for cell in cells]


def _numbers_rows(rows: Rows) -> bool:
    """Tell whether the first column counts the rows."""
    numbers = [cells[0] for cells in rows]
    if not all(number.isdecimal() and len(number) < 8 for number in numbers):
        return False
    values = [int(number) for number in numbers]
    return values == list(range(values[0], values[0] + len(values)))


def _with_types(rows: Rows, width: int, first: int) -> Held | None:
    """Recognise `MC,,5,question,2,choice,choice…`: type, title, points, question, key, choices."""
    if width < 6 or any(type_of(cells[0]) is None for cells in rows):
        return None
    if any(len(cells) < 4 or not cells[3] or not _is_amount(cells[2]) for cells in rows):
        return None
    return {
        Field.TYPE: [0],
        Field.TITLE: [1],
        Field.POINTS: [2],
        Field.STEM: [3],
        Field.ANSWER: [4],
        Field.OPTIONS: list(range(5, width)),
    }


def _is_amount(cell: str) -> bool:
    return not cell or cell.replace(".", "", 1).isdecimal()


def _with_letters(rows: Rows, width: int, first: int) -> Held | None:
    """Recognise rows that are each a question, two choices or more, and the letter of one of them."""
    count = width - first - 2
    if count < 2 or any(len(cells) != width or not all(cells) for cells in rows):
        return None
    letters = [letters_of(cells[-1]) for cells in rows]
    if any(len(found) != 1 or ord(found[0].upper()) - ord("A") >= count for found in letters):
        return None
    return _of_choices(rows, width, first)


def _with_texts(rows: Rows, width: int, first: int) -> Held | None:
    """Recognise rows that are each a question, its choices, and one of these once more."""
    if width - first < 4 or len(rows) < 2 or any(len(cells) != width or not all(cells) for cells in rows):
        return None
    for cells in rows:
        choices = [plain(cell) for cell in cells[first + 1 : -1]]
        if choices.count(plain(cells[-1])) != 1 or len(set(choices)) < len(choices):
            return None
    return _of_choices(rows, width, first)


def _of_choices(rows: Rows, width: int, first: int) -> Held | None:
    if not _is_stem(rows, first):
        return None
    choices = list(range(first + 1, width - 1))
    return {Field.STEM: [first], Field.OPTIONS: choices, Field.ANSWER: [width - 1]}


def _is_stem(rows: Rows, place: int) -> bool:
    """Tell whether a column holds the questions: texts, each once, and the longest of all."""
    columns = list(zip(*rows, strict=True))[place:]
    texts = sum(" " in stem or not stem.isascii() for stem in columns[0])
    asked = [sum(cell.endswith(("?", "？")) for cell in column) for column in columns]
    lengths = [sum(map(len, column)) for column in columns]
    if texts < _MOST * len(rows) or len(set(columns[0])) < 0.9 * len(rows):
        return False
    return asked[0] >= max(asked[1:]) and lengths[0] >= max(lengths[1:])


def _with_truths(rows: Rows, width: int, first: int) -> Held | None:
    """Recognise a name, a question, and choices with yes or no after each."""
    for stem in (1, 0):
        flags = list(range(stem + 2, width, 2))
        if len(flags) < 2 or flags[-1] != width - 1 or len(rows) < 2:
            continue
        fits = sum(
            all(truth(cells[place]) is not None for place in flags if place < len(cells)) for cells in rows
        )
        if fits < _MOST * len(rows):
            continue
        held = {Field.STEM: [stem], Field.OPTIONS: [place - 1 for place in flags], Field.CREDIT: flags}
        return {Field.TITLE: [0], **held} if stem else held
    return None


def _with_answers(rows: Rows, width: int, first: int) -> Held | None:
    """Recognise a question and its answer: two columns, the first with texts that are each there once."""
    if width != 2 or len(rows) < 2 or any(len(cells) != 2 or not all(cells) for cells in rows):
        return None
    questions = [cells[0] for cells in rows]
    if len(set(questions)) < _MOST * len(rows) or any(cell.isalnum() and len(cell) < 3 for cell in questions):
        return None
    if sum(map(len, questions)) < sum(len(cells[1]) for cells in rows) or all(map(str.isdecimal, questions)):
        return None
    return {Field.STEM: [0], Field.ANSWER: [1]}
