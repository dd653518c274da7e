"""What is written as GIFT reads back as the same question, or a loss says what does not."""

import io
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
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
    ToleranceKind,
)
from qbank.domain.question import QuestionDocument
from qbank.domain.records import MediaDocument
from qbank.domain.text import RichText
from qbank.domain.validation import checked
from qbank.formats import gift
from qbank.formats.base import Diagnostic, Found, Loss, ReadOptions, Severity, Source, WriteOptions
from qbank.formats.comparing import differences

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
    """Take away what says the same twice: a text that names the stem's markup, a wildcard without any."""
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


@settings(max_examples=150, deadline=None)
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


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(_documents(), st.sampled_from(["A", "A/B", "top/C", "D//E"])), min_size=1, max_size=4)
)
def test_questions_read_back_in_their_order_with_their_categories(
    placed: list[tuple[QuestionDocument, str]],
) -> None:
    for document, category in placed:
        document.category = category
    text, lost = written(*(document for document, _ in placed))
    gone = {loss.number for loss in lost if loss.code == "not_written"}
    kept = [category for number, (_, category) in enumerate(placed, start=1) if number not in gone]
    assert [document.category for document in read(text)] == kept


def single(*choices: Choice, **parts: Any) -> QuestionDocument:
    return QuestionDocument(type=QuestionType.SINGLE_CHOICE, stem="x", options=list(choices), **parts)


def codes(document: QuestionDocument) -> list[str]:
    return [loss.code for loss in written(document)[1]]


AB = (Choice(text="a", fraction=1.0), Choice(text="b"))


def test_a_question_is_written_for_people_to_read() -> None:
    document = single(
        Choice(text="a = b", fraction=1.0, feedback="Yes"),
        Choice(text="c", fraction=1 / 3),
        title="T",
        tags=["x]y"],
        external_id="7",
        category="A/B",
        explanation="two\nlines",
    )
    text, lost = written(document)
    assert text == (
        "$CATEGORY: A/B\n\n// [id:7] [tag:x\\]y]\n::T::[plain]x {\n"
        "=a \\= b#Yes\n~%33.33333333333333%c\n####two\nlines\n}\n\n"
    )
    assert lost == []


def test_what_gift_cannot_hold_is_told() -> None:
    document = single(*AB, points=2.0, difficulty="hard", author="me")
    assert set(codes(document)) == {"points", "difficulty", "author"}


@pytest.mark.parametrize("kind", sorted(set(QuestionType) - gift.CARRIES.types))
def test_a_type_gift_does_not_have_is_not_written(kind: QuestionType) -> None:
    document = QuestionDocument(type=kind, stem="x [[g]]", status=Status.DRAFT, extensions={"other": 1})
    if kind is QuestionType.CLOZE:
        document.options = [{"name": "g", "kind": "short", "answers": [{"text": "a"}]}]
    text, lost = written(document)
    assert (text, [loss.code for loss in lost]) == ("", ["not_written"])


def test_pictures_go_into_the_text_and_come_out_again() -> None:
    picture = MediaDocument(sha256=sha256(b"png").hexdigest(), mime="image/png", data=b"png")
    stem = f'<img src="qbank://media/{picture.sha256}">'
    document = checked(single(*AB, format=TextFormat.HTML))
    document.stem = stem
    stream = io.BytesIO()
    assert list(gift.write([document], stream, lambda _: picture, WriteOptions())) == []
    items = list(gift.read(Source("t", io.BytesIO(stream.getvalue())), ReadOptions()))
    assert next(each.value for each in items if isinstance(each, Found)) == picture
    assert read(stream.getvalue().decode())[0].stem == stem


def test_a_picture_that_is_not_kept_is_told() -> None:
    document = single(*AB, format=TextFormat.HTML)
    document.stem = f'<img src="qbank://media/{"0" * 64}">'
    assert codes(document) == ["media"]


def test_latex_becomes_html_and_is_told() -> None:
    document = single(*AB, format=TextFormat.LATEX)
    document.stem = r"\emph{x}"
    text, lost = written(document)
    assert read(text)[0].stem == "<em>x</em>"
    assert {loss.code for loss in lost} == {"rich_text"}


def test_an_arrow_among_several_answers_would_make_pairs_and_is_left_out() -> None:
    document = QuestionDocument(
        type=QuestionType.SHORT_ANSWER,
        stem="x",
        options=[AcceptedAnswer(text="a->b"), AcceptedAnswer(text="c", feedback="d->e")],
    )
    text, lost = written(document)
    assert [(each.text, each.feedback) for each in read(text)[0].options] == [("c", "d→e")]
    assert {loss.code for loss in lost} == {"arrow"}
    alone = QuestionDocument(
        type=QuestionType.SHORT_ANSWER, stem="x", options=[AcceptedAnswer(text="a->b", feedback="c->d")]
    )
    assert codes(alone) == []


def test_words_for_true_and_false_become_moodles_own_or_choices() -> None:
    german = [Choice(text="Wahr", fraction=1.0), Choice(text="Falsch")]
    text, lost = written(QuestionDocument(type=QuestionType.TRUE_FALSE, stem="x", options=german))
    assert "{T}" in text
    assert [loss.code for loss in lost] == ["true_false"]
    others = [Choice(text="Ever", fraction=1.0), Choice(text="Never")]
    text, lost = written(QuestionDocument(type=QuestionType.TRUE_FALSE, stem="x", options=others))
    assert read(text)[0].type is QuestionType.SINGLE_CHOICE
    assert [loss.code for loss in lost] == ["true_false"]


def test_tolerances_gift_does_not_have_are_worked_out_and_told() -> None:
    number = AcceptedNumber(
        value=Decimal(10), tolerance=Decimal("0.1"), tolerance_kind=ToleranceKind.RELATIVE
    )
    text, lost = written(QuestionDocument(type=QuestionType.NUMERICAL, stem="x", options=[number]))
    assert read(text)[0].options[0].tolerance == 1
    assert [loss.code for loss in lost] == ["tolerance"]


def test_what_a_question_had_beyond_the_model_goes_back() -> None:
    source = "// my note\n::T:: {>2 EXACT H REL SHOW\na\nb\n}\n"
    (document,) = read(source)
    text, lost = written(document)
    assert lost == []
    assert read(text) == [document]
    assert "// my note\n::T:: {\n>2 EXACT H REL SHOW" in text


def test_a_question_without_a_category_after_one_with_is_told() -> None:
    _, lost = written(single(*AB, category="A"), single(*AB))
    assert [(loss.code, loss.number) for loss in lost] == [("category", 2)]


def test_marks_that_a_comment_cannot_hold_are_told() -> None:
    assert codes(single(*AB, external_id="a\\", tags=["b\\", "[id:1"])) == ["external_id", "tags", "tags"]
    assert codes(single(*AB, external_id="a\nb")) == ["external_id"]


def test_a_description_has_no_place_for_an_explanation() -> None:
    assert codes(QuestionDocument(type=QuestionType.DESCRIPTION, stem="x", explanation="y")) == [
        "explanation"
    ]


def test_feedback_that_gift_has_no_place_for_is_told() -> None:
    pairs = [Pair(left="a", right="b", feedback="c"), Pair(left="d", right="e")]
    assert codes(QuestionDocument(type=QuestionType.MATCHING, stem="x", options=pairs)) == ["feedback"]
    steps = [Step(text="a", feedback="c"), Step(text="b")]
    assert codes(QuestionDocument(type=QuestionType.ORDERING, stem="x", options=steps)) == ["feedback"]


def test_a_single_pair_and_no_number_are_not_written() -> None:
    pair = QuestionDocument(type=QuestionType.MATCHING, stem="x", options=[Pair(left="a", right="b")])
    assert codes(pair) == ["not_written"]
    number = QuestionDocument(type=QuestionType.NUMERICAL, stem="x", status=Status.DRAFT)
    assert codes(number) == ["no_key", "status", "not_written"]


UNKEYED = [
    QuestionDocument(
        type=QuestionType.SINGLE_CHOICE,
        stem="Which?",
        options=[Choice(text="this", fraction=-0.5), Choice(text="that")],
        status=Status.DRAFT,
    ),
    QuestionDocument(
        type=QuestionType.MULTIPLE_CHOICE,
        stem="Which of them?",
        options=[Choice(text="this"), Choice(text="that")],
        status=Status.DRAFT,
    ),
    QuestionDocument(
        type=QuestionType.TRUE_FALSE,
        stem="Is it?",
        options=[Choice(text="True"), Choice(text="False")],
        status=Status.DRAFT,
    ),
    QuestionDocument(type=QuestionType.SHORT_ANSWER, stem="What?", status=Status.DRAFT),
    QuestionDocument(
        type=QuestionType.NUMERICAL,
        stem="How many?",
        options=[AcceptedNumber(value=Decimal(3), fraction=0)],
        status=Status.DRAFT,
    ),
]


@pytest.mark.parametrize("document", UNKEYED, ids=lambda document: document.type)
def test_a_draft_without_a_key_says_so_and_gets_no_right_answer_from_being_written(
    document: QuestionDocument,
) -> None:
    text, lost = written(checked(document))
    assert "no_key" in {loss.code for loss in lost}
    found = list(gift.read(Source("t.gift", io.BytesIO(text.encode())), ReadOptions()))
    assert [item.code for item in found if isinstance(item, Diagnostic)] == ["no_key"]
    (again,) = [item.value for item in found if isinstance(item, Found)]
    assert isinstance(again, QuestionDocument)
    assert again.status is Status.DRAFT
    assert [option.fraction for option in again.options] == [option.fraction for option in document.options]


@pytest.mark.parametrize("markup", [TextFormat.HTML, TextFormat.MOODLE, TextFormat.MARKDOWN])
def test_what_looks_like_a_tag_in_a_plain_pair_or_step_is_no_tag_beside_another_stem(
    markup: TextFormat,
) -> None:
    tagged = RichText(text="<strong>one</strong> & two", format=TextFormat.PLAIN)
    pairs = [Pair(left="x", right=tagged), Pair(left="y", right="z")]
    steps = [Step(text=tagged), Step(text="z"), Step(text="y")]
    for type, options in ((QuestionType.MATCHING, pairs), (QuestionType.ORDERING, steps)):
        document = checked(QuestionDocument(type=type, stem="x", format=markup, options=list(options)))
        text, lost = written(document)
        assert [loss.code for loss in lost] == ["rich_text"]
        [back] = read(text)
        assert list(differences(document, checked(back), gift.CARRIES, frozenset({"rich_text"}))) == []


def test_a_plain_pair_that_reads_the_same_beside_the_stem_is_no_loss() -> None:
    pairs = [Pair(left=side, right=RichText(text=side, format=TextFormat.PLAIN)) for side in ("x", "R&D")]
    document = QuestionDocument(
        type=QuestionType.MATCHING, stem="x", format=TextFormat.HTML, options=list(pairs)
    )
    assert codes(document) == []
