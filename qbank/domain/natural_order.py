"""The order in which a person expects names: by their letters, and by the numbers in them."""

import re

from qbank.domain.text import fold

Key = tuple[tuple[str | tuple[int, str], ...], str]
_NUMBER = re.compile("0*([0-9]+)")


def natural_key(name: str) -> Key:
    """Give what names are sorted by: case and accents aside, and `Unit 2` before `Unit 10`."""
    parts = _NUMBER.split(fold(name))
    return tuple((len(part), part) if place % 2 else part for place, part in enumerate(parts)), name
