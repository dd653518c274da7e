"""Mutations of valid files: whatever is in a file, it gives questions and diagnostics, and nothing else."""

import io
import os
import random

import pytest

from qbank.domain.question import QuestionDocument
from qbank.domain.validation import InvalidQuestion, checked
from qbank.formats import moodle_xml
from qbank.formats.base import Diagnostic, Found, Item, ReadOptions, Source, Unreadable, WriteOptions
from qbank.formats.moodle_usual import usual

ROUNDS = int(os.environ.get("QBANK_FUZZ", "300"))

_ANSWERS = (
    '<answer fraction="100" format="html"><text><![CDATA[<b>a</b> @@PLUGINFILE@@/x.png]]></text>'
    '<file name="x.png" path="/" encoding="base64">iVBORw0KGgo=</file><feedback><text>yes</text></feedback>'
    "<tolerance>0.1</tolerance></answer>"
    '<answer fraction="-33.33333"><text>3.5e2</text></answer><answer fraction="0"><text>*</text></answer>'
)
_TYPES = {
    "multichoice": f"<single>false</single>{_ANSWERS}",
    "truefalse": '<answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text>'
    "</answer>",
    "shortanswer": f"<usecase>1</usecase>{_ANSWERS}",
    "numerical": '<answer fraction="100"><text>3,5</text><tolerance>0.1</tolerance></answer><units><unit>'
    "<multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>",
    "matching": "<subquestion><text>l</text><answer><text>r</text></answer></subquestion>",
    "ordering": _ANSWERS + "<layouttype>VERTICAL</layouttype>",
    "essay": "<responseformat>editor</responseformat><attachments>1</attachments><responsefieldlines>9"
    "</responsefieldlines>",
    "description": "",
    "cloze": "",
    "gapselect": "<selectoption><text>w</text><group>1</group></selectoption>",
    "ddwtos": "<dragbox><text>w</text><group>1</group><infinite/></dragbox>",
    "stack": "<input><name>ans1</name></input>",
    "combined": '<subquestions><question type="pmatch"><name/></question></subquestions>',
}
_COMMON = (
    "<generalfeedback><text>&lt;i&gt;g&lt;/i&gt;</text></generalfeedback><defaultgrade>2.0</defaultgrade>"
    "<penalty>0.3333333</penalty><hidden>0</hidden><idnumber>i</idnumber><shuffleanswers>1</shuffleanswers>"
    "<hint format='markdown'><text>h</text><clearwrong/></hint><tags><tag><text>t</text></tag>"
    "</tags><odd a='1'/>"
)
VALID = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n<question type="category"><category><text>$course$/top/A'
    "</text></category></question>\n"
    + "\n".join(
        f'<!-- question: 1 --><question type="{kind}"><name><text>N</text></name>'
        f'<questiontext format="html"><text>'
        f"<![CDATA[q [[1]] {{1:MC:=a~b#c}} é]]></text></questiontext>{_COMMON}{inside}</question>"
        for kind, inside in _TYPES.items()
    )
    + "\n</quiz>\n"
).encode()
_PIECES = (
    b"<question", b"</question>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&nbsp;", b"&", b"<", b">", b'"',
    b"\x00", b"\x0b", b"\xff", b"\xed\xa0\x80", b"<!DOCTYPE x>", b"<text>", b"</text>", b"{1:NM:=", b"~",
    b"}", b"[[2]]", b"1e999999", b"NaN", b"-", b"9" * 400, b'type="cloze"', b'type=""', b"<file name='a'>",
    b"%100%", b'fraction="x"', b"\xef\xbb\xbf", b"@@PLUGINFILE@@/%ff%00", b"data:image/png;base64,AAAA",
    b"<?x", b"?>",
)  # fmt: skip


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Change a file in a few places: a piece put in, taken out, doubled or overwritten; or cut it off."""
    for _ in range(dice.randint(1, 6)):
        at, length = dice.randrange(len(data) or 1), dice.randint(0, 60)
        how = dice.randrange(6)
        if how == 0:
            data = data[:at] + dice.choice(_PIECES) + data[at:]
        elif how == 1:
            data = data[:at] + data[at + length :]
        elif how == 2:
            data = data[:at] + data[at : at + length] + data[at:]
        elif how == 3:
            data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
        elif how == 4:
            data = data[:at] + dice.choice(_PIECES) + data[at + length :]
        elif dice.random() < 0.1:
            data = data[: at + 1]
    return data


_USUAL_HEAD = (
    '<name><text>N</text></name><questiontext format="html"><text><![CDATA[<p>q</p>]]></text></questiontext>'
    '<generalfeedback format="markdown"><text>é</text></generalfeedback><defaultgrade>2.0</defaultgrade>'
    "<penalty>0.3333333</penalty><hidden>0</hidden>"
)
_USUAL_TAIL = (
    '<answer fraction="100" format="html"><text>true</text><feedback format="html"><text>&lt;b&gt;</text>'
    '</feedback></answer><answer fraction="0" format="html"><text>false</text></answer>'
    '<hint format="html"><text>h</text><clearwrong/></hint><tags><tag><text>t</text></tag></tags>'
)
_USUAL_TYPES = {
    "multichoice": "<single>false</single><shuffleanswers>1</shuffleanswers>",
    "truefalse": "",
    "shortanswer": "<usecase>1</usecase>",
}
_USUAL = [
    f'<question type="{kind}">{_USUAL_HEAD}{own}{_USUAL_TAIL}</question>'.encode()
    for kind, own in _USUAL_TYPES.items()
]


def items(data: bytes) -> list[Item | str]:
    """Read a file to its end: all that comes of it, or why it is refused, however much came before."""
    source = Source("x.xml", io.BytesIO(data))
    found: list[Item | str] = []
    try:
        found.extend(moodle_xml.read(source, ReadOptions()))
    except Unreadable as refused:
        return [f"{refused.reason} {refused.place}"]
    finally:
        for copy in source.copies:
            copy.close()
    return found


def read(data: bytes) -> list[QuestionDocument]:
    """Read a file to its end: the questions that a bank would take."""
    source = Source("x.xml", io.BytesIO(data))
    kept = []
    try:
        for item in moodle_xml.read(source, ReadOptions()):
            assert isinstance(item, Found | Diagnostic)
            if isinstance(item, Diagnostic):
                assert "\n" not in item.message
            elif isinstance(item.value, QuestionDocument):
                kept.append(checked(item.value))
    except Unreadable as refused:
        assert refused.reason
    except InvalidQuestion as refusal:
        pytest.fail(f"a question that no bank takes: {refusal} in {data!r}")
    finally:
        for copy in source.copies:
            copy.close()
    return kept


def test_the_file_that_is_mutated_is_valid() -> None:
    assert len(read(VALID)) == len(_TYPES)


@pytest.mark.parametrize("seed", range(10))
def test_a_mutated_file_gives_questions_and_diagnostics_and_what_it_gives_can_be_written(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(max(1, ROUNDS // 10)):
        documents = read(mutated(VALID, dice))
        stream = io.BytesIO()
        losses = list(moodle_xml.write(documents, stream, lambda digest: None, WriteOptions()))
        written = len(documents) - sum(loss.code == "not_written" for loss in losses)
        assert len(read(stream.getvalue())) == written


def test_the_usual_questions_that_are_mutated_are_read_the_quick_way() -> None:
    assert all(usual(data) is not None for data in _USUAL)


@pytest.mark.parametrize("seed", range(10))
def test_a_mutated_file_is_read_alike_the_quick_way_and_the_thorough_way(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    whole = b"<quiz>\n" + b"\n".join(_USUAL) + b"\n</quiz>\n"
    for _ in range(max(1, ROUNDS // 10)):
        data = mutated(whole, dice)
        quick = items(data)
        with monkeypatch.context() as patch:
            patch.setattr("qbank.formats.moodle_xml.usual", lambda data: None)
            assert quick == items(data), data
