"""What a person is to type, as a row of a table has it: true or false, numbers, texts, an essay's sample."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from qbank.domain.kinds import QuestionType
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice
from qbank.domain.question import Details, QuestionDocument, WrittenResponse
from qbank.formats.key_readings import letters_of, numbers_of
from qbank.formats.table_cells import Cells, KeyDoubt, RowProblem
from qbank.formats.table_columns import Field
from qbank.formats.table_words import CHOICE
from qbank.formats.truth_words import is_true_false_pair, truth


def give_typed(document: QuestionDocument, said: str, keys: Sequence[str], column: str) -> None:
    """Give the answers that a person types: numbers or texts. Raises RowProblem."""
    document.type = QuestionType(said)
    if said == QuestionType.NUMERICAL:
        document.options = [_number(key, column) for key in keys]
    else:
        document.options = [AcceptedAnswer(text=key) for key in keys]


def give_typed_answer(document: QuestionDocument, cells: Cells, said: str | None) -> None:
    """Give a question without choices what its answer cell says. Raises RowProblem."""
    keys = cells.several(Field.ANSWER)
    right = _truth(keys, said)
    if right is not None and said in (None, CHOICE, QuestionType.TRUE_FALSE):
        give_truths(document, right)
    elif said == QuestionType.TRUE_FALSE and keys:
        raise KeyDoubt(f"the key {keys[0]!r} is neither true nor false", cells.name(Field.ANSWER))
    elif said == QuestionType.TRUE_FALSE:
        give_truths(document, None)
    elif said in (QuestionType.ESSAY, QuestionType.DESCRIPTION):
        _give_sample(document, said, keys)
    elif said == QuestionType.NUMERICAL and keys:
        _give_numbers(document, cells, keys)
    elif keys or said is not None:
        _give_short_answers(document, cells, keys, said)


def give_truths(document: QuestionDocument, right: bool | None) -> None:
    """Give a question of true or false both words; neither is right where that is not said."""
    document.type = QuestionType.TRUE_FALSE
    document.options = [Choice(text=str(word), fraction=float(word is right)) for word in (True, False)]


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


def _give_numbers(document: QuestionDocument, cells: Cells, keys: Sequence[str]) -> None:
    try:
        give_typed(document, QuestionType.NUMERICAL, keys, cells.name(Field.ANSWER))
    except RowProblem as problem:
        raise KeyDoubt(problem.reason, problem.column) from problem
    _give_tolerance(document, cells)


def _give_tolerance(document: QuestionDocument, cells: Cells) -> None:
    if told := cells.one(Field.TOLERANCE):
        tolerance = _number(told, cells.name(Field.TOLERANCE)).value
        for number in document.options:
            number.tolerance = tolerance


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
        raise RowProblem("choices", "the row has no choices", cells.choice_column(0))
    document.type = QuestionType(said or QuestionType.SHORT_ANSWER)
    document.options = [AcceptedAnswer(text=key) for key in keys]
