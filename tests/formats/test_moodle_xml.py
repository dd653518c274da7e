import base64
import io
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode
from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import GapKind, Match
from qbank.domain.question import QuestionDocument
from qbank.domain.records import CategoryDocument, MediaDocument
from qbank.domain.text import RichText, text_of
from qbank.domain.validation import checked
from qbank.formats import moodle_xml
from qbank.formats.base import Diagnostic, Found, ReadOptions, Severity, Source, Unreadable
from qbank.formats.moodle_xml import category_path

Run = Callable[..., tuple[int, str, str]]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
ADDRESS = f"qbank://media/{sha256(PNG).hexdigest()}"


class Content:
    """What a file was read as."""

    def __init__(self, data: str | bytes) -> None:
        stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
        source = Source("x.xml", stream)
        self.items = list(moodle_xml.read(source, ReadOptions()))
        for copy in source.copies:
            copy.close()
        self.said = [item for item in self.items if isinstance(item, Diagnostic)]
        self.codes = [item.code for item in self.said]
        found = [item.value for item in self.items if isinstance(item, Found)]
        self.questions = [checked(value) for value in found if isinstance(value, QuestionDocument)]
        self.categories = [value for value in found if isinstance(value, CategoryDocument)]
        self.media = [value for value in found if isinstance(value, MediaDocument)]


def quiz(*questions: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}</quiz>\n'


def question(kind: str, inside: str = "", text: str = "<p>Why?</p>", name: str = "N") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext>{inside}</question>\n"
    )


def one(kind: str, inside: str = "", text: str = "<p>Why?</p>") -> QuestionDocument:
    content = Content(quiz(question(kind, inside, text)))
    assert content.codes == []
    (document,) = content.questions
    return document


def answer(fraction: object, text: str, more: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}</answer>'


def said(text: str) -> str:
    return f'<feedback format="html"><text>{text}</text></feedback>'


TWO = answer(100, "a") + answer(0, "b")


def test_a_choice_question_is_read_with_all_that_it_says() -> None:
    document = one(
        "multichoice",
        "<generalfeedback format='markdown'><text>*so*</text></generalfeedback><defaultgrade>2.5"
        "</defaultgrade>"
        "<penalty>0.3333333</penalty><hidden>1</hidden><idnumber>X-1</idnumber><single>false</single>"
        "<shuffleanswers>1</shuffleanswers><answernumbering>ABCD</answernumbering>"
        "<correctfeedback><text>yes</text></correctfeedback><incorrectfeedback><text/></incorrectfeedback>"
        + answer("50", "&lt;b&gt;a&lt;/b&gt;", said("good"))
        + answer("50.00000", "b")
        + '<answer fraction="-33.33333" format="plain_text"><text>c</text></answer>'
        + "<hint format='html'><text>h</text><shownumcorrect/><clearwrong/></hint>"
        "<tags><tag><text>cell</text></tag><tag><text>plant</text></tag></tags>",
    )
    assert (document.type, document.title, document.format) == ("multiple_choice", "N", "html")
    assert [(one.fraction, one.text, one.feedback) for one in document.options] == [
        (0.5, "<b>a</b>", "good"),
        (0.5, "b", None),
        (-0.3333333, RichText("c", TextFormat.PLAIN), None),
    ]
    assert (document.explanation, document.points) == (RichText("*so*", TextFormat.MARKDOWN), 2.5)
    assert (document.status, document.external_id, document.tags) == ("retired", "X-1", ["cell", "plant"])
    details = document.details
    assert (details.shuffle, details.numbering) == (True, "ABCD")
    assert details.scoring is not None and details.scoring.penalty == 0.3333333
    assert (
        details.feedback is not None
        and details.feedback.correct == "yes"
        and details.feedback.incorrect is None
    )
    assert [(hint.text, hint.clear_wrong, hint.show_count) for hint in details.hints] == [("h", True, True)]
    assert document.extensions == {}


def test_one_answer_is_asked_for_unless_the_file_says_otherwise() -> None:
    kinds = [
        one("multichoice", f"{single}{TWO}").type
        for single in ("", "<single>true</single>", "<single>1</single>", "<single>0</single>")
    ]
    assert kinds == ["single_choice", "single_choice", "single_choice", "multiple_choice"]


def test_true_and_false_are_read_by_their_words_in_any_order_and_language() -> None:
    swapped = one("truefalse", answer(100, "false") + answer(0, "true"))
    assert [(text_of(one.text), one.fraction) for one in swapped.options] == [("False", 1), ("True", 0)]
    capital = one("truefalse", answer(0, "True") + answer(100, "False"))
    assert [(text_of(one.text), one.fraction) for one in capital.options] == [("True", 0), ("False", 1)]
    local = one("truefalse", answer(0, "Verdadero") + answer(100, "Falso"))
    assert [(text_of(one.text), one.fraction) for one in local.options] == [("Verdadero", 0), ("Falso", 1)]
    blank = one("truefalse", answer(100, "true") + answer(0, ""))
    assert [(text_of(one.text), one.fraction) for one in blank.options] == [("True", 1), ("False", 0)]
    alone = one("truefalse", answer(100, "false"))
    assert [(text_of(one.text), one.fraction) for one in alone.options] == [("False", 1), ("True", 0)]


def test_foreign_words_in_the_other_order_are_read_by_their_meaning_and_that_is_said() -> None:
    content = Content(quiz(question("truefalse", answer(100, "Falsch") + answer(0, "Wahr"))))
    assert [(text_of(one.text), one.fraction) for one in content.questions[0].options] == [
        ("Falsch", 1),
        ("Wahr", 0),
    ]
    assert content.codes == ["true_false_order"]


def test_typed_answers_have_wildcards_and_case() -> None:
    document = one(
        "shortanswer", "<usecase>1</usecase>" + answer(100, r"2\*3") + answer(50, "a*b") + answer(0, "*")
    )
    assert [(one.text, one.match, one.case_sensitive) for one in document.options] == [
        ("2*3", Match.EXACT, True),
        ("a*b", Match.WILDCARD, True),
        ("*", Match.WILDCARD, True),
    ]


def test_numbers_have_tolerances_and_units() -> None:
    document = one(
        "numerical",
        answer(100, "3,5", "<tolerance>0.05</tolerance>")
        + answer(50, "1e3", "<tolerance>0</tolerance>")
        + answer(0, "*", said("no"))
        + "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units><unitgradingtype>1</unitgradingtype>",
    )
    assert [(one.value, one.tolerance, one.fraction) for one in document.options] == [
        (Decimal("3.5"), Decimal("0.05"), 1.0),
        (Decimal(1000), Decimal(0), 0.5),
        (None, None, 0.0),
    ]
    assert [(unit.name, unit.factor) for unit in document.details.units] == [("m", 1.0), ("cm", 0.01)]
    assert document.extensions["moodle-xml"] == {"settings": {"unitgradingtype": "1"}}


def test_old_numerical_answers_outside_a_text_are_read() -> None:
    document = one("numerical", "<answer>3.1<fraction>100</fraction><tolerance>0.1</tolerance></answer>")
    assert [(one.value, one.fraction) for one in document.options] == [(Decimal("3.1"), 1.0)]


def test_pairs_have_a_rich_left_and_a_plain_right_and_distractors_no_left() -> None:
    document = one(
        "matching",
        "<subquestion format='html'><text>&lt;i&gt;frog&lt;/i&gt;</text><answer><text>a &lt; b"
        "</text></answer></subquestion>"
        "<subquestion format='html'><text></text><answer><text>insect</text></answer></subquestion>"
        "<subquestion format='html'><text></text><answer><text></text></answer></subquestion>",
    )
    assert [(text_of(one.left), one.right) for one in document.options] == [
        ("<i>frog</i>", RichText("a < b", TextFormat.PLAIN)),
        ("", RichText("insect", TextFormat.PLAIN)),
    ]


def test_steps_stand_in_the_order_of_the_file() -> None:
    document = one(
        "ordering",
        "<layouttype>HORIZONTAL</layouttype><gradingtype>ABSOLUTE_POSITION</gradingtype>"
        "<numberingstyle>iii</numberingstyle>"
        + answer("1.0000000", "x", said("f"))
        + answer("2.0000000", "y"),
    )
    assert [(one.text, one.feedback) for one in document.options] == [("x", "f"), ("y", None)]
    assert (document.details.layout, document.details.numbering) == ("horizontal", "iii")
    assert document.extensions["moodle-xml"]["settings"] == {"gradingtype": "ABSOLUTE_POSITION"}


def test_an_essay_says_what_it_wants_and_one_without_a_text_is_an_upload() -> None:
    inside = (
        "<responseformat>{}</responseformat><responsefieldlines>15</responsefieldlines><attachments>-1</attachments>"
        "<filetypeslist>.pdf, .docx</filetypeslist><graderinfo format='html'><text>look</text></graderinfo>"
        "<responsetemplate format='html'><text>Dear …</text></responsetemplate>"
    )
    essay = one("essay", inside.format("editor"))
    asked = essay.details.response
    assert asked is not None
    assert (asked.lines, asked.response_format, asked.attachments) == (15, "editor", -1)
    assert (asked.template, asked.grader_info, asked.file_types) == ("Dear …", "look", [".pdf", ".docx"])
    assert (essay.type, one("essay", inside.format("noinline")).type) == ("essay", "upload")
    assert one("description").type is QuestionType.DESCRIPTION


def test_cloze_text_becomes_gaps() -> None:
    document = one("cloze", text="<p>In {1:MC:=Paris~Rome} or {2:SAC:=Bonn}</p>")
    assert document.stem == "<p>In [[gap1]] or [[gap2]]</p>"
    assert [(gap.kind, gap.weight) for gap in document.options] == [(GapKind.CHOICE, 1), (GapKind.SHORT, 2)]


def test_words_to_choose_and_to_drag_become_gaps_of_their_group() -> None:
    words = [("cat", 1), ("sat", 2), ("mat", 1), ("dog", 1)]
    for kind, name, gap_kind in (
        ("gapselect", "selectoption", GapKind.CHOICE),
        ("ddwtos", "dragbox", GapKind.DRAG),
    ):
        boxes = "".join(
            f"<{name}><text>{text}</text><group>{group}</group></{name}>" for text, group in words
        )
        document = one(kind, boxes, "The [[1]] [[2]] on the [[3]], [[1]].")
        assert document.stem == "The [[gap1]] [[gap2]] on the [[gap3]], [[gap4]]."
        assert [gap.kind for gap in document.options] == [gap_kind] * 4
        assert [
            [(text_of(one.text), one.fraction) for one in gap.choices] for gap in document.options[1:3]
        ] == [
            [("sat", 1)],
            [("cat", 0), ("mat", 1), ("dog", 0)],
        ]


@pytest.mark.parametrize(
    ("kind", "type"),
    [
        ("stack", QuestionType.DYNAMIC),
        ("calculatedmulti", QuestionType.DYNAMIC),
        ("coderunner", QuestionType.DYNAMIC),
        ("multichoicewiris", QuestionType.DYNAMIC),
        ("randomsamatch", QuestionType.DYNAMIC),
        ("ddmarker", QuestionType.OPAQUE),
        ("ddimageortext", QuestionType.OPAQUE),
        ("pmatch", QuestionType.OPAQUE),
        ("anything", QuestionType.OPAQUE),
    ],
)
def test_a_type_that_is_not_modelled_is_kept_byte_for_byte(kind: str, type: QuestionType) -> None:
    source = question(
        kind, "<x a='1' b=\"2\"><![CDATA[&<]]></x>\r\n<y></y><!-- c --><tags><tag><text>t</text></tag></tags>"
    )
    document = one(kind, source[source.index("<x") : source.index("</question>")])
    assert document.type is type
    assert document.extensions["moodle-xml"]["source"] == source.strip()
    assert (document.title, document.stem, document.tags) == ("N", "<p>Why?</p>", ["t"])


@pytest.mark.parametrize(
    ("kind", "inside", "text", "code"),
    [
        ("multichoice", answer(100, "a"), "x", "too_few_choices"),
        ("truefalse", TWO + TWO, "x", "too_many_answers"),
        ("truefalse", answer(100, "true") + answer(0, "wahr"), "x", "same_answers"),
        ("numerical", answer(100, "1,000"), "x", "bad_number"),
        ("numerical", answer(100, "1", "<tolerance>-1</tolerance>"), "x", "bad_number"),
        ("matching", "", "x", "no_pairs"),
        ("ordering", answer(1, "a"), "x", "too_few_choices"),
        ("cloze", "", "no gap", "bad_cloze"),
        ("gapselect", "", "[[1]]", "bad_cloze"),
        ("ddwtos", "<dragbox><text>a</text></dragbox>", "none", "bad_cloze"),
        ("ddwtos", "<dragbox><text>a</text></dragbox>", "[[1]] [[x]]", "bad_cloze"),
    ],
)
def test_what_the_model_cannot_hold_is_kept_as_it_is_and_why_is_said(
    kind: str, inside: str, text: str, code: str
) -> None:
    content = Content(quiz(question(kind, inside, text)))
    assert content.codes == [code]
    assert content.questions[0].type is QuestionType.OPAQUE
    assert content.questions[0].extensions["moodle-xml"]["source"] == question(kind, inside, text).strip()


def test_a_question_without_a_key_is_a_draft() -> None:
    content = Content(quiz(question("multichoice", answer(0, "a") + answer("-50", "b"))))
    assert content.codes == ["no_key"]
    assert content.questions[0].status is Status.DRAFT


def test_a_hidden_question_without_a_key_is_a_draft_and_not_retired() -> None:
    hidden = f"<hidden>1</hidden>{answer(0, 'a')}{answer(0, 'b')}"
    content = Content(quiz(question("multichoice", hidden)))
    assert content.codes == ["no_key", "hidden"]
    assert content.questions[0].status is Status.DRAFT
    checked(content.questions[0])


def test_a_name_stands_for_a_missing_text_and_without_both_it_is_kept_as_it_is() -> None:
    named = Content(quiz(f'<question type="multichoice"><name><text>Why?</text></name>{TWO}</question>'))
    assert (named.questions[0].stem, named.codes) == ("Why?", ["no_text"])
    nothing = Content(quiz(f'<question type="multichoice">{TWO}</question>'))
    assert (nothing.questions[0].type, nothing.codes) == ("opaque", ["no_text"])


def test_a_share_that_moodle_does_not_know_is_kept_and_told() -> None:
    content = Content(quiz(question("multichoice", answer(33, "a") + answer("x", "b"))))
    assert [option.fraction for option in content.questions[0].options] == [0.33, 0]
    assert sorted(content.codes) == ["bad_fraction", "fraction"]


def test_a_missing_markup_is_html_for_the_text_and_the_texts_own_for_the_rest() -> None:
    data = quiz(
        '<question type="multichoice"><questiontext format="markdown"><text>*q*</text></questiontext>'
        '<answer fraction="100"><text>a</text><feedback><text>f</text></feedback></answer>'
        '<answer fraction="0" format="html"><text>b</text></answer></question>'
        f'<question type="multichoice"><questiontext><text>q</text></questiontext>{TWO}</question>'
    )
    first, second = Content(data).questions
    assert (first.format, first.options[0].text, first.options[0].feedback) == ("markdown", "a", "f")
    assert first.options[1].text == RichText("b", TextFormat.HTML)
    assert second.format is TextFormat.HTML


def test_embedded_files_become_media_of_the_text_that_refers_to_them() -> None:
    data = base64.b64encode(PNG).decode()
    inside = (
        f'<answer fraction="100" format="html">'
        f'<text>&lt;img src="@@PLUGINFILE@@/sub/a%20b.png?x=1"&gt;</text>'
        f'<file name="a b.png" path="/sub/" encoding="base64">{data[:10]}\n{data[10:]}</file>'
        f"</answer>{answer(0, 'b')}"
    )
    content = Content(quiz(question("multichoice", inside)))
    document = content.questions[0]
    assert document.options[0].text == f'<img src="{ADDRESS}">'
    assert [(media.mime, media.data) for media in content.media] == [("image/png", PNG)]
    assert document.extensions["moodle-xml"] == {"files": {sha256(PNG).hexdigest(): "sub/a b.png"}}
    order = [type(item.value) for item in content.items if isinstance(item, Found)]
    assert order == [MediaDocument, QuestionDocument]


def test_pictures_of_old_files_and_data_addresses_become_media() -> None:
    data = base64.b64encode(PNG).decode()
    old = Content(
        quiz(question("description", f"<image>a.png</image><image_base64>{data}</image_base64>", "Look"))
    )
    assert old.questions[0].stem == f'Look<img src="{ADDRESS}" alt="">'
    within = Content(quiz(question("description", "", f'<img src="data:image/png;base64,{data}">')))
    assert within.questions[0].stem == f'<img src="{ADDRESS}">'
    assert [len(content.media) for content in (old, within)] == [1, 1]


def test_a_file_that_is_missing_damaged_or_not_referred_to_is_told_or_kept() -> None:
    inside = (
        '<generalfeedback format="html"><text>@@PLUGINFILE@@/gone.png</text></generalfeedback>'
        '<correctfeedback><text>x</text><file name="b.png" encoding="base64">!!</file></correctfeedback>'
        f"<incorrectfeedback><text>y</text>"
        f'<file name="c.png" encoding="base64">{base64.b64encode(PNG).decode()}</file>'
        "</incorrectfeedback>"
    )
    content = Content(quiz(question("description", inside)))
    document = content.questions[0]
    assert sorted(content.codes) == ["bad_file", "missing_file"]
    assert document.explanation == "@@PLUGINFILE@@/gone.png"
    assert [path for path, _ in document.extensions["moodle-xml"]["rest"]] == [
        "correctfeedback",
        "incorrectfeedback",
    ]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("$course$/top/A/B", "A/B"),
        ("$course$/A // B/C", "A // B/C"),
        ("$module$/top/Default for x", "Default for x"),
        ("$cat1$/A", "A"),
        ("A/B", "A/B"),
        ("$course$/top", None),
        ("$course$", None),
        ("", None),
        ("top/A", "top/A"),
        (" $system$/top/ A  b / c ", "A b/c"),
    ],
)
def test_a_category_is_a_path_without_its_place_in_moodle(written: str, path: str | None) -> None:
    assert category_path(written) == path


def test_categories_are_told_once_with_their_description_and_hold_what_follows() -> None:
    def category(path: str, info: str = "") -> str:
        return (
            f'<question type="category"><category><text>$course$/top/{path}</text></category>'
            f'<info format="html"><text>{info}</text></info></question>'
        )

    content = Content(
        quiz(
            category("A/B", "&lt;p&gt;About&lt;/p&gt;"),
            question("description"),
            category("A"),
            category("A/B"),
            question("description"),
        )
    )
    assert [(one.path, one.description) for one in content.categories] == [("A/B", "About"), ("A", None)]
    assert [one.category for one in content.questions] == ["A/B", "A/B"]


def test_one_bad_question_costs_itself_and_says_its_line() -> None:
    good = question("multichoice", TWO)
    bad = question("multichoice", "<b>")
    content = Content(
        quiz(good, bad, good, '<question type="x"><name>', good, '<question type="multichoice"><na')
    )
    assert len(content.questions) == 3
    errors = [item for item in content.said if item.severity is Severity.ERROR]
    assert [(item.code, item.place.line, item.place.item) for item in errors] == [
        ("bad_xml", 4, 2),
        ("bad_xml", 6, 4),
        ("bad_xml", 7, 6),
    ]


def test_a_file_that_was_cut_off_gives_its_whole_questions_and_a_warning() -> None:
    whole = quiz(question("multichoice", TWO), question("multichoice", TWO))
    content = Content(whole[:-20])
    assert len(content.questions) == 1
    assert content.codes == ["bad_xml", "cut_off"]
    between = Content(whole.replace("</quiz>\n", ""))
    assert (len(between.questions), between.codes) == (2, ["cut_off"])


def test_ampersands_and_entities_of_html_are_mended_and_that_is_said() -> None:
    content = Content(quiz(question("multichoice", answer(100, "R&D &uuml;") + answer(0, "\x0b"))))
    assert [text_of(option.text) for option in content.questions[0].options] == ["R&D ü", "�"]
    assert content.codes == ["mended"]


def test_markup_that_is_not_escaped_is_taken_for_html() -> None:
    content = Content(quiz(question("multichoice", answer(100, "a<br/><b>c</b>") + answer(0, "d"))))
    assert content.questions[0].options[0].text == "a<br/><b>c</b>"
    assert content.codes == ["markup_in_text"]


def test_a_doctype_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        Content('<!DOCTYPE quiz [<!ENTITY a "b">]>' + quiz(question("description")))
    assert "DOCTYPE" in caught.value.reason


def test_a_lone_question_and_another_root_are_read() -> None:
    assert len(Content(question("description")).questions) == 1
    assert len(Content(f"<bank><part>{question('description')}</part></bank>").questions) == 1


def test_what_the_model_has_no_place_for_is_kept_beside_it() -> None:
    document = one(
        "multichoice",
        "<shownumcorrect/><showstandardinstruction>0</showstandardinstruction><mood a='1'>x</mood><image/>"
        + answer(100, "a", "<extra>1</extra>")
        + answer(0, "b"),
    )
    kept = document.extensions["moodle-xml"]
    assert kept["settings"] == {"shownumcorrect": "", "showstandardinstruction": "0"}
    assert kept["rest"] == [["", '<mood a="1">x</mood>'], ["answer[0]", "<extra>1</extra>"]]
    assert kept["of"]


def test_a_file_is_imported_and_its_bad_question_is_a_failure(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "bank.xml"
    file.write_text(quiz(question("multichoice", TWO), question("multichoice", "<b>", name="broken")))
    code, _, err = qbank("question", "import", str(file), "--on-error", "skip")
    assert code == ExitCode.PARTLY
    assert "bank.xml:4: " in err
    assert "1 new" in err
    assert qbank("question", "list", "--format", "csv", "--columns", "type,title")[1].splitlines()[1:] == [
        "single_choice,N"
    ]


def test_html_that_is_not_escaped_is_read_as_the_text_it_is() -> None:
    content = Content(quiz(question("multichoice", answer(100, "a<br>b <i>&amp; c") + answer(0, "d"))))
    assert content.questions[0].options[0].text == "a<br>b <i>&amp; c"
    assert content.codes == ["mended"]
