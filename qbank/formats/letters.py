"""The letters that options, and the columns of a sheet, are called by: A … Z, AA, AB …"""

from qbank.domain.validation import option_id


def letter(place: int) -> str:
    """Name the option at a place counted from 0."""
    return option_id(place).upper()


def place_called(letters: str) -> int:
    """Give the place, from 0, of what these letters from A to Z, in any case, are the name of."""
    place = 0
    for mark in letters.upper():
        place = place * 26 + ord(mark) - ord("A") + 1
    return place - 1


def option_called(name: str) -> int | None:
    """Give the place of the option of a letter or two; None for anything else."""
    return place_called(name) if name.isascii() and name.isalpha() and len(name) < 3 else None
