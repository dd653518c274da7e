"""What building a question needs of its file, and what it gives: the question, or why it has no key."""

from dataclasses import dataclass, field

from qbank.domain.kinds import Status
from qbank.domain.question import QuestionDocument
from qbank.formats.base import AnswerStyle


class NoKey(Exception):
    """The file does not tell a question's right answer: the reason in a reader's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rules:
    """What the whole file says: what its keys mean, whether it has any, whether numbers count choices."""

    style: AnswerStyle
    has_keys: bool
    has_numbers: bool


@dataclass(slots=True)
class Built:
    """A question and what was odd about it: sentences for warnings.

    `no_key` says why it has no key where the file does not tell it; it is a draft then.
    """

    document: QuestionDocument
    oddities: list[str] = field(default_factory=list)
    no_key: str | None = None

    def lack_key(self, reason: str) -> None:
        """Make the question a draft, for it has no key: none of the options it has earns points."""
        self.document.status = Status.DRAFT
        for option in self.document.options:
            option.fraction = 0.0
        self.no_key = reason
