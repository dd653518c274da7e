"""A question written as the lines of Aiken, strictly as Moodle reads them."""

import re

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.text import Text, format_of, text_of
from qbank.formats.aiken_lines import Kind, line_of
from qbank.formats.gift_escapes import WHITE

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LINES = re.compile(r"[^\S\n]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")


class NotWritten(Exception):
    """A question that Aiken has no way to write: the reason in a reader's words."""


def written(document: QuestionDocument, lost: dict[str, str]) -> list[str]:
    """Write a question as lines; what is lost is added to `lost`, message by code. Raises NotWritten."""
    options: list[Choice] = document.options
    if len(options) > len(_LETTERS):
        raise NotWritten(f"it has {len(options)} choices, and there are letters for {len(_LETTERS)}")
    best = max(options, key=lambda choice: choice.fraction)
    if best.fraction <= 0:
        raise NotWritten("it has no key")
    if sum(choice.fraction == best.fraction for choice in options) > 1:
        raise NotWritten("it has several right choices")
    if document.type is QuestionType.TRUE_FALSE:
        lost["true_false"] = "true and false become two choices"
    lines = [_stem(document, lost)]
    for letter, choice in zip(_LETTERS, options, strict=False):
        text = _line(choice.text, document, lost)
        if not text:
            lost["empty_choice"] = "a choice without text"
        lines.append(f"{letter}) {text}")
    key = next(letter for letter, choice in zip(_LETTERS, options, strict=False) if choice is best)
    return [*lines, f"ANSWER: {key}"]


def _stem(document: QuestionDocument, lost: dict[str, str]) -> str:
    text = _line(document.stem, document, lost)
    line = line_of(text) if text else None
    if line is not None and line.kind is Kind.TEXT and line.strict:
        return text
    lost["stem"] = "a dash is put before the question, which would be taken for something else"
    return f"– {text}"


def _line(text: Text, document: QuestionDocument, lost: dict[str, str]) -> str:
    """Give a text as one plain line."""
    format = format_of(text, document.format)
    words = text_of(text)
    plain = (words if format is TextFormat.PLAIN else reader_text(words, format)).strip(WHITE)
    line = _LINES.sub(" ", plain)
    if line != plain:
        lost["lines"] = "a text of several lines becomes one"
    return line
