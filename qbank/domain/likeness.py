"""In what two questions are alike: wording, options and key, each judged by itself."""

from enum import StrEnum
from typing import NamedTuple


class Likeness(StrEnum):
    """What two questions are to each other; in the order in which a person should look at them."""

    OTHER_KEY = "other-key"
    EXACT = "exact"
    REWORDED = "reworded"
    OTHER_OPTIONS = "other-options"


class Resemblance(NamedTuple):
    """How two questions are alike: each score from 0 to 1, None where such questions have none."""

    kind: Likeness
    wording: float
    options: float | None
    key: float | None


TOLD = {
    Likeness.OTHER_KEY: "same options, other key",
    Likeness.EXACT: "exact twin",
    Likeness.REWORDED: "same item, reworded",
    Likeness.OTHER_OPTIONS: "same stem, other options",
}
"""Each kind as a person is told of it."""

OTHER_ANSWER = "same stem, other answer"
"""What is told of an answer that is typed: there are no options that could be the same."""


def told(kind: Likeness, options: float | None) -> str:
    """Say what two questions are to each other, by their kind and the share of options they share."""
    return OTHER_ANSWER if kind is Likeness.OTHER_KEY and options == 0 else TOLD[kind]
