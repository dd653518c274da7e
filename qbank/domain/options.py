"""The elements of a question's `options`: one shape for each way of answering.

Every element has an `id` that stays with it, so that statistics and versions can name it. A `fraction` is
the share of the points an answer earns, from -1 to 1.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec

from qbank.domain.kinds import QuestionType
from qbank.domain.text import Text

Fraction = Annotated[float, msgspec.Meta(ge=-1, le=1)]


class Element(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """What all elements share: an id that is stable within its question, '' until one is given."""

    id: str = ""


class Choice(Element, kw_only=True):
    """One choice of single_choice, multiple_choice or true_false; the key is what earns points."""

    text: Text
    fraction: Fraction = 0.0
    feedback: Text | None = None
    fixed: bool = False


class Match(StrEnum):
    """How a typed answer is compared."""

    EXACT = "exact"
    WILDCARD = "wildcard"
    REGEX = "regex"


class AcceptedAnswer(Element, kw_only=True):
    """One answer a short_answer question accepts (or knows and marks down)."""

    text: str
    fraction: Fraction = 1.0
    feedback: Text | None = None
    case_sensitive: bool = False
    match: Match = Match.EXACT


class ToleranceKind(StrEnum):
    """What a tolerance is measured in."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    DIGITS = "digits"


class AcceptedNumber(Element, kw_only=True):
    """One number or range a numerical question accepts; without value and range it catches the rest."""

    value: Decimal | None = None
    tolerance: Decimal | None = None
    tolerance_kind: ToleranceKind = ToleranceKind.ABSOLUTE
    low: Decimal | None = None
    high: Decimal | None = None
    fraction: Fraction = 1.0
    feedback: Text | None = None


class Pair(Element, kw_only=True):
    """One pair of a matching question; an empty left side makes its right side a distractor."""

    left: Text
    right: Text
    fraction: Fraction | None = None
    feedback: Text | None = None


class Step(Element, kw_only=True):
    """One step of an ordering question; the steps stand in their right order."""

    text: Text
    feedback: Text | None = None


class GapKind(StrEnum):
    """How a gap is filled."""

    CHOICE = "choice"
    SHORT = "short"
    NUMBER = "number"
    DRAG = "drag"


class Gap(Element, kw_only=True):
    """One gap of a cloze question; `[[name]]` marks its place in the stem.

    Choice and drag gaps have `choices`, short ones `answers`, number ones `numbers`.
    """

    name: str
    kind: GapKind
    choices: list[Choice] = []
    answers: list[AcceptedAnswer] = []
    numbers: list[AcceptedNumber] = []
    weight: float = 1.0
    shuffle: bool = False


class Shape(StrEnum):
    """The outline of an area on a picture."""

    RECTANGLE = "rectangle"
    CIRCLE = "circle"
    POLYGON = "polygon"
    POINT = "point"


class Area(Element, kw_only=True):
    """One area of a hotspot question, in pixels of its picture: x, y pairs; a circle ends with its radius."""

    shape: Shape
    coordinates: list[float]
    text: Text | None = None
    fraction: Fraction = 0.0
    feedback: Text | None = None


Option = Choice | AcceptedAnswer | AcceptedNumber | Pair | Step | Gap | Area

ELEMENT_OF: dict[QuestionType, type[Option] | None] = {
    QuestionType.SINGLE_CHOICE: Choice,
    QuestionType.MULTIPLE_CHOICE: Choice,
    QuestionType.TRUE_FALSE: Choice,
    QuestionType.SHORT_ANSWER: AcceptedAnswer,
    QuestionType.NUMERICAL: AcceptedNumber,
    QuestionType.MATCHING: Pair,
    QuestionType.ORDERING: Step,
    QuestionType.CLOZE: Gap,
    QuestionType.ESSAY: None,
    QuestionType.UPLOAD: None,
    QuestionType.HOTSPOT: Area,
    QuestionType.DESCRIPTION: None,
    QuestionType.DYNAMIC: None,
    QuestionType.OPAQUE: None,
}
"""The shape of a type's options; None where a type has no options."""
