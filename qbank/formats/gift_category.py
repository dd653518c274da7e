"""Moodle's category paths: `$course$/top/Biology/Cells`, where `//` is a slash inside a name."""

import re

from qbank.domain.category_path import join_path, split_path
from qbank.formats.gift_escapes import restored, shielded

_CONTEXT = re.compile(r"\$[A-Za-z0-9_]+\$")


def category_of(path: str) -> str | None:
    """Read a path without the context in front (`$course$`, `$system$` …) and `top`; None if that is all."""
    names = list(split_path(restored(shielded(path))))
    if names and _CONTEXT.fullmatch(names[0]):
        del names[0]
    if names and names[0] == "top":
        del names[0]
    return join_path(names) or None


def path_of(category: str) -> str:
    """Write a category as the path that `category_of` reads."""
    names = split_path(category)
    front = "$course$/top/" if names[0] == "top" or names[0].startswith("$") else ""
    return front + join_path(names).replace("\\", "\\\\")
