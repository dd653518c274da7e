"""The question document: everything qbank knows of a question, in the shape its JSON has."""

from datetime import datetime
from typing import Annotated, Any, Generic

import msgspec
from typing_extensions import TypeVar

from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
from qbank.domain.text import Text

Rating = Annotated[float, msgspec.Meta(ge=0, le=5)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Points = Annotated[float, msgspec.Meta(ge=0)]


class _Part(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Hint(_Part, kw_only=True):
    """A help given after a wrong try."""

    text: Text
    clear_wrong: bool = False
    show_count: bool = False


class OutcomeFeedback(_Part, kw_only=True):
    """What is said after a right, a partly right and a wrong answer."""

    correct: Text | None = None
    partial: Text | None = None
    incorrect: Text | None = None


class Scoring(_Part, kw_only=True):
    """How the fractions become points; `penalty` is the share lost by each further try."""

    mode: str | None = None
    penalty: float | None = None
    low: float | None = None
    high: float | None = None


class Unit(_Part, kw_only=True):
    """A unit a number may be given in; value x factor is the value in the first unit."""

    name: str
    factor: float = 1.0


class WrittenResponse(_Part, kw_only=True):
    """What an essay or upload asks for, and what its grader is told."""

    lines: int | None = None
    response_format: str | None = None
    template: Text | None = None
    grader_info: Text | None = None
    sample_answer: Text | None = None
    attachments: int | None = None
    file_types: list[str] = []


class Details(_Part, kw_only=True):
    """What only some questions have."""

    hints: list[Hint] = []
    feedback: OutcomeFeedback | None = None
    scoring: Scoring | None = None
    shuffle: bool | None = None
    numbering: str | None = None
    time_limit: float | None = None
    units: list[Unit] = []
    response: WrittenResponse | None = None
    image: str | None = None
    layout: str | None = None
    solution: Text | None = None


class Note(_Part, kw_only=True):
    """A remark on a question by one of those who work on it; no part of what its reader sees."""

    id: str | None = None
    text: str
    author: str | None = None
    created_at: Moment | None = None


AnOption = TypeVar("AnOption", default=Any)


class QuestionDocument(
    msgspec.Struct,
    Generic[AnOption],
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="question",
):
    """One question as it is exchanged. Category is a path, document a title, stimulus another question's id.

    `status_by` and `status_at` say who gave it its status and when; absent where it has the one it came with.

    The elements of `options` have the shape that `ELEMENT_OF` names for the type. A decoder of this class
    leaves them as plain mappings, one of `QuestionDocument[Choice]` makes choices of them at once;
    `qbank.domain.validation.checked` gives them their shape where they have none yet.
    """

    id: str | None = None
    type: QuestionType
    title: str | None = None
    stem: str = ""
    format: TextFormat = TextFormat.PLAIN
    options: list[AnOption] = []
    explanation: Text | None = None
    details: Details = msgspec.field(default_factory=Details)
    category: str | None = None
    document: str | None = None
    tags: list[str] = []
    difficulty: Difficulty | None = None
    rating: Rating | None = None
    points: Points | None = None
    status: Status | None = None
    status_by: str | None = None
    status_at: Moment | None = None
    assignee: str | None = None
    language: str | None = None
    author: str | None = None
    licence: str | None = None
    external_id: str | None = None
    stimulus: str | None = None
    fields: dict[str, Any] = {}
    extensions: dict[str, Any] = {}
    notes: list[Note] = []
    sequence: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] | None = None
    version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None
