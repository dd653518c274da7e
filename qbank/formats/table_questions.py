"""One row of a table made into one question."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from qbank.domain.kinds import QuestionType
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice
from qbank.domain.question import Details, Hint, QuestionDocument, WrittenResponse
from qbank.formats.answer_keys import KeyProblem, positions
from qbank.formats.base import AnswerStyle
from qbank.formats.choice_labels import without_labels
from qbank.formats.key_readings import letters_of, numbers_of
from qbank.formats.table_columns import Field
from qbank.formats.table_mapping import Columns
from qbank.formats.table_words import CHOICE, amount_of, category_of, difficulty_of, tags_of, type_of
from qbank.formats.truth_words import is_true_false_pair, truth

_NOT_IN_TABLES = (
    QuestionType.MATCHING,
    QuestionType.ORDERING,
    QuestionType.CLOZE,
    QuestionType.UPLOAD,
    QuestionType.HOTSPOT,
)


class RowProblem(Exception):
    """A row that makes no question: a stable code, the reason, and the column where there is one."""

    def __init__(self, code: str, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.column = column


class Cells:
    """The cells of one row, by what their columns hold."""

    def __init__(self, cells: Sequence[str], columns: Columns) -> None:
        self.columns = columns
        self._cells = cells

    def one(self, of: Field) -> str:
        """The cell of a field, '' where the table has no such column."""
        places = self.columns.places(of)
        return self._cells[places[0]] if places else ""

    def several(self, of: Field) -> list[str]:
        """The cells of a field that hold anything."""
        return [self._cells[place] for place in self.columns.places(of) if self._cells[place]]

    def choices(self) -> list[str]:
        """The choices by column, '' where one is missing, up to the last that is not."""
        texts = [self._cells[place] for place in self.columns.choices]
        while texts and not texts[-1]:
            texts.pop()
        return texts

    def key(self) -> str | list[str]:
        """The key: one cell, or several where the table has several columns for it."""
        keys = self.several(Field.ANSWER)
        return keys if len(keys) > 1 else "".join(keys)

    def lacks_answer(self) -> bool:
        """Whether the table has a column for the key and the row leaves it and its type empty."""
        return bool(self.columns.places(Field.ANSWER)) and not self.key() and not self.one(Field.TYPE)

    def others(self) -> dict[str, str]:
        """What the columns hold that were not understood, by their names."""
        return {self.columns.names[p]: self._cells[p] for p in self.columns.others if self._cells[p]}

    def name(self, of: Field) -> str:
        """The name of the column that holds a field."""
        places = self.columns.places(of)
        return self.columns.names[places[0]] if places else of.value


KeyedChoices = tuple[str | list[str], list[str], list[str] | None]
"""A key, the choices it chooses from, and the labels that these began with."""


def keyed_choices(cells: Cells) -> KeyedChoices | None:
    """Give a row's key, choices and their labels; None where the key names no column's choice."""
    texts, key = cells.choices(), cells.key()
    if not key or sum(map(bool, texts)) < 2 or cells.columns.places(Field.DISTRACTORS):
        return None
    choices, labels = _unlabelled(texts)
    return key, choices, labels


def question_of(cells: Cells, style: AnswerStyle) -> QuestionDocument:
    """Make the question of a row. Raises RowProblem."""
    document = QuestionDocument(
        type=QuestionType.ESSAY, stem=cells.one(Field.STEM), fields=dict(cells.others())
    )
    if not document.stem:
        raise RowProblem("stem", "the row has no question text", cells.name(Field.STEM))
    said = _said_type(cells, document)
    _give_answers(document, cells, style, said)
    _give_texts(document, cells)
    _give_amounts(document, cells)
    return document


def _said_type(cells: Cells, document: QuestionDocument) -> str | None:
    word = cells.one(Field.TYPE)
    said = type_of(word) if word else None
    if said in _NOT_IN_TABLES:
        raise RowProblem("type", f"{said} questions are not read from tables", cells.name(Field.TYPE))
    if word:
        document.fields[cells.name(Field.TYPE)] = word
    if said:
        del document.fields[cells.name(Field.TYPE)]
    return said or (QuestionType.TRUE_FALSE if cells.columns.truth_numbers else None)


def _give_answers(document: QuestionDocument, cells: Cells, style: AnswerStyle, said: str | None) -> None:
    texts = cells.choices()
    filled = sum(map(bool, texts))
    if cells.columns.places(Field.DISTRACTORS) and filled:
        _give_distractors(document, cells, texts)
    elif filled >= 2:
        _give_choices(document, cells, style, said)
    elif filled == 1:
        column = cells.columns.names[cells.columns.choices[len(texts) - 1]]
        raise RowProblem("choices", "the row has a single choice", column)
    else:
        _give_typed_answer(document, cells, said)


def _give_choices(document: QuestionDocument, cells: Cells, style: AnswerStyle, said: str | None) -> None:
    key = cells.key()
    choices, labels = _unlabelled(cells.choices())
    keyed = _positions(key, choices, style, labels, cells.name(Field.ANSWER)) if key else []
    share = 1 / len(keyed) if keyed else 0.0
    document.options = [
        Choice(text=text, fraction=share if place in keyed else 0.0)
        for place, text in enumerate(choices)
        if text
    ]
    several = len(keyed) > 1 or said == QuestionType.MULTIPLE_CHOICE
    document.type = QuestionType.MULTIPLE_CHOICE if several else QuestionType.SINGLE_CHOICE
    if not several and is_true_false_pair(choices):
        document.type = QuestionType.TRUE_FALSE


def _positions(
    key: object, choices: Sequence[str], style: AnswerStyle, labels: Sequence[str] | None, column: str
) -> list[int]:
    try:
        keyed = positions(key, choices, style, labels)
    except KeyProblem as problem:
        raise RowProblem("key", problem.reason, column) from problem
    if any(not choices[place] for place in keyed):
        raise RowProblem("key", f"the key {key!r} names an empty choice", column)
    return keyed


def _unlabelled(texts: list[str]) -> tuple[list[str], list[str] | None]:
    bare = without_labels(texts) if all(texts) else None
    return (bare.texts, bare.labels) if bare else (texts, None)


def _give_distractors(document: QuestionDocument, cells: Cells, wrong: list[str]) -> None:
    keys = cells.several(Field.ANSWER)
    document.type = QuestionType.MULTIPLE_CHOICE if len(keys) > 1 else QuestionType.SINGLE_CHOICE
    right = [Choice(text=key, fraction=1 / len(keys)) for key in keys]
    document.options = right + [Choice(text=text) for text in wrong if text]
    if len(keys) == 1 and is_true_false_pair(keys + [text for text in wrong if text]):
        document.type = QuestionType.TRUE_FALSE


def _give_typed_answer(document: QuestionDocument, cells: Cells, said: str | None) -> None:
    keys = cells.several(Field.ANSWER)
    right = _truth(keys, said)
    if right is not None and said in (None, CHOICE, QuestionType.TRUE_FALSE):
        document.type = QuestionType.TRUE_FALSE
        document.options = [Choice(text=str(word), fraction=float(word is right)) for word in (True, False)]
    elif said == QuestionType.TRUE_FALSE and keys:
        raise RowProblem("key", f"the key {keys[0]!r} is neither true nor false", cells.name(Field.ANSWER))
    elif said in (QuestionType.ESSAY, QuestionType.DESCRIPTION):
        _give_sample(document, said, keys)
    elif said == QuestionType.NUMERICAL and keys:
        document.type = QuestionType.NUMERICAL
        document.options = [_number(key, cells.name(Field.ANSWER)) for key in keys]
    elif keys or said is not None:
        _give_short_answers(document, cells, keys, said)


def _truth(keys: Sequence[str], said: str | None) -> bool | None:
    if len(keys) != 1:
        return None
    if said == QuestionType.TRUE_FALSE and keys[0] in ("0", "1", "0.0", "1.0"):
        return keys[0][0] == "1"
    by_word = len(keys[0]) > 1 and any(is_true_false_pair([keys[0], other]) for other in ("true", "false"))
    return truth(keys[0]) if by_word or said == QuestionType.TRUE_FALSE else None


def _give_sample(document: QuestionDocument, said: str, keys: Sequence[str]) -> None:
    document.type = QuestionType(said)
    if keys:
        document.details = Details(response=WrittenResponse(sample_answer="\n".join(keys)))


def _number(key: str, column: str) -> AcceptedNumber:
    try:
        value = Decimal(key if "." in key else key.replace(",", "."))
    except InvalidOperation as error:
        raise RowProblem("key", f"the key {key!r} is no number", column) from error
    if not value.is_finite():
        raise RowProblem("key", f"the key {key!r} is no finite number", column)
    return AcceptedNumber(value=value)


def _give_short_answers(
    document: QuestionDocument, cells: Cells, keys: Sequence[str], said: str | None
) -> None:
    names_a_choice = any(letters_of(key) or numbers_of(key) for key in keys)
    if said in (CHOICE, QuestionType.MULTIPLE_CHOICE) or (
        said is None and cells.columns.choices and (names_a_choice or not keys)
    ):
        raise RowProblem(
            "choices", "the row has no choices", cells.columns.names[(cells.columns.choices or [0])[0]]
        )
    document.type = QuestionType(said or QuestionType.SHORT_ANSWER)
    document.options = [AcceptedAnswer(text=key) for key in keys]


def _give_texts(document: QuestionDocument, cells: Cells) -> None:
    document.title = cells.one(Field.TITLE) or None
    document.external_id = cells.one(Field.ID) or None
    document.explanation = cells.one(Field.EXPLANATION) or None
    document.category = category_of(cells.several(Field.CATEGORY))
    document.tags = tags_of(cells.one(Field.TAGS))
    document.language = cells.one(Field.LANGUAGE) or None
    document.author = cells.one(Field.AUTHOR) or None
    document.licence = cells.one(Field.LICENCE) or None
    if hint := cells.one(Field.HINT):
        document.details.hints = [Hint(text=hint)]
    template, grader = cells.one(Field.TEMPLATE), cells.one(Field.GRADER_INFO)
    if template or grader:
        response = document.details.response or WrittenResponse()
        response.template, response.grader_info = template or None, grader or None
        document.details.response = response


def _give_amounts(document: QuestionDocument, cells: Cells) -> None:
    """Take difficulty, points and time where qbank knows the word or number; else keep them as fields."""
    difficulty, points, time = (cells.one(of) for of in (Field.DIFFICULTY, Field.POINTS, Field.TIME_LIMIT))
    document.difficulty = difficulty_of(difficulty)
    document.points = amount_of(points)
    document.details.time_limit = amount_of(time)
    for of, cell, value in (
        (Field.DIFFICULTY, difficulty, document.difficulty),
        (Field.POINTS, points, document.points),
        (Field.TIME_LIMIT, time, document.details.time_limit),
    ):
        if cell and value is None:
            document.fields[cells.name(of)] = cell
