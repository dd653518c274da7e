"""What the beginning of a text file shows of its format."""

import re
from collections.abc import Callable

from qbank.formats.own_questions import first_question
from qbank.formats.table_dialect import dialect_of

_ROOTS = {
    "quiz": "moodle-xml",
    "question": "moodle-xml",
    "questestinterop": "qti12",
    "assessmentItem": "qti2",
    "assessmentTest": "qti2",
    "assessmentSection": "qti2",
    "assessmentStimulus": "qti2",
    "qti-assessment-item": "qti3",
    "qti-assessment-test": "qti3",
    "qti-assessment-section": "qti3",
    "qti-assessment-stimulus": "qti3",
    "POOL": "blackboard-pool",
    "examview": "examview",
    "problem": "olx",
    "library": "olx",
}
_PARTS_OF_QTI12 = ("item", "section", "assessment", "objectbank")
_PRESENTS = re.compile(r"<\s*(?:[\w.-]+:)?(?:presentation|itemmetadata)\b")
_PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL)
_ROOT = re.compile(r"\s*<\s*(?:[\w.-]+:)?([\w.-]+)")


def xml_root(text: str) -> str | None:
    """Give the local name of the element an XML text begins with, None for text that is no XML."""
    position = 0
    while match := _PROLOGUE.match(text, position):
        position = match.end()
    root = _ROOT.match(text, position)
    return root[1] if root else None


def of_xml(text: str) -> str | None:
    """Recognise an XML format by its outermost element; a lone item of QTI 1.2 also by what is in it."""
    root = xml_root(text) or ""
    if root in _PARTS_OF_QTI12 and _PRESENTS.search(text):
        return "qti12"
    return _ROOTS.get(root)


_JSON = re.compile(r'\s*(?:\{\s*(?:"|\}|\Z)|\[\s*(?:[\[{"\d\]-]|true|false|null|\Z))')
_BRACKET = re.compile(r"\s*(?:\[\s*)?")
_OWN = re.compile(
    r'\s*(?:\[\s*)?\{(?:\s*"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[-\d.eE+]+|true|false|null)\s*,)*?'
    r'\s*"kind"\s*:\s*"(?:bank|question|field|category|document|media)"'
)


def of_json(text: str) -> str | None:
    """Recognise JSON: qbank's own by the kind or the keys of its first object, other by its brackets."""
    if not _JSON.match(text):
        return None
    bracket, own = _BRACKET.match(text), _OWN.match(text)
    start = bracket.end() if bracket is not None else 0
    first = own[0][start:] if own is not None else first_question(text, start)
    if first is None:
        return "json-shapes"
    alone_on_its_line = "[" not in text[:start] and "\n" not in first.strip()
    return "ndjson" if alone_on_its_line else "json"


def _matches(*patterns: str) -> Callable[[str], bool]:
    compiled = [re.compile(pattern, re.MULTILINE) for pattern in patterns]
    return lambda text: all(pattern.search(text) for pattern in compiled)


def _any(*tests: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: any(test(text) for test in tests)


def _has_table_header(text: str) -> bool:
    layout = dialect_of(text)
    return layout is not None and layout.has_header


_BLACKBOARD_ROW = (
    r"\A\s*(?:MC|MA|TF|ESS|ORD|MAT|FIB|FIB_PLUS|FIL|NUM|SR|OP|JUMBLED_SENTENCE|QUIZ_BOWL)\t[^\t\n]+"
)
_CLOZE_GAP = (
    r"\{\d*:(?:SHORTANSWER|SA|MW|MULTICHOICE|MC|MULTIRESPONSE|MR|NUMERICAL|NM)(?:_?[CVHS]{1,2})?:[^}]*\}"
)

STRONG: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("anki-text", _matches(r"\A\s*#(?:separator|html|notetype|deck|columns|tags|guid)\b[^:\n]*:")),
    ("webct", _matches(r"^:TYPE:", r"^:QUESTION:")),
    ("md2qti", _matches(r"^@(?:quiz )?title:", r"^@(?:type|question|quiz description):")),
    ("brightspace-csv", _matches(r'^[ \t]*"?NewQuestion"?[,;\t]')),
    ("blackboard-tab", _matches(_BLACKBOARD_ROW)),
    ("text2qti", _any(
        _matches(r"\A\s*(?:%.*\n\s*)*Quiz (?:title|description):"),
        _matches(r"^\d+\.[ \t]+\S", r"^\*[a-z]\)\s"),
    )),
    ("amc-tex", _any(
        _matches(r"automultiplechoice"),
        _matches(r"\\element\s*\{", r"\\(?:correctchoice|AMC)"),
    )),
    ("rexams", _any(
        _matches(r"^Question\s*\n={3,}"),
        _matches(r"\\begin\{question\}", r"\\ex(?:type|solution|name)\{"),
        _matches(r"^ex(?:type|solution|name):"),
    )),
    ("exam-tex", _any(
        _matches(r"^[^%\n]*\\documentclass\s*(?:\[[^\]]*\])?\s*\{exam\}"),
        _matches(r"\\begin\{questions\}", r"\\question\b"),
    )),
    ("open-trivia-text", _matches(r"^#Q ", r"^\^ ")),
    ("gift", _any(_matches(r"^[ \t]*\$CATEGORY:"), _matches(r"^[ \t]*::(?:[^:\n]|\\:)*::", r"\{"))),
    ("aiken", _matches(r"^[ \t]*[A-Za-z][.)]", r"^[ \t]*ANSWER\s*:\s*[A-Za-z]\b")),
    ("table", _has_table_header),
    ("amc-txt", _any(
        _matches(r"\A\s*# *AMC-TXT"),
        _matches(r"^\*{1,2}(?:[\[{<].*[\]}>])? ?\S", r"^\+ ?\S", r"^- ?\S"),
    )),
    ("moodle-cloze", _matches(_CLOZE_GAP)),
)  # fmt: skip
"""Formats whose text shows what it is whatever the file is called, the surest first."""

_BRACES = re.compile(r"(?<!\\)\{((?:\\.|[^{}\\])*)\}", re.DOTALL)
_GIFT_ANSWER = re.compile(r"\A\s*(?:\Z|[=~#]|(?:T|F|TRUE|FALSE)\s*(?:#|\Z))|(?<!\\)[=~]")


def _has_gift_answers(text: str) -> bool:
    return "{{" not in text and any(_GIFT_ANSWER.search(braces[1]) for braces in _BRACES.finditer(text))


WEAK: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("edx-markdown", _any(
        _matches(r"^[ \t]*\(x\) ", r"^[ \t]*\( \) "),
        _matches(r"^[ \t]*\[x\] ", r"^[ \t]*\[ \] ", r"^>>.+<<|\{\{"),
        _matches(r"^>>.+<<\s*$"),
        _matches(r"^[ \t]*=\s*\S+", r"^\[explanation\]"),
    )),
    ("gift", _has_gift_answers),
    ("aiken", _matches(
        r"^[ \t]*\(?[Aa][.)]", r"(?i:^[ \t]*(?:correct )?answers?[ \t]*[:=][ \t]*\(?[a-j]\b)"
    )),
)  # fmt: skip
"""Formats that other texts may resemble; asked after the file's suffix."""


def first_match(text: str, signatures: tuple[tuple[str, Callable[[str], bool]], ...]) -> str | None:
    """Give the first format whose signature the text bears."""
    return next((name for name, bears in signatures if bears(text)), None)
