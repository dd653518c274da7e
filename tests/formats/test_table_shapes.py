"""The shapes of tables that people write: each is read as its author meant it, or refused."""

import io

import pytest

from qbank.domain.kinds import QuestionType, Status
from qbank.domain.options import AcceptedAnswer, Pair
from qbank.domain.question import QuestionDocument
from qbank.domain.text import text_of
from qbank.errors import Kind, QbankError
from qbank.formats.base import (
    AnswerStyle,
    Diagnostic,
    Found,
    ReadOptions,
    Severity,
    Source,
    Undecided,
    Unreadable,
)
from qbank.formats.tables import read


def items(content: str, answers: AnswerStyle | None = None, **mapping: str) -> list[Found | Diagnostic]:
    return list(read(Source("t.csv", io.BytesIO(content.encode())), ReadOptions(mapping, answers)))


def questions(content: str, answers: AnswerStyle | None = None, **mapping: str) -> list[QuestionDocument]:
    found = [item.value for item in items(content, answers, **mapping) if isinstance(item, Found)]
    return [value for value in found if isinstance(value, QuestionDocument)]


def keyed(question: QuestionDocument) -> list[str]:
    return [text_of(option.text) for option in question.options if option.fraction > 0]


def warnings(content: str) -> list[str]:
    said = [item for item in items(content) if isinstance(item, Diagnostic)]
    return [item.code for item in said if item.severity is not Severity.NOTE]


@pytest.mark.parametrize(
    "content",
    [
        'question,options,answer\nCapital?,"Rome|Paris|Bonn",Paris\nRiver?,"Po|Seine",Po\n',
        "Question;Choices;Correct\nCapital?;a) Rome b) Paris c) Bonn;b\nRiver?;a) Po b) Seine;a\n",
        "stem,correct answer,wrong answers\nCapital?,Paris,Rome|Bonn\nRiver?,Po,Seine\n",
        "question,answer1,fraction,answer2,fraction\nCapital?,Rome,0,Paris,100\nRiver?,Po,100,Seine,0\n",
        "Question,Option 1,Correct 1,Option 2,Correct 2\nCapital?,Rome,,Paris,X\nRiver?,Po,x,Seine,\n",
        "Question,A,Is A correct,B,Is B correct\nCapital?,Rome,no,Paris,yes\nRiver?,Po,1,x,0\n",
        "Question,Option 1,Option 2\nCapital?,Rome,*Paris\nRiver?,Po*,Seine\n",
        "Question,Option 1,Option 2\nCapital?,[ ] Rome,[x] Paris\nRiver?,[x] Po,[ ] Seine\n",
        "Question,Option 1,Option 2\nCapital?,Rome,Paris (correct)\nRiver?,Po ✓,Seine\n",
        "Pergunta,Opção Correta,Opção Errada 1\nCapital?,Paris,Rome\nRiver?,Po,Seine\n",
        "1,Which is the capital?,Rome,Bonn,Paris,C\n2,Which of these is a river?,Po,Alps,Etna,A\n",
        "Which is the capital?,Rome,Bonn,Paris,Paris\nWhich of these is a river?,Po,Alps,Etna,Po\n",
        "Name one,Which is the capital?,Rome,no,Paris,yes\nName two,Which is a river?,Po,yes,Alps,no\n",
        "MC,,1,Which is the capital?,2,Rome,Paris\nMC,,1,Which is a river?,1,Po,Alps\n",
    ],
)
def test_every_way_of_telling_the_right_choice_is_read(content: str) -> None:
    assert [keyed(question) for question in questions(content)] == [["Paris"], ["Po"]]


def test_shares_are_percents_as_soon_as_one_is_above_1() -> None:
    header = "question,answer1,fraction,answer2,fraction,answer3,fraction\n"
    (first,) = questions(f"{header}?,x,50,y,50,z,-50\n")
    assert [option.fraction for option in first.options] == [0.5, 0.5, -0.5]
    assert first.type is QuestionType.MULTIPLE_CHOICE
    (second,) = questions(f"{header}?,x,1,y,0.5,z,0\n")
    assert [option.fraction for option in second.options] == [1.0, 0.5, 0.0]
    assert second.type is QuestionType.SINGLE_CHOICE


def test_choices_that_are_all_marked_right_share_the_points() -> None:
    header = "Question,Statement 1,True/False 1,Statement 2,True/False 2,Statement 3,True/False 3\n"
    (question,) = questions(f"{header}?,x,TRUE,y,FALSE,z,TRUE\n")
    assert [option.fraction for option in question.options] == [0.5, 0.0, 0.5]


def test_a_key_that_contradicts_the_shares_is_said_and_none_is_taken() -> None:
    content = "question,answer1,fraction,answer2,fraction,key\n?,x,1,y,0,B\n!,x,1,y,0,A\n"
    said = [item for item in items(content) if isinstance(item, Diagnostic) and item.code == "key"]
    assert [(each.place.line, each.severity) for each in said] == [(2, Severity.WARNING)]
    first, second = questions(content)
    assert (keyed(first), first.status, keyed(second)) == ([], Status.DRAFT, ["x"])
    assert {"key": "B", "fraction": "1"}.items() <= first.fields.items()


@pytest.mark.parametrize(
    ("kind", "key", "type", "texts"),
    [
        ("true_false", "perhaps", QuestionType.TRUE_FALSE, ["True", "False"]),
        ("numerical", "many", QuestionType.NUMERICAL, []),
    ],
)
def test_a_key_that_is_none_for_its_type_makes_a_draft_that_keeps_it(
    kind: str, key: str, type: QuestionType, texts: list[str]
) -> None:
    (question,) = questions(f"question,type,answer\n?,{kind},{key}\n")
    assert (question.type, question.status, keyed(question)) == (type, Status.DRAFT, [])
    assert [text_of(option.text) for option in question.options] == texts
    assert question.fields == {"answer": key}


def test_true_or_false_without_a_key_has_both_words_and_neither_is_right() -> None:
    (question,) = questions("question,type,answer\n?,true_false,\n")
    assert [(option.text, option.fraction) for option in question.options] == [("True", 0), ("False", 0)]


def test_a_row_that_says_it_is_ready_may_not_have_a_key_that_names_nothing() -> None:
    content = "question,A,B,answer,status\n?,x,y,E,ready\n!,x,y,E,draft\n"
    assert [question.stem for question in questions(content)] == ["!"]
    said = [item for item in items(content) if isinstance(item, Diagnostic) and item.code == "key"]
    assert [each.severity for each in said] == [Severity.ERROR, Severity.WARNING]


def test_a_share_that_is_none_costs_its_row_only() -> None:
    content = "question,answer1,fraction,answer2,fraction\nA?,x,perhaps,y,1\nB?,x,0,y,1\n"
    assert [question.stem for question in questions(content)] == ["B?"]
    assert warnings(content) == ["credit"]


def test_feedback_beside_each_choice_goes_with_it() -> None:
    content = "question,A,Feedback A,B,Feedback B,answer\n?,x,no,y,yes,B\n"
    assert [option.feedback for option in questions(content)[0].options] == ["no", "yes"]


def test_a_question_and_its_answer_need_no_header_and_are_said() -> None:
    content = "5+5,10\nThe sea is blue.,True\nWho wrote it?,Ada\n"
    found = questions(content)
    assert [question.type for question in found] == [
        QuestionType.SHORT_ANSWER, QuestionType.TRUE_FALSE, QuestionType.SHORT_ANSWER,
    ]  # fmt: skip
    assert found[0].options == [AcceptedAnswer(text="10")]
    assert warnings(content) == ["no-header"]


def test_url_encoded_cells_are_decoded_where_all_are() -> None:
    content = "Who%20painted%20it%3F,Ada%20%26%20Bob\nWhat%20is%20it%3F,art\n"
    (first, _) = questions(content)
    assert first.stem == "Who painted it?"
    assert first.options == [AcceptedAnswer(text="Ada & Bob")]
    (kept, _) = questions("question,answer\nWhat is 50%20 of it?,x\nWho?,y\n")
    assert kept.stem == "What is 50%20 of it?"


@pytest.mark.parametrize(
    "header",
    [
        ",Question - max 120 characters,Answer 1 - max 75 characters,Answer 2,Answer 3,Time limit,Correct",
        'Question #,Question Text,Answer 1,Answer 2,"Answer 3\n(Optional)",Time,"Correct\n(Only Answer #)"',
    ],
)
def test_templates_that_count_from_1_are_known_by_their_headers(header: str) -> None:
    content = f'My quiz,,,,,,\n{header}\n1,First?,x,y,z,20,2\n2,Second?,x,y,z,20,"1,2"\n3,,,,,,\n'
    assert [keyed(question) for question in questions(content)] == [["y"], ["x", "y"]]


def test_quizizz_counts_from_1_and_types_its_answers() -> None:
    header = "Question Text,Question Type,Option 1,Option 2,Option 3,Correct Answer,Time in seconds"
    content = f"{header}\nFirst?,Multiple Choice,x,y,z,2,30\nBlank?,Fill-in-the-Blank,ada,Ada,,,30\n"
    first, second = questions(content)
    assert keyed(first) == ["y"]
    assert second.options == [AcceptedAnswer(text="ada"), AcceptedAnswer(text="Ada")]


def test_other_columns_that_count_are_not_taken_for_the_keys_meaning() -> None:
    with pytest.raises(Undecided):
        questions("question,option1,option2,option3,answerIndex\n?,x,y,z,1\n!,x,y,z,2\n")


def test_pairs_and_steps_stand_in_the_columns_of_choices() -> None:
    header = "type,question,option 1,option 2,answer\n"
    pairs, steps = questions(
        header + "matching,Match.,Peru -> Lima,Chile -> Santiago,\nordering,Order.,one,two,\n"
    )
    assert pairs.options == [Pair(left="Peru", right="Lima"), Pair(left="Chile", right="Santiago")]
    assert [step.text for step in steps.options] == ["one", "two"]


def test_html_is_taken_for_what_it_is_and_nothing_else_is() -> None:
    html, plain = questions("question,A,B,answer\n<p>Which?</p>,a < b,<b>c</b>,A\nIs a<b?,x,y,B\n")
    assert (html.format.value, plain.format.value) == ("html", "plain")
    assert html.options[0].text != "a < b"
    assert text_of(html.options[0].text) == "a < b"
    assert html.options[1].text == "<b>c</b>"


def test_a_picture_in_a_cell_is_kept_as_a_file() -> None:
    content = "question,image,A,B,answer\nWhich?,data:image/png;base64,x,y,A\n"
    content = content.replace("data:image/png;base64,x", '"data:image/png;base64,iVBORw0KGgo=",x')
    media, question = [item.value for item in items(content) if isinstance(item, Found)]
    assert not isinstance(media, QuestionDocument)
    assert isinstance(question, QuestionDocument)
    assert "qbank://media/" in question.stem


def test_what_divides_choices_can_be_said() -> None:
    content = 'question,options,answer\nWhat?,"a, b and c, d",A\nWho?,"a, b",B\n'
    with pytest.raises(Unreadable, match="--map divider="):
        questions(content)
    assert [keyed(question) for question in questions(content, divider=",")] == [["a"], ["b"]]
    with pytest.raises(QbankError) as caught:
        questions(content, divider="x")
    assert caught.value.kind is Kind.USAGE


def test_a_list_that_a_spreadsheet_took_for_a_decimal_is_a_list_again_where_several_are_asked_for() -> None:
    header = "type,question,A,B,C,correct\n"
    rows = 'multiple answers,First?,x,y,z,"1,2"\nmultiple answers,Second?,x,y,z,2.3\nmc,Third?,x,y,z,3\n'
    assert [keyed(question) for question in questions(header + rows)] == [["x", "y"], ["y", "z"], ["z"]]


def test_math_is_the_same_in_either_pair_of_delimiters() -> None:
    content = "question,A,B,C,answer\n?,$- 8$,$8$,$4$,\\(-8\\)\n!,$1$,$2$,$3$,\\(2\\)\n"
    assert [keyed(question) for question in questions(content)] == [["$- 8$"], ["$2$"]]


def test_answers_and_their_shares_may_stand_in_a_cell_each() -> None:
    header = "qtype,questiontext,answers,fractions"
    choice, typed = questions(f"{header}\nmultichoice,What?,x;y;z,1;0.5;0\nshortanswer,Who?,Ann;Anne,1;0.5\n")
    assert [(each.text, each.fraction) for each in choice.options] == [("x", 1.0), ("y", 0.5), ("z", 0.0)]
    assert [(each.text, each.fraction) for each in typed.options] == [("Ann", 1.0), ("Anne", 0.5)]


def test_a_column_of_shares_that_fits_no_answers_is_a_field() -> None:
    (question,) = questions("question,answer,fraction\nWhat?,a;b,1/2\n")
    assert (question.options[0].text, question.fields) == ("a;b", {"fraction": "1/2"})


def test_fewer_shares_than_answers_cost_their_row_only() -> None:
    rows = "".join(f"Which {number}?,x;y,1;0\n" for number in range(10))
    found = items(f"question,options,fractions\n{rows}What?,x;y;z,1;0\n")
    assert [(each.code, each.place.line) for each in found if isinstance(each, Diagnostic)][1:] == [
        ("credit", 12)
    ]
