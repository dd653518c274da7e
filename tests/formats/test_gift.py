"""GIFT read as Moodle reads it, with what it would surprise its author with told beside it."""

import io
import os
import random
from decimal import Decimal
from typing import Any

import pytest

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import Match
from qbank.domain.question import QuestionDocument
from qbank.domain.records import CategoryDocument, MediaDocument
from qbank.domain.text import RichText
from qbank.domain.validation import checked
from qbank.errors import Kind, QbankError
from qbank.formats import gift
from qbank.formats.base import Diagnostic, Found, Item, ReadOptions, Severity, Source, Unreadable

FUZZ = int(os.environ.get("QBANK_FUZZ", "300"))


def items(text: str | bytes, **mapping: str) -> list[Item]:
    data = text.encode() if isinstance(text, str) else text
    source = Source("t.gift", io.BytesIO(data))
    try:
        return list(gift.read(source, ReadOptions(mapping)))
    finally:
        for copy in source.copies:
            copy.close()


def found(text: str | bytes, **mapping: str) -> list[Any]:
    return [each.value for each in items(text, **mapping) if isinstance(each, Found)]


def told(text: str | bytes, **mapping: str) -> list[Diagnostic]:
    return [each for each in items(text, **mapping) if isinstance(each, Diagnostic)]


def one(text: str, **mapping: str) -> QuestionDocument:
    (document,) = found(text, **mapping)
    assert isinstance(document, QuestionDocument)
    return checked(document)


def shares(document: QuestionDocument) -> list[tuple[str, float]]:
    return [(option.text, option.fraction) for option in document.options]


def test_a_question_has_its_title_markup_choices_and_feedback() -> None:
    document = one("::Energy::[html]<p>Which?</p> {\n=ATP#Yes\n~ADP\n~%-50%water#[plain]No\n####Chapter 3\n}")
    assert (document.type, document.title) == (QuestionType.SINGLE_CHOICE, "Energy")
    assert (document.stem, document.format) == ("<p>Which?</p>", TextFormat.HTML)
    assert shares(document) == [("ATP", 1.0), ("ADP", 0.0), ("water", -0.5)]
    assert [option.feedback for option in document.options] == ["Yes", None, RichText("No", TextFormat.PLAIN)]
    assert document.explanation == "Chapter 3"


def test_choices_without_an_equals_sign_may_be_chosen_together() -> None:
    document = one("Pick two {~%50%a ~%50%b ~%-100%c}")
    assert document.type is QuestionType.MULTIPLE_CHOICE
    assert shares(document) == [("a", 0.5), ("b", 0.5), ("c", -1.0)]


def test_a_weight_keeps_the_digits_it_is_written_in() -> None:
    assert shares(one("x {~%33.33333%a ~%16.6666667%b}")) == [("a", 0.3333333), ("b", 0.166666667)]


def test_a_weight_beyond_the_whole_is_cut_to_it_and_told() -> None:
    assert shares(one("x {~%150%a ~%-200%b}")) == [("a", 1.0), ("b", -1.0)]
    assert [each.code for each in told("x {~%150%a ~%-200%b}")] == ["weight"]


def test_a_weight_after_an_equals_sign_is_text_as_in_moodle_and_told() -> None:
    assert shares(one("x {=%50%a ~b}")) == [("%50%a", 1.0), ("b", 0.0)]
    assert [each.code for each in told("x {=%50%a ~b}")] == ["weight_after_equals"]


def test_the_empty_choice_before_a_right_one_is_left_out_as_moodle_does() -> None:
    assert shares(one("x {~=right ~wrong}")) == [("right", 1.0), ("wrong", 0.0)]
    assert told("x {~=right ~wrong}") == []


def test_an_empty_choice_that_earns_points_is_told() -> None:
    assert shares(one("x {=~%50%a ~%50%b}")) == [("a", 0.5), ("b", 0.5)]
    assert [each.code for each in told("x {=~%50%a ~%50%b}")] == ["empty_choice"]
    colours = one("x {=#f00 ~#0f0}")
    assert [option.feedback for option in colours.options] == ["f00", "0f0"]


def test_choices_of_which_none_is_right_make_a_draft() -> None:
    assert one("x {~a ~b}").status is Status.DRAFT
    assert [each.code for each in told("x {~a ~b}")] == ["no_key"]


def test_true_and_false_have_feedback_for_wrong_and_right_answers() -> None:
    right = one("x {T#no#yes}").options
    assert [(each.text, each.fraction, each.feedback) for each in right] == [
        ("True", 1.0, "yes"),
        ("False", 0.0, "no"),
    ]
    wrong = one("x {FALSE#no#yes}").options
    assert [(each.fraction, each.feedback) for each in wrong] == [(0.0, "no"), (1.0, "yes")]


def test_true_in_small_letters_is_a_word_to_type_as_in_moodle_and_told() -> None:
    assert one("x {true}").type is QuestionType.SHORT_ANSWER
    assert [each.code for each in told("x {true}")] == ["lower_case_truth"]


def test_words_to_type_have_weights_feedback_and_wildcards() -> None:
    document = one("x {=Paris =%80%par*#Nearly =%20%2\\\\*3}")
    assert document.type is QuestionType.SHORT_ANSWER
    assert shares(document) == [("Paris", 1.0), ("par*", 0.8), ("2*3", 0.2)]
    assert [each.match for each in document.options] == [Match.EXACT, Match.WILDCARD, Match.EXACT]
    assert document.options[1].feedback == "Nearly"


def test_pairs_may_lack_their_left_side_and_are_then_distractors() -> None:
    document = one("x {=cat -> animal\n=[html]<b>oak</b> -> tree\n= -> stone}")
    assert document.type is QuestionType.MATCHING
    assert [(pair.left, pair.right) for pair in document.options] == [
        ("cat", "animal"),
        (RichText("<b>oak</b>", TextFormat.HTML), "tree"),
        ("", "stone"),
    ]


def test_a_missing_word_leaves_a_blank_in_the_text() -> None:
    document = one("Two plus {=two ~three} is four.")
    assert document.stem == "Two plus _____ is four."


def test_empty_braces_ask_for_an_essay_and_none_for_nothing() -> None:
    assert one("Discuss. {}").type is QuestionType.ESSAY
    assert one("Discuss. {####Well.}").explanation == "Well."
    assert one("Read this.").type is QuestionType.DESCRIPTION


def test_steps_stand_in_their_order_and_their_settings_are_kept() -> None:
    document = one("x {>4 CONTIGUOUS VERT ABSOLUTE TRUE ABCD\nfirst\nsecond\n####Why\n}")
    assert document.type is QuestionType.ORDERING
    assert [step.text for step in document.options] == ["first", "second"]
    assert document.extensions == {"gift": {"ordering": "4 CONTIGUOUS VERT ABSOLUTE TRUE ABCD"}}
    assert [step.text for step in one("x {>2 ALL VERTICAL a\nb}").options] == ["a", "b"]


def test_escapes_stand_for_their_characters() -> None:
    document = one(r"::a\:\:b:: x \{1\} \= \\n \\\: c\n d {=\~1 ~\#2 ~a\b}")
    assert document.title == "a::b"
    assert document.stem == "x {1} = \\n \\: c\n d"
    assert [option.text for option in document.options] == ["~1", "#2", "a\\b"]


def test_comments_give_id_tags_and_remarks() -> None:
    text = "// question: 3  name: x\n// my note\n// [id:a\\]1] [tag:cell] [tag: sugar ]\nx {T}"
    document = one(text)
    assert (document.external_id, document.tags) == ("a]1", ["cell", "sugar"])
    assert document.extensions == {"gift": {"comments": ["// my note"]}}


def test_a_comment_inside_a_question_leaves_a_line_as_in_moodle() -> None:
    assert one("a\n// note\nb {T}").stem == "a\n \nb"


def test_comments_that_belong_to_no_question_are_counted() -> None:
    (said,) = told("// one\n// two\n\nx {T}\n")
    assert (said.severity, said.code) == (Severity.NOTE, "comments")
    assert said.message.startswith("2 lines")


def test_a_category_holds_for_the_questions_after_it() -> None:
    text = "a {T}\n\n$CATEGORY: $course$/top/Biology/And//Or\n\nb {T}\n\n$CATEGORY: $course$/top\n\nc {T}"
    assert [document.category for document in found(text)] == [None, "Biology/And//Or", None]


def test_a_category_without_questions_is_kept_as_such() -> None:
    values = found("$CATEGORY: Empty\n\n$CATEGORY: Full\n\nx {T}\n\n$CATEGORY: Last\n")
    assert [value.path for value in values if isinstance(value, CategoryDocument)] == ["Empty", "Last"]


def test_a_question_right_below_its_category_is_read_and_told() -> None:
    text = "$CATEGORY: A\n$CATEGORY: B\n::q:: x {T}\ny\n"
    assert [(each.code, each.place.line) for each in told(text)] == [("category_not_apart", 1)]
    assert [getattr(each, "category", each) for each in found(text)][-1] == "B"


def test_what_moodle_refuses_is_told_with_its_line_and_the_rest_is_read() -> None:
    text = "a {T}\n\nb\nc {T\n\nd }\n\n{=a -> 1\n=b}\n\ne {~a}\n\nf {=x}\n"
    assert [document.stem for document in found(text)] == ["a", "f"]
    errors = [(each.code, each.place.line, each.place.item) for each in told(text)]
    assert errors == [("braces", 4, 2), ("braces", 6, 3), ("no_arrow", 9, 4), ("too_few_answers", 11, 5)]


def test_braces_after_the_answers_are_told_for_a_blank_line_may_be_missing() -> None:
    assert [each.code for each in told("a {T}\nb {F}\n")] == ["second_braces"]
    assert one("Hint :} pick {=a ~b}").stem == "Hint :} pick"


def test_a_question_without_a_text_has_its_title_or_a_blank_for_one() -> None:
    assert one("::Word:: {=Paris}").stem == "Word"
    assert one("{=Paris}").stem == "_____"
    assert [each.code for each in told("{=Paris}")] == ["no_stem"]


CLOZE = "::C::[html]He {1:SA:=goes~%50%go#nearly} to \\= {2:MC:~a~=b}.\n"


def test_gaps_of_cloze_are_read_as_moodle_does_and_told() -> None:
    assert one(CLOZE).type is QuestionType.SINGLE_CHOICE
    (said,) = told(CLOZE)
    assert (said.severity, said.code) == (Severity.WARNING, "cloze_gaps")
    assert "--map gaps=cloze" in said.message
    assert [each.code for each in told("x {1:SA:=goes}")] == ["cloze_gaps"]
    assert told("x {1}") == []


def test_gaps_of_cloze_are_read_as_such_when_asked_for() -> None:
    document = one(CLOZE, gaps="cloze")
    assert (document.type, document.title) == (QuestionType.CLOZE, "C")
    assert (document.stem, document.format) == ("He [[gap1]] to = [[gap2]].", TextFormat.HTML)
    assert [gap.weight for gap in document.options] == [1.0, 2.0]
    assert one("x {=a ~b}", gaps="cloze").type is QuestionType.SINGLE_CHOICE
    assert [each.code for each in told("[[x]] {1:SA:=a}", gaps="cloze")] == ["no_cloze", "cloze_gaps"]


def test_another_mapping_is_refused_with_the_one_there_is() -> None:
    with pytest.raises(QbankError) as caught:
        items("x {T}", stem="question")
    assert caught.value.kind is Kind.USAGE
    assert caught.value.hint and "gaps=cloze" in caught.value.hint


def test_pictures_in_the_text_are_taken_out() -> None:
    text = (
        '[html]<img src\\="data\\:image/png;base64,iVBORw0KGgo\\="> {=a#<img src\\="data:x/y;base64,YQ"> ~b}'
    )
    picture, document = found(text)
    assert isinstance(picture, MediaDocument)
    assert document.stem == f'<img src="qbank://media/{picture.sha256}">'
    assert [each.code for each in told(text)] == ["picture"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(ends: str) -> None:
    text = ends.join(["// c", "::a:: b {", "=1", "~2", "}", " ", "d {T}", ""])
    assert [document.stem for document in found(text)] == ["b", "d"]
    assert [each.place.line for each in items(text) if isinstance(each, Found)] == [2, 7]


def test_other_encodings_are_read_and_told() -> None:
    assert found("é {T}".encode("utf-16"))[0].stem == "é"
    assert found("é {T}".encode("cp1252"))[0].stem == "é"
    assert [each.code for each in told("é {T}".encode("cp1252"))] == ["encoding"]
    with pytest.raises(Unreadable):
        items("é {T} ".encode() + b"\xff")


def test_a_no_break_space_is_no_white_space_as_in_moodle() -> None:
    assert found("\xa0a {=\xa0b ~c}")[0].options[0].text == "\xa0b"


VALID = """$CATEGORY: $course$/top/A/B

// [id:1] [tag:t]
::T\\:1::[html]<p>x</p> {
=a#b
~%-50%c#[plain]d
####e
}

n {#=1..2#x =%50%3:0.1 ~#no}

m {=a -> b
=c -> d}

tf {F#x#y}

w {=a* =%20%b} tail

o {>2 ALL
a
b}

cl {1:MC:~a~=b} and {2:NM:=3:0.1}

essay {}

description
"""
_BITS = [
    *"{}=~#:%\\[]/>-\n\0 0T",
    "::",
    "####",
    "->",
    "//",
    "$CATEGORY:",
    "[id:",
    "[tag:",
    "[html]",
    "\n\n",
    "é",
    "\ud83d",
]


def _mutated(chance: random.Random) -> str:
    text = list(VALID)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(text))
        if chance.random() < 0.5:
            text[place : place + chance.randint(0, 9)] = []
        else:
            text.insert(place, chance.choice(_BITS))
    return "".join(text)


@pytest.mark.parametrize("mapping", [{}, {"gaps": "cloze"}])
def test_a_damaged_file_gives_questions_and_diagnostics_only(mapping: dict[str, str]) -> None:
    chance = random.Random(5)
    for _ in range(FUZZ):
        data = _mutated(chance).encode("utf-8", "replace")
        for each in items(data, **mapping):
            if isinstance(each, Found) and isinstance(each.value, QuestionDocument) and b"\0" not in data:
                checked(each.value)
            assert not isinstance(each, Diagnostic) or (each.message and "\n" not in each.message)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 200_000,
        "{}" * 100_000,
        "x {" + "=a->" * 60_000 + "}",
        "x {" + "~%" * 100_000 + "}",
        "// " + "[id:" * 50_000 + "\nx {T}",
        "// " + "[tag:\\]" * 30_000 + "\nx {T}",
        "$CATEGORY: a\n" * 30_000,
        "::" * 100_000,
        "x {#" + "1" * 100_000 + "..}",
        "x {1:MC:" * 30_000,
        "\\" * 200_001 + "{T}",
        "a\n" * 100_000,
    ],
)
def test_hostile_files_are_read_in_linear_time(text: str) -> None:
    assert items(text)
    assert items(text, gaps="cloze")


def test_a_number_too_large_for_any_use_is_told() -> None:
    assert one("x {#1..2 =1e999999999999999999999}").options[0].low == Decimal(1)
    assert [each.code for each in told("x {#1 =1e999999999999999999999}")] == ["not_a_number"]
