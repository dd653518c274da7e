"""The answers of a question written between the braces of GIFT, a line each."""

from collections.abc import Callable, Sequence
from typing import Any

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.missing_key import lacks_key
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Match, Pair, Step
from qbank.domain.text import format_of, text_of
from qbank.formats.gift_answers import usual_settings
from qbank.formats.gift_escapes import WHITE, escaped, line_safe
from qbank.formats.gift_writing import NotWritten, Page, kept
from qbank.formats.moodle_numbers import exact_percent, number_words, stated
from qbank.formats.truth_words import truth
from qbank.formats.wildcards import pattern

_ARROWS = {TextFormat.PLAIN: "→"}
_ENTITY = "-&gt;"


def body_of(page: Page) -> list[str] | None:
    """Write the answers of a question as lines; None for a description. Raises NotWritten."""
    return WRITERS[page.document.type](page, page.document.options)


def _weight(fraction: float) -> str:
    return f"%{exact_percent(fraction)}%"


def _single_choice(page: Page, options: Sequence[Choice]) -> list[str]:
    if lacks_key(page.document):
        # An equals sign tells that one choice is to be made, and nothing may stand behind it.
        page.lose("single_choice", "it is read as one with several right choices, for it has no key")
        return _multiple_choice(page, options)
    right = next((place for place, choice in enumerate(options) if choice.fraction == 1), None)
    # An equals sign tells that one choice is to be made; Moodle leaves out the choice without text behind it.
    lone = ["="] if right is None else []
    return lone + [_choice(page, choice, is_key=place == right) for place, choice in enumerate(options)]


def _multiple_choice(page: Page, options: Sequence[Choice]) -> list[str]:
    return [_choice(page, choice, is_key=False) for choice in options]


def _choice(page: Page, choice: Choice, *, is_key: bool) -> str:
    text, said = page.text(choice.text), page.feedback(choice.feedback)
    if not text:
        page.lose("empty_choice", "a choice without text, which Moodle leaves out")
    if is_key:
        return f"={text}{said}"
    weight = _weight(choice.fraction) if choice.fraction or text.startswith("%") else ""
    return f"~{weight}{text}{said}"


def _true_false(page: Page, options: Sequence[Choice]) -> list[str]:
    said = [truth(text_of(choice.text).strip(WHITE)) for choice in options]
    right = [choice for choice in options if choice.fraction > 0]
    if lacks_key(page.document):
        return _single_choice(page, options)
    if set(said) != {True, False} or len(right) != 1:
        page.lose("true_false", "it has other words than true and false: written as one with choices")
        return _single_choice(page, options)
    if [text_of(choice.text) for choice in options] != ["True", "False"] or _in_own_markup(page, options):
        page.lose("true_false", "its words, and their order, become Moodle's own for true and false")
    if {choice.fraction for choice in options} != {0, 1}:
        page.lose("partial_credit", "true and false earn all points or none")
    wrong = next(choice for choice in options if choice is not right[0])
    word = "T" if said[list(options).index(right[0])] else "F"
    after_wrong, after_right = page.feedback(wrong.feedback), page.feedback(right[0].feedback)
    return [word + (after_wrong or "#" * bool(after_right)) + after_right]


def _in_own_markup(page: Page, options: Sequence[Choice]) -> bool:
    return any(format_of(choice.text, page.document.format) is not page.format for choice in options)


def _short_answer(page: Page, options: Sequence[AcceptedAnswer]) -> list[str]:
    answers = [answer for answer in options if _can_be_typed(page, answer, alone=len(options) == 1)]
    texts = [_pattern(answer) for answer in answers]
    if len(answers) == 1 and "->" in texts[0]:
        # Without an equals sign it is not taken for a pair.
        said = page.feedback(answers[0].feedback)
        return [f"{_weight(answers[0].fraction)}{_typed(page, texts[0])}{said}"]
    return [_answer(page, answer, text) for answer, text in zip(answers, texts, strict=True)] or [
        f"={_weight(0)}"
    ]


def _answer(page: Page, answer: AcceptedAnswer, text: str) -> str:
    arrow = _ARROWS.get(format_of(answer.feedback, page.document.format), _ENTITY)
    return f"={_share(answer, text)}{_typed(page, text)}{page.feedback(answer.feedback, arrows=arrow)}"


def _can_be_typed(page: Page, answer: AcceptedAnswer, *, alone: bool) -> bool:
    if answer.match is Match.REGEX:
        page.lose("wildcards", f"without the pattern {answer.text[:40]!r}")
    elif not answer.text.strip(WHITE):
        page.lose("empty_answer", "without an answer that has no text")
    elif "->" in answer.text and not alone:
        page.lose("arrow", f"without the answer {answer.text[:40]!r}: -> among several would make pairs")
    else:
        return True
    return False


def _pattern(answer: AcceptedAnswer) -> str:
    return answer.text if answer.match is Match.WILDCARD else pattern(answer.text)


def _share(answer: AcceptedAnswer, text: str) -> str:
    return _weight(answer.fraction) if answer.fraction != 1 or text.lstrip(WHITE).startswith("%") else ""


def _typed(page: Page, text: str) -> str:
    named = text.lstrip(WHITE).startswith("[")
    return f"[{page.format}]" * named + escaped(text)


def _numerical(page: Page, options: Sequence[AcceptedNumber]) -> list[str]:
    lines: list[str] = []
    for place, number in enumerate(options):
        value, said = _number(page, number), page.feedback(number.feedback)
        if value == "*" and number.fraction == 0 and lines and place == len(options) - 1:
            lines.append(f"~{said}")
        else:
            weight = _weight(number.fraction) if number.fraction != 1 else ""
            lines.append(f"={weight}{value}{said}")
    if not lines:
        raise NotWritten("it accepts no number")
    return [f"#{lines[0].removeprefix('=')}"] if len(lines) == 1 else [f"#{lines[0]}", *lines[1:]]


def _number(page: Page, number: AcceptedNumber) -> str:
    if number.value is None and number.low is not None and number.high is not None:
        return f"{number_words(number.low)}..{number_words(number.high)}"
    one = stated(number)
    if one.converted:
        page.lose("tolerance", one.converted)
    if one.value is None:
        return "*"
    width = "" if one.tolerance is None else f":{number_words(one.tolerance)}"
    return f"{number_words(one.value)}{width}"


def _matching(page: Page, options: Sequence[Pair]) -> list[str]:
    if len(options) < 2:
        raise NotWritten("Moodle wants two pairs or more")
    return [_pair(page, pair) for pair in options]


def _pair(page: Page, pair: Pair) -> str:
    if pair.feedback is not None:
        page.lose("feedback", "pairs have no feedback")
    if pair.fraction is not None:
        page.lose("partial_credit", "all pairs earn the same")
    left_format = format_of(pair.left, page.document.format)
    left = page.text(pair.left, arrows=_ARROWS.get(left_format, _ENTITY))
    return f"={left} -> {escaped(page.unnamed(pair.right, 'the right side of a pair'))}"


def _ordering(page: Page, options: Sequence[Step]) -> list[str]:
    settings = kept(page.document).get("ordering")
    first = settings if isinstance(settings, str) and settings.isprintable() else usual_settings(options)
    return [f">{escaped(first)}", *(_step(page, step) for step in options)]


def _step(page: Page, step: Step) -> str:
    words = page.unnamed(step.text, "a step")
    if step.feedback is not None:
        page.lose("feedback", "steps have no feedback")
    if not words:
        raise NotWritten("a step has no text")
    return line_safe(escaped(words).replace("\n", "\\n"))


def _essay(page: Page, options: Sequence[Any]) -> list[str]:
    return []


def _description(page: Page, options: Sequence[Any]) -> None:
    return None


WRITERS: dict[QuestionType, Callable[[Page, Sequence[Any]], list[str] | None]] = {
    QuestionType.SINGLE_CHOICE: _single_choice,
    QuestionType.MULTIPLE_CHOICE: _multiple_choice,
    QuestionType.TRUE_FALSE: _true_false,
    QuestionType.SHORT_ANSWER: _short_answer,
    QuestionType.NUMERICAL: _numerical,
    QuestionType.MATCHING: _matching,
    QuestionType.ORDERING: _ordering,
    QuestionType.ESSAY: _essay,
    QuestionType.DESCRIPTION: _description,
}
"""How each type GIFT has is written."""
