"""One row of a table made into one question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qbank.domain.kinds import QuestionType, Status
from qbank.domain.missing_key import refusal
from qbank.domain.options import Choice, Pair, Step
from qbank.domain.question import QuestionDocument
from qbank.formats.answer_keys import KeyProblem, positions
from qbank.formats.base import AnswerStyle
from qbank.formats.table_cells import Cells, KeyDoubt, RowProblem
from qbank.formats.table_columns import Field
from qbank.formats.table_credit import CreditScale, is_several, shared
from qbank.formats.table_texts import give_amounts, give_markup, give_texts
from qbank.formats.table_typed_answers import give_truths, give_typed, give_typed_answer
from qbank.formats.table_words import type_of
from qbank.formats.truth_words import is_true_false_pair

_NOT_IN_TABLES = (QuestionType.CLOZE, QuestionType.UPLOAD, QuestionType.HOTSPOT)
_ARRANGED = (QuestionType.MATCHING, QuestionType.ORDERING)
_TYPED = (QuestionType.SHORT_ANSWER, QuestionType.NUMERICAL)
_BETWEEN_PAIR = ("->", "=>", "→", "==", "::", "|")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the keys of a table mean, found out from all of its rows."""

    style: AnswerStyle
    scale: CreditScale = field(default_factory=CreditScale)


def question_of(cells: Cells, meaning: Meaning, doubts: list[RowProblem] | None = None) -> QuestionDocument:
    """Make the question of a row. Raises RowProblem.

    With a list for `doubts`, a key that names none of the choices is put there, and the question has no key
    and is a draft. Where its row says another status, or without such a list, it is raised too.
    """
    document = QuestionDocument(type=QuestionType.ESSAY, stem=cells.one(Field.STEM), fields=cells.others())
    if not document.stem:
        raise RowProblem("stem", "the row has no question text", cells.name(Field.STEM))
    said = _said_type(cells, document)
    try:
        _give_answers(document, cells, meaning, said)
    except KeyDoubt as doubt:
        if doubts is None:
            raise
        doubts.append(doubt)
        _give_unkeyed(document, cells, said)
    give_texts(document, cells)
    give_amounts(document, cells)
    give_markup(document, cells)
    for problem in doubts or ():
        _make_draft(document, problem)
    return document


def _make_draft(document: QuestionDocument, problem: RowProblem) -> None:
    document.status = document.status or Status.DRAFT
    if document.status is not Status.DRAFT:
        raise KeyDoubt(refusal(problem.reason, document.status), problem.column) from problem


def _said_type(cells: Cells, document: QuestionDocument) -> str | None:
    word = cells.one(Field.TYPE)
    if not word:
        return QuestionType.TRUE_FALSE if cells.columns.truth_numbers else None
    said = type_of(word)
    if said in _NOT_IN_TABLES or (said in _ARRANGED and not any(cells.choices())):
        raise RowProblem(
            "type", f"{said} questions are not read from tables like this", cells.name(Field.TYPE)
        )
    if not said:
        document.fields[cells.name(Field.TYPE)] = word
    return said or (QuestionType.TRUE_FALSE if cells.columns.truth_numbers else None)


def _give_answers(document: QuestionDocument, cells: Cells, meaning: Meaning, said: str | None) -> None:
    texts = cells.choices()
    filled = sum(map(bool, texts))
    if cells.columns.has_distractors and filled:
        _give_distractors(document, cells, texts)
    elif filled and said in _ARRANGED:
        _give_arranged(document, cells, said)
    elif filled and cells.columns.packing is not None and _are_typed(cells, meaning, said):
        _give_weighed(document, cells, meaning, said)
    elif filled and said in _TYPED and not cells.key():
        give_typed(document, said, [text for text in texts if text], cells.choice_column(0))
    elif filled >= 2:
        _give_choices(document, cells, meaning, said)
    elif filled == 1 and not cells.key() and said is None:
        document.fields[cells.choice_column(len(texts) - 1)] = texts[-1]
    elif filled == 1:
        raise RowProblem("choices", "the row has a single choice", cells.choice_column(len(texts) - 1))
    else:
        give_typed_answer(document, cells, said)


def _are_typed(cells: Cells, meaning: Meaning, said: str | None) -> bool:
    """Tell whether a list of shares speaks of answers to type: none is wrong, or the type says so."""
    if not cells.columns.has_credit or (said is not None and said not in _TYPED):
        return False
    return said in _TYPED or all(share > 0 for share in _credits(cells, cells.choices(), meaning.scale))


def _give_weighed(document: QuestionDocument, cells: Cells, meaning: Meaning, said: str | None) -> None:
    texts = cells.choices()
    give_typed(document, said or QuestionType.SHORT_ANSWER, texts, cells.choice_column(0))
    for answer, share in zip(document.options, _credits(cells, texts, meaning.scale), strict=True):
        answer.fraction = share


def _give_choices(document: QuestionDocument, cells: Cells, meaning: Meaning, said: str | None) -> None:
    choices, _ = cells.unlabelled()
    if cells.columns.has_credit:
        fractions = _credits(cells, choices, meaning.scale)
        _require_same(cells, fractions, _by_key(cells, meaning.style, said))
    else:
        fractions = _by_key(cells, meaning.style, said)
    document.options = [
        Choice(text=text, fraction=fraction)
        for text, fraction in zip(choices, fractions, strict=False)
        if text
    ]
    if feedback := cells.each(Field.FEEDBACK):
        given = [told for text, told in zip(choices, feedback, strict=False) if text]
        for option, told in zip(document.options, given, strict=False):
            option.feedback = told or None
    several = is_several(fractions) or said == QuestionType.MULTIPLE_CHOICE
    document.type = QuestionType.MULTIPLE_CHOICE if several else QuestionType.SINGLE_CHOICE
    if not several and len(choices) == 2 and is_true_false_pair(choices):
        document.type = QuestionType.TRUE_FALSE


def _give_unkeyed(document: QuestionDocument, cells: Cells, said: str | None) -> None:
    """Give what a row has to choose from whose key names none of it, and keep the key among its fields."""
    choices, _ = cells.unlabelled()
    document.options = [Choice(text=text) for text in choices if text]
    document.type = QuestionType.SINGLE_CHOICE
    if said == QuestionType.MULTIPLE_CHOICE or (said == QuestionType.NUMERICAL and not choices):
        document.type = QuestionType(said)
    elif said == QuestionType.TRUE_FALSE and not choices:
        give_truths(document, None)
    document.fields[cells.name(Field.ANSWER)] = ", ".join(cells.several(Field.ANSWER))
    shares = {cells.columns.names[place]: cells.at(place) for place in cells.columns.places(Field.CREDIT)}
    document.fields.update({name: share for name, share in shares.items() if share})


def _by_key(cells: Cells, style: AnswerStyle, said: str | None) -> list[float]:
    choices, labels = cells.unlabelled()
    key = cells.key()
    keyed = cells.marked
    if key:
        if said == QuestionType.MULTIPLE_CHOICE and isinstance(key, str):
            key = _list_again(key)
        try:
            keyed = _positions(key, choices, style, labels)
        except KeyProblem as problem:
            raise KeyDoubt(problem.reason, cells.name(Field.ANSWER)) from problem
    shares = [0.0] * len(choices)
    for place in keyed:
        shares[place] = 1 / len(keyed)
    return shares


def _credits(cells: Cells, choices: Sequence[str], scale: CreditScale) -> list[float]:
    told = cells.shares()[: len(choices)]
    names = [cells.columns.names[place] for place in cells.columns.places(Field.CREDIT)]
    if len(told) < len(choices):
        raise RowProblem("credit", f"{len(told)} shares for {len(choices)} answers", names[-1])
    found = [scale.fraction(cell) for cell in told]
    for place, fraction in enumerate(found):
        column = names[min(place, len(names) - 1)]
        if fraction is None:
            raise RowProblem(
                "credit", f"{told[place]!r} is no share of the points, and neither yes nor no", column
            )
        if fraction > 0 and not choices[place]:
            raise RowProblem("credit", "an empty choice is marked as right", column)
    return shared([fraction or 0.0 for fraction in found])


_DECIMAL = re.compile(r"([1-9])[.,]([1-9])")


def _list_again(key: str) -> str:
    """Give a list of two numbers again that a spreadsheet took for one with a decimal comma."""
    found = _DECIMAL.fullmatch(key)
    return f"{found[1]},{found[2]}" if found else key


def _require_same(cells: Cells, shares: Sequence[float], keyed: Sequence[float]) -> None:
    """Refuse a row whose key names other choices than those that earn points."""
    if any(keyed) and [share > 0 for share in shares] != [share > 0 for share in keyed]:
        reason = "the key names other choices than those marked as right"
        raise KeyDoubt(reason, cells.name(Field.ANSWER))


def _positions(
    key: object, choices: Sequence[str], style: AnswerStyle, labels: Sequence[str] | None
) -> list[int]:
    keyed = positions(key, choices, style, labels)
    if any(not choices[place] for place in keyed):
        raise KeyProblem(f"the key {key!r} names an empty choice")
    return keyed


def _give_distractors(document: QuestionDocument, cells: Cells, wrong: list[str]) -> None:
    keys = cells.several(Field.ANSWER)
    document.type = QuestionType.MULTIPLE_CHOICE if len(keys) > 1 else QuestionType.SINGLE_CHOICE
    right = [Choice(text=key, fraction=1 / len(keys)) for key in keys]
    document.options = right + [Choice(text=text) for text in wrong if text]
    if len(keys) == 1 and is_true_false_pair(keys + [text for text in wrong if text]):
        document.type = QuestionType.TRUE_FALSE


def _give_arranged(document: QuestionDocument, cells: Cells, said: str) -> None:
    """Read the choices as steps in their order, or as pairs, which come apart at an arrow."""
    texts = [text for text in cells.choices() if text]
    document.type = QuestionType(said)
    if said == QuestionType.MATCHING:
        document.options = [_pair(text, cells.choice_column(place)) for place, text in enumerate(texts)]
        return
    if key := cells.key():
        raise RowProblem("key", f"the order {key!r} cannot be told for sure", cells.name(Field.ANSWER))
    document.options = [Step(text=text) for text in texts]


def _pair(text: str, column: str) -> Pair:
    for sign in _BETWEEN_PAIR:
        left, found, right = text.partition(sign)
        if found and right.strip():
            return Pair(left=left.strip(), right=right.strip())
    raise RowProblem("choices", f"{text!r} is no pair: write it as left -> right", column)
