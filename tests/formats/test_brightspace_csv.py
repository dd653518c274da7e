import io

import pytest

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import Match
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText
from qbank.domain.validation import checked
from qbank.formats.base import Diagnostic, Found, Item, ReadOptions, Source, Unreadable
from qbank.formats.brightspace_csv import read


def items(content: str) -> list[Item]:
    return list(read(Source("t.csv", io.BytesIO(content.encode())), ReadOptions()))


def question(*rows: str) -> QuestionDocument:
    found = items("\n".join(["//remark", *rows, ",,,,", "// end"]))
    values = [item.value for item in found if isinstance(item, Found)]
    (document,) = [one for one in values if isinstance(one, QuestionDocument)]
    return checked(document)


def test_everything_that_is_said_of_a_question_is_read() -> None:
    found = question(
        "NewQuestion,MC,,,", "ID,C-1,,,", "Title,First,,,", "QuestionText,<p>Which?</p>,HTML,,",
        "Points,2,,,", "Difficulty,7,,,", "Image,images/a.png,,,", "Option,100,x,HTML,Well done.",
        "Option,25,y,,",
        "Hint ,Think.,,,", "Feedback,So it is.,,,",
    )  # fmt: skip
    assert (found.type, found.format) == (QuestionType.SINGLE_CHOICE, TextFormat.HTML)
    assert (found.external_id, found.title, found.points) == ("C-1", "First", 2)
    assert [(option.text, option.fraction) for option in found.options] == [
        ("x", 1.0), (RichText("y", TextFormat.PLAIN), 0.25),
    ]  # fmt: skip
    assert found.options[0].feedback == "Well done."
    assert found.fields == {"Difficulty": "7", "Image": "images/a.png"}
    assert found.explanation == RichText("So it is.", TextFormat.PLAIN)
    assert len(found.details.hints) == 1


def test_every_type_is_read() -> None:
    text = "QuestionText,What?,,,"
    essay = question("NewQuestion,WR", text, "InitialText,Thesis:", "AnswerKey,Because.").details.response
    assert essay is not None
    assert (essay.template, essay.sample_answer) == ("Thesis:", "Because.")
    short = question("NewQuestion,SA", text, "InputBox,3,40", "Answer,100,^a+$,regexp", "Answer,50,b,")
    assert [(one.text, one.fraction, one.match) for one in short.options] == [
        ("^a+$", 1.0, Match.REGEX), ("b", 0.5, Match.EXACT),
    ]  # fmt: skip
    truth = question("NewQuestion,TF", text, "TRUE,0,No.", "FALSE,100,Yes.")
    assert [(one.text, one.fraction, one.feedback) for one in truth.options] == [
        ("True", 0.0, "No."), ("False", 1.0, "Yes."),
    ]  # fmt: skip
    several = question(
        "NewQuestion,MS", text, "Scoring,RightAnswers", "Option,1,x", "Option,0,y", "Option,1,z"
    )
    assert [one.fraction for one in several.options] == [0.5, 0, 0.5]
    assert several.details.scoring is not None
    assert several.details.scoring.mode == "right_answers"
    order = question("NewQuestion,O", text, "Item,one,NOT HTML,first", "Item,two,HTML,")
    assert [one.text for one in order.options] == ["one", RichText("two", TextFormat.HTML)]


def test_matches_are_joined_with_their_choices_by_number() -> None:
    rows = ("Choice,1,Peru", "Choice,2,Chile", "Match,2,Santiago", "Match,1,Lima", "Match,3,Quito")
    pairs = question("NewQuestion,M", "QuestionText,Match.", *rows).options
    assert [(pair.left, pair.right) for pair in pairs] == [
        ("Chile", "Santiago"), ("Peru", "Lima"), ("", "Quito"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "line"),
    [("NewQuestion,XX", 1), ("NewQuestion,MC", 1), ("NewQuestion,MC\nQuestionText,?\nOption,a,x", 3)],
)
def test_a_bad_question_is_named_and_reading_goes_on(row: str, line: int) -> None:
    wrong, good = items(f"{row}\nNewQuestion,TF\nQuestionText,Is it?\nTRUE,100\nFALSE,0\n")
    assert isinstance(wrong, Diagnostic)
    assert wrong.place.line == line
    assert isinstance(good, Found)


def test_a_part_that_brightspace_has_not_is_said() -> None:
    found = items("NewQuestion,WR\nQuestionText,Why?\nColour,red\n")
    assert [item.code for item in found if isinstance(item, Diagnostic)] == ["part"]


def test_a_file_without_a_question_is_refused() -> None:
    with pytest.raises(Unreadable, match="NewQuestion"):
        items("a,b\nc,d\n")
