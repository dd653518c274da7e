"""How an expression of our own is said to each database: two templates beside its name."""

from collections.abc import Callable
from string import Formatter
from typing import Any, TypeVar

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

E = TypeVar("E", bound=type[FunctionElement[Any]])


def said(*, server: str, file: str) -> Callable[[E], E]:
    """Give an expression its SQL on a server and in a file.

    In a template `{0}` and `{1}` stand for single arguments, `{all}` for all of them with commas between;
    a brace that is meant is doubled.
    """

    def tell(expression: E) -> E:
        compiles(expression)(_writer(server))
        compiles(expression, "sqlite")(_writer(file))
        return expression

    return tell


def _writer(template: str) -> Callable[..., str]:
    named = {field for _, field, _, _ in Formatter().parse(template) if field}

    def write(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
        # Only what is written may be compiled: a compiler notes the parameters and tables of all it sees.
        if named == {"all"}:
            return template.format(all=compiler.process(element.clauses, **kw))
        parts = [
            compiler.process(clause, **kw) if str(place) in named else ""
            for place, clause in enumerate(element.clauses)
        ]
        return template.format(*parts)

    return write
