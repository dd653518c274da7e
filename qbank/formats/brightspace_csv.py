"""Brightspace's CSV of questions: a row a part of a question, named by its first cell.

As D2L's guide to importing questions into the Question Library describes it, and its sample file shows.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, Choice, Match, Pair, Step
from qbank.domain.question import Hint, QuestionDocument, Scoring, WrittenResponse
from qbank.domain.text import Text, rich
from qbank.formats.base import Diagnostic, Found, Item, Place, ReadOptions, Severity, Source, Unreadable
from qbank.formats.encoding import decoded
from qbank.formats.table_rows import Row
from qbank.formats.table_sheet import TextSheet

Q = QuestionType
_TYPES = {
    "WR": Q.ESSAY,
    "SA": Q.SHORT_ANSWER,
    "M": Q.MATCHING,
    "MC": Q.SINGLE_CHOICE,
    "TF": Q.TRUE_FALSE,
    "MS": Q.MULTIPLE_CHOICE,
    "O": Q.ORDERING,
}
_SCORING = {
    "equallyweighted": "equally_weighted",
    "allornothing": "all_or_nothing",
    "rightminuswrong": "right_minus_wrong",
    "rightanswers": "right_answers",
}
_REMARK = "//"
_BEGIN = "newquestion"


class _Wrong(Exception):
    """A question that cannot be read: the reason, and the line it is seen on."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(slots=True)
class _Parts:
    """The rows of one question, from the row that begins it on."""

    rows: list[Row] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.rows[0].line

    def named(self, name: str) -> list[Row]:
        return [row for row in self.rows if row.cells[0].strip().lower() == name]

    def one(self, name: str) -> str:
        return next((_cell(row, 1) for row in self.named(name)), "")


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of the file, in order, at flat memory. Raises Unreadable for damaged text."""
    stream, told = decoded(source)
    if told:
        yield told
    parts: _Parts | None = None
    count = 0
    for row in TextSheet(stream).rows():
        if isinstance(row, Diagnostic):
            yield row
        elif row.cells[0].lower() == _BEGIN:
            if parts is not None:
                count += 1
                yield from _items(parts, count)
            parts = _Parts([row])
        elif parts is not None and not row.cells[0].startswith(_REMARK):
            parts.rows.append(row)
    if parts is None:
        raise Unreadable("no row begins a question with NewQuestion", Place(line=1))
    yield from _items(parts, count + 1)


def _items(parts: _Parts, count: int) -> Iterator[Item]:
    try:
        document = _question(parts)
    except _Wrong as wrong:
        yield Diagnostic(Severity.ERROR, "question", str(wrong), Place(line=wrong.line, item=count))
        return
    for row in parts.rows:
        name = row.cells[0]
        if name and name.lower() not in _KNOWN:
            reason = f"{name[:40]!r} is no part of a question that Brightspace has: left out"
            yield Diagnostic(Severity.WARNING, "part", reason, Place(line=row.line, item=count))
    yield Found(document, Place(line=parts.line, item=count))


def _cell(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _question(parts: _Parts) -> QuestionDocument:
    word = _cell(parts.rows[0], 1).upper()
    if word not in _TYPES:
        raise _Wrong(f"{word!r} is none of {', '.join(_TYPES)}", parts.line)
    stems = parts.named("questiontext")
    if not stems or not _cell(stems[0], 1):
        raise _Wrong("the question has no QuestionText", parts.line)
    document = QuestionDocument(
        type=_TYPES[word],
        stem=_cell(stems[0], 1),
        format=TextFormat.HTML if _is_html(stems[0]) else TextFormat.PLAIN,
    )
    _MAKERS[word](document, parts)
    _give_rest(document, parts)
    return document


def _is_html(row: Row) -> bool:
    """Tell whether a row says in a cell after its text that this is HTML."""
    return any(cell.strip().upper() == "HTML" for cell in row.cells[2:])


def _text(row: Row, place: int, document: QuestionDocument) -> Text:
    return rich(_cell(row, place), TextFormat.HTML if _is_html(row) else TextFormat.PLAIN, document.format)


def _said(row: Row, place: int, document: QuestionDocument) -> Text | None:
    return _text(row, place, document) if _cell(row, place) else None


def _number(row: Row, place: int) -> float:
    cell = _cell(row, place).rstrip("%").replace(",", ".")
    try:
        value = float(cell or 0)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _Wrong(f"{cell[:40]!r} is no number", row.line)
    return value


def _share(row: Row, whole: float = 100) -> float:
    share = _number(row, 1) / whole
    if not -1 <= share <= 1:
        raise _Wrong(f"a weight of {_cell(row, 1)} is beyond {whole:g}", row.line)
    return share


def _give_choices(document: QuestionDocument, parts: _Parts) -> None:
    document.options = [
        Choice(text=_text(row, 2, document), fraction=_share(row), feedback=_said(row, 4, document))
        for row in parts.named("option")
    ]


def _give_several(document: QuestionDocument, parts: _Parts) -> None:
    rows = parts.named("option")
    right = sum(_number(row, 1) > 0 for row in rows)
    document.options = [
        Choice(
            text=_text(row, 2, document),
            fraction=1 / right if _number(row, 1) > 0 else 0.0,
            feedback=_said(row, 4, document),
        )
        for row in rows
    ]


def _give_truths(document: QuestionDocument, parts: _Parts) -> None:
    for word in ("true", "false"):
        rows = parts.named(word)
        share = _share(rows[0]) if rows else 0.0
        said = _said(rows[0], 2, document) if rows else None
        document.options.append(Choice(id=word, text=word.capitalize(), fraction=share, feedback=said))


def _give_answers(document: QuestionDocument, parts: _Parts) -> None:
    document.options = [
        AcceptedAnswer(
            text=_cell(row, 2),
            fraction=_share(row),
            match=Match.REGEX if _cell(row, 3).lower() == "regexp" else Match.EXACT,
        )
        for row in parts.named("answer")
    ]


def _give_pairs(document: QuestionDocument, parts: _Parts) -> None:
    """Join what has the same number; a match whose number no choice has is a wrong one."""
    lefts = {_cell(row, 1): _text(row, 2, document) for row in parts.named("choice")}
    document.options = [
        Pair(left=lefts.get(_cell(row, 1), ""), right=_text(row, 2, document)) for row in parts.named("match")
    ]


def _give_steps(document: QuestionDocument, parts: _Parts) -> None:
    document.options = [
        Step(text=_text_of_item(row, document), feedback=_said(row, 3, document))
        for row in parts.named("item")
    ]


def _text_of_item(row: Row, document: QuestionDocument) -> Text:
    markup = TextFormat.HTML if _cell(row, 2).upper() == "HTML" else TextFormat.PLAIN
    return rich(_cell(row, 1), markup, document.format)


def _give_response(document: QuestionDocument, parts: _Parts) -> None:
    template, key = parts.one("initialtext"), parts.one("answerkey")
    if template or key:
        document.details.response = WrittenResponse(template=template or None, sample_answer=key or None)


_MAKERS: dict[str, Callable[[QuestionDocument, _Parts], None]] = {
    "WR": _give_response,
    "SA": _give_answers,
    "M": _give_pairs,
    "MC": _give_choices,
    "TF": _give_truths,
    "MS": _give_several,
    "O": _give_steps,
}
_KEPT = {"difficulty": "Difficulty", "image": "Image", "inputbox": "InputBox"}
"""Parts that qbank has no word for, and keeps as fields: Brightspace's difficulty goes from 1 to 10."""
_KNOWN = {
    *("newquestion", "id", "title", "questiontext", "points", "difficulty", "image", "hint", "feedback"),
    *("initialtext", "answerkey", "inputbox", "option", "answer", "choice", "match", "true", "false"),
    *("item", "scoring"),
}


def _give_rest(document: QuestionDocument, parts: _Parts) -> None:
    document.external_id = parts.one("id") or None
    document.title = parts.one("title") or None
    points = parts.named("points")
    document.points = max(0.0, _number(points[0], 1)) if points and _cell(points[0], 1) else None
    document.details.hints = [
        Hint(text=_text(row, 1, document)) for row in parts.named("hint") if _cell(row, 1)
    ]
    for row in parts.named("feedback")[:1]:
        document.explanation = _said(row, 1, document)
    if scoring := parts.one("scoring"):
        document.details.scoring = Scoring(mode=_SCORING.get(scoring.lower(), scoring))
    for name, shown in _KEPT.items():
        for row in parts.named(name)[:1]:
            document.fields[shown] = ",".join(filter(None, row.cells[1:]))
