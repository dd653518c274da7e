"""What a category may be called, and how its colour is written."""

import re

from qbank.domain.category_path import split_path
from qbank.domain.typed_text import refuse_controls, tidy_line
from qbank.errors import Kind, QbankError

_COLOR = re.compile(r"#?([0-9A-Fa-f]{6})")
LONGEST = 255
"""So many characters a name may have: it is a name, and stands in every path below it."""


def tidy_path(path: str) -> tuple[str, ...]:
    """Take the path of a category to be made apart into its names.

    Raises QbankError for a path without a name, and for a name that cannot be one.
    """
    refuse_controls(path, "path")
    names = split_path(path)
    if not names:
        raise _wrong(f"{path!r} names no category", "write a path such as Biology/Cells")
    return tuple(tidy_name(name) for name in names)


def tidy_name(name: str) -> str:
    """Trim a name and compose its Unicode; a slash in it is just a character.

    Raises QbankError for a name that is empty, holds a control character, or whose path could not be typed.
    """
    tidy = tidy_line(name, "name")
    if tidy.startswith("/") or tidy.endswith("/"):
        # `A///B` has one reading only because no name begins or ends with a slash.
        raise _wrong(f"{tidy!r} begins or ends with a slash", "a slash may stand inside a name only: and//or")
    if len(tidy) > LONGEST:
        raise _wrong(f"a name of {len(tidy)} characters is too long", f"it may have {LONGEST}")
    return tidy


def tidy_color(color: str) -> str:
    """Write a colour in its one form, `#3B82F6`. Raises QbankError where it is no such colour."""
    if (found := _COLOR.fullmatch(color.strip())) is None:
        raise _wrong(f"{color!r} is no colour", "write six hexadecimal digits, such as 3B82F6 or '#3B82F6'")
    return f"#{found[1].upper()}"


def _wrong(message: str, hint: str) -> QbankError:
    return QbankError(Kind.USAGE, message, hint=hint)
