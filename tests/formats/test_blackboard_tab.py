import io
from decimal import Decimal

import pytest

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.missing_key import checked_as_read
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Pair, Step
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.formats.base import Diagnostic, Found, Item, ReadOptions, Source
from qbank.formats.blackboard_tab import NAME, read


def items(content: str) -> list[Item]:
    return list(read(Source("t.txt", io.BytesIO(content.encode())), ReadOptions()))


def question(line: str) -> QuestionDocument:
    (found,) = items(line)
    assert isinstance(found, Found)
    assert isinstance(found.value, QuestionDocument)
    return checked(found.value)


def test_choices_are_followed_by_whether_they_are_right() -> None:
    one = question("MC\tWhich?\tx\tincorrect\ty\tCorrect\n")
    assert (one.type, [option.fraction for option in one.options]) == (QuestionType.SINGLE_CHOICE, [0, 1])
    several = question("MA\tWhich?\tx\tcorrect\ty\tcorrect\tz\tincorrect")
    assert several.type is QuestionType.MULTIPLE_CHOICE
    assert [option.fraction for option in several.options] == [0.5, 0.5, 0]


@pytest.mark.parametrize("kind", ["MC", "MA"])
def test_labels_that_all_choices_bear_in_their_order_come_off(kind: str) -> None:
    labelled = question(f"{kind}\tWhich?\tA. AA×AA\tincorrect\tB. Aa×aa\tcorrect")
    assert [option.text for option in labelled.options] == ["AA×AA", "Aa×aa"]
    for kept in (["A. AA", "C. Aa"], ["A. AA", "Aa"], ["3.5", "4.5"]):
        fields = "\t".join(f"{text}\tcorrect" for text in kept)
        assert [option.text for option in question(f"{kind}\tWhich?\t{fields}").options] == kept


def test_a_question_none_of_whose_choices_is_right_has_no_key() -> None:
    (found,) = items("MC\tWhich?\tx\tincorrect\ty\tincorrect")
    assert isinstance(found, Found)
    assert isinstance(found.value, QuestionDocument)
    assert checked_as_read(found.value) == "no key: no choice earns points: read as a draft"


def test_every_other_type_is_read() -> None:
    assert [option.fraction for option in question("TF\tIs it?\tfalse").options] == [0, 1]
    essay = question("ESS\tWhy?\tSo.").details.response
    assert essay is not None
    assert essay.sample_answer == "So."
    assert question("ORD\tOrder.\tone\ttwo").options == [Step(id="a", text="one"), Step(id="b", text="two")]
    assert question("MAT\tMatch.\tPeru\tLima").options == [Pair(id="a", left="Peru", right="Lima")]
    assert question("FIB\tCapital?\tParis\tparis").options == [
        AcceptedAnswer(id="a", text="Paris"), AcceptedAnswer(id="b", text="paris"),
    ]  # fmt: skip
    assert question("FIL\tSend it.").type is QuestionType.UPLOAD
    (number,) = question("NUM\tHow much?\t2.40\t0.05\t").options
    assert number == AcceptedNumber(id="a", value=Decimal("2.40"), tolerance=Decimal("0.05"))


def test_blanks_become_gaps() -> None:
    cloze = question("FIB_PLUS\tThe [x] is [y], not [z].\tx\tsky\theaven\t\ty\tblue")
    assert cloze.stem == "The [[x]] is [[y]], not [z]."
    assert [[answer.text for answer in gap.answers] for gap in cloze.options] == [["sky", "heaven"], ["blue"]]


def test_what_qbank_has_no_type_for_is_kept_as_it_is_written() -> None:
    line = "JUMBLED_SENTENCE\tThe [x] cat\tbig\tx\t\tsmall"
    kept = question(line)
    assert kept.type is QuestionType.OPAQUE
    assert kept.extensions == {NAME: line}


def test_html_is_told_by_its_tags_and_entities() -> None:
    assert question("TF\t<p>Is it?</p>\ttrue").format is TextFormat.HTML
    assert question("TF\t5 &lt; 6\ttrue").format is TextFormat.HTML
    assert question("TF\tIs 5 < 6?\ttrue").format is TextFormat.PLAIN


def test_the_quotes_of_a_spreadsheet_come_off() -> None:
    assert question('TF\t"Is ""it"" so?"\ttrue').stem == 'Is "it" so?'


@pytest.mark.parametrize(
    "line",
    ["XY\tWhich?", "MC\t", "MC\tWhich?\tx\tcorrect", "MC\tWhich?\tx\tcorrect\ty\tmaybe", "TF\tIs it?\tyes",
     "MC", "NUM\tHow much?\tmuch", "NUM\tHow much?", "FIB\tWhat?", "MAT\tMatch.\tPeru",
     "FIB_PLUS\tThe [x].\ty\tz"],
)  # fmt: skip
def test_a_bad_line_is_named_and_reading_goes_on(line: str) -> None:
    wrong, good = items(f"{line}\n\nTF\tIs it?\ttrue\n")
    assert isinstance(wrong, Diagnostic)
    assert (wrong.place.line, wrong.place.item) == (1, 1)
    assert isinstance(good, Found)
    assert (good.place.line, good.place.item) == (3, 2)
