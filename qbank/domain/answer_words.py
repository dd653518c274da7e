"""What earns points, in a reader's words: shares, numbers with their tolerance, areas of a picture."""

from decimal import Decimal

from qbank.domain.options import AcceptedNumber, Area, Shape, ToleranceKind
from qbank.domain.reading import number_words


def percent(share: float | Decimal) -> str:
    """Write a share as a percentage of two decimals at most: `33.33 %`."""
    return f"{round(float(share) * 100, 2):g} %"


def tolerant_number(number: AcceptedNumber) -> str:
    """Write an accepted number with how far off an answer may be: `9.81 ± 0.05`."""
    words = number_words(number)
    if number.value is None or not number.tolerance:
        return words
    if number.tolerance_kind is ToleranceKind.DIGITS:
        return f"{words} to {number.tolerance} digits"
    relative = number.tolerance_kind is ToleranceKind.RELATIVE
    return f"{words} ± {percent(number.tolerance) if relative else number.tolerance}"


def outline(area: Area) -> str:
    """Write where an area lies: `rectangle 1, 1 to 4, 4`, `circle at 7, 3, radius 2`."""
    numbers = [f"{number:g}" for number in area.coordinates]
    if area.shape is Shape.CIRCLE:
        return f"circle at {', '.join(numbers[:-1])}, radius {numbers[-1]}"
    corners = [", ".join(numbers[at : at + 2]) for at in range(0, len(numbers), 2)]
    return f"{area.shape} {(' to ' if area.shape is Shape.RECTANGLE else '; ').join(corners)}"
