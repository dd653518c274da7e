"""Regular expressions over texts, by RE2: its time grows with the text and never with the pattern's cunning.

Case does not matter unless a pattern begins with `(?-i)`; `^` and `$` are the ends of a line, and `.` no line
break (github.com/google/re2/wiki/Syntax).
"""

from functools import lru_cache
from typing import Any

from qbank.domain.searchable import BREAK
from qbank.errors import Kind, QbankError

_FLAGS = "(?im)"


def fault(pattern: str) -> str | None:
    """Say what is wrong with a pattern and where, None where nothing is.

    Raises QbankError (configuration) where RE2 is not installed.
    """
    engine = _engine()
    try:
        engine.compile(pattern, _options(engine))
        _compiled(pattern)
    except engine.error as error:
        return _told(str(error.args[0].decode("utf-8", "replace")), pattern)
    return None


def matches(pattern: str, text: str | None) -> bool:
    """Tell whether a pattern is found in a text, whose parts have a BREAK between them."""
    return text is not None and _compiled(pattern).search(text.replace(BREAK, "\n")) is not None


def places(pattern: str, text: str) -> list[tuple[int, int]]:
    """List where a pattern is found in a text, places without a character left out."""
    return [found.span() for found in _compiled(pattern).finditer(text) if found.end() > found.start()]


def _told(reason: str, pattern: str) -> str:
    """Say RE2's reason, which ends with the piece it means, and where that piece stands."""
    what, _, piece = reason.removesuffix(" ").partition(": ")
    place = pattern.find(piece) if piece else -1
    if place < 0:
        return what if not piece else f"{what}: {piece}"
    return f"{what} at character {place + 1}: {pattern[place : place + 20]}"


@lru_cache(64)
def _compiled(pattern: str) -> Any:
    engine = _engine()
    return engine.compile(_FLAGS + pattern, _options(engine))


def _options(engine: Any) -> Any:
    options = engine.Options()
    options.log_errors = False
    return options


def _engine() -> Any:
    try:
        import re2  # type: ignore[import-untyped]  # it brings no types
    except ImportError as error:
        raise QbankError(
            Kind.CONFIGURATION,
            "regular expressions are searched by RE2, which is not installed",
            hint="pip install 'qbank[re]'",
        ) from error
    return re2
