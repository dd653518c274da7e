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
def _sqlite_word(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    # SQLite has no truth values: json_extract would give 1 and 0.
    document, name = (compiler.process(clause, **kw) for clause in element.clauses)
    path = f"{document}, '$.\"' || {name} || '\"'"
    kind = f"json_type({path})"
    return f"CASE WHEN {kind} IN ('true', 'false') THEN {kind} ELSE json_extract({path}) END"


class json_value(FunctionElement[Any]):  # written like the function it renders
    """The same for what is read: a number is a number on a server too."""

    inherit_cache = True


@compiles(json_value)
def _server_value(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    document, name = (compiler.process(clause, **kw) for clause in element.clauses)
    value = f"CAST({document} AS JSONB) -> CAST({name} AS TEXT)"
    kind = f"jsonb_typeof({value})"
    word = f"to_jsonb(({value}) #>> '{{}}')"
    return f"CASE {kind} WHEN 'number' THEN {value} WHEN 'string' THEN {value} ELSE {word} END"


@compiles(json_value, "sqlite")
def _sqlite_value(element: json_value, compiler: SQLCompiler, **kw: Any) -> str:
    return _sqlite_word(element, compiler, **kw)


class json_place(FunctionElement[Any]):  # written like the function it renders
    """The same for what is sorted: numbers stand before words."""

    inherit_cache = True


@compiles(json_place)
def _server_place(element: json_place, compiler: SQLCompiler, **kw: Any) -> str:
    value = _server_value(element, compiler, **kw)
    pair = "jsonb_build_array(jsonb_typeof(told.value) <> 'number', told.value)"
    return f"(SELECT {pair} FROM (SELECT {value} AS value) AS told WHERE told.value IS NOT NULL)"


@compiles(json_place, "sqlite")
def _sqlite_place(element: json_place, compiler: SQLCompiler, **kw: Any) -> str:
    return _sqlite_word(element, compiler, **kw)


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
