"""A question as it stands on an exam paper: what is asked, and room for the answer."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from qbank.domain.counting import counted
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import Choice, Gap, GapKind
from qbank.domain.question import QuestionDocument, WrittenResponse
from qbank.formats.letters import letter
from qbank.formats.paper import MOST_LINES, Paper
from qbank.formats.print_order import (
    asked,
    choices_in_order,
    gap_choices,
    right_sides,
    steps_in_order,
    words_to_drag,
)
from qbank.formats.print_text import Typesetter, language

_BOX = '<span class="box"></span>'
_LINE = '<div class="line"></div>'


def question_html(document: QuestionDocument, number: int, setter: Typesetter, *, passage: str = "") -> str:
    """Lay a checked question out under its number; `passage` is the HTML that tells which one it is about."""
    answer = "\n".join(_ANSWERS[document.type](document, setter))
    return (
        f'<section class="question">\n{_heading(document, number, setter.paper)}{passage}'
        f'<div class="body"{language(document.language)}>\n{_stem(document, setter)}\n</div>\n'
        f'<div class="answer"{language(document.language)}>\n{answer}\n</div>\n</section>\n'
    )


def passage_html(document: QuestionDocument, setter: Typesetter) -> str:
    """Lay out a text that asks nothing."""
    title = " ".join((document.title or "").split())
    heading = f"<h2{language(document.language)}>{escape(title)}</h2>\n" if title else ""
    return (
        f'<section class="passage">\n{heading}'
        f'<div class="body"{language(document.language)}>\n{_stem(document, setter)}\n</div>\n</section>\n'
    )


def points_words(points: float) -> str:
    """Write points as a reader does: `1 point`, `2.5 points`."""
    return f"{points:g} point{'' if points == 1 else 's'}"


def _heading(document: QuestionDocument, number: int, paper: Paper) -> str:
    words = f"{paper.heading(number)}{_points(document)}"
    return f"<h2>{words}</h2>\n" if words else ""


def _points(document: QuestionDocument) -> str:
    if document.points is None:
        return ""
    return f' <span class="points">{points_words(document.points)}</span>'


def _stem(document: QuestionDocument, setter: Typesetter) -> str:
    numbers = gap_numbers(document)

    def blank(name: str) -> str:
        number = numbers.get(name)
        if number is None:
            return "" if document.type is QuestionType.CLOZE else _blank("gap", name)
        return _blank(f"gap {number}", str(number))

    fills = bool(numbers) or document.type is QuestionType.OPAQUE or document.format is TextFormat.CLOZE
    text = setter.set(document.stem, blank if fills else None)
    image = document.details.image
    return text + (f'\n<p class="drawing">{setter.picture(image, "")}</p>' if image else "")


def _blank(label: str, mark: str) -> str:
    return f'<span class="blank" role="img" aria-label="{escape(label)}"><sup>{escape(mark)}</sup></span>'


def gap_numbers(document: QuestionDocument) -> dict[str, int]:
    """Number the gaps of a cloze question, so that no name tells what belongs there."""
    gaps: Sequence[Gap] = document.options if document.type is QuestionType.CLOZE else ()
    return {gap.name: number for number, gap in enumerate(gaps, start=1)}


def _task(words: str) -> str:
    return f'<p class="task" lang="en" dir="ltr">{escape(words)}</p>'


def _choices(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    several = document.type is QuestionType.MULTIPLE_CHOICE
    yield _task("Choose all that apply." if several else "Choose one.")
    yield '<ol class="choices">'
    for place, choice in enumerate(choices_in_order(document, setter.paper)):
        yield f'<li>{_BOX}<span class="letter">{letter(place)}</span>{_div(setter.set(choice.text))}</li>'
    yield "</ol>"


def _true_false(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    yield '<ul class="choices">'
    for choice in document.options:
        yield f"<li>{_BOX}{_div(setter.set(choice.text))}</li>"
    yield "</ul>"


def _div(html: str) -> str:
    return f'<div class="text" dir="auto">{html}</div>'


def _line(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    yield f'<div class="lines">{_LINE}</div>'


def _number(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    units = " or ".join(escape(unit.name) for unit in document.details.units)
    yield f'<p class="number"><span class="blank wide" role="img" aria-label="answer"></span> {units}</p>'


def _matching(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    yield _task("Write the letter of what belongs to each.")
    yield '<div class="matching">\n<ol class="lefts">'
    for number, pair in enumerate(asked(document), start=1):
        left = _div(setter.set(pair.left))
        yield f'<li><span class="letter">{number}</span><span class="blank"></span>{left}</li>'
    yield '</ol>\n<ol class="rights">'
    for side in right_sides(document, setter.paper):
        yield f'<li><span class="letter">{side.letter}</span>{_div(setter.set(side.text))}</li>'
    yield "</ol>\n</div>"


def _ordering(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    yield _task(f"Put in order: write 1 to {len(document.options)} in the boxes.")
    yield '<ul class="choices">'
    for place, step in enumerate(steps_in_order(document, setter.paper)):
        text = _div(setter.set(step.text))
        yield f'<li><span class="box big"></span><span class="letter">{letter(place)}</span>{text}</li>'
    yield "</ul>"


def _cloze(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    gaps: list[Gap] = document.options
    dragged = words_to_drag([gap for gap in gaps if gap.kind is GapKind.DRAG], document, setter.paper)
    if dragged:
        words = "".join(f"<li>{setter.set(word)}</li>" for word in dragged)
        yield f'{_task("Words to use:")}\n<ul class="words">{words}</ul>'
    offered = [
        (number, gap_choices(gap, document, setter.paper))
        for number, gap in enumerate(gaps, start=1)
        if gap.kind is GapKind.CHOICE
    ]
    if offered:
        yield "\n".join(
            [
                _task("Choose for each gap:"),
                '<ol class="gaps">',
                *(_offer(*each, setter) for each in offered),
                "</ol>",
            ]
        )


def _offer(number: int, choices: Sequence[Choice], setter: Typesetter) -> str:
    words = "".join(f"<li>{_BOX}{setter.set(choice.text)}</li>" for choice in choices)
    return f'<li><span class="letter">{number}</span><ul class="words">{words}</ul></li>'


def _essay(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    response = document.details.response or WrittenResponse()
    if response.template is not None:
        yield f'<div class="template" dir="auto">{setter.set(response.template)}</div>'
    yield f'<div class="lines">{_LINE * lines_of(response, setter.paper)}</div>'


def lines_of(response: WrittenResponse, paper: Paper) -> int:
    """Tell how many lines an essay gets."""
    return paper.lines if response.lines is None else min(max(response.lines, 1), MOST_LINES)


def _upload(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    response = document.details.response or WrittenResponse()
    files = counted(response.attachments, "file") if response.attachments else "a file"
    types = f" ({', '.join(response.file_types)})" if response.file_types else ""
    yield _task(f"To be handed in: {files}{types}.")


def _hotspot(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    right = sum(area.fraction > 0 for area in document.options)
    yield _task("Mark the place in the picture." if right < 2 else "Mark the places in the picture.")


def _nothing(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    yield from ()


def _elsewhere(document: QuestionDocument, setter: Typesetter) -> Iterator[str]:
    sources = ", ".join(document.extensions) or "its own format"
    words = f"The rest of this question is kept as {sources} and cannot be shown on paper."
    yield f'<p class="absent" role="note" lang="en" dir="ltr">{escape(words)}</p>'


_ANSWERS: dict[QuestionType, Callable[[QuestionDocument, Typesetter], Iterator[str]]] = {
    QuestionType.SINGLE_CHOICE: _choices,
    QuestionType.MULTIPLE_CHOICE: _choices,
    QuestionType.TRUE_FALSE: _true_false,
    QuestionType.SHORT_ANSWER: _line,
    QuestionType.NUMERICAL: _number,
    QuestionType.MATCHING: _matching,
    QuestionType.ORDERING: _ordering,
    QuestionType.CLOZE: _cloze,
    QuestionType.ESSAY: _essay,
    QuestionType.UPLOAD: _upload,
    QuestionType.HOTSPOT: _hotspot,
    QuestionType.DESCRIPTION: _nothing,
    QuestionType.DYNAMIC: _elsewhere,
    QuestionType.OPAQUE: _elsewhere,
}
