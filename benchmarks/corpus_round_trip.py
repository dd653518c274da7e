"""A file brought into a bank and written again in its own format: which questions come back as they were."""

import asyncio
import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import qbank
from benchmarks.corpus_files import content
from qbank.db import bank
from qbank.db.engine import Waiting
from qbank.db.location import Location
from qbank.domain.kinds import Status
from qbank.domain.question import QuestionDocument
from qbank.formats.base import Loss
from qbank.formats.registry import FORMATS
from qbank.services.reading_back import Problem, problems

WRITTEN_AS = {"json-shapes": "json", "kahoot-xlsx": "xlsx"}
"""Formats that are read only, and the one that what they hold is written in."""
_FROM_THE_BANK: dict[str, tuple[object, ...]] = {
    "document": (None,),
    "category": (None,),
    "status": (None, Status.READY),
}
"""What a bank says of a question whose file said none of it; it is no loss that the file does not say it."""


@dataclass(slots=True)
class RoundTrip:
    """What became of a file's questions: they came back `equal`, less what was declared lost (`told`), or
    otherwise (`silent`); `missing` are those that the bank did not take."""

    questions: int = 0
    equal: int = 0
    told: int = 0
    missing: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    silent: list[Problem] = field(default_factory=list)

    def add(self, other: "RoundTrip") -> None:
        """Count another file's questions in."""
        self.questions += other.questions
        self.equal += other.equal
        self.told += other.told
        self.missing += other.missing
        self.losses += other.losses
        self.silent += other.silent


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
    losses: list[Loss] = []
    with qbank.open(banks.fresh()) as opened:
        opened.import_file(path, format=format, on_duplicate="add", on_error="skip")
        count = opened.count("status:any")
        opened.export(
            None, written, everything=True, to=target, force=True, verify=False, on_loss=losses.append
        )
    lost: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for loss in losses:
        lost[loss.number] |= {loss.code}
    with written.open("rb") as stream:
        silent = list(problems(before, stream, target, lost))
    trip = _counted(before, lost, silent)
    trip.missing = len(before) - count
    return trip


def _counted(
    before: Sequence[QuestionDocument], lost: Mapping[int, frozenset[str]], silent: list[Problem]
) -> RoundTrip:
    trip = RoundTrip(questions=len(before), silent=silent)
    unequal = {each.number for each in silent}
    for number, document in enumerate(before, start=1):
        codes = {code for code in lost.get(number, ()) if _held(document, code)}
        trip.losses.update(codes)
        trip.told += bool(codes) and number not in unequal
        trip.equal += not codes and number not in unequal
    return trip


def _held(document: QuestionDocument, code: str) -> bool:
    return code not in _FROM_THE_BANK or getattr(document, code) not in _FROM_THE_BANK[code]
