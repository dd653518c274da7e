"""Moodle's category paths: `$course$/top/Biology/Cells`, where `//` is a slash inside a name."""

import re
from functools import lru_cache

from qbank.domain.category_path import join_path, split_path
from qbank.formats.gift_escapes import restored, shielded

MARK = "$CATEGORY:"
"""How the line begins that names the category of the questions after it."""
_CONTEXT = re.compile(r"\$[A-Za-z0-9_]+\$")


def category_of(path: str) -> str | None:
    """Read a path without the context in front (`$course$`, `$system$` …) and `top`; None if that is all."""
    names = [name.strip("/ ") for name in split_path(restored(shielded(path)))]
    if names and _CONTEXT.fullmatch(names[0]):
        del names[0]
    if names and names[0].lower() == "top":
        del names[0]
    return join_path([name for name in names if name]) or None


@lru_cache(256)
def path_of(category: str) -> str:
    """Write a category as the path that `category_of` reads."""
    names = split_path(category)
    front = "$course$/top/" if names[0].lower() == "top" or _CONTEXT.fullmatch(names[0]) else ""
    return front + join_path(names).replace("\\", "\\\\")
