"""Numbers that JSON has no word for, infinity and none at all: kept, they could not be read again."""

from collections.abc import Iterator
from math import isfinite

from qbank.domain.kinds import QuestionType
from qbank.domain.question import Details, QuestionDocument


def path_of_infinite(document: QuestionDocument) -> str | None:
    """Give the path of a question's first number that is not finite, None where all are."""
    details = document.details
    told = [
        ("points", document.points),
        ("rating", document.rating),
        ("details.time_limit", details.time_limit),
    ]
    if details.units or details.scoring is not None:
        told += _in_details(details)
    if document.type is QuestionType.CLOZE:
        told += [(f"options[{place}].weight", gap.weight) for place, gap in enumerate(document.options)]
    elif document.type is QuestionType.HOTSPOT:
        told += [
            (f"options[{place}].coordinates", number)
            for place, area in enumerate(document.options)
            for number in area.coordinates
        ]
    return next((path for path, number in told if number is not None and not isfinite(number)), None)


def _in_details(details: Details) -> Iterator[tuple[str, float | None]]:
    for place, unit in enumerate(details.units):
        yield f"details.units[{place}].factor", unit.factor
    if (scoring := details.scoring) is not None:
        yield from (
            (f"details.scoring.{name}", getattr(scoring, name)) for name in ("penalty", "low", "high")
        )
