import base64
import io
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, strategies as st

from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.records import MediaDocument
from qbank.domain.text import RichText, text_of
from qbank.domain.validation import checked
from qbank.formats import json_shapes
from qbank.formats.base import (
    AnswerStyle,
    Diagnostic,
    Found,
    Item,
    ReadOptions,
    Severity,
    Source,
    Undecided,
    Unreadable,
)

Q = QuestionType
ABC = ["red", "green", "blue"]


def items(
    data: object, mapping: Mapping[str, str] | None = None, answers: AnswerStyle | None = None
) -> list[Item]:
    raw = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    return list(json_shapes.read(Source("file.json", io.BytesIO(raw)), ReadOptions(mapping or {}, answers)))


def questions(found: list[Item]) -> list[QuestionDocument]:
    return [
        checked(one.value)
        for one in found
        if isinstance(one, Found) and isinstance(one.value, QuestionDocument)
    ]


def read(data: object, **options: Any) -> list[QuestionDocument]:
    found = items(data, **options)
    assert [one for one in found if isinstance(one, Diagnostic) and one.severity is Severity.ERROR] == []
    return questions(found)


def keyed(question: QuestionDocument) -> list[str]:
    return [text_of(option.text) for option in question.options if option.fraction > 0]


def unkeyed(found: list[Item]) -> list[Diagnostic]:
    return [one for one in found if isinstance(one, Diagnostic) and one.code == "no_key"]


def errors(found: list[Item]) -> list[tuple[str, str, int | None]]:
    return [
        (one.code, one.place.path, one.place.line)
        for one in found
        if isinstance(one, Diagnostic) and one.severity is Severity.ERROR
    ]


BLUE: list[tuple[str, object]] = [
    ("a letter", {"question": "Q?", "options": ABC, "answer": "C"}),
    ("a text", {"question": "Q?", "options": ABC, "correctAnswer": "blue"}),
    (
        "a prefixed text",
        {"question": "Q?", "options": ["A) red", "B) green", "C) blue"], "answer": "C) blue"},
    ),
    ("a number that is the last", {"question": "Q?", "options": ABC, "answer": 3}),
    (
        "choices by letter",
        {"question": "Q?", "options": {"A": "red", "B": "green", "C": "blue"}, "answer": "C"},
    ),
    (
        "labelled objects",
        {
            "question": {
                "stem": "Q?",
                "choices": [{"label": label, "text": text} for label, text in zip("123", ABC, strict=True)],
            },
            "answerKey": "3",
        },
    ),
    (
        "objects with ids",
        {
            "text": "Q?",
            "choices": [{"id": f"c{text}", "text": text} for text in ABC],
            "correctOptionId": "cblue",
        },
    ),
    (
        "objects that say so",
        {"prompt": "Q?", "answers": [{"text": text, "correct": text == "blue"} for text in ABC]},
    ),
    (
        "fractions",
        {
            "questiontext": {"text": "Q?", "format": "html"},
            "answer": [{"text": text, "fraction": "100" if text == "blue" else "0"} for text in ABC],
        },
    ),
    ("wrong ones apart", {"question": "Q?", "correct_answer": "blue", "incorrect_answers": ["red", "green"]}),
    (
        "numbered distractors",
        {"question": "Q?", "correct_answer": "blue", "distractor1": "red", "distractor2": "green"},
    ),
    (
        "a key for each choice",
        {"question": "Q?", "option1": "red", "option2": "green", "option3": "blue", "answer": "option3"},
    ),
    ("letter keys", {"Question": "Q?", "A": "red", "B": "green", "C": "blue", "Answer": "C"}),
    (
        "flags by label",
        {
            "question": "Q?",
            "answers": {"answer_a": "red", "answer_b": "green", "answer_c": "blue", "answer_d": None},
            "correct_answers": {
                "answer_a_correct": "false",
                "answer_b_correct": "false",
                "answer_c_correct": "true",
                "answer_d_correct": "false",
            },
        },
    ),
    ("a list of booleans", {"question": "Q?", "options": ABC, "correct": [False, False, True]}),
    ("choices in the text", {"input": "Q?\nOptions:\n(A) red\n(B) green\n(C) blue", "target": "(C)"}),
    ("German keys", {"Frage": "Q?", "Antworten": ABC, "richtige Antwort": "blue"}),
    ("Arabic keys", {"السؤال": "Q?", "الخيارات": ABC, "الجواب": "blue"}),
]


@pytest.mark.parametrize(("name", "record"), BLUE, ids=[name for name, _ in BLUE])
@pytest.mark.parametrize("container", ["bare", "list", "wrapped", "lines"])
def test_every_shape_of_choices_gives_the_right_key_in_every_container(
    name: str, record: object, container: str
) -> None:
    data: object = {
        "bare": record,
        "list": [record],
        "wrapped": {"title": "Exam", "questions": [record]},
        "lines": b"\n".join([json.dumps(record).encode()] * 2),
    }[container]
    for question in read(data):
        assert question.type is Q.SINGLE_CHOICE
        assert question.stem == "Q?"
        assert sorted(text_of(option.text) for option in question.options) == sorted(ABC)
        assert keyed(question) == ["blue"]


@given(st.data())
def test_no_key_is_wrong_in_a_file_of_indices(data: st.DataObject) -> None:
    first = data.draw(st.integers(0, 1))
    choices = st.lists(st.text("ab12 ", min_size=1, max_size=3).filter(str.strip), min_size=2, max_size=5)
    drawn = data.draw(st.lists(choices, min_size=1, max_size=8))
    right = [data.draw(st.integers(0, len(one) - 1)) for one in drawn]
    records = [
        {"question": f"Question {at}?", "type": "mcq", "options": one, "answer": key + first}
        for at, (one, key) in enumerate(zip(drawn, right, strict=True))
    ]
    try:
        found = items(records)
    except (Undecided, Unreadable):
        return
    by_stem = {
        one.value.stem: one.value
        for one in found
        if isinstance(one, Found) and isinstance(one.value, QuestionDocument)
    }
    for at, key in enumerate(right):
        question = by_stem.get(f"Question {at}?")
        if question is not None and all(option.fraction in (0, 1) for option in question.options):
            position = [option.fraction for option in question.options].index(1)
            same_text = " ".join(drawn[at][position].split()) == str(key + first)
            assert position == key or same_text


def test_undecided_numbers_are_shown_in_both_readings_of_two_questions() -> None:
    records = [{"question": f"Q{at}?", "options": ABC, "answer": at} for at in (1, 2)]
    with pytest.raises(Undecided) as caught:
        items(records)
    shown = {reading.style: [keyed(one) for one in reading.sample] for reading in caught.value.readings}
    assert shown == {
        AnswerStyle.ZERO_BASED: [["green"], ["blue"]],
        AnswerStyle.ONE_BASED: [["red"], ["green"]],
    }
    assert keyed(read(records, answers=AnswerStyle.ONE_BASED)[0]) == ["red"]


def test_contradicting_numbers_are_refused() -> None:
    with pytest.raises(Unreadable, match="contradict"):
        items([{"question": "Q?", "options": ABC, "answer": key} for key in (0, 3)])


def test_an_empty_choice_keeps_its_place_for_the_keys() -> None:
    found = items([{"question": "Q?", "options": ["", "one", "two"], "answer": key} for key in (0, 2)])
    assert [keyed(one) for one in questions(found)] == [[""], ["two"]]
    assert sum(isinstance(one, Diagnostic) and one.code == "odd" for one in found) == 2


def test_ids_that_count_the_choices_from_1_do_not_say_what_a_number_means() -> None:
    record = {"question": "Q?", "options": [{"id": at, "text": text} for at, text in enumerate(ABC, 1)]}
    with pytest.raises(Undecided):
        items([{**record, "answer": 1}])
    assert keyed(read([{**record, "correctOptionId": 1}])[0]) == ["red"]


def test_a_key_that_no_choice_has_makes_a_draft_that_keeps_it_and_says_so() -> None:
    found = items([{"question": f"Q{key}?", "options": ABC, "answer": key} for key in ("A", "E", "C")])
    assert [keyed(one) for one in questions(found)] == [["red"], [], ["blue"]]
    assert [one.status for one in questions(found)] == [None, Status.DRAFT, None]
    assert questions(found)[1].fields == {"answer": "E"}
    (said,) = unkeyed(found)
    assert (said.place.path, said.severity) == ("[1]", Severity.WARNING)
    assert said.message == "the key 'E' is none of the 3 choices: read as a draft"


def test_a_lone_choice_that_is_not_marked_as_right_earns_nothing() -> None:
    records = [{"question": "Q?", "options": [{"text": "42", "correct": right}]} for right in (True, False)]
    found = items(records)
    assert [keyed(one) for one in questions(found)] == [["42"], []]
    assert [one.status for one in questions(found)] == [None, Status.DRAFT]


def test_choices_without_any_key_in_the_file_make_drafts() -> None:
    found = items([{"goal": "G", "sol1": "x", "sol2": "y"}])
    (question,) = questions(found)
    assert [option.fraction for option in question.options] == [0, 0]
    assert question.status is Status.DRAFT
    assert len(unkeyed(found)) == 1


def test_the_first_item_says_which_key_is_what() -> None:
    note = items([{"question": "Q?", "options": ABC, "answerKey": "B", "level": "Hard"}])[0]
    assert isinstance(note, Diagnostic)
    assert note.code == "mapping"
    assert "question -> stem" in note.message
    assert "answerKey -> key (letters)" in note.message


def test_a_chosen_mapping_overrides_and_reaches_into_objects() -> None:
    record = {"v": {"besedilo": "Kaj?"}, "mo": ABC, "question": "not this", "pravi": "B"}
    (question,) = read([record], mapping={"stem": "v.besedilo", "options": "mo", "key": "pravi"})
    assert question.stem == "Kaj?"
    assert keyed(question) == ["green"]
    assert question.fields == {"question": "not this"}


@pytest.mark.parametrize("mapping", [{"stem": "nowhere"}, {"nonsense": "question"}])
def test_a_mapping_that_fits_nothing_is_refused(mapping: dict[str, str]) -> None:
    with pytest.raises(Unreadable, match="--map"):
        items([{"question": "Q?", "answer": "x"}], mapping=mapping)


@pytest.mark.parametrize(
    "data", [b'{"a": [{"b": 1}]}', b"[]", b"{}", b"5", b'["x"]', b"", b" ", b'{"question": "']
)
def test_a_file_without_questions_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        items(data)


def test_the_refusal_names_the_keys_that_were_seen() -> None:
    with pytest.raises(Unreadable, match="alpha, beta") as caught:
        items({"alpha": 1, "beta": [2]})
    assert caught.value.hint is not None
    assert "--map stem=KEY" in caught.value.hint


def test_a_question_keeps_all_that_stands_beside_it() -> None:
    (question,) = read(
        [
            {
                "id": 7,
                "question": "Q?",
                "options": ABC,
                "answer": "A",
                "difficulty": "Medium",
                "tags": ["x", "y"],
                "subject": "Biology",
                "explanation": "Because.",
                "hint": "Think.",
                "marks": 2,
                "bloom": "apply",
                "source": "",
                "image": "pictures/a.png",
                "lang": "en",
            }
        ]
    )
    assert (question.external_id, question.difficulty, question.points) == ("7", Difficulty.MEDIUM, 2)
    assert (question.tags, question.category, question.language) == (["x", "y"], "Biology", "en")
    assert question.explanation == "Because."
    assert [hint.text for hint in question.details.hints] == ["Think."]
    assert question.fields == {"bloom": "apply", "image": "pictures/a.png"}


def test_an_unknown_difficulty_is_a_field() -> None:
    (question,) = read([{"question": "Q?", "answer": "x", "level": "B2"}])
    assert question.difficulty is None
    assert question.fields == {"level": "B2"}


def test_topics_around_questions_become_their_category() -> None:
    record = {"question": "Q?", "answer": "x"}
    found = read({"Science": {"In/Out": [record]}, "quizzes": [{"title": "Cells", "questions": [record]}]})
    assert [one.category for one in found] == ["Science/In//Out", "Cells"]


def test_a_key_that_holds_one_question_is_its_own_name() -> None:
    found = read({"q1": {"question": "Q?", "answer": "x"}, "q2": {"question": "R?", "answer": "y"}})
    assert [one.external_id for one in found] == ["q1", "q2"]


def test_a_passage_that_several_ask_about_is_a_description() -> None:
    qas = [{"question": f"Q{at}?", "answers": [{"text": "x", "answer_start": 1}], "id": at} for at in (1, 2)]
    passage, one, two = read({"data": [{"title": "T", "paragraphs": [{"context": "Long.", "qas": qas}]}]})
    assert (passage.type, passage.stem) == (Q.DESCRIPTION, "Long.")
    assert one.stimulus == two.stimulus == passage.id
    assert [accepted.text for accepted in one.options] == ["x"]


def test_a_passage_of_one_question_stands_before_its_stem() -> None:
    (question,) = read([{"text": "Long.", "question": "Q?", "options": ABC, "answer": "A"}])
    assert question.stem == "Long.\n\nQ?"
    assert question.stimulus is None


OTDB = {
    "type": "multiple",
    "difficulty": "easy",
    "category": "Entertainment: Music",
    "question": 'Who wrote "A & B" first?',
    "correct_answer": "Ann O'Hara",
    "incorrect_answers": ["C & D", "Bob Z"],
}


def _coded(code: Any) -> dict[str, Any]:
    return {
        key: code(one) if isinstance(one, str) else [code(part) for part in one] for key, one in OTDB.items()
    }


@pytest.mark.parametrize(
    "code",
    [
        lambda text: text,
        lambda text: text.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#039;"),
        lambda text: quote(text, safe=""),
        lambda text: base64.b64encode(text.encode()).decode(),
    ],
    ids=["plain", "entities", "url3986", "base64"],
)
def test_trivia_is_read_in_each_of_its_codings(code: Any) -> None:
    (question,) = read({"response_code": 0, "results": [_coded(code)]})
    assert question.stem == 'Who wrote "A & B" first?'
    assert keyed(question) == ["Ann O'Hara"]
    assert question.category == "Entertainment/Music"
    assert question.difficulty is Difficulty.EASY


def test_tags_make_a_stem_html_and_code_does_not() -> None:
    html, plain = read(
        [
            {"question": "H<sub>2</sub>O?", "answer": "x"},
            {"question": "What is vector<int> x; if a < b?", "answer": "x"},
        ]
    )
    assert html.format is TextFormat.HTML
    assert plain.format is TextFormat.PLAIN


def test_a_picture_in_the_file_becomes_media_below_the_stem() -> None:
    uri = "data:image/png;base64," + base64.b64encode(b"picture").decode()
    found = items([{"question": "Q?", "options": ABC, "answer": "C", "image": uri}])
    (picture,) = [
        one.value for one in found if isinstance(one, Found) and isinstance(one.value, MediaDocument)
    ]
    (question,) = questions(found)
    assert (picture.data, picture.mime) == (b"picture", "image/png")
    assert question.stem == f"Q?\n\n![image](qbank://media/{picture.sha256})"
    assert question.format is TextFormat.MARKDOWN
    assert keyed(question) == ["blue"]
    assert question.fields == {}


def test_a_picture_beside_pairs_leaves_them_as_plain_as_they_were() -> None:
    uri = "data:image/png;base64," + base64.b64encode(b"picture").decode()
    pairs = [{"left": "a*b*c", "right": f"<img src='{uri}'>"}]
    found = items([{"question": "Which?", "type": "matching", "image": uri, "pairs": pairs, "hint": "*no*"}])
    (question,) = questions(found)
    (pair,) = question.options
    assert question.format is TextFormat.MARKDOWN
    assert pair.left == RichText("a*b*c", TextFormat.PLAIN)
    assert text_of(pair.right).startswith("<img src='qbank://media/")
    assert question.details.hints[0].text == RichText("*no*", TextFormat.PLAIN)


def test_a_damaged_picture_is_kept_as_it_is_and_said() -> None:
    found = items([{"question": "Q?", "answer": "x", "image": "data:image/png;base64,AAA"}])
    assert questions(found)[0].fields == {"image": "data:image/png;base64,AAA"}
    assert any(isinstance(one, Diagnostic) and "damaged base64" in one.message for one in found)


TYPED: list[tuple[QuestionType, dict[str, Any]]] = [
    (Q.TRUE_FALSE, {"statement": "S.", "correct": False}),
    (Q.TRUE_FALSE, {"question": "S.", "type": "boolean", "answer": "F"}),
    (
        Q.TRUE_FALSE,
        {"question": "S.", "type": "boolean", "correct_answer": "True", "incorrect_answers": ["False"]},
    ),
    (Q.TRUE_FALSE, {"question": "S.", "options": ["True", "False"], "answer": "A"}),
    (
        Q.SINGLE_CHOICE,
        {"question": "S.", "type": "multiple-choice", "options": ["True", "False"], "answer": "A"},
    ),
    (Q.MULTIPLE_CHOICE, {"question": "S.", "options": ABC, "answer": ["A", "C"]}),
    (Q.MULTIPLE_CHOICE, {"question": "S.", "type": "select-all", "options": ABC, "answer": ["A"]}),
    (Q.SHORT_ANSWER, {"front": "bonjour", "back": "hallo"}),
    (Q.SHORT_ANSWER, {"question": "S.", "answers": ["x", "y"]}),
    (Q.SHORT_ANSWER, {"question": "S.", "answer": 0, "answers": ["32"]}),
    (
        Q.SHORT_ANSWER,
        {
            "stem": {"text": "S."},
            "type": "Short",
            "choices": [{"isCorrect": True, "weight": 75, "text": {"text": "x"}}],
        },
    ),
    (Q.NUMERICAL, {"question": "S.", "type": "numeric", "answer": "3,5", "tolerance": 0.1}),
    (
        Q.NUMERICAL,
        {"stem": {"text": "S."}, "type": "Numerical", "choices": {"type": "range", "number": 5, "range": 1}},
    ),
    (Q.MATCHING, {"stem": "S.", "matchPairs": [{"subquestion": {"text": "a"}, "subanswer": "b"}]}),
    (
        Q.MATCHING,
        {"prompt": "S.", "type": "matching", "answers": {"matches": [["a", "b"]], "distractors": ["c"]}},
    ),
    (Q.ORDERING, {"question": "S.", "type": "order", "options": ABC}),
    (Q.CLOZE, {"prompt": "S <placeholder>a</placeholder>", "answers": {"a": ["x", {"text": "y"}]}}),
    (Q.ESSAY, {"question": "S."}),
    (Q.ESSAY, {"question": "S.", "type": "essay", "answer": "A model."}),
    (Q.OPAQUE, {"question": "S {1:SA:=x}", "type": "cloze"}),
]


@pytest.mark.parametrize(("type", "record"), TYPED)
def test_every_type_is_recognised_and_valid(type: QuestionType, record: dict[str, Any]) -> None:
    (question,) = read([record])
    assert question.type is type


def test_true_and_false_have_their_names_for_ids() -> None:
    (question,) = read([{"question": "S.", "type": "tf", "answer": False}])
    assert {option.id: option.fraction for option in question.options} == {"true": 0, "false": 1}


def test_one_for_true_is_not_believed_where_numbers_count_choices() -> None:
    found = items(
        [{"question": "S.", "type": "boolean", "answer": 1}, {"question": "Q?", "options": ABC, "answer": 0}]
    )
    assert [one.place.path for one in unkeyed(found)] == ["[0]"]
    first = questions(found)[0]
    assert (first.type, keyed(first), first.fields) == (QuestionType.TRUE_FALSE, [], {"answer": 1})


def test_right_order_is_read_from_the_key() -> None:
    (question,) = read([{"question": "S.", "type": "ordering", "options": ABC, "answer": [2, 0, 1]}])
    assert [text_of(step.text) for step in question.options] == ["blue", "red", "green"]


def test_an_answer_left_empty_makes_a_draft_and_is_said() -> None:
    found = items([{"question": "Q?", "answer": "x"}, {"question": "R?", "answer": ""}])
    assert [one.status for one in questions(found)] == [None, Status.DRAFT]
    assert any(isinstance(one, Diagnostic) and one.severity is Severity.WARNING for one in found)


def test_every_flaw_costs_its_own_item_only() -> None:
    found = items(
        b'[{"question": "Q?", "answer": "a", "answer": "b"},\n{"question": "Q?", "answer": NaN},\n'
        b'{"question": "\\ud800", "answer": "x"},\n{"question": "Q\\u0000", "answer": "x"},\n'
        b'{"question": "Q?", "answer": 1e999},\n{"question": "Q?", "answer": "x",},\n{"other": 1},\n5,\n'
        b'{"question": "good", "answer": "x"},\n{"question": "Q?", "ans'
    )
    assert [one.stem for one in questions(found)] == ["good"]
    assert errors(found) == [
        ("flawed", "[0]", 1),
        ("flawed", "[1].answer", 2),
        ("flawed", "[2].question", 3),
        ("flawed", "[3].question", 4),
        ("flawed", "[4].answer", 5),
        ("malformed", "[5]", 6),
        ("not_a_question", "[6]", 7),
        ("not_a_question", "[7]", 8),
        ("cut_off", "[9]", 10),
    ]


def test_a_bad_line_of_ndjson_is_named_and_the_others_are_read() -> None:
    found = items(
        b'{"question": "a", "answer": "x"}\n{"question": "b", "answer":\n{"question": "c", "answer": "y"}'
    )
    assert [one.stem for one in questions(found)] == ["a", "c"]
    assert errors(found) == [("malformed", "", 2)]


def test_a_key_twice_around_questions_is_an_error() -> None:
    found = items(
        b'{"questions": [{"question": "a", "answer": "x"}], "questions": [{"question": "b", "answer": "x"}]}'
    )
    assert errors(found) == [("flawed", "", None)]


def test_what_stands_around_questions_is_named() -> None:
    found = items(
        {"title": "Exam", "settings": {"minutes": 5}, "questions": [{"question": "Q?", "answer": "x"}]}
    )
    aside = [one.message for one in found if isinstance(one, Diagnostic) and one.code == "left_aside"]
    assert aside == ["not read, for it belongs to no question: settings, title"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_every_encoding_gives_the_same_questions(encoding: str) -> None:
    (question,) = read('[{"question": "Café – wo?", "answer": "hier"}]'.encode(encoding))
    assert question.stem == "Café – wo?"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 5) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "question",
                    "options",
                    "answer",
                    "answers",
                    "type",
                    "text",
                    "A",
                    "B",
                    "id",
                    "correct",
                    "pairs",
                    "image",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(JUNK)
def test_any_json_is_read_or_refused_and_never_breaks_the_reader(value: object) -> None:
    try:
        found = items(json.dumps(value).encode())
    except (Undecided, Unreadable):
        return
    assert isinstance(found[0], Diagnostic)
    assert found[0].code == "mapping"


@pytest.mark.parametrize("name", ["fraction", "weight"])
def test_no_answer_of_any_kind_earns_or_costs_more_than_all_points(name: str) -> None:
    said = [{"text": "5", name: 250}, {"text": "6", name: -300}]
    chosen, number, gapped = read(
        [
            {"question": "Which?", "options": said},
            {"question": "How many?", "type": "numerical", "options": said},
            {"question": "The [[a]].", "type": "cloze", "answer": {"a": said}},
        ]
    )
    for options in (chosen.options, number.options, gapped.options[0].choices):
        assert [option.fraction for option in options] == [1.0, -1.0]


def test_keys_are_said_to_be_what_they_were_read_as() -> None:
    found = items([{"question": "Q?", "options": ABC, "answer": "A"}], answers=AnswerStyle.ONE_BASED)
    assert isinstance(found[0], Diagnostic)
    assert "answer -> key (letters, none are numbers from 1)" in found[0].message
