"""The form in which Moodle itself writes its commonest questions, as patterns.

A question that fits is well-formed XML and holds nothing but what the groups give: elements stand where
Moodle (question/format/xml/format.php) puts them, with the attributes it writes, and characters are XML's
(`NONCHARACTERS` are to be looked for apart). No pattern goes back over a text: a long one costs its length.
"""

import re
from collections.abc import Sequence

_FORBIDDEN = "\x00-\x08\x0b-\x1f"
"""What XML has no place for, and the carriage return, which it reads as something else.

Nor has it for the noncharacters, but patterns with them take five times as long to compile, at every start.
"""
NONCHARACTERS = ("\ufffe", "\uffff")
_BLANK = r"[ \t\n]*+"
_CHARACTERS = rf"[^<&\]{_FORBIDDEN}]*+(?:(?:\](?!\]>)|&(?:lt|gt|amp|quot|apos);)[^<&\]{_FORBIDDEN}]*+)*"
_SECTION = rf"[^\]{_FORBIDDEN}]*+(?:\](?!\]>)[^\]{_FORBIDDEN}]*+)*"


def _text(group: str = "(") -> str:
    """A text in two groups: what is in its section, or its characters, still escaped."""
    return (
        rf"<text(?:>(?:<!\[CDATA\[{group}{_SECTION})\]\]>|{group}{_CHARACTERS}))</text>|{_BLANK}/>){_BLANK}"
    )


_FORMAT = r'(?: format="([a-z_]++)")?'
_EMPTY = rf"{_BLANK}/>{_BLANK}"
_NAME = "[A-Za-z0-9]*+"
_FLAG = "true|false|1|0"
_NUMBER = r"[0-9]{1,20}(?:\.[0-9]{1,20})?"


def _texts(name: str) -> str:
    """Three groups: the markup, and the two of a text."""
    return rf"<{name}{_FORMAT}>{_BLANK}{_text()}</{name}>{_BLANK}"


def _word(name: str, inside: str) -> str:
    return rf"(?:<{name}>({inside})</{name}>{_BLANK})?"


KINDS = (b'<question type="multichoice">', b'<question type="truefalse">', b'<question type="shortanswer">')
HEAD = re.compile(
    rf'<question type="([a-z]++)">{_BLANK}'
    rf"<name>{_BLANK}{_text()}</name>{_BLANK}"
    + _texts("questiontext")
    + rf"(?:{_texts('generalfeedback')})?"
    + _word("defaultgrade", _NUMBER)
    + _word("penalty", _NUMBER)
    + _word("hidden", _FLAG)
    + rf"(?:<idnumber(?:>({_CHARACTERS})</idnumber>|{_BLANK}/>){_BLANK})?"
    + _word("usecase", _FLAG)
    + _word("single", _FLAG)
    + _word("shuffleanswers", _FLAG)
    + _word("answernumbering", _NAME)
    + _word("showstandardinstruction", _NAME)
    + rf"(?:{_texts('correctfeedback')})?"
    + rf"(?:{_texts('partiallycorrectfeedback')})?"
    + rf"(?:{_texts('incorrectfeedback')})?"
    + rf"(<shownumcorrect{_EMPTY})?"
)
"""A question up to its answers; a group for each text's markup, section and characters, and for each word."""
ESCAPED_IN_HEAD = (2, 5, 8, 12, 20, 23, 26)
"""The places among its groups of what is still escaped."""

ANSWER = re.compile(
    rf'<answer(?: fraction="(-?[0-9.]{{1,20}})")?{_FORMAT}>{_BLANK}{_text()}'
    rf"(?:{_texts('feedback')})?</answer>{_BLANK}"
    r"|((?s:.)++)"
)
"""What follows: answers, one after another, and as the last group all that comes after them."""
ESCAPED_IN_ANSWER = (3, 6)

_UNSEEN = _text("(?:")
END = re.compile(
    rf'((?:<hint(?: format="[a-z_]++")?>{_BLANK}{_UNSEEN}'
    rf"(?:<shownumcorrect{_EMPTY})?(?:<clearwrong{_EMPTY})?</hint>{_BLANK})*)"
    rf"(?:<tags>{_BLANK}((?:<tag>{_BLANK}{_UNSEEN}</tag>{_BLANK})*)</tags>{_BLANK})?"
)
"""What comes after the answers: hints, and tags."""
HINT = re.compile(rf"<hint{_FORMAT}>{_BLANK}{_text()}(<shownumcorrect{_EMPTY})?(<clearwrong{_EMPTY})?")
TAG = re.compile(_text())


def unescaped(groups: Sequence[str], escaped: tuple[int, ...]) -> list[str]:
    """Give the groups of a match with the characters that stand for themselves in XML."""
    found = list(groups)
    for at in escaped:
        if found[at] and "&" in found[at]:
            found[at] = characters(found[at])
    return found


def characters(written: str) -> str:
    """Give the characters that are written with XML's five entities."""
    for entity, character in _ENTITIES:
        written = written.replace(entity, character)
    return written


_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
"""The ampersand is the last: `&amp;lt;` stands for `&lt;`."""
