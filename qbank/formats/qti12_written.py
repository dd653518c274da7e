"""An item being written: its parts, and what gets lost by writing them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qbank.domain.options import AcceptedAnswer, Match
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, text_of
from qbank.formats.qti12_markup import itemfeedback, respcondition

LEFT_OUT = "answers_left_out"
"""The code for answers that a reader of the file would take for right ones."""


class NotWritable(Exception):
    """A question that no item can hold without a wrong key: the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Written:
    """The parts of an item: what is presented, what is right, what is said; and what got lost by it."""

    document: QuestionDocument
    kind: str = ""
    responses: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    keyed: list[str] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    presentation: str = ""
    losses: dict[str, str] = field(default_factory=dict)

    def tell(self, ident: str, text: Text | None, condition: str) -> None:
        """Write the feedback to one answer, and when it is shown."""
        if text is None or not text_of(text).strip():
            return
        self.conditions.append(respcondition(condition, shows=[f"{ident}_fb"], goes_on=True))
        self.feedback.append(itemfeedback(f"{ident}_fb", text, self.document.format))

    def right(self, condition: str, score: float = 100, *, adds: bool = False) -> None:
        """Write what is right."""
        shows = ["correct_fb"] if outcome(self.document, "correct") and not adds else []
        self.keyed.append(respcondition(condition, score=score, adds=adds, shows=shows, goes_on=adds))


def outcome(document: QuestionDocument, name: str) -> Text | None:
    """Give what is said after a `correct`, `partial` or `incorrect` answer, None for nothing."""
    said = document.details.feedback
    text: Text | None = None if said is None else getattr(said, name)
    return text if text is not None and text_of(text).strip() else None


def plain_answers(written: Written, answers: Sequence[AcceptedAnswer]) -> list[AcceptedAnswer]:
    """List the answers that are right as they stand; others would be wrong keys."""
    best = max((answer.fraction for answer in answers), default=0.0)
    right = [answer for answer in answers if answer.fraction > 0 and answer.fraction == best]
    plain = [answer for answer in right if answer.match is Match.EXACT and answer.text.strip()]
    if 0 < best < 1:
        written.losses["partial_credit"] = "the best answer earns all points"
    if len(plain) < len(answers):
        written.losses[LEFT_OUT] = "without its answers that earn less than all points, and its patterns"
    if any(answer.text != " ".join(answer.text.split()) for answer in plain):
        written.losses["blanks"] = "blanks in a row and around answers are not kept"
    return plain
