"""What databases say differently of the forms in which the journal keeps values that JSON has none for."""

from typing import Any

from sqlalchemy import LargeBinary, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class hexed(FunctionElement[str]):  # written like the function it renders
    """Bytes as hexadecimal digits, since JSON holds no bytes."""

    inherit_cache = True
    type = Text()


@compiles(hexed)
def _server_hex(element: hexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"upper(encode({compiler.process(element.clauses, **kw)}, 'hex'))"


@compiles(hexed, "sqlite")
def _sqlite_hex(element: hexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"hex({compiler.process(element.clauses, **kw)})"


class unhexed(FunctionElement[bytes]):  # written like the function it renders
    """The bytes that hexadecimal digits stand for; `unhex` came to SQLite with 3.41."""

    inherit_cache = True
    type = LargeBinary()


@compiles(unhexed)
def _server_unhex(element: unhexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"decode({compiler.process(element.clauses, **kw)}, 'hex')"


@compiles(unhexed, "sqlite")
def _sqlite_unhex(element: unhexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"qbank_unhex({compiler.process(element.clauses, **kw)})"


class written(FunctionElement[str]):  # written like the function it renders
    """A float as text with all its digits: SQLite's JSON keeps fifteen of seventeen."""

    inherit_cache = True
    type = Text()


@compiles(written)
def _server_written(element: written, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AS TEXT)"


@compiles(written, "sqlite")
def _sqlite_written(element: written, compiler: SQLCompiler, **kw: Any) -> str:
    number = compiler.process(element.clauses, **kw)
    return f"CASE WHEN {number} IS NULL THEN NULL ELSE printf('%!.17g', {number}) END"


class moment_of(FunctionElement[Any]):  # written like the function it renders
    """The moment that a stored text means."""

    inherit_cache = True


@compiles(moment_of)
def _server_moment_of(element: moment_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AS TIMESTAMP WITH TIME ZONE)"


@compiles(moment_of, "sqlite")
def _sqlite_moment_of(element: moment_of, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)
