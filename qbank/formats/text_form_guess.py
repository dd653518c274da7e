"""Which type a question of the text form is that does not say it: told by how its answers are marked."""

import re
from collections.abc import Sequence

from qbank.domain.kinds import QuestionType
from qbank.formats import text_form_numbers as numbers
from qbank.formats.text_form_items import items_of
from qbank.formats.text_form_kinds import WAYS, opens_options
from qbank.formats.text_form_lines import Line, Mistake, trimmed
from qbank.formats.text_form_sections import Section
from qbank.formats.truth_words import is_true_false_pair

Q = QuestionType
_CLOSE = re.compile(r"[*=](?=[^\s*=])(?!.*\*)")
"""A mark with its answer right behind it, and no *emphasis*."""
_HOW = "mark the right choice with *, give accepted answers with =, or say the type: `type: essay`"


def kind_of(lines: Sequence[Line], sections: Sequence[Section], line: int) -> QuestionType:
    """Tell a question's type by the lines above its sections. Raises Mistake where nothing tells it."""
    told = [each.text for each in lines]
    if any(opens_options(Q.CLOZE, text) for text in told):
        return Q.CLOZE
    if any(text.startswith("* ") for text in told):
        return _choosing(lines)
    if any(opens_options(Q.SHORT_ANSWER, text) for text in told):
        return _typed(lines)
    tail = [each.text for each in trimmed(lines)][-2:]
    if len(tail) == 2 and all(opens_options(Q.MATCHING, text) for text in tail):
        return Q.MATCHING
    if len(tail) == 2 and all(opens_options(Q.ORDERING, text) for text in tail):
        return Q.ORDERING
    if any(section.name in ("template", "grader_info", "sample_answer") for section in sections):
        return Q.ESSAY
    for each in lines:
        if _CLOSE.match(each.text):
            raise Mistake(
                each.number, f"a blank follows the mark of an answer: {each.text[0]} {each.text[1:]}"
            )
    raise Mistake(line, f"nothing says how this question is answered: {_HOW}")


def _choosing(lines: Sequence[Line]) -> QuestionType:
    way = WAYS[Q.SINGLE_CHOICE]
    first = next(place for place, line in enumerate(lines) if way.opening(line.text))
    items = items_of(lines[first:], way.opening, way.what)
    if is_true_false_pair([item.text for item in items]):
        return Q.TRUE_FALSE
    several = sum(item.mark == "*" for item in items) > 1
    return Q.MULTIPLE_CHOICE if several else Q.SINGLE_CHOICE


def _typed(lines: Sequence[Line]) -> QuestionType:
    way = WAYS[Q.SHORT_ANSWER]
    first = next(place for place, line in enumerate(lines) if way.opening(line.text))
    items = items_of(lines[first:], way.opening, way.what)
    return Q.NUMERICAL if all(numbers.read(item.text) is not None for item in items) else Q.SHORT_ANSWER
