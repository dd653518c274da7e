"""The answers to a question as somebody types them a line each, without any mark: what they make of it."""

from collections.abc import Sequence
from typing import Any

from qbank.domain.kinds import QuestionType
from qbank.formats import text_form_numbers as numbers
from qbank.formats.text_form_items import items_of
from qbank.formats.text_form_kinds import WAYS, opens_options
from qbank.formats.text_form_lines import Line, Mistake
from qbank.formats.truth_words import is_true_false_pair, truths

Q = QuestionType


def answered_by(answers: Sequence[str]) -> tuple[QuestionType, list[Any]]:
    """Tell type and options by answers, a line each: true, pairs, steps, numbers, else texts; none: an essay.

    Raises Mistake, with the number of the line, for answers of two sorts.
    """
    if not answers:
        return Q.ESSAY, []
    if len(answers) == 1 and is_true_false_pair([answers[0], _other_truth(answers[0])]):
        return Q.TRUE_FALSE, truths(answers[0].strip(" .!").lower() in ("true", "t"))
    for kind in (Q.MATCHING, Q.ORDERING):
        opening = [opens_options(kind, answer) for answer in answers]
        if any(opening):
            if not all(opening):
                what = "pairs" if kind is Q.MATCHING else "steps"
                raise Mistake(opening.index(False) + 1, f"the other answers are {what}, and this is none")
            return kind, _read(kind, answers)
    kind = Q.NUMERICAL if all(map(numbers.read, answers)) else Q.SHORT_ANSWER
    return kind, _read(kind, [f"= {answer}" for answer in answers])


def _other_truth(answer: str) -> str:
    return "false" if answer.strip(" .!").lower() in ("true", "t") else "true"


def _read(kind: QuestionType, lines: Sequence[str]) -> list[Any]:
    way = WAYS[kind]
    numbered = [Line(number, line) for number, line in enumerate(lines, start=1)]
    return list(way.read(items_of(numbered, way.opening, way.what)))
