"""Choices that stand in one cell: how a column packs them, found out from its cells and never guessed."""

import json
import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from qbank.formats.choice_labels import without_labels
from qbank.formats.key_readings import readings
from qbank.formats.table_rows import unquoted

Parts = list[str]


class Packing(StrEnum):
    """What divides the choices in a cell; the values are words for a reader."""

    JSON = "as a list in brackets"
    LABELS = "each with its label"
    LINES = "a line each"
    BARS = "divided by |"
    SEMICOLONS = "divided by ;"
    SLASHES = "divided by ' / '"
    COMMAS = "divided by commas"


DIVIDERS = {
    ";": Packing.SEMICOLONS,
    "|": Packing.BARS,
    "/": Packing.SLASHES,
    ",": Packing.COMMAS,
    "newline": Packing.LINES,
}
"""How a person says what divides the choices."""


def unpacked(cell: str, packing: Packing) -> Parts | None:
    """Take a cell apart into its choices; None for one that is not packed so."""
    cell = unquoted(cell)
    parts = _WAYS[packing](cell)
    if parts is None:
        return None
    parts = [part.strip() for part in parts]
    while parts and not parts[-1]:
        parts.pop()
    return parts if parts and all(parts) else None


def parts_of(cell: str) -> Parts:
    """Take a cell apart at its semicolons."""
    return [part.strip() for part in cell.split(";")]


def packing_of(cells: Sequence[tuple[str, str]], *, wrong_ones: bool = False) -> Packing | None:
    """Tell how choices are packed, from cells and the keys beside them; None where nothing tells.

    `wrong_ones` means that the cells hold the wrong choices only, so that one may stand alone and no key
    names any.
    """
    filled = [(cell, key) for cell, key in cells if cell]
    fitting = [packing for packing in Packing if _fits(filled, packing, wrong_ones)]
    return fitting[0] if fitting else None


_MOST = 0.9


def _fits(cells: Sequence[tuple[str, str]], packing: Packing, wrong_ones: bool) -> bool:
    """Tell whether nine cells in ten come apart into choices, one of which the key names."""
    several = named = keyed = 0
    widths = set()
    for cell, key in cells:
        parts = unpacked(cell, packing)
        if parts is None or len(parts) < 2:
            continue
        several += 1
        widths.add(len(parts))
        if key and not wrong_ones:
            keyed += 1
            bare = without_labels(parts)
            named += bool(readings(key, bare.texts, bare.labels))
    if not several or (several < _MOST * len(cells) and not wrong_ones):
        return False
    if wrong_ones:
        return packing is not Packing.COMMAS or len(widths) == 1
    return named >= _MOST * keyed and (packing not in _LOOSE or _is_sure(cells, packing, widths))


def _is_sure(cells: Sequence[tuple[str, str]], packing: Packing, widths: set[int]) -> bool:
    """Tell whether commas divide choices, and are not a part of some: by equal counts, or keys in words."""
    if len(widths) == 1 and len(cells) > 1:
        return True
    return all(_is_text(key, unpacked(cell, packing) or []) for cell, key in cells)


def _is_text(key: str, parts: Sequence[str]) -> bool:
    return len(key) > 1 and key.casefold() in [part.casefold() for part in parts]


def _of_list(cell: str) -> Parts | None:
    if cell[:1] not in "[{(" or cell[-1:] not in "]})":
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return _of_python(cell)
    values = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(values, list) or not all(isinstance(value, str | int | float) for value in values):
        return None
    if isinstance(found, dict) and all(len(label) == 1 for label in found):
        return [f"{label}) {text}" for label, text in found.items()]
    return [str(value) for value in values]


_ITEM = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)")\s*(,|\Z)""", re.DOTALL)


def _of_python(cell: str) -> Parts | None:
    """Read a list of texts as Python writes it."""
    inner, place, parts = cell[1:-1], 0, []
    while place < len(inner):
        found = _ITEM.match(inner, place)
        if found is None:
            return None
        parts.append(re.sub(r"\\(.)", r"\1", found[1] if found[2] is None else found[2]))
        place = found.end()
    return parts


_FIRST_LABEL = re.compile(r"[\"'\[(]?([Aa1])\s*([:.)\]])\s*")


def _labelled(cell: str) -> Parts | None:
    """Take apart what begins `a:` or `A)` and goes on with the labels that follow, each after a divider."""
    first = _FIRST_LABEL.match(cell)
    if first is None:
        return None
    label, mark = first[1], first[2]
    starts = [0]
    while True:
        label = str(int(label) + 1) if label.isdecimal() else chr(ord(label) + 1)
        following = re.compile(rf"(?<=[\s,;|])[(\[]?{label}\s?{re.escape(mark)}").search(cell, starts[-1])
        if following is None or len(starts) > 25:
            break
        starts.append(following.start())
    parts = [
        cell[start:end].strip(" ,;|\n\r\t") for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    return parts if len(parts) > 1 else None


def _by(pattern: str) -> Callable[[str], Parts | None]:
    divider = re.compile(pattern)

    def split(cell: str) -> Parts | None:
        return divider.split(cell)

    return split


_LOOSE = (Packing.COMMAS, Packing.SLASHES)
_WAYS: dict[Packing, Callable[[str], Parts | None]] = {
    Packing.JSON: _of_list,
    Packing.LABELS: _labelled,
    Packing.LINES: _by(r"[\r\n]+"),
    Packing.BARS: _by(r"\|{1,3}"),
    Packing.SEMICOLONS: _by(r";{1,2}"),
    Packing.SLASHES: _by(r"(?<=\s)/{1,2}(?=\s)"),
    Packing.COMMAS: _by(r",(?!\d{3}\b)"),
}
