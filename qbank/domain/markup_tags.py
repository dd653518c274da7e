"""The tags of HTML: told from words, taken apart, sorted by what they do to a line."""

import html
import re

TAG = re.compile(
    r"""<(?:(!--|!\[CDATA\[)|[!?][A-Za-z\[][^<>]*+>|
        (/?)([A-Za-z][^\s<>/"'=]*+)
        ((?:[^<>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+|[^<>]*+)>)""",
    re.VERBOSE,
)
"""Groups: what begins a comment or CDATA; `/` of an end tag, its name, the rest of it."""
_ATTRIBUTE = re.compile(r"""(?<![^\s"'/])([^\s<>/"'=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))""")
FOREIGN = re.compile(r"[a-z0-9]+:[a-z0-9]+")
"""A tag with a prefix, as word processors leave it: `<o:p>`. Other unknown tags may be words: `list<int>`."""
ONE_LETTER = frozenset("abipqsu")
"""The tags that are named by one letter, which may as well be a word."""
LETTER_TAG = re.compile(r"""\s*+(?:[^\s=]++\s*+=\s*+[^\s"'=<>]++\s*+)*+/?|[^"']*+["'].*+""", re.DOTALL)
"""What may stand in a tag that is named by one letter; in `a<b and c>d` there are none but words."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _names("""
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 head header hr html legend main nav ol option p section summary tbody tfoot
    thead title ul
""")
"""The tags that stand on lines of their own."""
INLINES = _names("""
    a abbr acronym area b base bdi bdo big button canvas cite code col colgroup data datalist del dfn em font
    i iframe input ins kbd label link map mark math meta meter nobr noscript optgroup output param picture
    progress q rb rp rt rtc ruby s samp script select small source span strike strong style template textarea
    time track tt u var wbr
""")
"""The tags that are part of their line."""
DRAWING = _names("""
    circle clippath defs desc ellipse foreignobject g line lineargradient marker path polygon polyline
    radialgradient rect stop svg symbol text tspan use
""")
"""The tags of SVG; without attributes they may be words."""


def unescape(text: str) -> str:
    """Give a text with its entities as characters."""
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a number longer than Python converts is no character
        return text


def attributes_of(text: str) -> dict[str, str]:
    """Give the attributes in a tag by their names in lower case; of two of one name the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found
