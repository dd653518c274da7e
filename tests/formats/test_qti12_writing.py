"""What is written as QTI 1.2 comes back the same, is right for Canvas and Moodle, or its loss is told."""

import io
import zipfile
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from lxml import etree

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import (
    AcceptedAnswer,
    AcceptedNumber,
    Area,
    Choice,
    Gap,
    GapKind,
    Match,
    Pair,
    Shape,
    Step,
    ToleranceKind,
)
from qbank.domain.question import Details, Hint, OutcomeFeedback, QuestionDocument, WrittenResponse
from qbank.domain.records import MediaDocument
from qbank.domain.text import RichText
from qbank.domain.validation import checked
from qbank.formats import qti12
from qbank.formats.base import Found, Loss, ReadOptions, Source, WriteOptions

_DATA = b"\x89PNG\r\n\x1a\n..."
PICTURE = MediaDocument(sha256=sha256(_DATA).hexdigest(), mime="image/png", data=_DATA)
ODD = "\u2028\u202e\U0001f9ec\u0301\"'<&>]\\ $[]{}"


def no_picture(digest: str) -> MediaDocument | None:
    return None


def write(
    *questions: QuestionDocument, shape: str = "quizzes", media: Any = no_picture
) -> tuple[bytes, list[Loss]]:
    target = io.BytesIO()
    losses = list(qti12.write(questions, target, media, WriteOptions(told={"as": shape})))
    return target.getvalue(), losses


def read(data: bytes) -> list[Any]:
    items = qti12.read(Source("file", io.BytesIO(data)), ReadOptions())
    return [item.value for item in items if isinstance(item, Found)]


def back(question: QuestionDocument, shape: str = "quizzes") -> QuestionDocument:
    """Write a question that must lose nothing, and read it."""
    data, losses = write(question, shape=shape)
    assert losses == []
    (found,) = [one for one in read(data) if isinstance(one, QuestionDocument)]
    return found


def codes(*questions: QuestionDocument, shape: str = "quizzes") -> list[str]:
    return [loss.code for loss in write(*questions, shape=shape)[1]]


_marks = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(ODD)
_texts = st.text(_marks, min_size=1, max_size=12).map(str.strip).filter(bool)
_lines = st.lists(_texts, min_size=1, max_size=3).map("\n".join)
_words = st.from_regex(r"[A-Za-z][A-Za-z0-9 <&é]{0,6}[a-z]", fullmatch=True).map(
    lambda text: " ".join(text.split())
)
_formats = st.sampled_from([TextFormat.PLAIN, TextFormat.HTML])


def _rich(stem: TextFormat) -> st.SearchStrategy[Any]:
    other = TextFormat.HTML if stem is TextFormat.PLAIN else TextFormat.PLAIN
    return _lines | _lines.map(lambda text: RichText(text, other))


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _unique(strategy: st.SearchStrategy[Any], least: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=least, max_size=4, unique_by=str)


def _numbers() -> st.SearchStrategy[AcceptedNumber]:
    value = st.decimals(-1000, 1000, places=2)
    ranges = st.tuples(value, value).map(sorted).filter(lambda ends: ends[0] < ends[1])
    return st.builds(
        AcceptedNumber, value=value, tolerance=_maybe(st.decimals(Decimal("0.01"), 5, places=2))
    ) | ranges.map(lambda ends: AcceptedNumber(low=ends[0], high=ends[1]))


@st.composite
def _questions(draw: st.DrawFn, kind: QuestionType) -> QuestionDocument:
    format = draw(_formats)
    rich = _rich(format)
    question = QuestionDocument(
        type=kind,
        stem=draw(_lines),
        format=format,
        title=draw(_maybe(_words)),
        explanation=draw(_maybe(rich)),
        points=draw(st.sampled_from([1.0, 2.5])),
        external_id=draw(_maybe(_words)),
        category=draw(_maybe(_words | st.just("Biology/Cells"))),
        details=Details(solution=draw(_maybe(rich)) if kind is not QuestionType.ESSAY else None),
    )
    outcomes = draw(_maybe(st.builds(OutcomeFeedback, correct=rich, incorrect=rich)))
    if kind not in (QuestionType.ESSAY, QuestionType.UPLOAD, QuestionType.DESCRIPTION):
        question.details.feedback = outcomes
    question.details.image = draw(_maybe(st.just("https://example.org/a%20map.png?x=1&y=<2>")))
    _OPTIONS[kind](draw, question, rich)
    return question


def _choices(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    texts = draw(_unique(rich, 2))[: 2 if question.type is QuestionType.TRUE_FALSE else 4]
    if question.type is not QuestionType.TRUE_FALSE and draw(st.booleans()):
        texts.append("")
    right = (
        {0}
        if question.type is not QuestionType.MULTIPLE_CHOICE
        else set(range(draw(st.integers(1, len(texts)))))
    )
    whole = draw(st.booleans())
    share = 1.0 if whole or len(right) == 1 else round(1 / len(right), 5)
    question.options = [
        Choice(text=text, fraction=share if place in right else 0.0, feedback=draw(_maybe(rich)))
        for place, text in enumerate(texts)
    ]
    if question.type is not QuestionType.TRUE_FALSE:
        question.details.shuffle = draw(_maybe(st.booleans()))


def _short(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    question.options = [
        AcceptedAnswer(text=text, case_sensitive=draw(st.booleans()), feedback=draw(_maybe(rich)))
        for text in draw(_unique(_words, 1))
    ]


def _numerical(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    question.options = draw(_unique(_numbers(), 1))
    for number in question.options:
        number.feedback = draw(_maybe(rich))


def _matching(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    lefts, rights = draw(_unique(rich, 1)), draw(_unique(_words, 2))
    pairs = [
        Pair(left=left, right=draw(st.sampled_from(rights)), feedback=draw(_maybe(rich))) for left in lefts
    ]
    used = {str(pair.right) for pair in pairs}
    question.options = pairs + [Pair(left="", right=right) for right in rights if right not in used]


def _ordering(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    question.options = [Step(text=text) for text in draw(_unique(rich, 2))]


def _cloze(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    kind = draw(st.sampled_from([GapKind.CHOICE, GapKind.SHORT]))
    names = ["one", "the other"][: draw(st.integers(1, 2))]
    question.stem = "Fill " + " and ".join(f"[[{name}]]" for name in names)
    for name in names:
        gap = Gap(name=name, kind=kind)
        texts = draw(_unique(_words, 2))
        if kind is GapKind.CHOICE:
            plain = [RichText(text, TextFormat.PLAIN) for text in texts]
            gap.choices = [Choice(text=text, fraction=float(place == 0)) for place, text in enumerate(plain)]
        else:
            gap.answers = [AcceptedAnswer(text=text, feedback=draw(_maybe(rich))) for text in texts]
        question.options.append(gap)


def _essay(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    said = WrittenResponse(lines=draw(_maybe(st.integers(2, 50))), sample_answer=draw(_maybe(rich)))
    question.details.response = said if said != WrittenResponse() else None


def _upload(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    said = WrittenResponse(
        file_types=draw(st.sampled_from([[], ["pdf", "png"]])), attachments=draw(_maybe(st.just(2)))
    )
    question.details.response = said if said != WrittenResponse() else None


def _description(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    question.points = None


def _hotspot(draw: st.DrawFn, question: QuestionDocument, rich: Any) -> None:
    at = st.integers(2, 500).map(float) | st.sampled_from([2.5, 0.125])
    rectangles = st.tuples(at, at, st.integers(1, 90), st.integers(1, 90)).map(
        lambda said: (Shape.RECTANGLE, [said[0], said[1], said[0] + said[2], said[1] + said[3]])
    )
    circles = st.tuples(at, at, st.integers(2, 90).map(float)).map(lambda said: (Shape.CIRCLE, list(said)))
    polygons = st.lists(at, min_size=6, max_size=10).filter(lambda said: len(said) % 2 == 0 and max(said) > 1)
    outlines = rectangles | circles | polygons.map(lambda said: (Shape.POLYGON, said))
    found = draw(st.lists(outlines, min_size=1, max_size=3, unique_by=str))
    question.options = [
        Area(
            shape=shape,
            coordinates=coordinates,
            text=draw(_maybe(rich)),
            fraction=1.0 if place == 0 else draw(st.sampled_from([0.0, 1.0])),
            feedback=draw(_maybe(rich)),
        )
        for place, (shape, coordinates) in enumerate(found)
    ]


_OPTIONS = {
    QuestionType.SINGLE_CHOICE: _choices,
    QuestionType.MULTIPLE_CHOICE: _choices,
    QuestionType.TRUE_FALSE: _choices,
    QuestionType.SHORT_ANSWER: _short,
    QuestionType.NUMERICAL: _numerical,
    QuestionType.MATCHING: _matching,
    QuestionType.ORDERING: _ordering,
    QuestionType.CLOZE: _cloze,
    QuestionType.ESSAY: _essay,
    QuestionType.UPLOAD: _upload,
    QuestionType.DESCRIPTION: _description,
    QuestionType.HOTSPOT: _hotspot,
}


def _plain(question: QuestionDocument) -> Any:
    """Give what must come back: all but ids, with every text in its own markup."""
    return _said(checked(question), question.format)


def _said(value: Any, format: TextFormat) -> Any:
    if isinstance(value, RichText):
        return value.text if value.format in (None, format) else (value.text, value.format)
    if hasattr(value, "__struct_fields__"):
        return {name: _said(getattr(value, name), format) for name in value.__struct_fields__ if name != "id"}
    return [_said(each, format) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", list(_OPTIONS))
@settings(max_examples=15, deadline=None)
@given(data=st.data(), shape=st.sampled_from(["quizzes", "banks"]))
def test_a_question_comes_back_the_same(kind: QuestionType, data: st.DataObject, shape: str) -> None:
    question = data.draw(_questions(kind))
    found = back(question, shape)
    assert _plain(found) == _plain(question)


def choice(**more: Any) -> QuestionDocument:
    options = [Choice(text="yes", fraction=1.0), Choice(text="no")]
    return QuestionDocument(
        **{"type": QuestionType.SINGLE_CHOICE, "stem": "Well?", "options": options, **more}
    )


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_package_names_every_file_in_its_manifest() -> None:
    stem = f'<img src="qbank://media/{PICTURE.sha256}">'
    question = choice(stem=stem, format=TextFormat.HTML, category="A")
    for shape, documents in (("quizzes", 4), ("banks", 2)):
        data, losses = write(
            question, choice(category="B", external_id="2"), shape=shape, media=lambda digest: PICTURE
        )
        held = files(data)
        root = etree.fromstring(held.pop("imsmanifest.xml"))
        assert {element.get("href") for element in root.iter("{*}file")} == held.keys()
        assert (len(held), losses) == (documents + 1, [])
        assert PICTURE.data in held.values()
        assert read(data)[0] == PICTURE
        assert read(data)[1].stem == stem


def test_the_one_document_for_moodle_is_an_assessment_with_all_items_in_its_first_section() -> None:
    data, losses = write(choice(category="A"), choice(category="B", external_id="2"), shape="xml")
    root = etree.fromstring(data)
    assert len(root.findall("./{*}assessment/{*}section/{*}item")) == 2
    assert [loss.code for loss in losses] == ["category", "category"]


def test_pictures_are_written_into_the_one_document() -> None:
    stem = f'<img src="qbank://media/{PICTURE.sha256}">'
    data, losses = write(choice(stem=stem, format=TextFormat.HTML), shape="xml", media=lambda digest: PICTURE)
    assert (read(data)[0].sha256 != "", read(data)[0].data, losses) == (True, PICTURE.data, [])


def test_the_same_questions_make_the_same_bytes() -> None:
    assert write(choice(category="A")) == write(choice(category="A"))


def test_a_category_interrupted_by_another_is_one_quiz() -> None:
    data, _ = write(*(choice(category=name, external_id=f"{place}") for place, name in enumerate("ABA")))
    assert [one.category for one in read(data)] == ["A", "A", "B"]


def test_no_choice_that_earns_a_share_is_written_as_right() -> None:
    options = [
        Choice(text="best", fraction=1.0),
        Choice(text="half", fraction=0.5),
        Choice(text="no", fraction=-0.5),
    ]
    data, losses = write(choice(options=options))
    assert [one.fraction for one in read(data)[0].options] == [1.0, 0.0, 0.0]
    assert [loss.code for loss in losses] == ["partial_credit"]


def test_a_wildcard_is_never_a_key() -> None:
    wild = AcceptedAnswer(text="*os*", match=Match.WILDCARD)
    question = QuestionDocument(
        type=QuestionType.SHORT_ANSWER, stem="?", options=[AcceptedAnswer(text="Oslo"), wild]
    )
    data, losses = write(question)
    assert [answer.text for answer in read(data)[0].options] == ["Oslo"]
    assert [loss.code for loss in losses] == ["wildcards", "answers_left_out"]
    question.options = [wild]
    assert codes(question) == ["not_written"]


def test_a_relative_tolerance_becomes_the_range_it_makes() -> None:
    number = AcceptedNumber(
        value=Decimal(200), tolerance=Decimal("0.2"), tolerance_kind=ToleranceKind.RELATIVE
    )
    data, losses = write(QuestionDocument(type=QuestionType.NUMERICAL, stem="?", options=[number]))
    assert read(data)[0].options[0].tolerance == 40
    assert [loss.code for loss in losses] == ["tolerance"]


def test_what_canvas_has_no_place_for_is_told() -> None:
    told = choice(
        tags=["t"], author="A", language="en", status=Status.DRAFT, details=Details(hints=[Hint(text="h")])
    )
    assert sorted(codes(told)) == ["author", "hints", "language", "status", "tags"]
    assert codes(choice(stem="*a*", format=TextFormat.MARKDOWN)) == ["rich_text"]
    assert codes(choice(stem="a\x07b")) == ["characters"]
    hotspot = QuestionDocument(type=QuestionType.HOTSPOT, stem="?")
    assert codes(hotspot) == ["not_written"]


def test_mixed_gaps_are_typed_and_only_right_choices_accepted() -> None:
    gaps = [
        Gap(name="a", kind=GapKind.CHOICE, choices=[Choice(text="yes", fraction=1.0), Choice(text="no")]),
        Gap(name="b", kind=GapKind.NUMBER, numbers=[AcceptedNumber(value=Decimal(4))]),
    ]
    data, losses = write(QuestionDocument(type=QuestionType.CLOZE, stem="[[a]] [[b]]", options=gaps))
    found = read(data)[0].options
    assert [[answer.text for answer in gap.answers] for gap in found] == [["yes"], ["4"]]
    assert {loss.code for loss in losses} == {"gap_choices", "number_gaps"}


def test_two_questions_never_share_an_ident() -> None:
    data, losses = write(choice(external_id="x"), choice(external_id="x", stem="Else?"))
    assert [one.external_id for one in read(data)] == ["x", None]
    assert [loss.code for loss in losses] == ["external_id"]


def test_what_was_read_and_not_modelled_goes_back_while_the_question_is_unchanged() -> None:
    raw = b"""<questestinterop><item ident="c" title="T"><itemmetadata><qtimetadata><qtimetadatafield>
<fieldlabel>question_type</fieldlabel><fieldentry>calculated_question</fieldentry></qtimetadatafield>
</qtimetadata></itemmetadata><presentation><material><mattext>[x]?</mattext></material></presentation>
<itemproc_extension><calculated/></itemproc_extension></item></questestinterop>"""
    (question,) = read(raw)
    item = raw[raw.index(b"<item ") : raw.index(b"</questest")].decode()
    data, losses = write(question, shape="xml")
    assert (item in data.decode(), losses) == (True, [])
    question.stem = "changed"
    assert codes(question) == ["edits"]


def test_metadata_of_its_own_goes_back_with_an_unchanged_question() -> None:
    data, _ = write(choice(external_id="x"), shape="xml")
    extra = (
        b"<qtimetadatafield><fieldlabel>teacher</fieldlabel><fieldentry>Ada</fieldentry></qtimetadatafield>"
    )
    (question,) = read(
        data.replace(b"</qtimetadata></itemmetadata>", extra + b"</qtimetadata></itemmetadata>")
    )
    assert b"<fieldentry>Ada" in write(question, shape="xml")[0]
    question.options[0].text = "changed"
    assert b"<fieldentry>Ada" not in write(question, shape="xml")[0]


def test_the_picture_of_a_question_is_a_file_of_the_package_whatever_its_type() -> None:
    areas = [Area(shape=Shape.CIRCLE, coordinates=[20.0, 30.0, 5.0], fraction=1.0)]
    address = f"qbank://media/{PICTURE.sha256}"
    shown = Details(image=address)
    hotspot = QuestionDocument(type=QuestionType.HOTSPOT, stem="Where?", options=areas, details=shown)
    for shape in ("quizzes", "xml"):
        for question in (hotspot, choice(details=Details(image=address))):
            data, losses = write(question, shape=shape, media=lambda digest: PICTURE)
            media, found = read(data)
            assert (media.data, found.details.image) == (PICTURE.data, f"qbank://media/{media.sha256}")
            assert (found.type, found.stem, losses) == (question.type, question.stem, [])


@pytest.mark.parametrize(
    "areas",
    [
        [],
        [Area(shape=Shape.POINT, coordinates=[20.0, 30.0], fraction=1.0)],
        [Area(shape=Shape.RECTANGLE, coordinates=[20.0, 30.0, 10.0, 40.0], fraction=1.0)],
        [Area(shape=Shape.CIRCLE, coordinates=[0.5, 0.5, 0.1], fraction=1.0)],
        [Area(shape=Shape.CIRCLE, coordinates=[9.0, 9.0, 9.0], fraction=share) for share in (1.0, 0.0)],
    ],
)
def test_areas_that_would_be_read_as_others_are_not_written(areas: list[Area]) -> None:
    assert codes(QuestionDocument(type=QuestionType.HOTSPOT, stem="?", options=areas)) == ["not_written"]


def test_whether_the_gaps_of_a_whole_question_are_shuffled_is_told_as_lost() -> None:
    gap = Gap(name="one", kind=GapKind.CHOICE, choices=[Choice(text="a", fraction=1.0), Choice(text="b")])
    question = QuestionDocument(type=QuestionType.CLOZE, stem="[[one]]", options=[gap])
    assert "shuffle" not in codes(question)
    question.details.shuffle = False
    assert "shuffle" in codes(question)
