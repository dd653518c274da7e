"""A question as a person wants to read it: styled lines, for a terminal in colour, for a pipe without."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from itertools import chain
from typing import Any, Literal, NamedTuple

from qbank.cli.terminal_text import safe, safe_line
from qbank.domain import jsontext
from qbank.domain.cloze_gaps import PLACE
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import (
    AcceptedAnswer,
    AcceptedNumber,
    Area,
    Choice,
    Gap,
    Match,
    Pair,
    Shape,
    Step,
    ToleranceKind,
)
from qbank.domain.question import QuestionDocument, WrittenResponse
from qbank.domain.reader_text import cell_width, image_label, reader_text
from qbank.domain.reading import number_words, plain
from qbank.domain.text import Text
from qbank.domain.validation import option_id, shaped
from qbank.domain.views import QuestionView

Style = Literal["", "heading", "key", "feedback", "dim", "tag", "easy", "medium", "hard", "warning"]
"""What a piece of text is; which colour that has is the printer's business."""


class Segment(NamedTuple):
    """A piece of a line in one style."""

    text: str
    style: Style = ""


StyledLine = tuple[Segment, ...]


def question_lines(
    view: QuestionView, *, width: int | None = None, zone: tzinfo | None = UTC
) -> Iterator[StyledLine]:
    """Give a question line by line, safe for a terminal, wrapped to `width` cells unless that is None.

    Times are told in `zone`, None being the machine's own. Raises InvalidQuestion for options that do not
    have the shape of their type.
    """
    began = False
    for section in _SECTIONS:
        blocks = list(section(view, zone))
        if blocks and began:
            yield ()
        began = began or bool(blocks)
        yield from chain.from_iterable(_lines(block, width) for block in blocks)


def plain_line(line: StyledLine) -> str:
    """Give the characters of a line, as a pipe gets them."""
    return "".join(segment.text for segment in line)


class _Block(NamedTuple):
    """A text of one style; its further lines are indented as far as `lead` reaches."""

    text: str
    style: Style = ""
    lead: str = ""
    lead_style: Style = ""


_NARROWEST = 10
"""A text is not squeezed into fewer cells than this, however far it is indented."""


def _lines(block: _Block, width: int | None) -> Iterator[StyledLine]:
    lead = safe_line(block.lead)
    indent = cell_width(lead)
    room = None if width is None else max(width - indent, _NARROWEST)
    for number, line in enumerate(_wrapped(safe(block.text), room)):
        before = " " * indent if number else lead
        if not line:
            before = before.rstrip()
        segments = (Segment(before, block.lead_style), Segment(line, block.style))
        yield tuple(segment for segment in segments if segment.text)


def _wrapped(text: str, width: int | None) -> Iterator[str]:
    """Wrap the lines of a text; indented ones are code and stay as they are."""
    for line in text.split("\n"):
        if width is None or line.startswith(("    ", "\t")) or cell_width(line) <= width:
            yield line.rstrip()
        else:
            yield from _folded(line, width)


def _folded(line: str, width: int) -> Iterator[str]:
    current, used = "", 0
    for word in re.findall(r"\s*\S+", line.rstrip()):
        if current and used + cell_width(word) > width:
            yield current
            word, current, used = word.lstrip(), "", 0
        *full, word = _pieces(word, width)
        yield from full
        current, used = current + word, used + cell_width(word)
    yield current


def _pieces(word: str, width: int) -> Iterator[str]:
    start = used = 0
    for position, character in enumerate(word):
        cells = cell_width(character)
        if used + cells > width:
            yield word[start:position]
            start, used = position, 0
        used += cells
    yield word[start:]


_KEY, _NO_KEY = "  ✓ ", "    "
_INDENT = "  "


def _marked(text: str, fraction: float, *notes: str, label: str = "") -> _Block:
    """A tick, and the word `key` for whoever searches or listens; the share of the points where not all."""
    key = fraction > 0
    share = [] if fraction in (0, 1) else [_percent(fraction)]
    said = ", ".join([*(["key"] if key else []), *share, *notes])
    return _Block(
        f"{text}  ({said})" if said else text, "key" if key else "", (_KEY if key else _NO_KEY) + label
    )


def _with_feedback(block: _Block, feedback: Text | None, format: TextFormat) -> Iterator[_Block]:
    yield block
    if feedback is not None and (said := plain(feedback, format)):
        yield _Block(said, "feedback", " " * cell_width(block.lead) + "» ", "feedback")


def _percent(share: float | Decimal) -> str:
    return f"{round(float(share) * 100, 2):g} %"


def _letter(position: int) -> str:
    return f"{option_id(position).upper()}. "


def _choices(options: list[Choice], format: TextFormat) -> Iterator[_Block]:
    for position, choice in enumerate(options):
        notes = ("stays in place",) if choice.fixed else ()
        block = _marked(plain(choice.text, format), choice.fraction, *notes, label=_letter(position))
        yield from _with_feedback(block, choice.feedback, format)


def _true_false(options: list[Choice], format: TextFormat) -> Iterator[_Block]:
    for choice in options:
        yield from _with_feedback(
            _marked(plain(choice.text, format), choice.fraction), choice.feedback, format
        )


def _answers(options: list[AcceptedAnswer], format: TextFormat) -> Iterator[_Block]:
    for answer in options:
        notes = [] if answer.fraction else [_percent(0)]
        notes += [] if answer.match is Match.EXACT else [answer.match]
        notes += ["case-sensitive"] if answer.case_sensitive else []
        yield from _with_feedback(_marked(answer.text, answer.fraction, *notes), answer.feedback, format)


def _numbers(options: list[AcceptedNumber], format: TextFormat) -> Iterator[_Block]:
    for number in options:
        notes = () if number.fraction else (_percent(0),)
        yield from _with_feedback(_marked(_number(number), number.fraction, *notes), number.feedback, format)


def _number(number: AcceptedNumber) -> str:
    words = number_words(number)
    if number.value is None or not number.tolerance:
        return words
    if number.tolerance_kind is ToleranceKind.DIGITS:
        return f"{words} to {number.tolerance} digits"
    relative = number.tolerance_kind is ToleranceKind.RELATIVE
    return f"{words} ± {_percent(number.tolerance) if relative else number.tolerance}"


_WIDEST_LEFT = 30
"""A left side longer than this stands above its right side, not beside it."""


def _pairs(options: list[Pair], format: TextFormat) -> Iterator[_Block]:
    sides = [(plain(pair.left, format), plain(pair.right, format), pair) for pair in options]
    column = max((cell_width(left) for left, _, _ in sides if _is_short(left)), default=0)
    for left, right, pair in sides:
        if left.strip():
            share = "" if pair.fraction is None else f"  ({_percent(pair.fraction)})"
            blocks = list(_pair(left, right + share, column))
            yield from blocks[:-1]
            yield from _with_feedback(blocks[-1], pair.feedback, format)
    distractors = [right for left, right, _ in sides if not left.strip()]
    if distractors:
        yield _Block("Distractors", "heading")
        yield from (_Block(right, lead=_NO_KEY) for right in distractors)


def _is_short(text: str) -> bool:
    return "\n" not in text and cell_width(text) <= _WIDEST_LEFT


def _pair(left: str, right: str, column: int) -> Iterator[_Block]:
    if _is_short(left):
        yield _Block(right, "key", f"{_NO_KEY}{left}{' ' * (column - cell_width(left))}  → ")
    else:
        yield _Block(left, lead=_NO_KEY)
        yield _Block(right, "key", f"{_NO_KEY}  → ")


def _steps(options: list[Step], format: TextFormat) -> Iterator[_Block]:
    margin = len(str(len(options)))
    for position, step in enumerate(options, start=1):
        block = _Block(plain(step.text, format), lead=f"{_NO_KEY}{position:>{margin}}. ")
        yield from _with_feedback(block, step.feedback, format)


def _gaps(options: list[Gap], format: TextFormat) -> Iterator[_Block]:
    yield _Block("Gaps", "heading")
    for gap in options:
        notes = [gap.kind.value, *(["shuffled"] if gap.shuffle else [])]
        notes += [] if gap.weight == 1 else [f"weight {gap.weight:g}"]
        yield _Block(", ".join(notes), "dim", f"{_INDENT}{gap.name}  ")
        for block in chain(
            _true_false(gap.choices, format), _answers(gap.answers, format), _numbers(gap.numbers, format)
        ):
            yield block._replace(lead=_INDENT + block.lead)


def _in_place(gap: Gap, format: TextFormat) -> str:
    """A gap as it stands in the stem, its keys starred: `[1: Paris | Rome*]`."""
    words = [(plain(choice.text, format), choice.fraction) for choice in gap.choices]
    words += [(answer.text, answer.fraction) for answer in gap.answers]
    words += [(_number(number), number.fraction) for number in gap.numbers]
    return f"[{gap.name}: {' | '.join(text + '*' * (fraction > 0) for text, fraction in words)}]"


def _areas(options: list[Area], format: TextFormat) -> Iterator[_Block]:
    for position, area in enumerate(options):
        name = "" if area.text is None else plain(area.text, format)
        text = f"{name} – {_outline(area)}" if name else _outline(area)
        yield from _with_feedback(
            _marked(text, area.fraction, label=_letter(position)), area.feedback, format
        )


def _outline(area: Area) -> str:
    numbers = [f"{number:g}" for number in area.coordinates]
    if area.shape is Shape.CIRCLE:
        return f"circle at {', '.join(numbers[:-1])}, radius {numbers[-1]}"
    corners = [", ".join(numbers[at : at + 2]) for at in range(0, len(numbers), 2)]
    return f"{area.shape} {(' to ' if area.shape is Shape.RECTANGLE else '; ').join(corners)}"


_OPTIONS: dict[QuestionType, Callable[[list[Any], TextFormat], Iterator[_Block]]] = {
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


def _head(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    kind = view.document.type.replace("_", " ")
    yield _Block(" ".join((view.document.title or "").split()) or kind.capitalize(), "heading")
    yield _Block(f"{view.short_id} · {kind}", "dim")
    if view.trashed:
        yield _Block(f"In the trash; `qbank trash restore {view.short_id}` brings it back.", "warning")


def _passage(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    if view.passage:
        yield _Block("Passage", "heading")
        yield _Block(view.passage, lead=_INDENT)


def _stem(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    document = view.document
    text = reader_text(document.stem, document.format)
    if document.type is QuestionType.CLOZE:
        gaps = {gap.name: _in_place(gap, document.format) for gap in shaped(document.type, document.options)}
        text = PLACE.sub(lambda place: gaps.get(place[1], place[0]), text)
    if text.strip():
        yield _Block(text)
    if document.details.image:
        yield _Block(image_label(document.details.image))


def _options(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    document = view.document
    show = _OPTIONS.get(document.type)
    if show is not None and document.options:
        yield from show(shaped(document.type, document.options), document.format)
    if document.details.units:
        units = (u.name if u.factor == 1 else f"{u.name} (× {u.factor:g})" for u in document.details.units)
        yield _Block(", ".join(units), lead=f"{_NO_KEY}Units: ")


def _response(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    """What an essay or upload asks for, and what its grader is told."""
    document, response = view.document, view.document.details.response
    if document.type in (QuestionType.ESSAY, QuestionType.UPLOAD):
        asked = "a written text" if document.type is QuestionType.ESSAY else "a file"
        yield _Block(", ".join([asked, *_asked(response or WrittenResponse())]), lead="Answer: ")
    if response is not None:
        yield from _told("Template", response.template, document)
        yield from _told("Sample answer", response.sample_answer, document)
        yield from _told("For the grader", response.grader_info, document)


def _asked(response: WrittenResponse) -> Iterator[str]:
    if response.response_format:
        yield f"format {response.response_format}"
    if response.lines is not None:
        yield f"{response.lines} lines"
    if response.attachments:
        yield f"up to {response.attachments} {'file' if response.attachments == 1 else 'files'}"
    if response.file_types:
        yield "of type " + " ".join(response.file_types)


def _told(name: str, text: Text | None, document: QuestionDocument, style: Style = "") -> Iterator[_Block]:
    if text is not None and (words := plain(text, document.format)):
        yield _Block(name, "heading")
        yield _Block(words, style, _INDENT)


def _kept(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    whole = view.document.type in (QuestionType.DYNAMIC, QuestionType.OPAQUE)
    for name, source in view.document.extensions.items():
        size = len(source.encode() if isinstance(source, str) else jsontext.encode(source))
        yield _Block(f"{'Kept whole' if whole else 'Also kept'}: {name} source, {size:,} bytes", "dim")


def _feedback(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    document = view.document
    for number, hint in enumerate(document.details.hints, start=1):
        notes = ["clears wrong answers"] * hint.clear_wrong + ["shows how many are right"] * hint.show_count
        name = f"Hint {number}" + (f" ({', '.join(notes)})" if notes else "")
        yield from _told(name, hint.text, document, "feedback")
    if (outcome := document.details.feedback) is not None:
        yield from _told("When right", outcome.correct, document, "feedback")
        yield from _told("When partly right", outcome.partial, document, "feedback")
        yield from _told("When wrong", outcome.incorrect, document, "feedback")


def _explanation(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    yield from _told("Explanation", view.document.explanation, view.document, "feedback")
    yield from _told("Solution", view.document.details.solution, view.document, "feedback")


def _rows(rows: Iterable[tuple[str, str | None, Style]], margin: str = "") -> Iterator[_Block]:
    """Names and values in two columns, without what is empty."""
    filled = [(safe_line(name), value, style) for name, value, style in rows if value]
    column = max((cell_width(name) for name, _, _ in filled), default=0)
    for name, value, style in filled:
        yield _Block(value, style, f"{margin}{name}{' ' * (column - cell_width(name))}  ", "dim")


def _card(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    document = view.document
    difficulty: Style = document.difficulty.value if document.difficulty else ""
    yield from _rows(
        [
            ("Category", document.category, ""),
            ("Tags", ", ".join(document.tags), "tag"),
            ("Difficulty", document.difficulty, difficulty),
            ("Rating", None if document.rating is None else _stars(document.rating), ""),
            ("Points", None if document.points is None else f"{document.points:g}", ""),
            ("Status", document.status, ""),
            *_rules(document),
            ("Author", document.author, ""),
            ("Licence", document.licence, ""),
            ("Language", document.language, ""),
            ("Document", document.document, ""),
        ]
    )


def _stars(rating: float) -> str:
    """Whole stars only; the number beside them says the rest."""
    full = int(rating)
    return f"{'★' * full}{'☆' * (5 - full)} {rating:g}"


def _rules(document: QuestionDocument) -> Iterator[tuple[str, str | None, Style]]:
    details, scoring = document.details, document.details.scoring
    yield "Order", None if details.shuffle is None else "shuffled" if details.shuffle else "as it stands", ""
    yield "Numbering", details.numbering, ""
    yield "Layout", details.layout, ""
    yield "Time limit", None if details.time_limit is None else f"{details.time_limit:g} s", ""
    if scoring is not None:
        parts = [scoring.mode] if scoring.mode else []
        parts += [] if scoring.penalty is None else [f"penalty {_percent(scoring.penalty)}"]
        parts += [] if scoring.low is None else [f"at least {scoring.low:g}"]
        parts += [] if scoring.high is None else [f"at most {scoring.high:g}"]
        yield "Scoring", ", ".join(parts), ""


def _fields(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    rows = view.document.fields.items()
    if rows:
        yield _Block("Own fields", "heading")
        texts = (
            (name, value if isinstance(value, str) else jsontext.encode_text(value)) for name, value in rows
        )
        yield from _rows(((name, text, "") for name, text in texts), _INDENT)


def _provenance(view: QuestionView, zone: tzinfo | None) -> Iterator[_Block]:
    document = view.document
    stimulus = None if view.passage else document.stimulus
    yield from _rows(
        [
            ("Created", _when(document.created_at, zone), "dim"),
            ("Updated", _when(document.updated_at, zone), "dim"),
            ("Version", None if document.version is None else str(document.version), "dim"),
            ("Imported from", view.import_file, "dim"),
            ("External id", document.external_id, "dim"),
            ("Passage", stimulus, "dim"),
            ("Id", document.id, "dim"),
        ]
    )


def _when(moment: datetime | None, zone: tzinfo | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


_SECTIONS: tuple[Callable[[QuestionView, tzinfo | None], Iterator[_Block]], ...] = (
    _head,
    _passage,
    _stem,
    _options,
    _response,
    _kept,
    _feedback,
    _explanation,
    _card,
    _fields,
    _provenance,
)
