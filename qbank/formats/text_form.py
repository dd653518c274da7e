"""The text form: questions as a person reads and edits them. `docs/text-form.md` is its documentation."""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from qbank.domain.characters import refuse_unstorable
from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import InvalidQuestion, checked
from qbank.errors import QbankError
from qbank.formats import plain_questions, text_form_head as heads, text_form_sections as sections
from qbank.formats.base import Diagnostic, Place, Severity
from qbank.formats.text_form_guess import kind_of
from qbank.formats.text_form_head import Said
from qbank.formats.text_form_kinds import opens_options, read_options, write_options
from qbank.formats.text_form_lines import (
    SEPARATOR,
    Line,
    Mistake,
    blocks_of,
    escaped,
    is_structure,
    joined,
    lines_of,
    trimmed,
    unescaped,
)
from qbank.formats.text_form_merge import put_body
from qbank.formats.text_form_pairs import with_sign_escaped, without_escape

_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """A question that was read: what it is now, and where it begins.

    `original` is the question of the bank that its head names, as it was before.
    """

    document: QuestionDocument
    line: int
    original: QuestionDocument | None = None


@dataclass(slots=True)
class FormReading:
    """What a text holds: questions, checked, and what is wrong with the others, each at its line."""

    questions: list[FormQuestion] = field(default_factory=list)
    mistakes: list[Diagnostic] = field(default_factory=list)


def write(document: QuestionDocument, name: str | None = None) -> str:
    """Write a question in the text form; `name` is what its id is called, for one to be found again."""
    head = [f"{each}: {text}".rstrip() for each, text in heads.written(document, name).items()]
    options = write_options(document.type, document.options)
    body = [*_stem(document), *([""] if options else []), *options, *sections.written(document)]
    return "\n".join([*head, "", *body]) + "\n"


def write_all(documents: Mapping[str, QuestionDocument]) -> str:
    """Write several questions, each with the name its id is called by."""
    return f"\n{SEPARATOR}\n\n".join(write(document, name) for name, document in documents.items())


def _stem(document: QuestionDocument) -> list[str]:
    lines = joined(document.stem.replace("\r\n", "\n").replace("\r", "\n").split("\n")).split("\n")
    if document.type is QuestionType.MATCHING:
        lines = [with_sign_escaped(line) for line in lines]
    return [escaped(line, lambda text: _ends_the_stem(document.type, text)) for line in lines]


def _ends_the_stem(kind: QuestionType, text: str) -> bool:
    return is_structure(text) or sections.is_section(text) or opens_options(kind, text)


def read(text: str, originals: Mapping[str, QuestionDocument] | None = None) -> FormReading:
    """Read questions, in the text form or in the plain one; one that is wrong does not hide the others.

    `originals` are the questions that may be edited, by the name each one's id is called; None where all are
    new. Whatever a text does not say of an original stays as it was.
    """
    reading = FormReading()
    seen: dict[str, int] = {}
    for block in blocks_of(lines_of(text)):
        try:
            _refuse_halves(block)
            _read_block(block, originals, seen, reading)
        except Mistake as mistake:
            reading.mistakes.append(_diagnostic(mistake))
    return reading


def _refuse_halves(block: Sequence[Line]) -> None:
    """Raise Mistake for the first line with half of a character: nothing can be compared with that."""
    for line in block:
        if not line.text.isascii() and _HALF.search(line.text):
            raise Mistake(line.number, "the line holds half of a character (a lone surrogate)")


def _diagnostic(mistake: Mistake) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "bad_text", mistake.reason, Place(line=mistake.line))


def _read_block(
    block: Sequence[Line],
    originals: Mapping[str, QuestionDocument] | None,
    seen: dict[str, int],
    reading: FormReading,
) -> None:
    head, body = heads.split_head(block)
    start = next(line.number for line in block if line.text.strip() and not line.text.startswith("#"))
    if originals is None and "id" not in head and "type" not in head and plain_questions.is_plain(body):
        _read_plain(body, head, reading)
        return
    original = _original(head, originals, seen, start)
    places = {name: said.line for name, said in head.items()}
    document = _new(head, body, places, start) if original is None else _edited(original, head, body, places)
    reading.questions.append(FormQuestion(_valid(document, places, start), start, original))


def _read_plain(body: Sequence[Line], head: Mapping[str, Said], reading: FormReading) -> None:
    found, mistakes = plain_questions.read(body)
    reading.mistakes += map(_diagnostic, mistakes)
    for document, line in found:
        heads.put(document, head, {})
        reading.questions.append(FormQuestion(_valid(document, {}, line), line))


def _original(
    head: Mapping[str, Said],
    originals: Mapping[str, QuestionDocument] | None,
    seen: dict[str, int],
    start: int,
) -> QuestionDocument | None:
    told = head.get("id")
    if originals is None:
        if told is not None:
            raise Mistake(
                told.line, "an id names a question that is there already: leave the line out to add a new one"
            )
        return None
    if told is None or not told.text:
        raise Mistake(
            start, "no id says which question this is; new ones are added with `qbank question add`"
        )
    meant = [name for name in originals if name == told.text] or [
        name for name, each in originals.items() if (each.id or "").startswith(told.text.lower())
    ]
    if len(meant) != 1 or len(told.text) < 4:
        raise Mistake(told.line, f"{told.text!r} is none of the questions being edited")
    if meant[0] in seen:
        raise Mistake(told.line, f"this question stands in line {seen[meant[0]]} already")
    seen[meant[0]] = told.line
    return originals[meant[0]]


def _new(
    head: Mapping[str, Said], body: Sequence[Line], places: dict[str, int], start: int
) -> QuestionDocument:
    document = _body(heads.kind_said(head), body, places, start)
    heads.put(document, head, {})
    return document


def _edited(
    original: QuestionDocument, head: Mapping[str, Said], body: Sequence[Line], places: dict[str, int]
) -> QuestionDocument:
    said = _body(heads.kind_said(head) or original.type, body, places, 1)
    document = copy(original)
    put_body(document, original, _as_written(original), said)
    heads.put(document, head, heads.written(original, ""))
    return document


def _as_written(original: QuestionDocument) -> QuestionDocument:
    """Give what the text form says of a question."""
    [block] = blocks_of(lines_of(write(original)))
    _, body = heads.split_head(block)
    return _body(original.type, body, {}, 1)


def _body(
    kind: QuestionType | None, body: Sequence[Line], places: dict[str, int], start: int
) -> QuestionDocument:
    lines, below = sections.split_sections(body)
    if kind is None:
        kind = kind_of(lines, below, start)
    end = next((place for place, line in enumerate(lines) if opens_options(kind, line.text)), len(lines))
    stem = trimmed(lines[:end])
    told = [unescaped(line.text, lambda text: _ends_the_stem(kind, text)) for line in stem]
    if kind is QuestionType.MATCHING:
        told = [without_escape(text) for text in told]
    options, at = read_options(kind, lines[end:])
    document = QuestionDocument(type=kind, stem=joined(told), options=options)
    sections.put(document, below)
    places.update({f"options[{place}]": line for place, line in enumerate(at)})
    places.update({"stem": stem[0].number} if stem else {})
    places.update({section.name: section.line for section in below})
    return document


def _valid(document: QuestionDocument, places: Mapping[str, int], start: int) -> QuestionDocument:
    """Check a question. Raises Mistake at the line of the part that breaks a rule."""
    try:
        checked(document)
        refuse_unstorable(document)
    except InvalidQuestion as error:
        raise Mistake(_line_of(error.path, places, start), error.reason) from error
    except QbankError as error:
        raise Mistake(start, error.message) from error
    return document


def _line_of(path: str, places: Mapping[str, int], start: int) -> int:
    """Give the line of the part that a path leads to: the longest part of it that has a place."""
    fitting = [place for place in places if path.startswith(place)]
    if path == "options" and "options[0]" in places:
        return places["options[0]"]
    return places[max(fitting, key=len)] if fitting else places.get("stem", start)
