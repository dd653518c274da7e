"""The quick way through the commonest questions gives what the thorough way gives, or nothing."""

import io
from itertools import product

import pytest
from hypothesis import event, given, strategies as st

from qbank.domain.kinds import TextFormat
from qbank.domain.options import Choice
from qbank.domain.question import Hint, QuestionDocument
from qbank.domain.text import RichText
from qbank.formats import moodle_xml
from qbank.formats.base import Found, Item, ReadOptions, Source
from qbank.formats.moodle_reading import read_question
from qbank.formats.moodle_usual import usual
from qbank.formats.xml_reading import parse_element

STEM = '<questiontext format="html"><text><![CDATA[<p>Why?</p>]]></text></questiontext>'
TWO = '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
TRUTH = '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'


def question(inside: str = TWO, kind: str = "multichoice", name: str = "N", stem: str = STEM) -> str:
    return f'<question type="{kind}"><name><text>{name}</text></name>{stem}{inside}</question>'


def thorough(written: str) -> QuestionDocument:
    """Read a question of which there is nothing to say."""
    data = written.encode()
    read = read_question(parse_element(data), data, None)
    assert (read.media, read.said) == ([], {})
    return read.document


AS_MOODLE_WRITES_IT = """<question type="multichoice">
    <name>
      <text>Osmosis</text>
    </name>
    <questiontext format="html">
      <text><![CDATA[<p>Which x[1] &lt; y?</p>]]></text>
    </questiontext>
    <generalfeedback format="markdown">
      <text>*so*</text>
    </generalfeedback>
    <defaultgrade>2.5000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>1</hidden>
    <idnumber>q 1</idnumber>
    <single>false</single>
    <shuffleanswers>true</shuffleanswers>
    <answernumbering>abc</answernumbering>
    <showstandardinstruction>0</showstandardinstruction>
    <correctfeedback format="html">
      <text>Right.</text>
    </correctfeedback>
    <partiallycorrectfeedback format="html">
      <text></text>
    </partiallycorrectfeedback>
    <incorrectfeedback format="html">
      <text/>
    </incorrectfeedback>
    <shownumcorrect/>
    <answer fraction="100" format="html">
      <text>a</text>
      <feedback format="plain_text">
        <text>1 &lt; 2 &amp;amp; 3</text>
      </feedback>
    </answer>
    <answer fraction="100" format="html">
      <text><![CDATA[]]]]></text>
      <feedback format="html">
        <text></text>
      </feedback>
    </answer>
    <answer fraction="-33.33333" format="html">
      <text>c]</text>
    </answer>
    <hint format="html">
      <text>Look.</text>
      <shownumcorrect/>
      <clearwrong/>
    </hint>
    <tags>
      <tag><text>cell</text>
</tag>
      <tag><text>a &amp; b</text></tag>
      <tag><text> </text></tag>
    </tags>
  </question>"""


def test_a_question_as_moodle_writes_it_is_read_the_quick_way_with_all_that_it_says() -> None:
    document = usual(AS_MOODLE_WRITES_IT.encode())
    assert document is not None
    assert (document.type, document.title, document.points) == ("multiple_choice", "Osmosis", 2.5)
    assert (document.status, document.external_id, document.tags) == ("retired", "q 1", ["cell", "a & b"])
    assert document.explanation == RichText("*so*", TextFormat.MARKDOWN)
    assert document.options == [
        Choice(text="a", fraction=1.0, feedback=RichText("1 < 2 &amp; 3", TextFormat.PLAIN)),
        Choice(text="]]", fraction=1.0),
        Choice(text="c]", fraction=-0.3333333),
    ]
    assert document.details.hints == [Hint(text="Look.", clear_wrong=True, show_count=True)]
    settings = {"showstandardinstruction": "0", "shownumcorrect": ""}
    assert document.extensions == {"moodle-xml": {"as_read": True, "settings": settings}}
    assert document == thorough(AS_MOODLE_WRITES_IT)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_any_end_of_a_line_is_read_as_a_parser_reads_it(end: str) -> None:
    written = AS_MOODLE_WRITES_IT.replace("Which", "Which\nof").replace("\n", end)
    assert usual(written.encode()) == thorough(written)


@pytest.mark.parametrize(
    "written",
    [
        question(TRUTH, "truefalse"),
        question(TRUTH.replace("true", "Richtig").replace("false", "Falsch"), "truefalse"),
        question(TRUTH.replace("<answer ", '<answer format="moodle_auto_format" '), "truefalse"),
        question("<usecase>1</usecase>" + TWO.replace(">b<", ">a*\\*b<"), "shortanswer"),
        question(stem=STEM.replace(' format="html"', "")),
        question(TWO.replace('n fraction="0"', "n")),
        question(TWO + "<tags></tags>", name=""),
    ],
)
def test_what_is_usual_is_read_alike_both_ways(written: str) -> None:
    read = usual(written.encode()) or thorough(written)
    assert read == thorough(written)


@pytest.mark.parametrize(
    "written",
    [
        question(TWO + "<odd/>"),
        question("<odd/>" + TWO),
        question("<defaultgrade>1</defaultgrade><defaultgrade>2</defaultgrade>" + TWO),
        question(TWO + "<tags></tags><tags></tags>"),
        question(TWO + "<hint><text>h</text><options>1</options></hint>"),
        question(TWO.replace("</text>", '</text><file name="a">AA==</file>')),
        question(stem=STEM.replace("Why", '<img src="@@PLUGINFILE@@/a.png">')),
        question(stem=STEM.replace("Why", '<img src="data:image/png;base64,AA==">')),
        question(stem="<questiontext><text> </text></questiontext>"),
        question(TWO.replace("100", "0")),
        question(TWO.replace("100", "17")),
        question(TWO.replace("100", "1.2.3")),
        question(TWO[: len(TWO) // 2 + 1]),
        question("<usecase>1</usecase>" + TWO),
        question("<single>1</single>" + TRUTH, "truefalse"),
        question(TRUTH.replace("true", "false"), "truefalse"),
        question(TRUTH.replace("true", "nein").replace("false<", "ja<"), "truefalse"),
        question(TWO, "essay"),
        question(TWO.replace(">a<", "><b>a</b><")),
        question(TWO.replace(">a<", ">&#97;<")),
        question(TWO.replace(">a<", "><!-- a --><")),
    ],
)
def test_what_asks_for_more_than_the_quick_way_can_say_is_left_to_the_thorough_one(written: str) -> None:
    data = written.encode()
    assert usual(data) is None
    assert read_question(parse_element(data), data, None).document.stem


@pytest.mark.parametrize(
    "inside", ["&nbsp;", "&", "]]>", "\x01", "\x0b", "\ufffe", "\uffff", "<", "</b>", "<![CDATA[x", "&#0;"]
)
@pytest.mark.parametrize("place", [">a<", ">N<", ">t<"])
def test_nothing_that_is_not_well_formed_passes(inside: str, place: str) -> None:
    written = question(TWO + "<tags><tag><text>t</text></tag></tags>")
    assert usual(written.encode()) is not None
    assert usual(written.replace(place, f">{inside}<").encode()) is None


_WORDS = st.sampled_from(
    ["", " ", "a", "a]b", "]]", "é≠\U0001f600", "&lt;b&gt;", "&amp;lt;", "&quot;&apos;", "\n x \n", "*",
     "\\*", "true", "False", "ja", "nein", "\xa0", "\u2028", "\x85",
     "\x7f"]
)  # fmt: skip
_TEXT = st.one_of(
    _WORDS.map(lambda words: f"<text>{words}</text>"),
    _WORDS.map(lambda words: f"<text><![CDATA[<p>{words}</p>]]></text>"),
    _WORDS.map(lambda words: f"<text><![CDATA[{words}<![CDATA[]]></text>"),
    st.just("<text/>"),
)
_MARKUP = st.sampled_from(
    ["", ' format="html"', ' format="moodle_auto_format"', ' format="plain_text"', ' format="x"']
)
_SHARE = st.sampled_from(["100", "0", "50", "33.33333", "-50", "-0", "100.0", "1000"])


def _maybe(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), inside)


def _texts(name: str) -> st.SearchStrategy[str]:
    return st.builds(lambda markup, text: f"<{name}{markup}>\n{text} </{name}>\n", _MARKUP, _TEXT)


def _word(name: str, *words: str) -> st.SearchStrategy[str]:
    return _maybe(st.sampled_from([f"<{name}>{word}</{name}>\n" for word in words]))


_ANSWER = st.builds(
    lambda share, markup, text, more: f'<answer fraction="{share}"{markup}>{text}{more}</answer>\n',
    _SHARE, _MARKUP, _TEXT, _maybe(_texts("feedback")),
)  # fmt: skip
_HINT = st.builds(
    lambda markup, text, counts, clears: f"<hint{markup}>{text}{counts}{clears}</hint>\n",
    _MARKUP, _TEXT, st.sampled_from(["", "<shownumcorrect/>"]), st.sampled_from(["", "<clearwrong />"]),
)  # fmt: skip
_KEY = '<answer fraction="100"><text>{}</text></answer>'
_ODD = st.sampled_from([""] * 19 + ["<odd/>"])
_COMMON = (
    _texts("correctfeedback") | st.just(""),
    _texts("partiallycorrectfeedback") | st.just(""),
    _texts("incorrectfeedback") | st.just(""),
    st.sampled_from(["", "<shownumcorrect/>"]),
    _ODD,
)
_HEAD = (
    _TEXT.map(lambda text: f"<name>{text}</name>"),
    _texts("questiontext"),
    _texts("generalfeedback") | st.just(""),
    _word("defaultgrade", "1.0000000", "0", "00.5"),
    _word("penalty", "0.3333333", "0"),
    _word("hidden", "0", "1", "true"),
    _word("idnumber", "", " x ", "a&amp;b"),
)
_TAIL = (
    st.lists(_HINT, max_size=2).map("".join),
    st.just("")
    | st.lists(_TEXT, max_size=2).map(
        lambda texts: f"<tags>{''.join(f'<tag>{text}</tag>' for text in texts)}</tags>\n"
    ),
)
_QUESTION = st.one_of(
    st.tuples(
        st.just('<question type="multichoice">'),
        *_HEAD,
        _word("single", "true", "false", "1", "0"),
        _word("shuffleanswers", "true", "0"),
        _word("answernumbering", "abc", "", "none"),
        _word("showstandardinstruction", "0", "1", ""),
        *_COMMON,
        st.just(_KEY.format("key")),
        st.lists(_ANSWER, min_size=1, max_size=4).map("".join),
        *_TAIL,
    ),
    st.tuples(
        st.just('<question type="truefalse">'),
        *_HEAD,
        *_COMMON,
        st.sampled_from(["true", "False", "<![CDATA[<p>true</p>]]>", "ja", "x"]).map(_KEY.format),
        _ANSWER,
        *_TAIL,
    ),
    st.tuples(
        st.just('<question type="shortanswer">'),
        *_HEAD,
        _word("usecase", "0", "1"),
        *_COMMON,
        st.just(_KEY.format("key")),
        st.lists(_ANSWER, max_size=4).map("".join),
        *_TAIL,
    ),
).map(lambda parts: "".join((*parts, "</question>")))


@given(_QUESTION)
def test_whatever_is_read_the_quick_way_is_read_alike_the_thorough_way(written: str) -> None:
    document = usual(written.encode())
    event("left to the thorough way" if document is None else "read")
    assert document is None or document == thorough(written)


def _items(data: bytes) -> list[Item]:
    return list(moodle_xml.read(Source("x.xml", io.BytesIO(data)), ReadOptions()))


def test_questions_read_either_way_keep_their_order_their_lines_and_their_categories() -> None:
    quick, slow = question(name="quick"), question(TWO + "<odd/>", name="slow")
    category = '<question type="category"><category><text>$course$/{}</text></category></question>'
    kinds = list(product([quick, slow, category.format("A"), category.format("B")], repeat=3))
    data = "<quiz>\n" + "\n".join("\n".join(kind) for kind in kinds) + "\n</quiz>"
    found = [item for item in _items(data.encode()) if isinstance(item, Found)]
    placed = [(item.place, item.value) for item in found if isinstance(item.value, QuestionDocument)]
    lines = data.split("\n")
    named = [(line, "quick" if ">quick<" in line else "slow") for line in lines if "<name>" in line]
    assert [document.title for _, document in placed] == [name for _, name in named]
    assert [lines[(place.line or 0) - 1] for place, _ in placed] == [line for line, _ in named]
    assert [place.item for place, _ in placed] == list(range(1, len(named) + 1))
    assert {document.category for _, document in placed} == {None, "A", "B"}
