"""What a person asks of an import, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from qbank.domain.kinds import Status
from qbank.domain.likeness import Resemblance
from qbank.formats.base import Diagnostic


class OnDuplicate(StrEnum):
    """What becomes of an exact twin of a question in the bank or earlier in the file."""

    SKIP = "skip"
    ADD = "add"
    MERGE = "merge"


class OnConflict(StrEnum):
    """What becomes of a known question that its file now says something else about."""

    SKIP = "skip"
    THEIRS = "theirs"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is brought in. `into` is put before the file's own categories, `category` in their place."""

    file_name: str
    format: str
    sha256: str = ""
    into: str | None = None
    category: str | None = None
    document: str | None = None
    status: Status | None = None
    on_duplicate: OnDuplicate = OnDuplicate.SKIP
    on_conflict: OnConflict = OnConflict.SKIP


class Verdict(StrEnum):
    """What became of one question of a file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Near:
    """A question of the bank that a new one resembles, and how."""

    id: str
    resemblance: Resemblance


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of an import's report. `id` is the question's, or its twin's; `near` is like a new one."""

    verdict: Verdict
    item: int | None
    line: int | None
    path: str
    id: str | None = None
    reason: str | None = None
    near: Near | None = None


@dataclass(slots=True)
class ImportSummary:
    """What an import came to. `refused` are those of the failed ones that break a rule of the bank.

    `near` are the first of the new ones that resemble a question of the bank, `resembling` counts them all.
    """

    counts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    diagnostics: list[Diagnostic] = field(default_factory=list)
    warnings: int = 0
    notable: list[Outcome] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    document: str | None = None
    change: int | None = None
    import_id: str | None = None
    unsorted: int = 0
    trashed: int = 0
    refused: int = 0
    near: list[Outcome] = field(default_factory=list)
    resembling: int = 0
    note: Callable[[Outcome], None] | None = None

    def tell(self, outcome: Outcome) -> None:
        """Count an outcome, keep some that a person should see, and pass it on to the report."""
        self.counts[outcome.verdict] += 1
        if outcome.verdict not in (Verdict.NEW, Verdict.SAME) and len(self.notable) < 20:
            self.notable.append(outcome)
        if self.note is not None:
            self.note(outcome)

    @property
    def read(self) -> int:
        """How many questions could be read."""
        return sum(self.counts.values()) - self.counts[Verdict.FAILED]
