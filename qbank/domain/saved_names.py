"""The names queries are kept by: such as can be typed after `saved:`."""

import re

from qbank.domain.typed_text import tidy_line
from qbank.errors import Kind, QbankError

_NAME = re.compile(r"\w(?:[\w .-]*\w)?")
_TAKEN = ("any", "none")


def tidy_name(told: str) -> str:
    """Give a name in its one form. Raises QbankError for one that a query could not hold."""
    name = tidy_line(told, "name")
    if not _NAME.fullmatch(name) or name.lower() in _TAKEN:
        raise QbankError(
            Kind.USAGE,
            f"{told!r} is no name for a query",
            hint="letters, digits, blanks and - _ . may be in it, a letter or digit at both ends",
        )
    return name
