"""A text of one of GIFT's markups in another, for the places that name no markup of their own."""

import re

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text

_SIGNS = re.compile(r"[*_`~\\]")
"""What Markdown would take for its own within HTML."""


def in_markup(text: str, before: TextFormat, wanted: TextFormat) -> str:
    """Give a text that reads in the wanted markup as it does in its own; as it is, where that is so already.

    Moodle's own and Markdown hold HTML. Raises QbankError where a conversion needs nh3 and there is none.
    """
    seen = reader_text(text, before)
    if before is wanted or reader_text(text, wanted) == seen:
        return text
    if wanted is TextFormat.PLAIN:
        return seen
    from qbank.formats.rich_html import to_html  # an optional install, and slow to import

    html = to_html(text, before)
    if wanted is TextFormat.MARKDOWN:
        return _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", html)
    return html.replace("<br>\n", "<br>") if wanted is TextFormat.MOODLE else html
