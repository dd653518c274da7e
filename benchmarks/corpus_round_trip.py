"""A file brought into a bank and written again in its own format: which questions come back as they were."""

import asyncio
import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import qbank
from benchmarks.corpus_files import content
from qbank.db import bank
from qbank.db.engine import Waiting
from qbank.db.location import Location
from qbank.domain.question import QuestionDocument
from qbank.formats.base import Loss
from qbank.formats.losses import NOT_WRITTEN
from qbank.formats.registry import FORMATS
from qbank.services.reading_back import Problem, problems

WRITTEN_AS = {"json-shapes": "json", "kahoot-xlsx": "xlsx"}
"""Formats that are read only, and the one that what they hold is written in."""


@dataclass(slots=True)
class RoundTrip:
    """What came back of a file's questions: `equal`, with a declared loss (`lossy`), or otherwise (`silent`).

    `missing` are those that the bank did not take.
    """

    questions: int = 0
    equal: int = 0
    lossy: int = 0
    missing: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    silent: list[Problem] = field(default_factory=list)

    def __iadd__(self, other: "RoundTrip") -> "RoundTrip":
        """Count another file's questions in."""
        self.questions += other.questions
        self.equal += other.equal
        self.lossy += other.lossy
        self.missing += other.missing
        self.losses += other.losses
        self.silent += other.silent
        return self


class Banks:
    """A folder for banks, each of which is made as a copy of an empty one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._empty = folder / "empty.db"
        asyncio.run(bank.ensure(Location(path=self._empty), Waiting(1)))

    def fresh(self) -> Path:
        """Give an empty bank, in the place of the one before."""
        return Path(shutil.copy(self._empty, self.folder / "bank.db"))


def target_of(format: str) -> str | None:
    """Give the format that a file read as one is written in again, None where there is none."""
    target = WRITTEN_AS.get(format, format)
    return target if FORMATS[target].writes else None


def round_trip(path: Path, format: str, target: str, banks: Banks) -> RoundTrip:
    """Bring a file into a bank, write all of the bank as another format, read that, and compare.

    Raises QbankError where a step refuses, as it would a person.
    """
    before = content(path, format).questions
    written = banks.folder / "written"
    lost: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    losses: Counter[str] = Counter()

    def note(loss: Loss) -> None:
        lost[loss.number] |= {loss.code}
        losses[loss.code] += 1

    with qbank.open(banks.fresh()) as opened:
        opened.import_file(path, format=format, on_duplicate="add", on_error="skip")
        count = opened.count("status:any")
        opened.export(None, written, everything=True, to=target, force=True, verify=False, on_loss=note)
    with written.open("rb") as stream:
        found = list(problems(before, stream, target, lost))
    return _counted(before, count, lost, losses, found)


def _counted(
    before: Sequence[QuestionDocument],
    count: int,
    lost: dict[int, frozenset[str]],
    losses: Counter[str],
    found: list[Problem],
) -> RoundTrip:
    lossy = {number for number in lost if number}
    silent = {each.number for each in found if each.number}
    equal = len(before) - len(lossy | silent)
    return RoundTrip(len(before), equal, len(lossy - silent), len(before) - count, losses, found)


__all__ = ["NOT_WRITTEN", "Banks", "RoundTrip", "round_trip", "target_of"]
