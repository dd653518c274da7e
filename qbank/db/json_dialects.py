"""What databases say differently of the members of a JSON object and the elements of an array."""

from typing import Any

from sqlalchemy import TableValuedAlias
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class json_word(FunctionElement[Any]):  # written like the function it renders
    """A scalar member of a JSON object as it is typed: `true` and `false` as words, numbers as numbers."""

    inherit_cache = True


@compiles(json_word)
def _server_word(element: json_word, compiler: SQLCompiler, **kw: Any) -> str:
    document, name = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({document} AS JSONB) ->> CAST({name} AS TEXT))"


@compiles(json_word, "sqlite")
def _sqlite_word(element: json_word, compiler: SQLCompiler, **kw: Any) -> str:
    # SQLite has no truth values: json_extract would give 1 and 0.
    document, name = (compiler.process(clause, **kw) for clause in element.clauses)
    path = f"{document}, '$.\"' || {name} || '\"'"
    kind = f"json_type({path})"
    return f"CASE WHEN {kind} IN ('true', 'false') THEN {kind} ELSE json_extract({path}) END"


class _members(FunctionElement[Any]):
    inherit_cache = True


@compiles(_members)
def _server_members(element: _members, compiler: SQLCompiler, **kw: Any) -> str:
    return f"jsonb_each_text(CAST({compiler.process(element.clauses, **kw)} AS JSONB))"


@compiles(_members, "sqlite")
def _sqlite_members(element: _members, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


def json_members(document: Any) -> TableValuedAlias:
    """Give the members of a JSON object as rows of `key` and `value`, the value null where JSON has null."""
    return _members(document).table_valued("key", "value")


class _elements(FunctionElement[Any]):
    inherit_cache = True


@compiles(_elements)
def _server_elements(element: _elements, compiler: SQLCompiler, **kw: Any) -> str:
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **kw)} AS JSONB))"


@compiles(_elements, "sqlite")
def _sqlite_elements(element: _elements, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


def json_elements(document: Any) -> TableValuedAlias:
    """Give the elements of a JSON array of texts as rows of `value`."""
    return _elements(document).table_valued("value")
