"""What databases say differently of the members of a JSON object and the elements of an array."""

from typing import Any

from sqlalchemy import TableValuedAlias
from sqlalchemy.sql.expression import FunctionElement

from qbank.db.expressions import said

_PATH = "{0}, '$.\"' || {1} || '\"'"
_KIND = f"json_type({_PATH})"
# SQLite has no truth values: json_extract would give 1 and 0.
_WORD_IN_FILE = f"CASE WHEN {_KIND} IN ('true', 'false') THEN {_KIND} ELSE json_extract({_PATH}) END"
_MEMBER = "CAST({0} AS JSONB) -> CAST({1} AS TEXT)"
_VALUE_ON_SERVER = (
    f"CASE jsonb_typeof({_MEMBER}) WHEN 'number' THEN {_MEMBER} WHEN 'string' THEN {_MEMBER}"
    f" ELSE to_jsonb(({_MEMBER}) #>> '{{{{}}}}') END"
)


@said(server="(CAST({0} AS JSONB) ->> CAST({1} AS TEXT))", file=_WORD_IN_FILE)
class json_word(FunctionElement[Any]):  # written like the function it renders
    """A scalar member of a JSON object as it is typed: `true` and `false` as words, numbers as numbers."""

    inherit_cache = True


@said(server=_VALUE_ON_SERVER, file=_WORD_IN_FILE)
class json_value(FunctionElement[Any]):  # written like the function it renders
    """The same for what is read: a number is a number on a server too."""

    inherit_cache = True


@said(
    server="(SELECT jsonb_build_array(jsonb_typeof(told.value) <> 'number', told.value)"
    f" FROM (SELECT {_VALUE_ON_SERVER} AS value) AS told WHERE told.value IS NOT NULL)",
    file=_WORD_IN_FILE,
)
class json_place(FunctionElement[Any]):  # written like the function it renders
    """The same for what is sorted: numbers stand before words."""

    inherit_cache = True


@said(server="jsonb_each_text(CAST({0} AS JSONB))", file="json_each({0})")
class _members(FunctionElement[Any]):
    inherit_cache = True


def json_members(document: Any) -> TableValuedAlias:
    """Give the members of a JSON object as rows of `key` and `value`, the value null where JSON has null."""
    return _members(document).table_valued("key", "value")


@said(server="jsonb_array_elements_text(CAST({0} AS JSONB))", file="json_each({0})")
class _elements(FunctionElement[Any]):
    inherit_cache = True


def json_elements(document: Any) -> TableValuedAlias:
    """Give the elements of a JSON array of texts as rows of `value`."""
    return _elements(document).table_valued("value")
