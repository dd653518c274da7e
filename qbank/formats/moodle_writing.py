"""Questions as Moodle XML, one after the other; a category is named where it changes."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from qbank.domain.cloze_gaps import PLACE
from qbank.domain.kinds import QuestionType, Status
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.records import CategoryDocument, SourceDocument
from qbank.domain.text import RichText
from qbank.formats.base import Carries, Loss, Pictures, WriteOptions
from qbank.formats.losses import NOT_WRITTEN, PARTS, losses
from qbank.formats.moodle_elements import Sheet
from qbank.formats.moodle_gap_elements import Boxes, cloze_stem, kind_of, tell_names
from qbank.formats.moodle_kept import settings
from qbank.formats.moodle_names import NAME, WRITTEN_MARKUPS
from qbank.formats.moodle_options import WRITERS, decimal_words
from qbank.formats.moodle_whole import KEPT_WHOLE, is_as_read, whole_source

_Q = QuestionType
_NOT_CARRIED = frozenset(
    {
        "solution", "scoring", "time_limit", "fixed", "stimulus", "difficulty", "rating", "language",
        "author", "licence", "document", "fields", "extensions", "no_key",
    }
)  # fmt: skip
CARRIES = Carries(
    types=frozenset(_Q) - {_Q.HOTSPOT},
    parts=frozenset(PARTS) - _NOT_CARRIED,
    texts=frozenset(WRITTEN_MARKUPS),
)
"""What Moodle XML holds of a question."""

_NO_SOURCE = "not written: what is kept of it is no question of Moodle XML"
_LONGEST_NAME = 100


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write questions as Moodle XML, and yield what the file does not hold of them. Memory stays flat."""
    stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    described = {
        record.path: record.description or ""
        for record in options.records
        if isinstance(record, CategoryDocument)
    }
    yield from _of_records(options)
    category: str | None = None
    for number, document in enumerate(questions, start=1):
        found = list(losses(document, CARRIES, number, NAME))
        yield from found
        if any(loss.code == NOT_WRITTEN for loss in found):
            continue
        source = whole_source(document) if document.type in KEPT_WHOLE else None
        if source is None and document.type in KEPT_WHOLE:
            yield Loss(NOT_WRITTEN, _NO_SOURCE, number, document.id)
            continue
        if document.category != category:
            category = document.category
            stream.write(_category(category, described.pop(category or "", "")).encode())
        sheet = Sheet(document, pictures, number)
        stream.write((_question(sheet) if source is None else _whole(sheet, source)).encode())
        yield from sheet.losses
    stream.write(b"</quiz>\n")


def _of_records(options: WriteOptions) -> Iterator[Loss]:
    """Tell what is said of categories and documents beyond names and descriptions."""
    for record in options.records:
        if isinstance(record, CategoryDocument) and record.preferences:
            yield Loss("records", f"category {record.path}: without preferences", 0)
        if isinstance(record, SourceDocument) and (record.uri or record.author or record.licence):
            yield Loss("records", f"document {record.title}: without what is said of it", 0)


def _category(path: str | None, description: str) -> str:
    """Write the pseudo-question after which questions belong to a category."""
    sheet = Sheet(QuestionDocument(type=_Q.DESCRIPTION), lambda digest: None, 0)
    name = sheet.escaped("$course$/top" + (f"/{path}" if path else ""))
    told = sheet.escaped(description)
    info = f'    <info format="plain_text"><text>{told}</text></info>\n' if told else ""
    return (
        f'  <question type="category">\n    <category><text>{name}</text></category>\n{info}  </question>\n'
    )


def _question(sheet: Sheet) -> str:
    """Write one question."""
    document = sheet.document
    if document.type is _Q.CLOZE:
        tell_names(sheet)
    kind = kind_of(sheet) if document.type is _Q.CLOZE else WRITERS[document.type][0]
    boxes = Boxes(sheet, kind) if kind in ("ddwtos", "gapselect") else None
    _header(sheet, boxes)
    if boxes is not None:
        boxes.write()
    elif document.type in WRITERS:
        WRITERS[document.type][1](sheet)
    _footer(sheet)
    return "\n".join([f'  <question type="{kind}">', *sheet.lines, "  </question>", ""])


def _whole(sheet: Sheet, source: str) -> str:
    """Write a question that was kept as it is, byte for byte."""
    if not is_as_read(sheet.document, source):
        sheet.lose("kept_as_it_was", "what was changed of it is not written: it goes back as it was read")
    return f"  {source}\n"


def _header(sheet: Sheet, boxes: Boxes | None) -> None:
    document = sheet.document
    title = sheet.escaped(document.title or _title(document))
    sheet.lines.append(f"    <name><text>{title}</text></name>")
    stem = document.stem
    if boxes is not None:
        stem = boxes.stem()
    elif document.type is _Q.CLOZE:
        stem = str(cloze_stem(sheet))
    sheet.text("questiontext", RichText(stem, document.format))
    sheet.text("generalfeedback", document.explanation)
    sheet.word("defaultgrade", None if document.points is None else decimal_words(document.points))
    scoring = document.details.scoring
    if scoring is not None and scoring.penalty is not None:
        sheet.word("penalty", decimal_words(scoring.penalty))
    sheet.word("hidden", int(document.status is Status.RETIRED))
    sheet.word("idnumber", document.external_id)
    _what_is_no_element(sheet)


def _title(document: QuestionDocument) -> str:
    """Give the first words of a question for its name, which Moodle wants."""
    stem = PLACE.sub("___", document.stem) if document.type is _Q.CLOZE else document.stem
    words = " ".join(reader_text(stem, document.format).split())
    return words if len(words) <= _LONGEST_NAME else f"{words[: _LONGEST_NAME - 1]}…"


def _what_is_no_element(sheet: Sheet) -> None:
    document, details = sheet.document, sheet.document.details
    if document.status in (Status.DRAFT, Status.REVIEW):
        sheet.lose("status", f"the status {document.status} is not written")
    if details.image is not None:
        sheet.lose("media", "without the picture that belongs to no text")
    if details.units and document.type is not _Q.NUMERICAL:
        sheet.lose("units", "only numerical questions have units")
    if details.response is not None and document.type not in (_Q.ESSAY, _Q.UPLOAD):
        sheet.lose("response", "only essays say what the answer should be like")
    if details.layout is not None and document.type is not _Q.ORDERING:
        sheet.lose("layout", "only ordering questions have a layout")


def _footer(sheet: Sheet) -> None:
    details = sheet.document.details
    sheet.flag("shuffleanswers", details.shuffle)
    if sheet.document.type is not _Q.ORDERING:
        sheet.word("answernumbering", details.numbering)
    if details.feedback is not None:
        sheet.text("correctfeedback", details.feedback.correct)
        sheet.text("partiallycorrectfeedback", details.feedback.partial)
        sheet.text("incorrectfeedback", details.feedback.incorrect)
    for name, value in settings(sheet.document).items():
        sheet.word(name, value)
    for at, hint in enumerate(details.hints):
        more = ("<shownumcorrect/>" if hint.show_count else "") + (
            "<clearwrong/>" if hint.clear_wrong else ""
        )
        sheet.lines.append(f"    {sheet.text_element('hint', hint.text, f'hint[{at}]', more)}")
    if sheet.document.tags:
        tags = "".join(f"<tag><text>{sheet.escaped(tag)}</text></tag>" for tag in sheet.document.tags)
        sheet.lines.append(f"    <tags>{tags}</tags>")
    if rest := sheet.rest(""):
        sheet.lines.append(f"    {rest}")
