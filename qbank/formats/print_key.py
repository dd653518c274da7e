"""The key of a question as it stands at the end of an exam paper: right answers, explanation, feedback."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from qbank.domain.answer_words import outline, percent, tolerant_number
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.missing_key import lacks_key
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Area, Choice, Gap, Match
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text
from qbank.formats.letters import letter
from qbank.formats.print_order import (
    asked,
    choices_in_order,
    gap_choices,
    right_sides,
    steps_in_order,
)
from qbank.formats.print_question import points_words
from qbank.formats.print_text import Typesetter, cloze_gaps, language

_SHORT_ID = 8


def key_html(document: QuestionDocument, number: int, setter: Typesetter) -> str:
    """Give the key of a checked question under its number, with its title and the beginning of its id."""
    answers = "\n".join(_ANSWERS.get(document.type, _none)(document, setter))
    told = "\n".join(_told(document, setter))
    listed = f'<ul class="answers">\n{answers}\n</ul>\n' if answers else ""
    if lacks_key(document):
        listed = f'<p lang="en" dir="ltr">no key</p>\n{listed}'
    return (
        f'<section class="solution">\n<h2>{setter.paper.mark(number)} {_title(document)}</h2>\n'
        f"<div{language(document.language)}>\n{listed}{told}\n</div>\n</section>\n"
    )


def _title(document: QuestionDocument) -> str:
    title = f"<bdi>{escape(' '.join((document.title or '').split()))}</bdi>"
    notes = [(document.id or "")[:_SHORT_ID]]
    notes += [] if document.points is None else [points_words(document.points)]
    return f'{title} <span class="note">{" · ".join(filter(None, notes))}</span>'


def _entry(label: str, html: str, fraction: float, notes: Iterable[str], feedback: str) -> str:
    """One answer: ticked where it earns points, its share of them where that is not all."""
    right = fraction > 0
    said = [*([percent(fraction)] if fraction not in (0, 1) else []), *notes]
    tick = (
        '<span class="tick" role="img" aria-label="right">✓</span>' if right else '<span class="tick"></span>'
    )
    name = f'<span class="letter">{escape(label)}</span>' if label else ""
    note = f' <span class="note">{escape(", ".join(said))}</span>' if said else ""
    reply = f'<div class="feedback" dir="auto">{feedback}</div>' if feedback else ""
    return f'<li>{tick}{name}<div class="text" dir="auto">{html}{note}{reply}</div></li>'


def _choices(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    for place, choice in enumerate(choices_in_order(document, setter.paper)):
        yield from _choice(letter(place), choice, setter)


def _true_false(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    for choice in document.options:
        yield from _choice("", choice, setter)


def _choice(label: str, choice: Choice, setter: Typesetter) -> Iterator[str]:
    """What is wrong stands in the key only where something is said or taken off for it."""
    if choice.fraction or choice.feedback is not None:
        yield _entry(label, setter.set(choice.text), choice.fraction, (), setter.set(choice.feedback))


def _answer(answer: AcceptedAnswer, setter: Typesetter, label: str = "") -> str:
    notes = [] if answer.fraction else [percent(0)]
    notes += [] if answer.match is Match.EXACT else [answer.match]
    notes += ["case-sensitive"] if answer.case_sensitive else []
    words = escape(answer.text) if answer.match is Match.EXACT else f"<code>{escape(answer.text)}</code>"
    return _entry(label, words, answer.fraction, notes, setter.set(answer.feedback))


def _number(number: AcceptedNumber, setter: Typesetter, unit: str = "", label: str = "") -> str:
    notes = () if number.fraction else (percent(0),)
    words = f"{tolerant_number(number)} {unit}".strip()
    return _entry(label, escape(words), number.fraction, notes, setter.set(number.feedback))


def _answers(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    yield from (_answer(answer, setter) for answer in document.options)


def _numbers(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    units = document.details.units
    for number in document.options:
        yield _number(number, setter, units[0].name if units and number.fraction else "")


def _matching(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    letters = {side.text: side.letter for side in right_sides(document, setter.paper)}
    for number, pair in enumerate(asked(document), start=1):
        share = 1.0 if pair.fraction is None else pair.fraction
        label = f"{number} – {letters[pair.right]}"
        yield _entry(label, setter.set(pair.right), share, (), setter.set(pair.feedback))


def _ordering(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    letters = {step.id: letter(place) for place, step in enumerate(steps_in_order(document, setter.paper))}
    for number, step in enumerate(document.options, start=1):
        yield _entry(
            f"{number} – {letters[step.id]}", setter.set(step.text), 1.0, (), setter.set(step.feedback)
        )


def _cloze(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    gaps: Sequence[Gap] = document.options
    for number, gap in enumerate(gaps, start=1):
        for choice in gap_choices(gap, document, setter.paper):
            yield from _choice(str(number), choice, setter)
        yield from (_answer(answer, setter, str(number)) for answer in gap.answers)
        yield from (_number(accepted, setter, label=str(number)) for accepted in gap.numbers)


def _areas(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    areas: Sequence[Area] = document.options
    for area in areas:
        name = setter.set(area.text)
        words = f"{name} – {outline(area)}" if name else outline(area)
        yield _entry("", words, area.fraction, (), setter.set(area.feedback))


def _none(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    yield from ()


_ANSWERS: dict[QuestionType, Callable[[QuestionDocument, Typesetter], Iterator[str]]] = {
    QuestionType.SINGLE_CHOICE: _choices,
    QuestionType.MULTIPLE_CHOICE: _choices,
    QuestionType.TRUE_FALSE: _true_false,
    QuestionType.SHORT_ANSWER: _answers,
    QuestionType.NUMERICAL: _numbers,
    QuestionType.MATCHING: _matching,
    QuestionType.ORDERING: _ordering,
    QuestionType.CLOZE: _cloze,
    QuestionType.HOTSPOT: _areas,
}


def _told(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    """What is said to everybody, to the grader, and after each outcome."""
    details = document.details
    gaps = cloze_gaps(document.stem) if document.format is TextFormat.CLOZE else []
    for number, gap in enumerate(gaps, start=1):
        yield f'<p><span class="letter">{number}</span> <code>{escape(gap)}</code></p>'
    if details.response is not None:
        yield from _part("Sample answer", details.response.sample_answer, setter)
        yield from _part("For the grader", details.response.grader_info, setter)
    yield from _part("Explanation", document.explanation, setter)
    yield from _part("Solution", details.solution, setter)
    for number, hint in enumerate(details.hints, start=1):
        yield from _part(f"Hint {number}", hint.text, setter)
    if details.feedback is not None:
        yield from _part("When right", details.feedback.correct, setter)
        yield from _part("When partly right", details.feedback.partial, setter)
        yield from _part("When wrong", details.feedback.incorrect, setter)


def _part(name: str, text: Text | None, setter: Typesetter) -> Iterator[str]:
    html = setter.set(text)
    if html.strip():
        yield f'<h3 lang="en" dir="ltr">{name}</h3>\n<div class="told" dir="auto">{html}</div>'
