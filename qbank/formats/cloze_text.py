"""Moodle's Cloze text, `{1:MC:=Paris~Rome#No.}`: gaps out of it, and back into it.

The syntax is that of docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type. A gap ends at the first `}`
without a backslash, its answers at `~`, an answer's feedback begins at `#`; entities stand for themselves.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from html import escape, unescape
from math import lcm
from typing import NamedTuple

from qbank.domain.cloze_gaps import PLACE
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Gap, GapKind, Match
from qbank.domain.text import Text, text_of
from qbank.formats.moodle_numbers import exact_percent, number_words, read_number, share, stated
from qbank.formats.wildcards import is_wildcard, literal, pattern

_BEGIN = re.compile(
    r"\{([0-9]*+):(?:"
    r"(NUMERICAL|NM)|(SHORTANSWER|SA|MW)(_?C)?"
    r"|(MULTICHOICE|MC|MULTIRESPONSE|MR)(?:_?([VH]?S?))?"
    r"):"
)
_SHARE = re.compile(r"=|%(-?[0-9]+(?:[.,][0-9]*)?)%")
_ANSWER_ENDS = re.compile(r"(?<!\\)(?<!&)(?<!&amp;)[~#}]")
_FEEDBACK_ENDS = re.compile(r"(?<!\\)[~}]")
_ENTITY = re.compile(r"&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED = re.compile(r"""\\([}#~/"])""")
_TO_ESCAPE = re.compile(r"""\\(?=[}#~/"])""")


class NotCloze(ValueError):
    """A text whose gaps cannot be read: the reason in a reader's words."""


class ClozeRead(NamedTuple):
    """A stem with `[[gap1]]` places, its gaps, and Moodle's word for those that look out of the ordinary."""

    stem: str
    gaps: list[Gap]
    layouts: dict[str, str]


class _Answer(NamedTuple):
    text: str
    fraction: float
    feedback: str


class _Found(NamedTuple):
    start: int
    end: int
    begin: re.Match[str]
    answers: list[_Answer]


def has_gaps(text: str) -> bool:
    """Tell whether a text has at least one gap of Moodle's Cloze."""
    return _next_gap(text, 0) is not None


def read_cloze(text: str) -> ClozeRead:
    """Read Cloze text. Raises NotCloze for one without gaps, and where a gap's number is none."""
    if PLACE.search(text):
        raise NotCloze("it has [[double brackets]] in its text, which are the places of gaps")
    pieces: list[str] = []
    gaps: list[Gap] = []
    layouts: dict[str, str] = {}
    position = 0
    while (found := _next_gap(text, position)) is not None:
        name = f"gap{len(gaps) + 1}"
        gaps.append(_gap(name, found))
        if word := _layout(found.begin):
            layouts[name] = word
        pieces += [text[position : found.start], f"[[{name}]]"]
        position = found.end
    if not gaps:
        raise NotCloze("it has no gap")
    return ClozeRead("".join([*pieces, text[position:]]), gaps, layouts)


def _next_gap(text: str, position: int) -> _Found | None:
    while (begin := _BEGIN.search(text, position)) is not None:
        answers, end = _answers(text, begin.end())
        if end < 0:
            return None  # a gap that is not closed swallows the rest: no other can begin in it
        if answers:
            return _Found(begin.start(), end, begin, answers)
        position = end
    return None


def _answers(text: str, position: int) -> tuple[list[_Answer], int]:
    """Read the answers up to the end of a gap; the place after its brace, -1 where it is not closed."""
    answers: list[_Answer] = []
    while True:
        weight = _SHARE.match(text, position)
        start = weight.end() if weight else position
        end = _ANSWER_ENDS.search(text, start)
        if end is None:
            return answers, -1
        words, said = text[start : end.start()], ""
        if end[0] == "#":
            closing = _FEEDBACK_ENDS.search(text, end.end())
            if closing is None:
                return answers, -1
            said, end = text[end.end() : closing.start()], closing
        if words.strip():
            answers.append(_Answer(_plain(words), _fraction(weight), _plain(said)))
        position = end.end()
        if end[0] == "}":
            return answers, position


def _fraction(weight: re.Match[str] | None) -> float:
    if weight is None:
        return 0.0
    return 1.0 if weight[0] == "=" else share(weight[1]) or 0.0


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", _ENTITY.sub(lambda entity: unescape(entity[0]), text)).strip()


def _gap(name: str, found: _Found) -> Gap:
    begin, weight = found.begin, float(found.begin[1] or 1)
    if begin[2]:
        numbers = [_number(answer) for answer in found.answers]
        return Gap(name=name, kind=GapKind.NUMBER, numbers=numbers, weight=weight)
    if begin[3]:
        answers = [_accepted(answer, begin[4] is not None) for answer in found.answers]
        return Gap(name=name, kind=GapKind.SHORT, answers=answers, weight=weight)
    choices = [
        Choice(text=answer.text, fraction=answer.fraction, feedback=answer.feedback or None)
        for answer in found.answers
    ]
    shuffle = "S" in (begin[6] or "")
    return Gap(name=name, kind=GapKind.CHOICE, choices=choices, weight=weight, shuffle=shuffle)


def _accepted(answer: _Answer, case_sensitive: bool) -> AcceptedAnswer:
    wild = is_wildcard(answer.text)
    return AcceptedAnswer(
        text=answer.text if wild else literal(answer.text),
        fraction=answer.fraction,
        feedback=answer.feedback or None,
        case_sensitive=case_sensitive,
        match=Match.WILDCARD if wild else Match.EXACT,
    )


def _number(answer: _Answer) -> AcceptedNumber:
    value, _, tolerance = answer.text.partition(":")
    said = answer.feedback or None
    if answer.text == "*":
        return AcceptedNumber(fraction=answer.fraction, feedback=said)
    number = read_number(value)
    off = read_number(tolerance) if tolerance else None
    if number is None or (tolerance and (off is None or off < 0)):
        raise NotCloze(f"{answer.text[:40]!r} is no number")
    return AcceptedNumber(value=number, tolerance=off, fraction=answer.fraction, feedback=said)


def _layout(begin: re.Match[str]) -> str:
    """Give the word for a choice gap that is no drop-down list, without its mark for shuffling."""
    if not begin[5]:
        return ""
    several = begin[5] in ("MULTIRESPONSE", "MR")
    direction = (begin[6] or "").rstrip("S")
    if not several and not direction:
        return ""
    return ("MULTIRESPONSE" if several else "MULTICHOICE") + (f"_{direction}" if direction else "")


class ClozeWritten(NamedTuple):
    """Cloze text, and what of its gaps it does not hold, as code and one line."""

    text: str
    losses: list[tuple[str, str]]


def write_cloze(stem: str, gaps: Sequence[Gap], layouts: Mapping[str, str] = {}) -> ClozeWritten:
    """Write a stem with places as Cloze text. A text of a gap is taken as it is, whatever its markup."""
    losses: list[tuple[str, str]] = []
    by_name = {gap.name: gap for gap in gaps}
    weights = _whole_weights(gaps)
    if any(weights[gap.name] != gap.weight for gap in gaps):
        losses.append(("gap_weight", "the weights of its gaps are written as whole numbers"))

    def written(place: re.Match[str]) -> str:
        gap = by_name.get(place[1])
        if gap is None:
            return place[0]
        return _written_gap(gap, weights[gap.name], layouts.get(gap.name, ""), losses)

    if has_gaps(stem):
        losses.append(("gap_text", "words that Moodle would take for a gap are written with an entity"))
        stem = _BEGIN.sub(lambda found: f"&#123;{found[0][1:]}", stem)
    return ClozeWritten(PLACE.sub(written, stem), losses)


def _whole_weights(gaps: Sequence[Gap]) -> dict[str, int]:
    """Give each gap a whole weight, in the same proportions where the weights are small fractions."""
    exact = [Fraction(gap.weight).limit_denominator(100) for gap in gaps]
    scale = lcm(*(weight.denominator for weight in exact)) if exact else 1
    return {gap.name: max(int(weight * scale), 0) for gap, weight in zip(gaps, exact, strict=True)}


def _written_gap(gap: Gap, weight: int, layout: str, losses: list[tuple[str, str]]) -> str:
    if gap.kind is GapKind.NUMBER:
        word = "NUMERICAL"
        answers = [_written_number(number, losses) for number in gap.numbers]
    elif gap.kind is GapKind.SHORT:
        exact = any(answer.case_sensitive for answer in gap.answers)
        if exact and not all(answer.case_sensitive for answer in gap.answers):
            losses.append(("case_sensitivity", "case counts for all answers of a gap, or for none"))
        word = "SHORTANSWER_C" if exact else "SHORTANSWER"
        answers = [_written_answer(answer, losses) for answer in gap.answers]
    else:
        word = _choice_word(layout, shuffle=gap.shuffle)
        answers = [
            _alternative(choice.fraction, text_of(choice.text), choice.feedback) for choice in gap.choices
        ]
        if gap.kind is GapKind.DRAG:
            losses.append(("gap_kind", "what is dragged into a gap is chosen from a list there"))
    return f"{{{weight}:{word}:{'~'.join(answers)}}}"


def _choice_word(layout: str, *, shuffle: bool) -> str:
    word = layout or "MULTICHOICE"
    if not shuffle:
        return word
    return f"{word}S" if "_" in word else f"{word}_S"


def _written_number(number: AcceptedNumber, losses: list[tuple[str, str]]) -> str:
    one = stated(number)
    if one.converted:
        losses.append(("tolerance", one.converted))
    if one.value is None:
        return _alternative(number.fraction, "*", number.feedback)
    words = number_words(one.value)
    if one.tolerance is not None:
        words += f":{number_words(one.tolerance)}"
    return _alternative(number.fraction, words, number.feedback)


def _written_answer(answer: AcceptedAnswer, losses: list[tuple[str, str]]) -> str:
    if answer.match is Match.REGEX:
        losses.append(("regex", f"the pattern {answer.text[:40]!r} is written as a text"))
    text = answer.text if answer.match is Match.WILDCARD else pattern(answer.text)
    return _alternative(answer.fraction, escape(text, quote=False), answer.feedback, escaped=True)


def _alternative(fraction: float, text: str, feedback: Text | None, *, escaped: bool = False) -> str:
    words = _protected(text, escaped=escaped) or "&#160;"
    weight = (
        "=" if fraction == 1 else f"%{exact_percent(fraction)}%" if fraction or _SHARE.match(words) else ""
    )
    said = f"#{_protected(text_of(feedback))}" if text_of(feedback) else ""
    return f"{weight}{words}{said}"


def _protected(text: str, *, escaped: bool = False) -> str:
    """Write a text so that nothing in it ends an answer; `escaped` tells that its `&` begin entities."""
    text = _TO_ESCAPE.sub(r"\\\\", text.strip())
    if not escaped:
        text = text.replace("&", "&#38;")
    text = text.replace("&amp;", "&#38;").replace("}", "&#125;").replace("~", "&#126;")
    text = re.sub(r"(?<!&)#", "&#35;", text)
    return f"{text[:-1]}&#92;" if text.endswith("\\") else text
