"""QTI 1.2 as it is written: elements, materials and conditions, one string for each.

Strings, because a package of a hundred thousand questions is written several times as fast as from a tree.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape

from qbank.domain.kinds import TextFormat
from qbank.domain.text import Text, format_of, text_of
from qbank.formats.qti12_material import PLAIN_LABEL, plain_as_html
from qbank.formats.xml_characters import legal

_BREAKS = re.compile(r"\n|\t|  ")


def escaped(text: str) -> str:
    """Escape a text between tags."""
    return escape(legal(text), quote=False).replace("\r", "&#13;")


def attribute(text: str) -> str:
    """Escape the value of an attribute, without its quotes."""
    return escape(legal(text)).replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def mattext(text: Text, stem_format: TextFormat) -> str:
    """Write a text that is HTML or plain; plain text of several lines as the HTML that shows them."""
    words, format = text_of(text), format_of(text, stem_format)
    if not words:
        return f'<mattext label="{PLAIN_LABEL}"/>'
    preserve = ' xml:space="preserve"' if words != words.strip() else ""
    if format is TextFormat.HTML:
        return f'<mattext texttype="text/html"{preserve}>{escaped(words)}</mattext>'
    if _BREAKS.search(words):
        said = f'texttype="text/html" label="{PLAIN_LABEL}"{preserve}'
        return f"<mattext {said}>{escaped(plain_as_html(words))}</mattext>"
    return f'<mattext texttype="text/plain"{preserve}>{escaped(words)}</mattext>'


def material(text: Text, stem_format: TextFormat) -> str:
    """Write a text as a material."""
    return f"<material>{mattext(text, stem_format)}</material>"


def metadata(fields: Iterable[tuple[str, str]]) -> str:
    """Write the metadata of an item."""
    written = "".join(
        f"<qtimetadatafield><fieldlabel>{escaped(label)}</fieldlabel>"
        f"<fieldentry>{escaped(entry)}</fieldentry></qtimetadatafield>\n"
        for label, entry in fields
    )
    return f"<itemmetadata><qtimetadata>\n{written}</qtimetadata></itemmetadata>\n"


def varequal(response: str, value: str, extra: str = "") -> str:
    """Write the condition that an answer is this one."""
    return f'<varequal respident="{attribute(response)}"{extra}>{escaped(value)}</varequal>'


def respcondition(
    condition: str,
    *,
    score: float | None = None,
    adds: bool = False,
    shows: Sequence[str] = (),
    goes_on: bool = False,
) -> str:
    """Write a response condition: what it wants, what it is worth in percent, which feedback it shows."""
    worth = ""
    if score is not None:
        action = "Add" if adds else "Set"
        worth = f'<setvar action="{action}" varname="SCORE">{percentage(score)}</setvar>'
    shown = "".join(
        f'<displayfeedback feedbacktype="Response" linkrefid="{attribute(each)}"/>' for each in shows
    )
    go_on = "Yes" if goes_on else "No"
    wanted = f"<conditionvar>{condition}</conditionvar>"
    return f'<respcondition continue="{go_on}">{wanted}{worth}{shown}</respcondition>\n'


def percentage(score: float) -> str:
    """Write a number of percent as Canvas does: `100`, `33.33`."""
    return f"{score:.2f}".rstrip("0").rstrip(".") if score != 100 else "100"


def resprocessing(conditions: Iterable[str]) -> str:
    """Write the response conditions of an item."""
    outcomes = (
        '<outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>\n'
    )
    return f"<resprocessing>\n{outcomes}{''.join(conditions)}</resprocessing>\n"


def itemfeedback(ident: str, text: Text, stem_format: TextFormat, kind: str = "") -> str:
    """Write a feedback, or with a `kind` a solution or hint."""
    said = material(text, stem_format)
    if kind:
        said = f"<{kind}><{kind}material>{said}</{kind}material></{kind}>"
    else:
        said = f"<flow_mat>{said}</flow_mat>"
    return f'<itemfeedback ident="{attribute(ident)}">{said}</itemfeedback>\n'


def response_lid(
    ident: str, cardinality: str, labels: str, *, prompt: str = "", shuffle: bool | None = None
) -> str:
    """Write a response of choices."""
    said = "" if shuffle is None else f' shuffle="{"Yes" if shuffle else "No"}"'
    return (
        f'<response_lid ident="{attribute(ident)}" rcardinality="{cardinality}">{prompt}'
        f"<render_choice{said}>\n{labels}</render_choice></response_lid>\n"
    )


def label(ident: str, text: Text, stem_format: TextFormat, extra: str = "") -> str:
    """Write one of the labels of a response."""
    return (
        f'<response_label ident="{attribute(ident)}"{extra}>{material(text, stem_format)}</response_label>\n'
    )
