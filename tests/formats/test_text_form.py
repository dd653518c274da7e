"""The text form: what is written is read again, for every type; what it cannot say survives an edit."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from qbank.domain import jsontext
from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
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
from qbank.domain.question import (
    Details,
    Hint,
    OutcomeFeedback,
    QuestionDocument,
    Scoring,
    Unit,
    WrittenResponse,
)
from qbank.domain.text import RichText, text_of
from qbank.domain.validation import checked
from qbank.formats import text_form, text_form_head, text_form_items, text_form_sections

PAGE = Path(__file__).parents[2] / "docs" / "text-form.md"
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"
ID = "3f2a91bc-4a0e-4c59-9d1b-2b9d5f0e6a41"
NAME = ID[:8]
Q = QuestionType

marks = st.sampled_from(
    [
        "* x", "- x", "= 3", "---", "----", "> said", "\\* x", "\\\\- y", "1. a", "[[g1]] short", "a == b",
        "== c", "explanation: no", "Hint:", "# qbank: remark", "# title", "\\frac{1}{2}", "[50%] half",
        "\\[50%] x", "  indented", "\\> x", "type: essay", "id: 3", "a \\== b", "↵", "a\\↵b", "A) x",
        "ANSWER: B",        "\tx", "", "[case] x", "*", "-", "=", "\\", "[[g1]]", "x  ",
        "\r", "a\r\nb", "\u2028", "\x85", "\x0c", "\ufeff",
    ]
)  # fmt: skip
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
lines = st.one_of(marks, st.text(characters, max_size=12))
texts = st.lists(lines, min_size=1, max_size=4).map("\n".join)
fractions = st.sampled_from([0.0, 1.0, 0.5, -0.25, 0.33333, 1 / 3, -1.0, 1e-07])
decimals = st.decimals(-1000, 1000, allow_nan=False, places=3) | st.sampled_from(
    [Decimal("1E+2"), Decimal("1.50"), Decimal("-0"), Decimal("6.02E-30")]
)
rich = st.one_of(texts, st.builds(RichText, texts, st.sampled_from([None, *TextFormat])))
optional = st.none() | rich

choices = st.builds(Choice, text=rich, fraction=fractions, feedback=optional, fixed=st.booleans())
answers = st.builds(
    AcceptedAnswer,
    text=texts,
    fraction=fractions,
    feedback=optional,
    case_sensitive=st.booleans(),
    match=st.sampled_from(list(Match)),
)


@st.composite
def accepted_numbers(draw: st.DrawFn) -> AcceptedNumber:
    low, high = sorted([draw(decimals), draw(decimals)])
    return AcceptedNumber(
        value=draw(st.none() | decimals),
        tolerance=draw(st.none() | decimals.map(abs)),
        tolerance_kind=draw(st.sampled_from(list(ToleranceKind))),
        low=draw(st.none() | st.just(low)),
        high=draw(st.none() | st.just(high)),
        fraction=draw(fractions),
        feedback=draw(optional),
    )


pairs = st.builds(Pair, left=rich, right=rich, fraction=st.none() | fractions, feedback=optional)
steps = st.builds(Step, text=rich, feedback=optional)
coordinates = st.floats(-1e6, 1e6, allow_nan=False)
areas = st.builds(
    Area,
    shape=st.just(Shape.RECTANGLE),
    coordinates=st.lists(coordinates, min_size=4, max_size=4),
    text=optional,
    fraction=fractions,
    feedback=optional,
)


@st.composite
def gaps(draw: st.DrawFn, name: str) -> Gap:
    kind = draw(st.sampled_from(list(GapKind)))
    lists: dict[GapKind, dict[str, Any]] = {
        GapKind.SHORT: {"answers": draw(st.lists(answers, max_size=2))},
        GapKind.NUMBER: {"numbers": draw(st.lists(accepted_numbers(), max_size=2))},
    }
    filled = lists.get(kind, {"choices": draw(st.lists(choices, max_size=3))})
    weight = draw(st.sampled_from([1.0, 2.0, 0.25, 1e-07]))
    return Gap(name=name, kind=kind, weight=weight, shuffle=draw(st.booleans()), **filled)


OPTIONS: dict[QuestionType, st.SearchStrategy[list[Any]]] = {
    Q.SINGLE_CHOICE: st.lists(choices, min_size=2, max_size=4),
    Q.MULTIPLE_CHOICE: st.lists(choices, min_size=2, max_size=4),
    Q.TRUE_FALSE: st.lists(choices, min_size=2, max_size=2),
    Q.SHORT_ANSWER: st.lists(answers, max_size=3),
    Q.NUMERICAL: st.lists(accepted_numbers(), max_size=3),
    Q.MATCHING: st.lists(pairs, min_size=1, max_size=3),
    Q.ORDERING: st.lists(steps, min_size=2, max_size=3),
    Q.CLOZE: st.tuples(gaps("g1"), gaps("a b")).map(list),
    Q.HOTSPOT: st.lists(areas, max_size=3),
}
details = st.builds(
    Details,
    hints=st.lists(st.builds(Hint, text=rich, clear_wrong=st.booleans()), max_size=2),
    feedback=st.none() | st.builds(OutcomeFeedback, correct=optional, partial=optional, incorrect=optional),
    scoring=st.none() | st.just(Scoring(mode="all", penalty=0.5)),
    shuffle=st.none() | st.booleans(),
    units=st.just([]) | st.just([Unit(name="m")]),
    response=st.none()
    | st.builds(
        WrittenResponse, lines=st.none() | st.just(3), template=optional, grader_info=optional,
        sample_answer=optional,
    ),
    solution=optional,
)  # fmt: skip
fields = st.dictionaries(texts, texts | st.integers() | st.just(["x"]), max_size=3)


@st.composite
def documents(draw: st.DrawFn) -> QuestionDocument:
    kind = draw(st.sampled_from(list(Q)))
    stem = draw(texts.filter(str.strip))
    if kind is Q.CLOZE:
        stem = stem.replace("[[", "[ [") + " [[g1]]\n[[a b]]"
    return checked(
        QuestionDocument(
            id=ID,
            type=kind,
            status=Status.DRAFT,
            stem=stem,
            options=draw(OPTIONS.get(kind, st.just([]))),
            title=draw(st.none() | texts),
            format=draw(st.sampled_from(list(TextFormat))),
            explanation=draw(optional),
            details=draw(details),
            tags=draw(st.lists(texts, max_size=3)),
            difficulty=draw(st.none() | st.sampled_from(list(Difficulty))),
            rating=draw(st.none() | st.floats(0, 5)),
            points=draw(st.none() | st.floats(0, 1e300)),
            author=draw(st.none() | texts),
            external_id=draw(st.none() | texts),
            fields=draw(fields),
            extensions={"gift": "x"},
            stimulus="x",
            version=4,
        )
    )


def said_again(document: QuestionDocument, text: str) -> QuestionDocument:
    reading = text_form.read(text, {NAME: document})
    assert reading.mistakes == []
    [found] = reading.questions
    return found.document


relaxed = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@given(documents())
@relaxed
def test_an_untouched_text_gives_back_the_document_whatever_it_holds(document: QuestionDocument) -> None:
    written = text_form.write(document, NAME)
    assert jsontext.encode(said_again(document, written)) == jsontext.encode(document)
    remarked = "# qbank: a remark\r\n" + written.replace("\n", "\r\n")
    assert jsontext.encode(said_again(document, remarked)) == jsontext.encode(document)


@given(documents(), texts.filter(str.strip))
@relaxed
def test_an_edit_of_one_thing_changes_that_alone(document: QuestionDocument, title: str) -> None:
    plain = " ".join(title.split())
    text = text_form.write(document, NAME)
    kept = [line for line in text.split("\n\n", 1)[0].split("\n") if not line.startswith("title:")]
    edited = said_again(document, "\n".join([*kept, f"title: {plain}", "", text.split("\n\n", 1)[1]]))
    assert edited.title is not None
    assert edited.title.replace("\n", "↵").replace("\\", "") == plain.replace("\\", "")
    edited.title = document.title
    assert jsontext.encode(edited) == jsontext.encode(document)


words = (
    st.text("abcdefgh äß漢", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
)
odd = st.sampled_from(
    [
        "* a", "- b", "= c", "> d", "1. e", "---", "\\* f", "[50%] g", "a == b", "explanation: h", "", "  x",
        "# qbank: r",
    ]
)  # fmt: skip
blocks = st.lists(words | odd, min_size=1, max_size=3).map("\n".join).map(str.strip).filter(bool)


@given(
    st.sampled_from(sorted(OPTIONS)),
    blocks,
    st.lists(st.tuples(blocks, st.none() | blocks), min_size=2, max_size=4),
    st.none() | blocks,
)
@relaxed
def test_a_new_question_is_read_from_its_text_alone(
    kind: QuestionType, stem: str, told: list[tuple[str, str | None]], explanation: str | None
) -> None:
    made: dict[QuestionType, Any] = {
        Q.SHORT_ANSWER: [AcceptedAnswer(text=text, feedback=said) for text, said in told],
        Q.NUMERICAL: [
            AcceptedNumber(value=Decimal(place), feedback=said) for place, (_, said) in enumerate(told)
        ],
        Q.MATCHING: [Pair(left=text, right=text, feedback=said) for text, said in told],
        Q.ORDERING: [Step(text=text, feedback=said) for text, said in told],
        Q.CLOZE: [Gap(name="g", kind=GapKind.SHORT, answers=[AcceptedAnswer(text=told[0][0])])],
        Q.HOTSPOT: [
            Area(shape=Shape.POINT, coordinates=[1.5, 2.0], text=" ".join(text.split()), fraction=1.0)
            for text, _ in told
        ],
        Q.TRUE_FALSE: [Choice(text="True", fraction=1.0), Choice(text="False")],
    }  # fmt: skip
    options = made.get(kind) or [
        Choice(text=text, feedback=said, fraction=float(place == 0))
        for place, (text, said) in enumerate(told)
    ]
    if kind is Q.TRUE_FALSE:
        options[0].id, options[1].id = "true", "false"
    document = checked(
        QuestionDocument(
            type=kind, stem=stem + (" [[g]]" if kind is Q.CLOZE else ""), options=options,
            explanation=explanation, tags=["a, b", 'c "d"', "e"], difficulty=Difficulty.HARD,
            points=1.5, category="A/B", fields={"topic": "redox"},
        )
    )  # fmt: skip
    reading = text_form.read(text_form.write(document))
    assert reading.mistakes == []
    assert reading.questions[0].document == document


def examples() -> list[QuestionDocument]:
    lines = [line for line in EXAMPLES.read_bytes().splitlines() if b'"kind":"question"' in line]
    return [checked(msgspec.json.decode(line, type=QuestionDocument)) for line in lines]


def test_every_example_is_read_from_a_buffer_of_all_of_them() -> None:
    originals = {f"q{number:05}": document for number, document in enumerate(examples())}
    reading = text_form.read(text_form.write_all(originals), originals)
    assert reading.mistakes == []
    before = [jsontext.encode(document) for document in originals.values()]
    assert [jsontext.encode(found.document) for found in reading.questions] == before


def edited(document: QuestionDocument, *changes: tuple[str, str]) -> QuestionDocument:
    text = text_form.write(document, NAME)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return said_again(document, text)


def question(type: QuestionType = Q.SINGLE_CHOICE, **said: Any) -> QuestionDocument:
    neon, yes = RichText("Neon", TextFormat.HTML), RichText("Yes", TextFormat.HTML)
    options = [
        Choice(id="x", text=neon, fraction=1.0, feedback=yes),
        Choice(id="y", text="Iron"),
        Choice(id="z", text="Lead"),
    ]  # fmt: skip
    known: dict[str, Any] = {"id": ID, "type": type, "stem": "Which is a noble gas?", "options": options}
    return checked(QuestionDocument(**{**known, **said}))


def test_an_option_keeps_its_id_and_markup_when_it_is_reworded_and_moved() -> None:
    found = edited(question(), ("* Neon\n  > Yes\n", ""), ("- Lead\n", "- Lead\n* Neon gas\n  > Yes!\n"))
    assert [each.id for each in found.options] == ["y", "z", "x"]
    assert found.options[2].text == RichText("Neon gas", TextFormat.HTML)
    assert found.options[2].feedback == RichText("Yes!", TextFormat.HTML)


def test_a_new_choice_gets_an_id_no_other_has() -> None:
    found = edited(question(), ("- Lead", "- Lead\n- A wholly different one"))
    assert len({each.id for each in found.options}) == 4


def test_another_right_choice_shares_the_points_anew() -> None:
    options = [Choice(text="a", fraction=0.5), Choice(text="b", fraction=0.5), Choice(text="c")]
    found = edited(question(Q.MULTIPLE_CHOICE, options=options), ("- c", "* c"))
    assert [each.fraction for each in found.options] == [0.33333] * 3


def test_what_every_question_has_stays_when_its_line_is_taken_out_and_the_rest_is_cleared() -> None:
    before = question(
        category="A", status=Status.RETIRED, title="T", points=2.0, tags=["x"], format=TextFormat.HTML
    )
    text = text_form.write(before, NAME).split("\n\n", 1)[1]
    found = said_again(before, f"id: {NAME}\n\n{text}")
    assert (found.category, found.status, found.format) == ("A", Status.RETIRED, TextFormat.HTML)
    assert (found.title, found.points, found.tags) == (None, None, [])


def test_a_type_that_is_changed_reads_the_options_anew() -> None:
    found = edited(question(), ("type: single_choice", "type: multiple choice"), ("- Iron", "* Iron"))
    assert found.type is Q.MULTIPLE_CHOICE
    assert [each.fraction for each in found.options] == [0.5, 0.5, 0.0]
    assert found.options[0].id == "x"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("difficulty: hrd\n\nWhy?\n\n* a\n- b\n", 1, "there is no difficulty 'hrd'"),
        ("category: A\ndificulty: hard\n\nWhy?\n* a\n- b\n", 2, "did you mean difficulty?"),
        ("catgory: A\n\nWhy?\n* a\n- b\n", 1, "category"),
        ("Why?\n\n* a\n- b\noops\n", 5, "a choice begins with * (right) or -"),
        ("Why?\n\n*a\n-b\n", 3, "a blank follows the mark of an answer: * a"),
        ("*Why* so?\n", 1, "nothing says how this question is answered"),
        ("Why?\n\n- a\n- b\n", 1, "nothing says how this question is answered"),
        ("type: single\n\nWhy?\n\n- a\n- b\n", 5, "no key"),
        ("type: essay\n", 1, "no text"),
        (
            "Why?\n= 3\n= [50%] 4 +- x\n= y\n---\ntype: numerical\n\nHow many?\n= many\n",
            9,
            "'many' is no number",
        ),
        ("Put\n\n1. a\n3. c\n2. b\n", 5, "step 2 stands below step 3"),
        ("Match\n\na == b\nc == \n", 4, "a pair is written as left == right"),
        ("id: 3f2a\n\nWhy?\n\n* a\n- b\n", 1, "leave the line out"),
        ("tags: a\ntags: b\n\nWhy?\n\n* a\n- b\n", 2, "said twice"),
        ("Why?\n\n* [150%] a\n- b\n", 3, "between -100% and 100%"),
        ("Why?\n\n= [fixed] a\n", 3, "[fixed] means nothing here"),
        ("Gap [[a]].\n\n[[a]] short\n= x\n[[b]] short\n= y\n", 5, "gap 'b' has no [[b]] in the stem"),
        ("Why\0?\n\n* a\n- b\n", 1, "NUL"),
        ("type: hotspot\n\nWhere?\n\n* square 1 2\n", 5, "an area is written as"),
    ],
)
def test_a_mistake_is_told_at_its_line(text: str, line: int, reason: str) -> None:
    [mistake] = text_form.read(text).mistakes
    assert mistake.place.line == line
    assert reason in mistake.message


def test_a_mistake_does_not_hide_the_other_questions() -> None:
    reading = text_form.read("Why?\n\n* a\n- b\n\n---\n\nWhat?\n\n---\nHow many?\n= 3\n")
    assert [found.document.stem for found in reading.questions] == ["Why?", "How many?"]
    assert [mistake.place.line for mistake in reading.mistakes] == [8]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Sky?\n\n* True\n- False\n", Q.TRUE_FALSE),
        ("Which?\n* a\n- b\n", Q.SINGLE_CHOICE),
        ("Which?\n* a\n* b\n- c\n", Q.MULTIPLE_CHOICE),
        ("Who?\n= Ann\n", Q.SHORT_ANSWER),
        ("How many?\n= 3 ± 0.5\n", Q.NUMERICAL),
        ("Match\n\na == b\nc == d\n", Q.MATCHING),
        ("Order\n\n1. a\n2. b\n", Q.ORDERING),
        ("Fill [[a]]\n\n[[a]] short\n= x\n", Q.CLOZE),
        ("Discuss\n\ngrader_info: two points\n", Q.ESSAY),
    ],
)
def test_a_type_that_is_not_said_is_told_by_the_answers(text: str, kind: QuestionType) -> None:
    reading = text_form.read(text)
    assert reading.mistakes == []
    assert [found.document.type for found in reading.questions] == [kind]


def test_an_edited_question_is_named_by_an_id_of_the_buffer_and_once() -> None:
    before = question()
    text = text_form.write(before, NAME)
    wrong = {
        "none of the questions": text.replace(NAME, "ffff0000"),
        "no id": text.replace(f"id: {NAME}\n", ""),
        "already": f"{text}---\n{text}",
    }
    for reason, told in wrong.items():
        [mistake] = text_form.read(told, {NAME: before}).mistakes
        assert reason in mistake.message


def test_every_example_of_the_page_is_read_and_every_name_stands_on_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    readings = [text_form.read(block) for block in blocks]
    assert [reading.mistakes for reading in readings] == [[]] * len(blocks)
    kinds = [found.document.type for reading in readings for found in reading.questions]
    told = [
        Q.SINGLE_CHOICE,
        Q.NUMERICAL,
        Q.CLOZE,
        Q.MATCHING,
        Q.SINGLE_CHOICE,
        Q.MULTIPLE_CHOICE,
        Q.TRUE_FALSE,
    ]
    assert kinds == told
    names = [*text_form_head.NAMES, *text_form_sections.SECTIONS, *text_form_items.FLAGS]
    assert [name for name in names if f"`{name}`" not in page] == []


@pytest.mark.parametrize("right", ["", "\r", " ", "\u2028", "\\", "\\\\", "\\x"])
def test_the_right_side_of_a_pair_comes_back_whatever_it_is(right: str) -> None:
    before = question(Q.MATCHING, options=[Pair(left="a", right=right), Pair(left="b", right="c")])
    assert said_again(before, text_form.write(before, NAME)) == before
    found = edited(before, ("b == c", "b == d"))
    assert [text_of(pair.right).strip() for pair in found.options] == [right.strip(), "d"]
