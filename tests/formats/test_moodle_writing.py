import io
import re
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.strategies import SearchStrategy
from lxml import etree

from qbank.domain.category_path import join_path
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
)
from qbank.domain.question import (
    Details,
    Hint,
    OutcomeFeedback,
    QuestionDocument,
    Scoring,
    Unit,
    WrittenResponse,
)
from qbank.domain.records import CategoryDocument, MediaDocument, SourceDocument
from qbank.domain.text import RichText, Text, rich, text_of
from qbank.domain.validation import checked
from qbank.formats import moodle_xml
from qbank.formats.base import Diagnostic, Found, Loss, ReadOptions, Source, WriteOptions
from qbank.formats.comparing import differences
from qbank.formats.moodle_numbers import GRADES

PICTURE = MediaDocument(sha256=sha256(b"GIF89a+").hexdigest(), mime="image/gif", data=b"GIF89a+")
ADDRESS = f"qbank://media/{PICTURE.sha256}"


def pictures(digest: str) -> MediaDocument | None:
    return PICTURE if digest == PICTURE.sha256 else None


def written(
    documents: Iterable[QuestionDocument], options: WriteOptions | None = None
) -> tuple[bytes, list[Loss]]:
    stream = io.BytesIO()
    losses = list(moodle_xml.write(documents, stream, pictures, options or WriteOptions()))
    return stream.getvalue(), losses


def read(data: bytes) -> tuple[list[QuestionDocument], list[MediaDocument], list[Diagnostic]]:
    items = list(moodle_xml.read(Source("x", io.BytesIO(data)), ReadOptions()))
    found = [item.value for item in items if isinstance(item, Found)]
    questions = [checked(value) for value in found if isinstance(value, QuestionDocument)]
    media = [value for value in found if isinstance(value, MediaDocument)]
    return questions, media, [item for item in items if isinstance(item, Diagnostic)]


_characters = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff[]{}"
) | st.sampled_from("<>&\"'\\~#=%*:@/\n")
_words = st.text(_characters, min_size=1, max_size=12).map(str.strip).filter(bool)
_words |= st.sampled_from(
    ["a ]]> b", "&amp; &nbsp;", "<b>bold</b>", "\\(x^2\\)", "<!-- </question> -->", ADDRESS]
)
_markups = st.sampled_from(["html", "plain", "markdown", "moodle"]).map(TextFormat)
_grades = st.sampled_from([*GRADES, *(-grade for grade in GRADES if grade)])


def _built(type: type[Any], **parts: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.builds(type, **parts)


def _documents(markup: TextFormat) -> SearchStrategy[QuestionDocument]:
    """Make questions whose stem has a markup, and whose texts have it or another."""
    texts = st.builds(lambda words, own: rich(words, own, markup), _words, st.none() | _markups)
    maybe = st.none() | texts
    right = _built(Choice, text=texts, fraction=st.just(1.0), feedback=maybe)
    single = st.lists(_built(Choice, text=texts, fraction=_grades, feedback=maybe), min_size=1, max_size=3)
    shared = st.lists(
        _built(Choice, text=texts, fraction=st.sampled_from([0.0, -0.5, 0.25]), feedback=maybe),
        min_size=1,
        max_size=2,
    )
    half = _built(Choice, text=texts, fraction=st.just(0.5), feedback=maybe)
    answer = _built(AcceptedAnswer, text=_words, fraction=_grades, feedback=maybe)
    number = _built(
        AcceptedNumber,
        value=st.decimals(-(10**6), 10**6, places=3) | st.just(Decimal("6.02E+23")),
        tolerance=st.none() | st.decimals(0, 10, places=2),
        fraction=_grades,
        feedback=maybe,
    )
    plain = _words.map(lambda words: rich(words, TextFormat.PLAIN, markup))
    kinds: dict[QuestionType, SearchStrategy[list[Any]]] = {
        QuestionType.SINGLE_CHOICE: st.tuples(single, right).map(lambda found: [*found[0], found[1]]),
        QuestionType.MULTIPLE_CHOICE: st.tuples(half, shared).map(lambda found: [found[0], *found[1]]),
        QuestionType.TRUE_FALSE: st.tuples(st.booleans(), maybe).map(_truth),
        QuestionType.SHORT_ANSWER: st.tuples(answer, st.booleans()).map(_typed),
        QuestionType.NUMERICAL: st.tuples(number, st.lists(number, max_size=2)).map(_keyed),
        QuestionType.MATCHING: st.lists(_built(Pair, left=texts, right=plain), min_size=1, max_size=3),
        QuestionType.ORDERING: st.lists(_built(Step, text=texts, feedback=maybe), min_size=2, max_size=3),
        QuestionType.ESSAY: st.just([]),
        QuestionType.UPLOAD: st.just([]),
        QuestionType.DESCRIPTION: st.just([]),
    }
    return st.sampled_from(list(kinds)).flatmap(
        lambda kind: st.builds(
            _document,
            type=st.just(kind),
            format=st.just(markup),
            title=_words.filter(lambda words: "\n" not in words),
            stem=_words,
            options=kinds[kind],
            explanation=maybe,
            details=_details(kind, texts),
            category=st.none()
            | st.lists(
                st.from_regex(r"[a-zé][a-z /]{0,5}[a-zß]", fullmatch=True), min_size=1, max_size=2
            ).map(join_path),
            tags=st.lists(_words, max_size=3),
            points=st.none() | st.floats(0, 100),
            status=st.none() | st.just(Status.RETIRED),
            external_id=st.none() | _words,
        )
    )


def _document(**parts: Any) -> QuestionDocument:
    return checked(QuestionDocument(**parts))


def _truth(found: tuple[bool, Text | None]) -> list[Choice]:
    right, said = found
    return [
        Choice(text="True", fraction=float(right), feedback=said),
        Choice(text="False", fraction=float(not right)),
    ]


def _typed(found: tuple[AcceptedAnswer, bool]) -> list[AcceptedAnswer]:
    answer, exact = found
    answer.case_sensitive = exact
    return [
        answer,
        AcceptedAnswer(text="x*y", case_sensitive=exact),
        AcceptedAnswer(text="x*y", match=Match.WILDCARD, case_sensitive=exact),
    ]


def _keyed(found: tuple[AcceptedNumber, list[AcceptedNumber]]) -> list[AcceptedNumber]:
    first, others = found
    first.fraction = 1.0
    return [first, *others, AcceptedNumber(fraction=0.0, feedback="no")]


def _details(kind: QuestionType, texts: SearchStrategy[Text]) -> SearchStrategy[Details]:
    maybe = st.none() | texts
    units = st.lists(_built(Unit, name=_words, factor=st.floats(1e-6, 1e6)), min_size=1, max_size=2)
    response = _built(
        WrittenResponse,
        lines=st.integers(1, 40),
        response_format=st.just("editor") if kind is QuestionType.ESSAY else st.none(),
        template=maybe,
        grader_info=maybe,
        attachments=st.integers(-1, 3),
        file_types=st.lists(st.sampled_from([".pdf", ".docx"]), max_size=2, unique=True),
    )
    written = kind in (QuestionType.ESSAY, QuestionType.UPLOAD)
    return _built(
        Details,
        hints=st.lists(
            _built(Hint, text=texts, clear_wrong=st.booleans(), show_count=st.booleans()), max_size=2
        ),
        feedback=st.none() | _built(OutcomeFeedback, correct=texts, partial=maybe, incorrect=maybe),
        scoring=st.none() | _built(Scoring, penalty=st.floats(0, 1)),
        shuffle=st.none() | st.booleans(),
        numbering=st.none() | st.sampled_from(["abc", "ABCD", "123", "none"]),
        units=units if kind is QuestionType.NUMERICAL else st.just([]),
        layout=st.sampled_from([None, "vertical"]) if kind is QuestionType.ORDERING else st.none(),
        response=st.none() | response if written else st.none(),
    )


_drags = st.lists(_words, min_size=2, max_size=4, unique=True)


@given(st.lists(_markups.flatmap(_documents), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_is_written_comes_back_equal(documents: list[QuestionDocument]) -> None:
    data, losses = written(documents)
    assert losses == []
    etree.fromstring(data)
    questions, media, said = read(data)
    assert [item.code for item in said if item.code != "no_key"] == []
    assert questions == documents
    assert all(one == PICTURE for one in media)


@given(_markups, _drags, st.integers(0, 1), _words)
@settings(deadline=None)
def test_words_to_drag_come_back_equal(markup: TextFormat, words: list[str], right: int, stem: str) -> None:
    def gap(at: int, key: int, offered: list[str]) -> Gap:
        choices = [
            Choice(text=rich(word, TextFormat.HTML, markup), fraction=float(word == offered[key]))
            for word in offered
        ]
        return Gap(name=f"gap{at}", kind=GapKind.DRAG, choices=choices)

    gaps = [
        gap(1, right, words),
        gap(2, 1 - right, words),
        gap(3, right, words),
        gap(4, 0, [*words, "other"]),
    ]
    document = checked(
        QuestionDocument(
            type=QuestionType.CLOZE,
            title="T",
            format=markup,
            stem=f"{stem} [[gap1]] [[gap2]] [[gap3]] [[gap4]]",
            options=gaps,
        )
    )
    data, losses = written([document])
    (again,) = read(data)[0]
    assert losses == []
    assert b'type="ddwtos"' in data
    again.extensions = {}
    assert again == document


def question(type: str, options: list[Any] | None = None, **parts: Any) -> QuestionDocument:
    return checked(
        QuestionDocument(
            type=QuestionType(type), options=options or [], **{"stem": "Why?", "title": "T", **parts}
        )
    )


def told(document: QuestionDocument) -> list[str]:
    """Give the codes of a question's losses, having compared all else with what comes back."""
    data, losses = written([document])
    questions = read(data)[0]
    assert len(questions) == 1
    found = differences(document, questions[0], moodle_xml.CARRIES, frozenset(loss.code for loss in losses))
    assert [str(one) for one in found] == []
    return [loss.code for loss in losses]


TWO = [Choice(text="a", fraction=1.0), Choice(text="b")]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (
            question("single_choice", [Choice(text="a", fraction=1.0), Choice(text="b", fraction=0.37)]),
            "partial_credit",
        ),
        (
            question("true_false", [Choice(text="Wahr", fraction=1.0), Choice(text="Falsch")]),
            "true_false_words",
        ),
        (question("short_answer", [AcceptedAnswer(text="a.+", match=Match.REGEX)]), "wildcards"),
        (
            question(
                "short_answer", [AcceptedAnswer(text="a"), AcceptedAnswer(text="b", case_sensitive=True)]
            ),
            "case_sensitivity",
        ),
        (question("numerical", [AcceptedNumber(low=Decimal(1), high=Decimal(2))]), "tolerance"),
        (question("matching", [Pair(left="a", right="*b*")], format=TextFormat.MARKDOWN), "rich_text"),
        (question("matching", [Pair(left="a", right="b", feedback="c", fraction=0.5)]), "feedback"),
        (question("essay", details=Details(response=WrittenResponse(sample_answer="x"))), "response"),
        (question("single_choice", TWO, details=Details(units=[Unit(name="m")])), "units"),
        (question("single_choice", TWO, details=Details(layout="vertical")), "layout"),
        (question("single_choice", TWO, status=Status.REVIEW), "status"),
        (question("single_choice", TWO, stem="a\x07b"), "control_character"),
        (question("single_choice", TWO, stem=f"qbank://media/{'0' * 64}"), "media"),
        (question("single_choice", TWO, difficulty="hard"), "difficulty"),
        (question("single_choice", [Choice(text="a", fraction=1.0, fixed=True), Choice(text="b")]), "fixed"),
        (
            question(
                "cloze",
                [Gap(name="town", kind=GapKind.SHORT, answers=[AcceptedAnswer(text="x")])],
                stem="In [[town]]",
            ),
            "gap_names",
        ),
    ],
)
def test_what_moodle_cannot_hold_is_said(document: QuestionDocument, code: str) -> None:
    assert code in told(document)


@pytest.mark.parametrize(
    "document",
    [
        question("hotspot", [Area(shape=Shape.POINT, coordinates=[1, 2], fraction=1.0)]),
        question("opaque", extensions={"qti12": "<item/>"}),
        question("dynamic", extensions={"moodle-xml": "<question><open></question>"}),
        question("opaque", extensions={"moodle-xml": {"source": "<quiz/>"}}),
        question("opaque", extensions={"moodle-xml": 7}),
    ],
)
def test_what_cannot_be_written_is_left_out_and_said(document: QuestionDocument) -> None:
    data, losses = written([document, question("description")])
    assert [(loss.code, loss.number) for loss in losses] == [("not_written", 1)]
    assert len(read(data)[0]) == 1


def test_latex_is_written_as_html() -> None:
    document = question("description", stem=r"\emph{x} and $y$", format=TextFormat.LATEX)
    data, losses = written([document])
    assert b"<em>x</em>" in data
    assert [loss.code for loss in losses] == ["rich_text"]


def test_several_right_choices_share_the_points_as_moodle_adds_them_up() -> None:
    choices = [
        Choice(text=text, fraction=fraction) for text, fraction in (("a", 1.0), ("b", 1.0), ("c", -1.0))
    ]
    document = question("multiple_choice", choices)
    assert told(document) == []
    (again,) = read(written([document])[0])[0]
    assert [choice.fraction for choice in again.options] == [0.5, 0.5, -1]


FULL = (
    '<quiz><question type="multichoice"><name><text>N</text></name><questiontext format="html"><text>Q</text>'
    '</questiontext><single>false</single><shownumcorrect/><mood x="1">m</mood>'
    '<answer fraction="100"><text>a</text>'
    '</answer><answer fraction="100"><text>b</text><extra>1</extra></answer></question></quiz>'
)


def test_what_only_moodle_knows_goes_back_while_the_question_is_what_it_was() -> None:
    (document,) = read(FULL.encode())[0]
    document.category, document.tags = "Elsewhere", ["new"]
    data, losses = written([document])
    assert losses == []
    assert b'<mood x="1">m</mood>' in data
    assert b"<extra>1</extra>" in data
    (again,) = read(data)[0]
    assert again == document


def test_settings_go_back_to_a_changed_question_and_the_rest_is_a_loss() -> None:
    (document,) = read(FULL.encode())[0]
    document.stem = "Changed"
    data, losses = written([document])
    assert [loss.code for loss in losses] == ["extensions"]
    assert b"<shownumcorrect></shownumcorrect>" in data
    assert b"<mood" not in data


OPAQUE = (
    "<question type='stack'>\n <name><text>S</text></name>\n"
    '<questiontext format="html"><text>x</text></questiontext>\r\n</question>'
)


def test_a_kept_question_goes_back_byte_for_byte_and_what_was_changed_of_it_is_said() -> None:
    (document,) = read(f"<quiz>{OPAQUE}</quiz>".encode())[0]
    document.category = "A"
    data, losses = written([document])
    assert OPAQUE.encode() in data
    assert losses == []
    document.title = "Other"
    assert [loss.code for loss in written([document])[1]] == ["kept_as_it_was"]


def test_words_of_a_list_go_back_with_those_no_gap_offers() -> None:
    words = "".join(
        f"<selectoption><text>{word}</text><group>{group}</group></selectoption>"
        for word, group in (("cat", 1), ("dog", 1), ("lost", 7))
    )
    data = (
        '<quiz><question type="gapselect"><name><text>N</text></name><questiontext format="html">'
        "<text>A [[2]] and "
        f"[[2]].</text></questiontext>{words}</question></quiz>"
    )
    (document,) = read(data.encode())[0]
    again = written([document])[0]
    assert b"A [[2]] and [[2]]." in again
    assert re.findall(rb"<group>(\d)", again) == [b"1", b"1", b"7"]
    assert read(again)[0] == [document]
    document.options[0].choices[1].text = "hound"
    changed = written([document])[0]
    assert b'type="gapselect"' in changed
    (after,) = read(changed)[0]
    assert [text_of(choice.text) for choice in after.options[0].choices] == ["cat", "hound"]


def test_a_category_is_named_where_it_changes_with_its_description() -> None:
    documents = [
        question("description", category=category) for category in ("A/B//C", "A/B//C", None, "A/B//C")
    ]
    records = (
        CategoryDocument(path="A/B//C", description="About <it>", preferences={"points": 2}),
        SourceDocument(title="D", uri="http://example.org"),
    )
    data, losses = written(documents, WriteOptions(records=records))
    assert re.findall(rb"<category><text>(.*?)</text>", data) == [
        b"$course$/top/A/B//C",
        b"$course$/top",
        b"$course$/top/A/B//C",
    ]
    assert data.count(b"About <it>") == 1
    assert [loss.code for loss in losses] == ["records", "records"]
    assert [document.category for document in read(data)[0]] == ["A/B//C", "A/B//C", None, "A/B//C"]


def test_a_question_without_a_name_is_given_its_first_words() -> None:
    data, losses = written(
        [question("description", title=None, stem="<p>Long " + "words " * 50, format=TextFormat.HTML)]
    )
    assert losses == []
    (name,) = re.findall(rb"<name><text>(.*?)</text>", data)
    assert name.decode().startswith("Long words words")
    assert len(name.decode()) == 100


def test_files_are_written_beside_each_text_that_refers_to_them() -> None:
    document = question(
        "single_choice",
        [
            Choice(
                text=RichText(f'<img src="{ADDRESS}"> <img src="{ADDRESS}">', TextFormat.HTML), fraction=1.0
            ),
            TWO[1],
        ],
        stem=f"![x]({ADDRESS})",
        format=TextFormat.MARKDOWN,
        extensions={"moodle-xml": {"files": {PICTURE.sha256: "fig/a (1).gif"}}},
    )
    data, losses = written([document])
    assert losses == []
    assert data.count(b'<file name="a (1).gif" path="/fig/" encoding="base64">') == 2
    assert data.count(b"@@PLUGINFILE@@/fig/a%20%281%29.gif") == 3
    questions, media, _ = read(data)
    assert questions == [document]
    assert {one.data for one in media} == {PICTURE.data}


def test_true_and_false_come_back_in_their_own_markup() -> None:
    for texts in (["True", "False"], [RichText(word, TextFormat.PLAIN) for word in ("True", "False")]):
        options = [Choice(text=texts[0], fraction=1.0), Choice(text=texts[1])]
        document = question("true_false", options, format=TextFormat.HTML)
        assert read(written([document])[0])[0] == [document]
