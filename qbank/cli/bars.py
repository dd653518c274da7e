"""Bars made of characters."""

from collections.abc import Sequence

_PARTS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def bar(share: float, cells: int) -> str:
    """Draw a share, from 0 to 1, of so many cells; what is more than nothing is seen."""
    eighths = round(share * cells * len(_PARTS))
    if share > 0:
        eighths = max(eighths, 1)
    whole, rest = divmod(eighths, len(_PARTS))
    return "█" * whole + _PARTS[rest]


def apportioned(numbers: Sequence[int], cells: int) -> list[int]:
    """Share cells out among numbers: all of them, each within one cell of its exact share."""
    total = sum(numbers)
    if total == 0:
        return [0] * len(numbers)
    shares = [number * cells // total for number in numbers]
    # What rounding down left over goes to those who lost most by it.
    lost = sorted(range(len(numbers)), key=lambda place: (-(numbers[place] * cells % total), place))
    for place in lost[: cells - sum(shares)]:
        shares[place] += 1
    return shares
