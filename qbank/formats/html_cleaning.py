"""HTML that cannot run, load, submit or disguise anything: nh3 with a list of what may stay.

Not on the list is what no paper needs: scripts, styles, ids, forms, frames. Of MathML there are the elements
that show something; not those that let HTML in again, nor sizes that push a formula over its neighbours.
"""

from collections.abc import Callable
from functools import cache

from qbank.errors import Kind, QbankError


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


MATHML = _names("""
    annotation math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics
""")
PLAYED = _names("audio video")
"""What cannot be printed; whoever writes a page for paper names it."""
ALLOWED = (
    MATHML
    | PLAYED
    | _names("""
    a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span
    strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr
""")
)
"""The elements that a cleaned text may hold."""
_CONTENT_TOO = {"script", "style"}
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "audio": {"src"},
    "video": {"src"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "math": {"display", "alttext"},
    "mstyle": {"displaystyle", "mathvariant"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "separator"},
    "mfenced": {"open", "close", "separators"},
    "mtable": {"columnalign"},
    "mtd": {"columnspan", "rowspan"},
    "annotation": {"encoding"},
}
_SCHEMES = {"http", "https", "mailto", "qbank", "data"}
_CLASSES = {"span": {"math", "display"}}
DRAWN = ("data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp", "data:image/svg+xml")
"""How the address of a picture begins that a text brings along itself."""


def clean(html: str) -> str:
    """Give HTML with nothing in it but what may stay; well-formed, every attribute in double quotes.

    Raises QbankError where nh3 is not installed.
    """
    return _cleaner()(html)


def require_cleaner() -> None:
    """Raise QbankError, with the line that installs it, where nh3 is not installed."""
    _cleaner()


@cache
def _cleaner() -> Callable[[str], str]:
    try:
        import nh3
    except ImportError as error:
        raise QbankError(
            Kind.CONFIGURATION,
            "HTML is cleaned by nh3, which is not installed",
            hint="pip install 'qbank[html]'",
        ) from error
    return nh3.Cleaner(
        tags=set(ALLOWED),
        clean_content_tags=_CONTENT_TOO,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes=_SCHEMES,
        allowed_classes=_CLASSES,
        link_rel="noopener noreferrer nofollow",
    ).clean


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Let data in an address through where it is a picture's: in a link it would be a page."""
    if value.lstrip("\t\n\f\r \0").lower().startswith("data:"):
        return value if (tag, attribute) == ("img", "src") and value.lower().startswith(DRAWN) else None
    return value
