"""One interchange format as the table of formats has it: known before its module is imported."""

from collections.abc import Callable
from dataclasses import dataclass

Sniff = Callable[[bytes], float]
"""Tells from the beginning of a file how surely it is of a format, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Format:
    """One interchange format. `module` reads and writes it; `extra` is the optional install it needs.

    `instead` is what a person can do with a file of a format that is known and not read. `sniff` and
    `package` are for formats of other packages: qbank has signatures beside this module for its own.
    """

    name: str
    title: str
    suffixes: tuple[str, ...] = ()
    reads: bool = False
    writes: bool = False
    module: str | None = None
    extra: str | None = None
    instead: str = ""
    sniff: Sniff | None = None
    package: str | None = None
