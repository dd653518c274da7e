"""A question as a person wants to read it: styled lines, for a terminal in colour, for a pipe without."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from itertools import chain

from qbank.cli.question_view_options import gap_in_place, option_blocks
from qbank.cli.styled_text import INDENT, Style, StyledLine, TextBlock, block_lines
from qbank.cli.terminal_text import safe_line
from qbank.domain import jsontext
from qbank.domain.answer_words import percent
from qbank.domain.cloze_gaps import PLACE
from qbank.domain.image_label import image_label
from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument, WrittenResponse
from qbank.domain.reader_text import reader_text
from qbank.domain.reading import plain
from qbank.domain.text import Text
from qbank.domain.text_width import cell_width
from qbank.domain.validation import shaped
from qbank.domain.views import QuestionView


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
        yield from chain.from_iterable(block_lines(block, width) for block in blocks)


def _head(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    kind = view.document.type.replace("_", " ")
    title = " ".join((view.document.title or "").split())
    yield TextBlock(title or kind.capitalize(), "heading")
    if below := " · ".join(filter(None, (view.short_id, kind if title else ""))):
        yield TextBlock(below, "dim")
    if view.trashed:
        yield TextBlock(f"In the trash; `qbank trash restore {view.short_id}` brings it back.", "warning")


def _passage(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    if view.passage:
        yield TextBlock("Passage", "heading")
        yield TextBlock(view.passage, lead=INDENT)


def _stem(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    document = view.document
    text = reader_text(document.stem, document.format)
    if document.type is QuestionType.CLOZE:
        gaps = {
            gap.name: gap_in_place(gap, document.format) for gap in shaped(document.type, document.options)
        }
        text = PLACE.sub(lambda place: gaps.get(place[1], place[0]), text)
    if text.strip():
        yield TextBlock(text)
    if document.details.image:
        yield TextBlock(image_label(document.details.image))


def _options(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    yield from option_blocks(view.document)


def _response(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    """What an essay or upload asks for, and what its grader is told."""
    document, response = view.document, view.document.details.response
    if document.type in (QuestionType.ESSAY, QuestionType.UPLOAD):
        asked = "a written text" if document.type is QuestionType.ESSAY else "a file"
        yield TextBlock(", ".join([asked, *_asked(response or WrittenResponse())]), lead="Answer: ")
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


def _told(name: str, text: Text | None, document: QuestionDocument, style: Style = "") -> Iterator[TextBlock]:
    if text is not None and (words := plain(text, document.format)):
        yield TextBlock(name, "heading")
        yield TextBlock(words, style, INDENT)


def _kept(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    whole = view.document.type in (QuestionType.DYNAMIC, QuestionType.OPAQUE)
    for name, source in view.document.extensions.items():
        size = len(source.encode() if isinstance(source, str) else jsontext.encode(source))
        yield TextBlock(f"{'Kept whole' if whole else 'Also kept'}: {name} source, {size:,} bytes", "dim")


def _feedback(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    document = view.document
    for number, hint in enumerate(document.details.hints, start=1):
        notes = ["clears wrong answers"] * hint.clear_wrong + ["shows how many are right"] * hint.show_count
        name = f"Hint {number}" + (f" ({', '.join(notes)})" if notes else "")
        yield from _told(name, hint.text, document, "feedback")
    if (outcome := document.details.feedback) is not None:
        yield from _told("When right", outcome.correct, document, "feedback")
        yield from _told("When partly right", outcome.partial, document, "feedback")
        yield from _told("When wrong", outcome.incorrect, document, "feedback")


def _explanation(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    yield from _told("Explanation", view.document.explanation, view.document, "feedback")
    yield from _told("Solution", view.document.details.solution, view.document, "feedback")


def _rows(rows: Iterable[tuple[str, str | None, Style]], margin: str = "") -> Iterator[TextBlock]:
    """Names and values in two columns, without what is empty."""
    filled = [(safe_line(name), value, style) for name, value, style in rows if value]
    column = max((cell_width(name) for name, _, _ in filled), default=0)
    for name, value, style in filled:
        yield TextBlock(value, style, f"{margin}{name}{' ' * (column - cell_width(name))}  ", "dim")


def _card(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    document = view.document
    difficulty: Style = document.difficulty.value if document.difficulty else ""
    yield from _rows(
        [
            ("Category", document.category, ""),
            ("Tags", ", ".join(document.tags), "tag"),
            ("Difficulty", document.difficulty, difficulty),
            ("Rating", None if document.rating is None else _stars(document.rating), ""),
            ("Points", None if document.points is None else f"{document.points:g}", ""),
            ("Status", _status(document, zone), ""),
            ("Assignee", document.assignee, ""),
            *_rules(document),
            ("Author", document.author, ""),
            ("Licence", document.licence, ""),
            ("Language", document.language, ""),
            ("Document", document.document, ""),
        ]
    )


def _status(document: QuestionDocument, zone: tzinfo | None) -> str | None:
    """Say where it stands, and who moved it there when, if anybody did."""
    since, by = _when(document.status_at, zone), document.status_by
    said = [f"since {since}"] if since else []
    return " ".join([document.status or "", *said, *([f"by {by}"] if by else [])]) or None


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
        parts += [] if scoring.penalty is None else [f"penalty {percent(scoring.penalty)}"]
        parts += [] if scoring.low is None else [f"at least {scoring.low:g}"]
        parts += [] if scoring.high is None else [f"at most {scoring.high:g}"]
        yield "Scoring", ", ".join(parts), ""


def _fields(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    rows = view.document.fields.items()
    if rows:
        yield TextBlock("Own fields", "heading")
        texts = (
            (name, value if isinstance(value, str) else jsontext.encode_text(value)) for name, value in rows
        )
        yield from _rows(((name, text, "") for name, text in texts), INDENT)


def _notes(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
    """What those who work on it say of it, the newest last."""
    if view.document.notes:
        yield TextBlock("Notes", "heading")
    for note in view.document.notes:
        said = filter(None, (note.author, _when(note.created_at, zone)))
        yield TextBlock(", ".join(said), "dim", INDENT)
        yield TextBlock(note.text, lead=INDENT * 2)


def _provenance(view: QuestionView, zone: tzinfo | None) -> Iterator[TextBlock]:
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


_SECTIONS: tuple[Callable[[QuestionView, tzinfo | None], Iterator[TextBlock]], ...] = (
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
    _notes,
    _provenance,
)
