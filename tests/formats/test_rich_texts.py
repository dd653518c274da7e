"""The texts that are changed in their place, and those that are not."""

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, Choice, Gap, GapKind
from qbank.domain.question import Details, Hint, OutcomeFeedback, QuestionDocument, WrittenResponse
from qbank.domain.text import RichText
from qbank.formats.rich_texts import by_words, change_texts


def test_every_rich_text_but_the_stem_is_changed_and_keeps_its_markup() -> None:
    document = QuestionDocument(
        type=QuestionType.CLOZE,
        title="a",
        stem="a [[g]]",
        options=[Gap(name="a", kind=GapKind.CHOICE, choices=[Choice(text="a", feedback="b")])],
        explanation=RichText("a", TextFormat.HTML),
        details=Details(
            hints=[Hint(text="a")],
            feedback=OutcomeFeedback(correct="a"),
            response=WrittenResponse(template="a", response_format="a", file_types=["a"]),
            layout="a",
        ),
    )
    change_texts(document, by_words(str.upper))
    assert (document.title, document.stem, document.details.layout) == ("a", "a [[g]]", "a")
    assert document.options == [Gap(name="a", kind=GapKind.CHOICE, choices=[Choice(text="A", feedback="B")])]
    assert document.explanation == RichText("A", TextFormat.HTML)
    assert document.details.hints == [Hint(text="A")]
    assert document.details.feedback == OutcomeFeedback(correct="A")
    assert document.details.response == WrittenResponse(template="A", response_format="a", file_types=["a"])


def test_what_is_typed_for_an_answer_is_no_rich_text() -> None:
    answers = [AcceptedAnswer(text='src="a.png"', feedback="a")]
    document = QuestionDocument(type=QuestionType.SHORT_ANSWER, stem="?", options=answers)
    change_texts(document, by_words(str.upper))
    assert document.options == [AcceptedAnswer(text='src="a.png"', feedback="A")]
