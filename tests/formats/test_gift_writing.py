"""What is written as GIFT reads back as the same question, or a loss says what does not."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import given, settings, strategies as st
from hypothesis.strategies import SearchStrategy

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import (
    AcceptedAnswer,
    AcceptedNumber,
    Choice,
    Match,
    Pair,
    Step,
)
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText
from qbank.domain.validation import checked
from qbank.formats import gift
from qbank.formats.base import Diagnostic, Found, Loss, ReadOptions, Severity, Source, WriteOptions

WHITE = " \t\n\r\0\v"
ODD = ":#=~{}[]\\%>-*/\n0&<é—\u2028\xa0"
PIECES = [
    "->",
    "####",
    "::",
    "//",
    "\\n",
    "\n//",
    "\n\n",
    "$CATEGORY:",
    "[html]",
    "%50%",
    "T",
    "0",
    ">",
    "{",
    "}",
]


def written(*documents: QuestionDocument) -> tuple[str, list[Loss]]:
    stream = io.BytesIO()
    lost = list(gift.write([checked(each) for each in documents], stream, lambda _: None, WriteOptions()))
    return stream.getvalue().decode(), lost


def read(text: str) -> list[QuestionDocument]:
    items = list(gift.read(Source("t.gift", io.BytesIO(text.encode())), ReadOptions()))
    wrong = [each for each in items if isinstance(each, Diagnostic) and each.severity is Severity.ERROR]
    assert not wrong, (text, wrong)
    values = [each.value for each in items if isinstance(each, Found)]
    return [checked(each) for each in values if isinstance(each, QuestionDocument)]


_some = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)
_text = (
    st.lists(st.sampled_from(PIECES) | st.text(st.sampled_from(ODD), max_size=3) | _some, max_size=5)
    .map("".join)
    .map(lambda text: text.strip(WHITE))
)
_words = _text.filter(bool)
_line = _words.map(lambda text: " ".join(text.split("\n")))
_markups = st.sampled_from([TextFormat.MOODLE, TextFormat.HTML, TextFormat.PLAIN, TextFormat.MARKDOWN])
_rich = st.one_of(_words, st.builds(RichText, _words, _markups))
_share = st.one_of(
    st.sampled_from([0.0, 1.0, 0.5, -0.5, 1 / 3, 0.3333333, -1.0]), st.floats(-1, 1, allow_subnormal=False)
).map(lambda share: share + 0.0)
_said = st.none() | _rich
_decimals = st.one_of(
    st.decimals(-(10**6), 10**6, places=3),
    st.sampled_from([Decimal("1.50"), Decimal("1E+5"), Decimal("1E-7"), Decimal("-3"), Decimal("0")]),
)


def _built(kind: type[Any], **parts: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.builds(kind, **parts)


_choice = _built(Choice, text=_rich, fraction=_share, feedback=_said)
_answer = _built(
    AcceptedAnswer,
    text=_words,
    fraction=_share,
    feedback=_said,
    match=st.sampled_from([Match.EXACT, Match.WILDCARD]),
)
_number = st.one_of(
    _built(AcceptedNumber, value=_decimals, fraction=_share, feedback=_said),
    _built(AcceptedNumber, value=_decimals, tolerance=_decimals.map(abs), fraction=_share, feedback=_said),
    st.builds(
        lambda ends, share, said: AcceptedNumber(
            low=min(ends), high=max(ends), fraction=share, feedback=said
        ),
        st.lists(_decimals, min_size=2, max_size=2),
        _share,
        _said,
    ),
    _built(AcceptedNumber, fraction=st.just(0.0), feedback=_said),
)
_OPTIONS: dict[QuestionType, SearchStrategy[list[Any]]] = {
    QuestionType.SINGLE_CHOICE: st.lists(_choice, min_size=2, max_size=4),
    QuestionType.MULTIPLE_CHOICE: st.lists(_choice, min_size=2, max_size=4),
    QuestionType.TRUE_FALSE: st.builds(
        lambda key, right, wrong: [
            Choice(text="True", fraction=float(key), feedback=right),
            Choice(text="False", fraction=float(not key), feedback=wrong),
        ],
        st.booleans(),
        _said,
        _said,
    ),
    QuestionType.SHORT_ANSWER: st.lists(_answer, min_size=1, max_size=3),
    QuestionType.NUMERICAL: st.lists(_number, min_size=1, max_size=3),
    QuestionType.MATCHING: st.lists(
        _built(Pair, left=_rich | st.just(""), right=_words), min_size=2, max_size=4
    ),
    QuestionType.ORDERING: st.lists(_built(Step, text=_words), min_size=2, max_size=4),
    QuestionType.ESSAY: st.just([]),
    QuestionType.DESCRIPTION: st.just([]),
}


@st.composite
def _documents(draw: st.DrawFn) -> QuestionDocument:
    kind = draw(st.sampled_from(sorted(_OPTIONS)))
    document = QuestionDocument(
        type=kind,
        title=draw(st.none() | _line),
        stem=draw(_words.filter(lambda text: not text.isspace())),
        format=draw(_markups),
        options=draw(_OPTIONS[kind]),
        explanation=draw(_said),
        tags=draw(st.lists(_line, max_size=2)),
        external_id=draw(st.none() | _line.map(str.strip).filter(bool)),
        status=Status.DRAFT,
    )
    return checked(document)


def _normal(document: QuestionDocument) -> QuestionDocument:
    """Take away what says the same in two ways: a text that names the stem's markup, a bare wildcard."""
    document.status = None
    document.explanation = _plainly(document.explanation, document.format)
    for option in document.options:
        for name in ("text", "left", "right", "feedback"):
            if hasattr(option, name):
                setattr(option, name, _plainly(getattr(option, name), document.format))
        if isinstance(option, AcceptedAnswer) and option.match is Match.WILDCARD and "*" not in option.text:
            option.match = Match.EXACT
    return document


def _plainly(text: Any, format: TextFormat) -> Any:
    return text.text if isinstance(text, RichText) and text.format is format else text


def _told_of(lost: Sequence[Loss]) -> set[str]:
    return {loss.code for loss in lost} - {"status"}


@settings(max_examples=6000, deadline=None)
@given(_documents())
def test_a_question_reads_back_as_it_was_or_a_loss_says_otherwise(document: QuestionDocument) -> None:
    text, lost = written(document)
    found = read(text)
    if "not_written" in _told_of(lost):
        assert found == []
        return
    assert len(found) == 1, text
    if not _told_of(lost):
        assert _normal(found[0]) == _normal(document), text
