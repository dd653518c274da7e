"""Numbers that JSON has no word for, infinity and none at all: kept, they could not be read again."""

from collections.abc import Iterator
from math import isfinite

from qbank.domain.kinds import QuestionType
from qbank.domain.options import Gap
from qbank.domain.question import Details, QuestionDocument


def path_of_infinite(document: QuestionDocument) -> str | None:
    """Give the path of a question's first number that is not finite, None where all are."""
    told: list[tuple[str, float | None]] = []
    if document.points is not None or document.rating is not None:
        told = [("points", document.points), ("rating", document.rating)]
    details = document.details
    if details.units or details.scoring is not None or details.time_limit is not None:
        told += _in_details(details)
    if document.type is QuestionType.CLOZE or document.type is QuestionType.HOTSPOT:
        told += _in_options(document)
    if not told:
        return None
    return next((path for path, number in told if number is not None and not isfinite(number)), None)


def _in_details(details: Details) -> Iterator[tuple[str, float | None]]:
    yield "details.time_limit", details.time_limit
    for place, unit in enumerate(details.units):
        yield f"details.units[{place}].factor", unit.factor
    if (scoring := details.scoring) is not None:
        yield from (
            (f"details.scoring.{name}", getattr(scoring, name)) for name in ("penalty", "low", "high")
        )


def _in_options(document: QuestionDocument) -> Iterator[tuple[str, float]]:
    for place, option in enumerate(document.options):
        if isinstance(option, Gap):
            yield f"options[{place}].weight", option.weight
        else:
            yield from ((f"options[{place}].coordinates", number) for number in option.coordinates)
