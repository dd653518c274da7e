"""Made-up files of Moodle XML and QTI 1.2, as Moodle and Canvas write them."""

from collections.abc import Iterator

_MOODLE = """<question type="{kind}">
<name><text>Osmosis {n}</text></name>
<questiontext format="html">
<text><![CDATA[<p>What happens to plant cell {n} in pure water?</p>]]></text></questiontext>
<generalfeedback format="html"><text><![CDATA[<p>Think of the wall.</p>]]></text></generalfeedback>
<defaultgrade>1.0000000</defaultgrade>
<penalty>0.3333333</penalty>
<hidden>0</hidden>
<idnumber>q{n}</idnumber>
{rest}
<tags><tag><text>cell</text></tag><tag><text>water</text></tag></tags>
</question>
"""
_ANSWER = """<answer fraction="{share}" format="html"><text><![CDATA[<p>{text}</p>]]></text>
<feedback format="html"><text>{told}</text></feedback></answer>"""
_SINGLE = """<single>true</single>
<shuffleanswers>true</shuffleanswers>
<answernumbering>abc</answernumbering>
<correctfeedback format="html"><text>Right.</text></correctfeedback>
<partiallycorrectfeedback format="html"><text>Nearly.</text></partiallycorrectfeedback>
<incorrectfeedback format="html"><text>Wrong.</text></incorrectfeedback>
"""


def _answers(right: str, *wrong: str) -> str:
    said = [_ANSWER.format(share=100, text=right, told="Well seen.")]
    return "\n".join([*said, *(_ANSWER.format(share=0, text=text, told="") for text in wrong)])


def moodle_xml(count: int) -> Iterator[str]:
    """Yield Moodle XML: of ten questions seven have choices, two ask for a word, one is true or false."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    for n in range(count):
        if n % 500 == 0:
            yield (
                '<question type="category"><category>'
                f"<text>$course$/top/Biology/Unit {n // 500}</text></category></question>\n"
            )
        if n % 10 < 7:
            rest = _SINGLE + _answers(f"It swells {n}", "It bursts", "It shrinks", "Nothing")
            yield _MOODLE.format(n=n, kind="multichoice", rest=rest)
        elif n % 10 < 9:
            yield _MOODLE.format(
                n=n, kind="shortanswer", rest=f"<usecase>0</usecase>{_answers(f'turgor {n}')}"
            )
        else:
            yield _MOODLE.format(n=n, kind="truefalse", rest=_answers("true", "false"))
    yield "</quiz>\n"


_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
<assessment ident="a1" title="Osmosis"><section ident="root_section">
"""
_ITEM = """<item ident="q{n}" title="Osmosis {n}">
<itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>multiple_choice_question</fieldentry></qtimetadatafield>
<qtimetadatafield><fieldlabel>points_possible</fieldlabel><fieldentry>1.0</fieldentry></qtimetadatafield>
</qtimetadata></itemmetadata>
<presentation>
<material><mattext texttype="text/html">&lt;p&gt;What happens to plant cell {n}?&lt;/p&gt;</mattext></material>
<response_lid ident="response1" rcardinality="Single"><render_choice>
<response_label ident="1"><material><mattext texttype="text/plain">It bursts</mattext></material></response_label>
<response_label ident="2"><material><mattext texttype="text/plain">It swells {n}</mattext></material></response_label>
<response_label ident="3"><material><mattext texttype="text/plain">It shrinks</mattext></material></response_label>
<response_label ident="4"><material><mattext texttype="text/plain">Nothing</mattext></material></response_label>
</render_choice></response_lid>
</presentation>
<resprocessing>
<outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>
<respcondition continue="Yes"><conditionvar><other/></conditionvar><displayfeedback feedbacktype="Response" linkrefid="general_fb"/></respcondition>
<respcondition continue="No"><conditionvar><varequal respident="response1">2</varequal></conditionvar><setvar action="Set" varname="SCORE">100</setvar></respcondition>
</resprocessing>
<itemfeedback ident="general_fb"><flow_mat><material><mattext texttype="text/plain">Think of the wall.</mattext></material></flow_mat></itemfeedback>
</item>
"""  # noqa: E501  # lines as Canvas breaks them


def qti12(count: int) -> Iterator[str]:
    """Yield one assessment of QTI 1.2, as it lies in a package of Canvas."""
    yield _HEAD
    for n in range(count):
        yield _ITEM.format(n=n)
    yield "</section></assessment></questestinterop>\n"
