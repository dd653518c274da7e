"""What databases say differently of the forms in which the journal keeps values that JSON has none for."""

from typing import Any

from sqlalchemy import LargeBinary, Text
from sqlalchemy.sql.expression import FunctionElement

from qbank.db.expressions import said


@said(server="upper(encode({0}, 'hex'))", file="hex({0})")
class hexed(FunctionElement[str]):  # written like the function it renders
    """Bytes as hexadecimal digits, since JSON holds no bytes."""

    inherit_cache = True
    type = Text()


@said(server="decode({0}, 'hex')", file="qbank_unhex({0})")
class unhexed(FunctionElement[bytes]):  # written like the function it renders
    """The bytes that hexadecimal digits stand for; `unhex` came to SQLite with 3.41."""

    inherit_cache = True
    type = LargeBinary()


@said(
    server="CAST({0} AS TEXT)",
    file="CASE WHEN {0} IS NULL THEN NULL ELSE printf('%!.17g', {0}) END",
)
class written(FunctionElement[str]):  # written like the function it renders
    """A float as text with all its digits: SQLite's JSON keeps fifteen of seventeen."""

    inherit_cache = True
    type = Text()


@said(server="CAST({0} AS TIMESTAMP WITH TIME ZONE)", file="{0}")
class moment_of(FunctionElement[Any]):  # written like the function it renders
    """The moment that a stored text means."""

    inherit_cache = True
