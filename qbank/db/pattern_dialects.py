"""Regular expressions as each database searches them."""

from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class pattern_found(FunctionElement[bool]):  # written like the function it renders
    """Whether a regular expression is found in a text: RE2's in a file, the server's own elsewhere."""

    inherit_cache = True
    type = Boolean()


@compiles(pattern_found)
def _server_pattern(element: pattern_found, compiler: SQLCompiler, **kw: Any) -> str:
    pattern, text = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(translate({text}, chr(31), chr(10)) ~* ('(?n)' || {pattern}))"


@compiles(pattern_found, "sqlite")
def _sqlite_pattern(element: pattern_found, compiler: SQLCompiler, **kw: Any) -> str:
    return f"qbank_matches({compiler.process(element.clauses, **kw)})"
