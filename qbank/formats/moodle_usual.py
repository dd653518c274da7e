"""The commonest questions of Moodle XML, read from their text: most of a file costs no parser and no tree.

Whatever is in any way unusual is left to `moodle_reading`, which reads the same of a question that is not.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import AcceptedAnswer, Choice
from qbank.domain.question import Details, Hint, OutcomeFeedback, QuestionDocument, Scoring
from qbank.domain.text import RichText, Text
from qbank.formats.moodle_answers import (
    OWN_WORDS,
    accepted,
    are_alike,
    are_own_words,
    earns_too_much,
    truth_words,
)
from qbank.formats.moodle_names import MARKUPS, NAME, PLUGIN_FILE
from qbank.formats.moodle_numbers import nearest_grade, share
from qbank.formats.moodle_usual_form import (
    ANSWER,
    END,
    ESCAPED_IN_ANSWER,
    ESCAPED_IN_HEAD,
    HEAD,
    HINT,
    KINDS,
    NONCHARACTERS,
    TAG,
    characters,
    unescaped,
)

_END = b"</question>"
_HTML = TextFormat.HTML
_Q = QuestionType
_SHORT = 400
"""Fewer characters than this are kept in mind, so that what is kept stays small whatever a file holds."""
_Row = Sequence[str]
_Answers = tuple[QuestionType, list[Choice] | list[AcceptedAnswer], dict[str, Any]]
"""What a type makes of its answers: the type, the options, and what of them the model does not hold."""
_TRUE = {"true": True, "1": True, "false": False, "0": False, None: None}


class _Unusual(Exception):
    """Something of which more is to be said than its reader here can say."""


def usual(data: bytes) -> QuestionDocument | None:
    """Read a question element of UTF-8, all but its category; None where it is not of the usual form."""
    if not data.startswith(KINDS) or not data.endswith(_END):
        return None
    text = data.decode()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # as every reader of XML does
    head = HEAD.match(text)
    if head is None or _may_have_files(text) or _has_noncharacters(text):
        return None
    groups: _Row = head.groups()
    rows: list[_Row] = ANSWER.findall(text, head.end(), len(text) - len(_END))
    if "&" in text:
        groups = unescaped(groups, ESCAPED_IN_HEAD)
        rows = [unescaped(row, ESCAPED_IN_ANSWER) for row in rows]
    try:
        return _document(groups, rows)
    except _Unusual:
        return None


def _has_noncharacters(text: str) -> bool:
    return NONCHARACTERS[0] in text or NONCHARACTERS[1] in text


def _may_have_files(text: str) -> bool:
    """Single characters are what is found quickest, and most questions have neither of these."""
    return ("@" in text and PLUGIN_FILE in text) or (":" in text and "data:" in text)


def _document(groups: Sequence[Any], rows: list[_Row]) -> QuestionDocument:
    (
        kind, title_section, title, stem_markup, stem_section, stem, why_markup, why_section, why, points,
        penalty, hidden, number, case, single, shuffle, numbering, instruction, *outcomes, shows_count,
    ) = groups  # fmt: skip
    format = MARKUPS.get(stem_markup, _HTML)
    hints, tags = _end(rows.pop()[-1]) if rows and rows[-1][-1] else ("", ())
    type, options, kept = _READERS[kind](rows, format, case, single)
    if instruction is not None or shows_count:
        kept["settings"] = _settings(instruction, shows_count)
    return QuestionDocument(
        type=type,
        title=(title_section or title or "").strip() or None,
        stem=_stem(stem_section or stem),
        format=format,
        options=options,
        explanation=_text(why_markup, why_section or why, format),
        details=Details(
            hints=_hints(hints, format) if hints else [],
            scoring=Scoring(penalty=float(penalty)) if penalty else None,
            shuffle=_TRUE[shuffle],
            numbering=numbering or None,
            feedback=_outcomes(outcomes, format),
        ),
        tags=list(tags),
        points=float(points) if points else None,
        status=Status.RETIRED if _TRUE[hidden] else None,
        external_id=(number.strip() or None) if number else None,
        extensions={NAME: kept} if kept else {},
    )


def _stem(written: str | None) -> str:
    words = written.strip() if written else ""
    if not words:
        raise _Unusual
    return words


def _text(markup: str | None, written: str | None, format: TextFormat) -> Text | None:
    if not written or not (words := written.strip()):
        return None
    return _rich(words, markup, format) if markup else words


def _rich(words: str, markup: str, format: TextFormat) -> Text:
    own = MARKUPS.get(markup, _HTML)
    return words if own is format else RichText(words, own)


def _outcomes(groups: Sequence[str | None], format: TextFormat) -> OutcomeFeedback | None:
    """Read three texts: a markup, a section and characters for each."""
    correct = _text(groups[0], groups[1] or groups[2], format)
    partial = _text(groups[3], groups[4] or groups[5], format)
    incorrect = _text(groups[6], groups[7] or groups[8], format)
    if correct is None and partial is None and incorrect is None:
        return None
    return OutcomeFeedback(correct=correct, partial=partial, incorrect=incorrect)


def _settings(instruction: str | None, shows_count: str | None) -> dict[str, str]:
    found = {} if instruction is None else {"showstandardinstruction": instruction}
    if shows_count:
        found["shownumcorrect"] = ""
    return found


def _end(written: str) -> tuple[str, tuple[str, ...]]:
    """Give what follows the answers: the hints as they are written, and the tags."""
    return _short_end(written) if len(written) < _SHORT else _read_end(written)


@lru_cache(4096)
def _short_end(written: str) -> tuple[str, tuple[str, ...]]:
    """Do it once for the many questions that have the same tags, and no hints."""
    return _read_end(written)


def _read_end(written: str) -> tuple[str, tuple[str, ...]]:
    found = END.fullmatch(written)
    if found is None:
        raise _Unusual
    tags = [_written(*text) for text in TAG.findall(found[2] or "")]
    return found[1], tuple(tag for tag in tags if tag)


def _written(section: str, escaped: str) -> str:
    return (section or characters(escaped)).strip()


def _hints(written: str, format: TextFormat) -> list[Hint]:
    return [
        Hint(
            text=_text(markup, _written(section, escaped), format) or "",
            clear_wrong=bool(clears),
            show_count=bool(counts),
        )
        for markup, section, escaped, counts, clears in HINT.findall(written)
    ]


def _answer(row: _Row, format: TextFormat) -> tuple[str, Text, float, Text | None]:
    """Give an answer's words, bare and as a text, what it earns, and its feedback."""
    earns, markup, section, other, why_markup, why_section, why, _ = row
    words = (section or other).strip()
    text = _rich(words, markup, format) if markup else words
    said = why_section or why
    return words, text, _earned(earns), _text(why_markup, said, format) if said else None


@lru_cache(4096)
def _earned(percent: str) -> float:
    found = share(percent or "0")
    if found is None or nearest_grade(found) != found:
        raise _Unusual
    return found


def _choices(rows: list[_Row], format: TextFormat, case: str | None, single: str | None) -> _Answers:
    options = []
    for row in rows:
        _, text, fraction, feedback = _answer(row, format)
        options.append(Choice(text=text, fraction=fraction, feedback=feedback))
    _require(len(options) > 1 and case is None)
    _require_key(options)
    if _TRUE[single] is False:
        return _Q.MULTIPLE_CHOICE, options, {"as_read": True} if earns_too_much(options) else {}
    return _Q.SINGLE_CHOICE, options, {}


def _true_false(rows: list[_Row], format: TextFormat, case: str | None, single: str | None) -> _Answers:
    _require(len(rows) == 2 and case is None and single is None)
    options = []
    for at, row in enumerate(rows):
        words, _, fraction, feedback = _answer(row, format)
        shown, is_odd = truth_words(words, at)
        _require(not is_odd)
        text = shown if row[1] in ("", OWN_WORDS) else _rich(shown, row[1], format)
        options.append(Choice(text=text, fraction=fraction, feedback=feedback))
    _require(not are_alike(options))
    _require_key(options)
    return _Q.TRUE_FALSE, options, {} if are_own_words(options) else {"words": True}


def _typed(rows: list[_Row], format: TextFormat, case: str | None, single: str | None) -> _Answers:
    _require(single is None)
    options = []
    exact = bool(_TRUE[case])
    for row in rows:
        words, _, fraction, feedback = _answer(row, format)
        options.append(accepted(words, fraction, feedback, exact))
    _require_key(options)
    return _Q.SHORT_ANSWER, options, {}


_READERS = {"multichoice": _choices, "truefalse": _true_false, "shortanswer": _typed}


def _require(is_usual: bool) -> None:
    if not is_usual:
        raise _Unusual


def _require_key(options: list[Choice] | list[AcceptedAnswer]) -> None:
    for option in options:
        if option.fraction > 0:
            return
    raise _Unusual
