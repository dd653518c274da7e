"""How many cells of a terminal a text takes, and as much of it as fits."""

import unicodedata


def one_line(text: str, width: int) -> str:
    """Put a text on one line of at most `width` terminal cells, an ellipsis where it was cut."""
    line = " ".join(text.split())
    if len(line) * 2 <= width or cell_width(line) <= width:
        return line
    used = 0
    for position, character in enumerate(line):
        used += _cells(character)
        if used >= width:
            return _cut(line, position, width)
    return line


def _cut(line: str, position: int, width: int) -> str:
    return line[:position].rstrip() + "…" if width > 0 else ""


def cell_width(text: str) -> int:
    """Count the terminal cells a text takes: two for wide characters, none for marks that join another."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
