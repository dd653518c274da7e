"""Regular expressions as each database searches them."""

from sqlalchemy import Boolean
from sqlalchemy.sql.expression import FunctionElement

from qbank.db.expressions import said


@said(
    server="(translate({1}, chr(31), chr(10)) ~* ('(?n)' || {0}))",
    file="qbank_matches({all})",
)
class pattern_found(FunctionElement[bool]):  # written like the function it renders
    """Whether a regular expression is found in a text: RE2's in a file, the server's own elsewhere."""

    inherit_cache = True
    type = Boolean()
