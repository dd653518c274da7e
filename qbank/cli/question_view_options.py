"""How the options of each type of question look to a person, the key ticked."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from qbank.cli.styled_text import INDENT, TextBlock
from qbank.domain.answer_words import outline, percent, tolerant_number
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import (
    AcceptedAnswer,
    AcceptedNumber,
    Area,
    Choice,
    Gap,
    Match,
    Pair,
    Step,
)
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import plain
from qbank.domain.text import Text
from qbank.domain.text_width import cell_width
from qbank.domain.validation import option_id, shaped

_KEY, _NO_KEY = "  ✓ ", "    "


def option_blocks(document: QuestionDocument) -> Iterator[TextBlock]:
    """Show the options of a question and the units its answer may have.

    Raises InvalidQuestion for options that do not have the shape of their type.
    """
    show = _OPTIONS.get(document.type)
    if show is not None and document.options:
        yield from show(shaped(document.type, document.options), document.format)
    if document.details.units:
        units = (u.name if u.factor == 1 else f"{u.name} (× {u.factor:g})" for u in document.details.units)
        yield TextBlock(", ".join(units), lead=f"{_NO_KEY}Units: ")


def _marked(text: str, fraction: float, *notes: str, label: str = "") -> TextBlock:
    """A tick, and the word `key` for whoever searches or listens; the share of the points where not all."""
    key = fraction > 0
    share = [] if fraction in (0, 1) else [percent(fraction)]
    said = ", ".join([*(["key"] if key else []), *share, *notes])
    return TextBlock(
        f"{text}  ({said})" if said else text, "key" if key else "", (_KEY if key else _NO_KEY) + label
    )


def _with_feedback(block: TextBlock, feedback: Text | None, format: TextFormat) -> Iterator[TextBlock]:
    yield block
    if feedback is not None and (said := plain(feedback, format)):
        yield TextBlock(said, "feedback", " " * cell_width(block.lead) + "» ", "feedback")


def _letter(position: int) -> str:
    return f"{option_id(position).upper()}. "


def _choices(options: list[Choice], format: TextFormat) -> Iterator[TextBlock]:
    for position, choice in enumerate(options):
        notes = ("stays in place",) if choice.fixed else ()
        block = _marked(plain(choice.text, format), choice.fraction, *notes, label=_letter(position))
        yield from _with_feedback(block, choice.feedback, format)


def _true_false(options: list[Choice], format: TextFormat) -> Iterator[TextBlock]:
    for choice in options:
        yield from _with_feedback(
            _marked(plain(choice.text, format), choice.fraction), choice.feedback, format
        )


def _answers(options: list[AcceptedAnswer], format: TextFormat) -> Iterator[TextBlock]:
    for answer in options:
        notes = [] if answer.fraction else [percent(0)]
        notes += [] if answer.match is Match.EXACT else [answer.match]
        notes += ["case-sensitive"] if answer.case_sensitive else []
        yield from _with_feedback(_marked(answer.text, answer.fraction, *notes), answer.feedback, format)


def _numbers(options: list[AcceptedNumber], format: TextFormat) -> Iterator[TextBlock]:
    for number in options:
        notes = () if number.fraction else (percent(0),)
        yield from _with_feedback(
            _marked(tolerant_number(number), number.fraction, *notes), number.feedback, format
        )


_WIDEST_LEFT = 30
"""A left side longer than this stands above its right side, not beside it."""


def _pairs(options: list[Pair], format: TextFormat) -> Iterator[TextBlock]:
    sides = [(plain(pair.left, format), plain(pair.right, format), pair) for pair in options]
    column = max((cell_width(left) for left, _, _ in sides if _is_short(left)), default=0)
    for left, right, pair in sides:
        if left.strip():
            share = "" if pair.fraction is None else f"  ({percent(pair.fraction)})"
            blocks = list(_pair(left, right + share, column))
            yield from blocks[:-1]
            yield from _with_feedback(blocks[-1], pair.feedback, format)
    distractors = [right for left, right, _ in sides if not left.strip()]
    if distractors:
        yield TextBlock("Distractors", "heading")
        yield from (TextBlock(right, lead=_NO_KEY) for right in distractors)


def _is_short(text: str) -> bool:
    return "\n" not in text and cell_width(text) <= _WIDEST_LEFT


def _pair(left: str, right: str, column: int) -> Iterator[TextBlock]:
    if _is_short(left):
        yield TextBlock(right, "key", f"{_NO_KEY}{left}{' ' * (column - cell_width(left))}  → ")
    else:
        yield TextBlock(left, lead=_NO_KEY)
        yield TextBlock(right, "key", f"{_NO_KEY}  → ")


def _steps(options: list[Step], format: TextFormat) -> Iterator[TextBlock]:
    margin = len(str(len(options)))
    for position, step in enumerate(options, start=1):
        block = TextBlock(plain(step.text, format), lead=f"{_NO_KEY}{position:>{margin}}. ")
        yield from _with_feedback(block, step.feedback, format)


def _gaps(options: list[Gap], format: TextFormat) -> Iterator[TextBlock]:
    yield TextBlock("Gaps", "heading")
    for gap in options:
        notes = [gap.kind.value, *(["shuffled"] if gap.shuffle else [])]
        notes += [] if gap.weight == 1 else [f"weight {gap.weight:g}"]
        yield TextBlock(", ".join(notes), "dim", f"{INDENT}{gap.name}  ")
        for block in chain(
            _true_false(gap.choices, format), _answers(gap.answers, format), _numbers(gap.numbers, format)
        ):
            yield block._replace(lead=INDENT + block.lead)


def gap_in_place(gap: Gap, format: TextFormat) -> str:
    """Show a gap as it stands in the stem, its keys starred: `[1: Paris | Rome*]`."""
    words = [(plain(choice.text, format), choice.fraction) for choice in gap.choices]
    words += [(answer.text, answer.fraction) for answer in gap.answers]
    words += [(tolerant_number(number), number.fraction) for number in gap.numbers]
    return f"[{gap.name}: {' | '.join(text + '*' * (fraction > 0) for text, fraction in words)}]"


def _areas(options: list[Area], format: TextFormat) -> Iterator[TextBlock]:
    for position, area in enumerate(options):
        name = "" if area.text is None else plain(area.text, format)
        text = f"{name} – {outline(area)}" if name else outline(area)
        yield from _with_feedback(
            _marked(text, area.fraction, label=_letter(position)), area.feedback, format
        )


_OPTIONS: dict[QuestionType, Callable[[list[Any], TextFormat], Iterator[TextBlock]]] = {
    QuestionType.SINGLE_CHOICE: _choices,
    QuestionType.MULTIPLE_CHOICE: _choices,
    QuestionType.TRUE_FALSE: _true_false,
    QuestionType.SHORT_ANSWER: _answers,
    QuestionType.NUMERICAL: _numbers,
    QuestionType.MATCHING: _pairs,
    QuestionType.ORDERING: _steps,
    QuestionType.CLOZE: _gaps,
    QuestionType.HOTSPOT: _areas,
}
