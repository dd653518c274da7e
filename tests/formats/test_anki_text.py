import io

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.formats.anki_text import read
from qbank.formats.base import Diagnostic, Found, Item, ReadOptions, Severity, Source

HEAD = "#separator:tab\n#html:true\n#guid column:1\n#deck column:2\n#tags column:5\n"


def items(content: str) -> list[Item]:
    return list(read(Source("t.txt", io.BytesIO(content.encode())), ReadOptions()))


def questions(content: str) -> list[QuestionDocument]:
    found = [item.value for item in items(content) if isinstance(item, Found)]
    return [checked(one) for one in found if isinstance(one, QuestionDocument)]


def test_a_note_is_a_question_with_its_answer() -> None:
    (note,) = questions(f"{HEAD}g1\tBio::Cells\tWhat <b>is</b> it?\tThe <i>cell</i> &amp; more\tcell easy\n")
    assert (note.type, note.format, note.stem) == (
        QuestionType.SHORT_ANSWER,
        TextFormat.HTML,
        "What <b>is</b> it?",
    )
    assert note.options == [AcceptedAnswer(id="a", text="The cell & more")]
    assert (note.external_id, note.category, note.tags) == ("g1", "Bio/Cells", ["cell", "easy"])


def test_deletions_become_gaps() -> None:
    (note,) = questions("#separator:tab\nThe {{c1::sky::what}} is {{c2::blue}}, {{c1::really}}.\tA remark\n")
    assert note.stem == "The [[c1]] (what) is [[c2]], [[c1-2]]."
    assert [gap.answers[0].text for gap in note.options] == ["sky", "blue", "really"]
    assert note.explanation == "A remark"


def test_more_fields_are_kept_by_their_names() -> None:
    (note,) = questions("#separator:,\n#columns:Front,Back,Source\nWhat?,x,book\n")
    assert note.fields == {"Source": "book"}
    (other,) = questions("#separator:semicolon\n#deck:History\n#tags:old\nWhat?;x;book\n")
    assert (other.fields, other.category, other.tags) == ({"field 3": "book"}, "History", ["old"])


def test_columns_that_are_no_fields_move_no_names() -> None:
    head = "#separator:tab\n#guid column:1\n#tags column:4\n#columns:guid\tFront\tBack\tTags\tSource\n"
    (note,) = questions(f"{head}g1\tWhat?\tx\told\tbook\n")
    assert (note.external_id, note.tags, note.fields) == ("g1", ["old"], {"Source": "book"})


def test_quoted_fields_may_hold_lines_and_separators() -> None:
    (note,) = questions('#separator:comma\n"What,\nis it?",x\n')
    assert note.stem == "What,\nis it?"


def test_a_note_that_lacks_a_side_is_named_and_reading_goes_on() -> None:
    found = items("# a remark\nWhat?\tx\nalone\t\n\tnothing\nWho?\ty\n")
    wrong = [one for one in found if isinstance(one, Diagnostic) and one.severity is Severity.ERROR]
    assert [one.place.line for one in wrong] == [3, 4]
    assert sum(isinstance(one, Found) for one in found) == 2


def test_any_number_of_gaps_is_read_in_a_moment() -> None:
    (question,) = questions("#separator:tab\n" + "{{c1::x}}" * 50_000 + "\ty\n")
    assert len({gap.name for gap in question.options}) == 50_000
