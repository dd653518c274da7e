"""The texts of QTI 1.2: what stands in `<material>`, in the markup it says it is in."""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple

from lxml import etree

from qbank.domain.kinds import TextFormat
from qbank.formats.xml_reading import content, local_name, markup

PLAIN_LABEL = "qbank_plain"
"""The label of a `mattext` whose HTML is plain text, written by `plain_as_html`."""
PICTURE_LABEL = "qbank_picture"
"""The label of the `material` that is the picture of a question, no part of its text."""
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LINKED = {"matimage": "img", "mataudio": "audio", "matvideo": "video"}
_FLOWS = ("flow", "flow_mat", "flow_label")
_EDGE = re.compile(r"\A\s+|(?<!\s)\s+\Z")
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
_ASIDE = ("altmaterial", "material_ref", "matref", "qticomment", "material_table")


class Written(NamedTuple):
    """A text as it is written, and its markup: HTML or plain."""

    text: str
    format: TextFormat

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to read in it."""
        return not self.text.strip()

    def html(self) -> str:
        """Give it as HTML."""
        if self.format is TextFormat.HTML:
            return self.text
        return escape(self.text, quote=False).replace("\n", "<br>\n")


NOTHING = Written("", TextFormat.PLAIN)
_BREAK = Written("\n", TextFormat.PLAIN)


def written(element: etree._Element | None) -> Written:
    """Give the text of an element that holds materials, in flows or straight away."""
    if element is None:
        return NOTHING
    return joined([one for one in _materials(element) if not one.is_empty], "\n")


def material(element: etree._Element) -> Written:
    """Give the text of one `<material>`: its pieces follow each other as in a line."""
    pieces = [piece for piece in _pieces(element) if piece.text]
    while pieces and pieces[0] == _BREAK:
        pieces.pop(0)
    while pieces and pieces[-1] == _BREAK:
        pieces.pop()
    return joined(pieces, "")


def joined(texts: list[Written], between: str) -> Written:
    """Put texts together; as soon as one is HTML the whole is."""
    if not texts:
        return NOTHING
    if len(texts) == 1:
        return texts[0]
    if all(text.format is TextFormat.PLAIN for text in texts):
        return Written(between.join(text.text for text in texts), TextFormat.PLAIN)
    separator = between.replace("\n", "<br>\n")
    return Written(separator.join(text.html() for text in texts), TextFormat.HTML)


def _materials(element: etree._Element) -> Iterator[Written]:
    for child in element:
        name = local_name(child)
        if name == "material":
            yield trimmed(material(child))
        elif name in _FLOWS or name.endswith("material"):
            yield from _materials(child)


def trimmed(text: Written) -> Written:
    """Take the blanks around a text away: indentation of the file, as a rule."""
    return Written(text.text.strip(), text.format)


def _pieces(element: etree._Element) -> Iterator[Written]:
    for child in element:
        name = local_name(child)
        if name in ("mattext", "matemtext", "mat_formattedtext"):
            yield _mattext(child)
        elif name == "matbreak":
            yield _BREAK
        elif name in _LINKED or name in ("matapplication", "matapplet"):
            yield _linked(child, name)
        elif name == "mat_extension":
            yield from _pieces(child)
        elif name == "variable":
            yield Written(f"[{_attribute(child, 'name')}]", TextFormat.PLAIN)
        elif name == "math":
            yield Written(_without_prefix(child), TextFormat.HTML)
        elif name in _FLOWS:
            yield from _pieces(child)


def _without_prefix(math: etree._Element) -> str:
    """Write MathML as HTML has it, without a prefix."""
    written_as = markup(math)
    named = re.match(r"<([\w.-]+):", written_as)
    if named is None:
        return written_as
    bare = re.sub(rf"(</?){re.escape(named[1])}:", r"\1", written_as)
    return bare.replace(f"xmlns:{named[1]}=", "xmlns=", 1)


def _mattext(element: etree._Element) -> Written:
    kind = (element.get("texttype") or element.get("type") or "").lower()
    if len(element):
        return Written(content(element).strip(), TextFormat.HTML)
    text = element.text or ""
    if element.get("label") == PLAIN_LABEL:
        return Written(html_as_plain(text), TextFormat.PLAIN)
    if element.get(_XML_SPACE) != "preserve":
        text = _EDGE.sub(_blank, text)
    formatted = local_name(element) == "mat_formattedtext" and kind in ("", "smart_text")
    is_html = "html" in kind or (formatted and "<" in text)
    return Written(text, TextFormat.HTML if is_html else TextFormat.PLAIN)


def source_of(picture: Written) -> str | None:
    """Give the address of the picture that a material shows, None where it shows none."""
    found = _SOURCE.search(picture.text)
    return unescape(found[1]) if found else None


def _blank(edge: re.Match[str]) -> str:
    """Keep a blank that parts a text from what stands beside it; where it is indentation, it parts words."""
    text = edge.string
    beside = text[edge.end() : edge.end() + 1] if edge.start() == 0 else text[edge.start() - 1 : edge.start()]
    return " " if beside and (beside.isalnum() or "\n" not in edge[0]) else ""


def _attribute(element: etree._Element, name: str) -> str:
    """Give an attribute by its local name: WebCT's are all in a namespace."""
    found = (value for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name)
    return str(next(found, ""))


def _linked(element: etree._Element, name: str) -> Written:
    """Give a picture or another file as the HTML that shows it."""
    mime = element.get("imagtype") or element.get("audiotype") or element.get("videotype") or ""
    address = element.get("uri") or ""
    packed = "".join((element.text or "").split())
    if not address and packed:
        address = f"data:{mime or 'image/png'};base64,{packed}"
    if not address:
        return NOTHING
    tag = _LINKED.get(name)
    source = escape(address)
    if tag == "img":
        sizes = "".join(
            f' {key}="{escape(element.get(key) or "")}"' for key in ("width", "height") if element.get(key)
        )
        alt = escape(element.get("label") or "")
        return Written(f'<img src="{source}" alt="{alt}"{sizes}>', TextFormat.HTML)
    if tag:
        return Written(f'<{tag} controls src="{source}"></{tag}>', TextFormat.HTML)
    label = escape(element.get("label") or address.rpartition("/")[2], quote=False)
    return Written(f'<a href="{source}">{label}</a>', TextFormat.HTML)


def plain_as_html(text: str) -> str:
    """Write plain text as HTML that shows its lines and blanks; `html_as_plain` takes it back."""
    lines = escape(text, quote=False).split("\n")
    return "<br/>\n".join(line.replace("  ", "&nbsp; ").replace("\t", "&emsp;") for line in lines)


def html_as_plain(text: str) -> str:
    """Give the plain text that `plain_as_html` wrote."""
    for written_as, meant in (
        ("<br/>\n", "\n"),
        ("&nbsp; ", "  "),
        ("&emsp;", "\t"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ):
        text = text.replace(written_as, meant)
    return text
