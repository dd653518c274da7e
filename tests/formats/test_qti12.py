"""QTI 1.2 as programs write it is read as they mean it."""

import io
import zipfile
from collections.abc import Iterable
from hashlib import sha256

import pytest

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.records import MediaDocument
from qbank.domain.text import text_of
from qbank.formats import qti12
from qbank.formats.base import Diagnostic, Found, Item, ReadOptions, Source, Unreadable, WriteOptions

PNG = b"\x89PNG\r\n\x1a\n and a picture"


def read(data: bytes, name: str = "file") -> list[Item]:
    source = Source(name, io.BytesIO(data))
    items = list(qti12.read(source, ReadOptions()))
    for copy in source.copies:
        copy.close()
    return items


def questions(items: Iterable[Item]) -> list[QuestionDocument]:
    found = [item.value for item in items if isinstance(item, Found)]
    return [one for one in found if isinstance(one, QuestionDocument)]


def codes(items: Iterable[Item]) -> list[str]:
    return [item.code for item in items if isinstance(item, Diagnostic)]


def zipped(files: dict[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return target.getvalue()


def document(*items: str, around: str = '<assessment title="Quiz"><section ident="root_section">') -> bytes:
    closing = {"<assessment": "</assessment>", "<section": "</section>", "<objectbank": "</objectbank>"}
    ends = "".join(closing[tag] for tag in reversed([tag for tag in closing if tag in around]))
    if "<assessment" in around:
        ends = "</section></assessment>"
    return (
        f"<?xml version='1.0'?>\n<questestinterop>{around}{''.join(items)}{ends}</questestinterop>".encode()
    )


def field(label: str, entry: str) -> str:
    said = f"<fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry>"
    return f"<qtimetadatafield>{said}</qtimetadatafield>"


def item(kind: str, presentation: str, rules: str = "", more: str = "", stem: str = "<p>Which?</p>") -> str:
    said = field("question_type", kind) if kind else ""
    text = stem.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<item ident="i1" title="One"><itemmetadata><qtimetadata>{said}{field("points_possible", "2.0")}'
        f'</qtimetadata></itemmetadata><presentation><material><mattext texttype="text/html">{text}</mattext>'
        f"</material>{presentation}</presentation><resprocessing><outcomes>"
        '<decvar maxvalue="100" minvalue="0" varname="SCORE"/></outcomes>'
        f"{rules}</resprocessing>{more}</item>"
    )


def labels(*texts: str) -> str:
    return "".join(
        f'<response_label ident="{10 + place}"><material><mattext texttype="text/plain">{text}</mattext>'
        "</material></response_label>"
        for place, text in enumerate(texts)
    )


def lid(content: str, ident: str = "response1", cardinality: str = "Single", prompt: str = "") -> str:
    said = f'<material><mattext texttype="text/plain">{prompt}</mattext></material>' if prompt else ""
    return (
        f'<response_lid ident="{ident}" rcardinality="{cardinality}">{said}'
        f"<render_choice>{content}</render_choice></response_lid>"
    )


def rule(condition: str, score: float | None = 100, action: str = "Set", shows: str = "") -> str:
    worth = "" if score is None else f'<setvar action="{action}" varname="SCORE">{score}</setvar>'
    shown = f'<displayfeedback feedbacktype="Response" linkrefid="{shows}"/>' if shows else ""
    return f"<respcondition><conditionvar>{condition}</conditionvar>{worth}{shown}</respcondition>"


def equal(value: str, response: str = "response1", more: str = "") -> str:
    return f'<varequal respident="{response}"{more}>{value}</varequal>'


def feedback(ident: str, text: str) -> str:
    return (
        f'<itemfeedback ident="{ident}"><flow_mat><material><mattext texttype="text/html">{text}</mattext>'
        "</material></flow_mat></itemfeedback>"
    )


def only(data: bytes | str) -> QuestionDocument:
    found = questions(read(document(data) if isinstance(data, str) else data))
    assert len(found) == 1
    return found[0]


def shares(question: QuestionDocument) -> list[float]:
    return [option.fraction for option in question.options]


FIB = (
    '<response_str ident="response1" rcardinality="Single"><render_fib{}>'
    '<response_label ident="answer1"/></render_fib></response_str>'
)


def test_a_choice_has_its_key_points_title_category_and_id() -> None:
    found = only(item("multiple_choice_question", lid(labels("a", "b", "c")), rule(equal("11"))))
    assert (found.type, found.title, found.points) == (QuestionType.SINGLE_CHOICE, "One", 2.0)
    assert (found.category, found.external_id, found.format) == ("Quiz", "i1", TextFormat.HTML)
    assert shares(found) == [0.0, 1.0, 0.0]
    assert found.extensions == {}


def test_feedback_goes_to_answers_outcomes_and_the_question() -> None:
    found = only(
        item(
            "multiple_choice_question",
            lid(labels("a", "b")),
            rule("<other/>", None, shows="general_fb")
            + rule(equal("10"), None, shows="10_fb")
            + rule(equal("10"), 100, shows="correct_fb")
            + rule("<other/>", None, shows="general_incorrect_fb"),
            "".join(
                feedback(ident, ident)
                for ident in ("general_fb", "correct_fb", "general_incorrect_fb", "10_fb")
            ),
        )
    )
    assert (found.explanation, found.options[0].feedback) == ("general_fb", "10_fb")
    assert found.options[1].feedback is None
    outcomes = found.details.feedback
    assert outcomes is not None
    assert (outcomes.correct, outcomes.incorrect) == ("correct_fb", "general_incorrect_fb")


def test_several_answers_are_the_set_that_one_condition_wants() -> None:
    wanted = f"<and>{equal('10')}<not>{equal('11')}</not>{equal('12')}</and>"
    found = only(
        item("multiple_answers_question", lid(labels("a", "b", "c"), cardinality="Multiple"), rule(wanted))
    )
    assert found.type is QuestionType.MULTIPLE_CHOICE
    assert shares(found) == [0.5, 0.0, 0.5]


def test_several_answers_may_each_have_points_of_their_own() -> None:
    rules = "".join(rule(equal(str(10 + at)), score, "Add") for at, score in enumerate((50, -50, 50)))
    found = only(item("", lid(labels("a", "b", "c"), cardinality="Multiple"), rules))
    assert shares(found) == [0.5, -0.5, 0.5]


def test_a_short_answer_takes_each_of_its_texts() -> None:
    found = only(
        item(
            "short_answer_question",
            FIB.format(""),
            rule(equal("Oslo") + equal("Christiania", more=' case="Yes"')),
        )
    )
    assert [(each.text, each.fraction, each.case_sensitive) for each in found.options] == [
        ("Oslo", 1.0, False),
        ("Christiania", 1.0, True),
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("<or>{0}<and>{1}{2}</and></or>", ("4.5", "0.5", None, None)),
        ("{1}{2}", (None, None, "4.0", "5.0")),
        ("{1}{2}{0}", ("4.5", "0.5", None, None)),
        ("{0}", ("4.5", None, None, None)),
    ],
)
def test_a_number_is_a_value_a_range_or_both(condition: str, expected: tuple[str | None, ...]) -> None:
    low, high = '<vargte respident="response1">4.0</vargte>', '<varlte respident="response1">5.0</varlte>'
    rules = rule(condition.format(equal("4.5"), low, high))
    number = only(item("numerical_question", FIB.format(' fibtype="Decimal"'), rules)).options[0]
    said = (number.value, number.tolerance, number.low, number.high)
    assert tuple(None if part is None else str(part) for part in said) == expected


def test_blanks_are_gaps_that_take_all_that_is_listed() -> None:
    content = lid(labels("red", "scarlet"), "response_colour", prompt="colour")
    found = only(
        item(
            "fill_in_multiple_blanks_question",
            content,
            rule(equal("10", "response_colour"), 100, "Add"),
            stem="A [colour] [x]",
        )
    )
    assert found.stem == "A [[colour]] [x]"
    assert [answer.text for answer in found.options[0].answers] == ["red", "scarlet"]


def test_dropdowns_are_gaps_with_choices() -> None:
    content = lid(labels("red", "blue"), "response_colour", prompt="colour")
    found = only(
        item(
            "multiple_dropdowns_question",
            content,
            rule(equal("11", "response_colour"), 100, "Add"),
            stem="A [colour]",
        )
    )
    assert [(choice.text, choice.fraction) for choice in found.options[0].choices] != []
    assert [choice.fraction for choice in found.options[0].choices] == [0.0, 1.0]


def test_matching_keeps_distractors_and_right_sides_used_twice() -> None:
    content = lid(labels("x", "y", "z"), "response_1", prompt="one") + lid(
        labels("x", "y", "z"), "response_2", prompt="two"
    )
    rules = rule(equal("11", "response_1"), 50, "Add") + rule(equal("11", "response_2"), 50, "Add")
    found = only(item("matching_question", content, rules))
    said = [(text_of(pair.left), text_of(pair.right)) for pair in found.options]
    assert said == [("one", "y"), ("two", "y"), ("", "x"), ("", "z")]


def test_an_order_is_that_of_its_condition() -> None:
    content = (
        '<response_lid ident="response1" rcardinality="Ordered"><render_extension><ims_render_object>'
        f"{labels('b', 'c', 'a')}</ims_render_object></render_extension></response_lid>"
    )
    found = only(item("", content, rule(equal("12") + equal("10") + equal("11"), 5, "Add")))
    assert found.type is QuestionType.ORDERING
    assert [text_of(step.text) for step in found.options] == ["a", "b", "c"]


def test_gaps_may_stand_between_the_pieces_of_a_text() -> None:
    presentation = (
        '<flow><material><mattext>I see </mattext></material><response_str ident="F1"><render_fib>'
        '<response_label ident="A1"/></render_fib></response_str>'
        "<material><mattext> and </mattext></material>"
        '<response_str ident="F2"><render_fib/></response_str></flow>'
    )
    found = only(
        item(
            "",
            presentation,
            rule(equal("you", "F1"), 50, "Add") + rule(equal("me", "F2"), 50, "Add"),
            stem="",
        )
    )
    assert "[[gap1]]" in found.stem and found.stem.endswith("[[gap2]]")
    assert [gap.answers[0].text for gap in found.options] == ["you", "me"]


def test_a_calculated_question_is_kept_and_never_run() -> None:
    formula = "<calculated><formulas><formula>x+1</formula></formulas></calculated>"
    more = f"<itemproc_extension>{formula}</itemproc_extension>"
    found = only(item("calculated_question", FIB.format(""), rule("<other/>"), more))
    assert found.type is QuestionType.DYNAMIC
    assert "<formula>x+1</formula>" in found.extensions["qti12"]["item"]


def test_a_kind_nobody_knows_is_kept_as_it_is() -> None:
    items = read(document(item("Opinion Scale", lid(labels("a", "b")))))
    assert codes(items) == ["kept_as_is"]
    assert questions(items)[0].extensions["qti12"]["item"].startswith("<item ident=")


def test_a_question_without_a_key_is_a_draft() -> None:
    items = read(document(item("multiple_choice_question", lid(labels("a", "b")))))
    assert questions(items)[0].status is Status.DRAFT
    assert codes(items) == ["no_key"]


def test_the_condition_that_is_set_apart_is_right_where_all_points_are_nought() -> None:
    rules = rule(equal("10"), 0, "Add") + rule(equal("11"), 0, "Set")
    assert shares(only(item("multiple_choice_question", lid(labels("a", "b")), rules))) == [0.0, 1.0]


BLACKBOARD = """<item maxattempts="0"><itemmetadata><bbmd_asi_object_id>_7_1</bbmd_asi_object_id>
<bbmd_questiontype>{kind}</bbmd_questiontype>
<qmd_absolutescore_max>3.0</qmd_absolutescore_max></itemmetadata>
<presentation><flow class="Block"><flow class="QUESTION_BLOCK"><flow class="FORMATTED_TEXT_BLOCK"><material>
<mat_extension><mat_formattedtext type="HTML">Well?</mat_formattedtext></mat_extension></material></flow>
</flow>{body}</flow></presentation>
<resprocessing><outcomes><decvar varname="SCORE" maxvalue="3.0"/></outcomes>{rules}
<respcondition title="incorrect"><conditionvar><other/></conditionvar>
<setvar variablename="SCORE" action="Set">0</setvar></respcondition></resprocessing></item>"""


def blackboard_text(text: str) -> str:
    said = f'<mat_extension><mat_formattedtext type="HTML">{text}</mat_formattedtext></mat_extension>'
    return f'<flow class="FORMATTED_TEXT_BLOCK"><material>{said}</material></flow>'


def test_blackboard_names_the_right_condition_and_scores_it_later() -> None:
    rules = (
        f'<respcondition title="correct"><conditionvar>{equal("11", "response")}</conditionvar>'
        '<setvar variablename="SCORE" action="Set">SCORE.max</setvar></respcondition>'
    )
    body = f'<flow class="RESPONSE_BLOCK">{lid(labels("a", "b"), "response")}</flow>'
    found = only(document(BLACKBOARD.format(kind="Multiple Choice", body=body, rules=rules)))
    assert (shares(found), found.points, found.external_id) == ([0.0, 1.0], 3.0, "_7_1")


def test_blackboard_matches_by_the_place_of_labels() -> None:
    empty = "".join(f'<response_label ident="L{place}"/>' for place in range(2))
    body = (
        f'<flow class="RESPONSE_BLOCK"><flow>{blackboard_text("cat")}{lid(empty, "r1")}</flow></flow>'
        f'<flow class="RIGHT_MATCH_BLOCK">{blackboard_text("bird")}{blackboard_text("mammal")}</flow>'
    )
    rules = rule(equal("L1", "r1"), None, shows="correct")
    found = only(document(BLACKBOARD.format(kind="Matching", body=body, rules=rules)))
    assert [(text_of(pair.left), text_of(pair.right)) for pair in found.options] == [
        ("cat", "mammal"),
        ("", "bird"),
    ]


def test_d2l_sections_are_categories_and_its_prefixes_need_no_declaration() -> None:
    element = item("", lid(labels("a", "b")), rule(equal("10"))).replace("<item ", '<item d2l_2p0:id="2" ')
    data = document(element, around='<objectbank ident="Q"><section title="Cells / Membranes">')
    assert only(data).category == "Cells // Membranes"


def test_a_bank_gives_its_title_as_category() -> None:
    around = f'<objectbank ident="b"><qtimetadata>{field("bank_title", "Fish &amp; chips")}</qtimetadata>'
    assert only(document(item("essay_question", FIB.format("")), around=around)).category == "Fish & chips"


def test_one_damaged_question_costs_no_other() -> None:
    good = item("essay_question", FIB.format(""))
    items = read(document(good, '<item ident="bad"><presentation></item>', good, "<item ident='open'>", good))
    assert len(questions(items)) == 3
    assert codes(items) == ["damaged", "damaged"]
    places = [one.place.line for one in items if isinstance(one, Diagnostic)]
    assert places == [2, 2]


def test_html_entities_and_bare_ampersands_are_mended() -> None:
    raw = item("essay_question", FIB.format("")).replace("Which?", "R&D&nbsp;&mdash;")
    assert "R&D\xa0\u2014" in only(document(raw)).stem
    assert codes(read(document(raw))) == ["mended"]


def test_html_that_is_not_escaped_is_read_as_the_text_it_is() -> None:
    raw = item("essay_question", FIB.format("")).replace("Which?", "a<br>b")
    raw = raw.replace("&lt;", "<")
    assert only(document(raw)).stem == "<p>a<br>b</p>"
    assert codes(read(document(raw))) == ["mended"]


def test_a_group_that_draws_says_so() -> None:
    around = (
        '<assessment title="Quiz"><section title="Easy"><selection_ordering><selection>'
        "<selection_number>1</selection_number></selection></selection_ordering>"
    )
    essay = item("essay_question", FIB.format(""))
    items = read(document(essay, essay, around=around))
    assert codes(items) == ["drawing"]
    assert [one.category for one in questions(items)] == ["Quiz/Easy", "Quiz/Easy"]


def test_declared_entities_are_refused_and_the_specifications_dtd_is_not() -> None:
    essay = document(item("essay_question", FIB.format(""))).replace(b"<?xml version='1.0'?>", b"")
    with pytest.raises(Unreadable, match="DOCTYPE"):
        read(b'<!DOCTYPE q [<!ENTITY a "aaaa">]>' + essay)
    assert len(questions(read(b'<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd">' + essay))) == 1


MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"><resources>
<resource type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment"><file href="q/b.xml"/></resource>
<resource type="imsqti_xmlv1p2"><file href="q/a.xml"/></resource></resources></manifest>"""


def test_a_package_gives_its_documents_in_the_manifests_order_with_their_files_once() -> None:
    picture = item(
        "essay_question", FIB.format(""), stem='<img src="$IMS-CC-FILEBASE$/Uploaded%20Media/p.png?x=1">'
    )
    plain = item("essay_question", FIB.format(""), stem="second")
    data = zipped(
        {
            "imsmanifest.xml": MANIFEST,
            "q/a.xml": document(plain),
            "q/b.xml": document(picture, picture.replace("i1", "i2")),
            "web_resources/Uploaded Media/p.png": PNG,
        }
    )
    items = read(data)
    found = [one.value for one in items if isinstance(one, Found)]
    media = found[0]
    assert isinstance(media, MediaDocument)
    assert (media.mime, media.data) == ("image/png", PNG)
    assert [type(one).__name__ for one in found] == ["MediaDocument", *["QuestionDocument"] * 3]
    assert f'<img src="qbank://media/{media.sha256}">' == questions(items)[0].stem
    assert questions(items)[2].stem == "second"


def test_a_file_that_is_not_in_the_package_is_told() -> None:
    stem = '<img src="%24IMS-CC-FILEBASE%24/gone.png"> <img src="https://example.org/kept.png">'
    items = read(zipped({"q.xml": document(item("essay_question", FIB.format(""), stem=stem))}))
    assert codes(items) == ["missing_file"]
    assert questions(items)[0].stem == stem


def test_a_cartridges_reduced_twin_is_read_as_the_full_one() -> None:
    full = item("essay_question", FIB.format(""), stem="in full")
    reduced = (
        item("", FIB.format(""), stem="less")
        .replace("points_possible", "cc_profile")
        .replace("2.0", "cc.essay.v0p1")
    )
    data = zipped(
        {
            "imsmanifest.xml": MANIFEST,
            "q/b.xml": document(reduced),
            "non_cc_assessments/b.xml.qti": document(full),
        }
    )
    items = read(data)
    assert [one.stem for one in questions(items)] == ["in full", "in full"]
    assert codes(items) == ["reduced_twin"]


def test_the_same_file_twice_is_read_once() -> None:
    essay = document(item("essay_question", FIB.format("")))
    items = read(zipped({"a.xml": essay, "../copy/a.xml": essay, "__MACOSX/a.xml": essay}))
    assert (len(questions(items)), codes(items)) == (1, ["same_file"])


def test_a_package_without_questions_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="none of its files"):
        read(zipped({"imsmanifest.xml": MANIFEST, "a.txt": "text"}))


def test_a_package_in_a_package_is_told() -> None:
    essay = document(item("essay_question", FIB.format("")))
    assert "nested_package" in codes(read(zipped({"a.xml": essay, "more.zip": b"PK"})))


def test_an_item_of_absurdly_many_conditions_is_kept_in_bounded_time() -> None:
    many = item("multiple_choice_question", lid(labels(*map(str, range(3000)))), rule(equal("10")) * 8000)
    assert "kept_as_is" in codes(read(document(many)))


def test_a_document_in_another_encoding_is_read() -> None:
    data = document(item("essay_question", FIB.format(""), stem="\u00e9t\u00e9")).decode()
    for encoding in ("utf-16", "latin-1"):
        text = data.replace("version='1.0'", f"version='1.0' encoding='{encoding}'")
        assert only(text.encode(encoding)).stem == "\u00e9t\u00e9"


def hotspot(
    labels: str, rules: str, picture: str = '<matimage uri="map.png" width="640" height="480"/>'
) -> str:
    shown = f"<render_hotspot><material>{picture}</material>{labels}</render_hotspot>"
    response = f'<response_xy ident="xy" rcardinality="Single" rtiming="No">{shown}</response_xy>'
    return item("", response, rules)


def area(ident: str, shape: str, said: str) -> str:
    return f'<response_label ident="{ident}" rarea="{shape}">{said}</response_label>'


def inside(shape: str, said: str, score: str = "100") -> str:
    return (
        f'<respcondition><conditionvar><varinside respident="xy" areatype="{shape}">{said}</varinside>'
        f'</conditionvar><setvar action="Set" varname="SCORE">{score}</setvar></respcondition>'
    )


def test_areas_of_a_picture_are_read_from_labels_and_conditions() -> None:
    labelled = area("A", "Rectangle", "10,20,30,40") + area("B", "Ellipse", "100, 50 7")
    polygon = "1,2 30,4 5,60"
    rules = inside("Rectangle", "10,20,30,40") + inside("Bounded", polygon, "50")
    data = document(hotspot(labelled, rules))
    (found,) = questions(read(zipped({"a/q.xml": data, "a/map.png": PNG})))
    assert found.type is QuestionType.HOTSPOT
    assert [(one.shape, one.coordinates, one.fraction) for one in found.options] == [
        ("rectangle", [10, 20, 30, 40], 1.0),
        ("circle", [100, 50, 7], 0.0),
        ("polygon", [1, 2, 30, 4, 5, 60], 0.5),
    ]
    assert found.details.image == f"qbank://media/{sha256(PNG).hexdigest()}"


def test_areas_chosen_by_their_ident_are_read() -> None:
    said = "<varequal respident='xy'>B</varequal>"
    rule = f"<respcondition><conditionvar>{said}</conditionvar>"
    rule += '<setvar varname="SCORE">1</setvar></respcondition>'
    labelled = area("A", "Rectangle", "10,20,30,40") + area("B", "Rectangle", "50,20,70,40")
    (found,) = questions(read(document(hotspot(labelled, rule))))
    assert [one.fraction for one in found.options] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("Ellipse", "10,20,30,40"),
        ("Rectangle", "100,100,20,20"),
        ("Rectangle", "0.1,0.2,0.3,0.4"),
        ("Bounded", "1,2,3"),
        ("", "1,2,3,4"),
        ("Rectangle", "left, top"),
    ],
)
def test_areas_of_which_qbank_is_not_sure_are_kept_as_they_are(shape: str, said: str) -> None:
    items = read(document(hotspot("", inside(shape, said))))
    assert [one.type for one in questions(items)] == [QuestionType.OPAQUE]
    assert "kept_as_is" in codes(items)


def test_an_item_with_areas_goes_back_as_it_was() -> None:
    source = hotspot(area("A", "Rectangle", "10,20,30,40"), inside("Rectangle", "10,20,30,40"))
    (found,) = questions(read(document(source)))
    target = io.BytesIO()
    found.category = None
    assert not list(qti12.write([found], target, lambda digest: None, WriteOptions(told={"as": "xml"})))
    assert source in target.getvalue().decode()


def test_a_label_without_a_material_is_read_by_its_words() -> None:
    labelled = (
        '<response_label ident="A">Rome</response_label><response_label ident="B">Oslo</response_label>'
    )
    rule = "<respcondition><conditionvar><varequal respident='response1'>B</varequal></conditionvar>"
    rule += '<setvar action="Set" varname="SCORE">100</setvar></respcondition>'
    (found,) = questions(read(document(item("", lid(labelled), rule))))
    assert [(text_of(one.text), one.fraction) for one in found.options] == [("Rome", 0.0), ("Oslo", 1.0)]


def test_blanks_between_texts_and_gaps_are_kept() -> None:
    first, second = (
        f'<response_str ident="F{n}"><render_fib><response_label ident="A{n}"/></render_fib></response_str>'
        for n in "12"
    )
    presented = (
        f"<flow><material><mattext>The </mattext></material>{first}<material><mattext> jumps over"
        f"\n        </mattext></material>{second}<material><mattext>\n  .\n  </mattext></material></flow>"
    )
    rules = "".join(
        f'<respcondition><conditionvar><varequal respident="F{n}">{word}</varequal></conditionvar>'
        '<setvar action="Add">1</setvar></respcondition>'
        for n, word in (("1", "fox"), ("2", "dog"))
    )
    body = f"<presentation>{presented}</presentation><resprocessing>{rules}</resprocessing>"
    assert only(f'<item ident="i">{body}</item>').stem == "The [[gap1]] jumps over [[gap2]]."


def test_an_item_of_a_kind_that_nobody_knows_is_kept_as_it_is() -> None:
    items = read(document(item("sorting_hat_question", "")))
    assert [one.type for one in questions(items)] == [QuestionType.OPAQUE]
    assert codes(items) == ["kept_as_is"]
