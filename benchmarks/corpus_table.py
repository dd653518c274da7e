"""`python -m benchmarks.corpus_table [FORMAT…] [--write] [--list]`: what becomes of files other people wrote.

A line for each format of the manifest that qbank reads, and one for the others.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import corpus_oracle
from benchmarks.corpus_files import MANIFEST, Content, File, content, files
from benchmarks.corpus_round_trip import Banks, RoundTrip, round_trip, target_of
from qbank.errors import QbankError
from qbank.formats.registry import FORMATS

PAGE = Path(__file__).parents[1] / "docs" / "formats.md"
COMMAND = "python -m benchmarks.corpus_table --write"
NAMES = {
    "csv": "CSV",
    "xlsx": "Excel workbooks",
    "json": "JSON",
    "gift": "GIFT",
    "aiken": "Aiken",
    "missingword": "Moodle missing word",
    "moodle_xml": "Moodle XML",
    "qti12_zip": "QTI 1.2 packages",
    "qti12_xml": "QTI 1.2 documents",
    "blackboard_dat": "Blackboard pools",
    "bb_tab": "Blackboard tab-delimited",
    "brightspace_csv": "Brightspace CSV",
    "anki_text": "Anki text",
}
"""The manifest's formats that qbank reads, in the order of the table, and what they are called there."""
PEERS = {
    "gift": "182 of 208 files clean",
    "moodle_xml": "74 of 145 files, 875 of 1,525 questions",
    "qti12_zip": "4 of 28 files",
}
"""The best Python reader of a format, on all that was collected: a third of it is not in the corpus."""
HEAD = (
    "files", "without an error", "marked broken, told of", "count right", "questions", "as Moodle reads them",
    "back unchanged", "less what was told", "otherwise", "best Python peer",
)  # fmt: skip


@dataclass(slots=True)
class Figures:
    """What became of the files of one format; `odd` tells of each that is not as the manifest has it."""

    format: str
    files: int = 0
    clean: int = 0
    broken: int = 0
    warned: int = 0
    right: int = 0
    questions: int = 0
    expected: int = 0
    moodle: tuple[int, int] | None = None
    trip: RoundTrip = field(default_factory=RoundTrip)
    odd: list[str] = field(default_factory=list)

    def count(self, file: File, found: Content) -> None:
        """Count a file in, as it was read."""
        self.files += 1
        self.broken += file.broken
        self.clean += not (file.broken or found.errors)
        self.warned += file.broken and found.warned
        self.right += len(found.asked) == file.questions
        self.questions += len(found.asked)
        self.expected += file.questions
        if found.errors and not file.broken:
            self.odd.append(f"{file.name}: {found.errors[0]}")
        elif len(found.asked) != file.questions:
            self.odd.append(f"{file.name}: {len(found.asked)} of {file.questions} questions")

    @property
    def cells(self) -> list[str]:
        """Write the figures as a row of the table."""
        trip = self.trip
        return [
            NAMES[self.format],
            _of(self.clean, self.files - self.broken),
            _of(self.warned, self.broken) if self.broken else "",
            _of(self.right, self.files),
            _of(self.questions, self.expected),
            _of(*self.moodle) if self.moodle else "",
            _of(trip.equal, trip.questions) if trip.questions else "",
            f"{trip.told:,}" if trip.questions else "",
            f"{len(trip.silent) + trip.missing:,}" if trip.questions else "",
            PEERS.get(self.format, ""),
        ]


def _of(count: int, whole: int) -> str:
    return f"{count:,} of {whole:,}"


def figures(format: str, banks: Banks) -> Figures:
    """Read, import, export and read again every file of one of the manifest's formats."""
    made = Figures(format)
    for file in files(format):
        found = content(file.path)
        made.count(file, found)
        _back(file, found, made, banks)
    if format in ("gift", "aiken"):
        compared = list(corpus_oracle.files(format))
        made.moodle = sum(each.equal for each in compared), sum(len(each.theirs) for each in compared)
    return made


def _back(file: File, found: Content, made: Figures, banks: Banks) -> None:
    target = target_of(found.format) if found.format and found.questions else None
    if not target or found.refused:
        return
    try:
        trip = round_trip(file.path, found.format or "", target, banks)
    except QbankError as refusal:
        trip = RoundTrip(len(found.questions), missing=len(found.questions))
        made.odd.append(f"{file.name}: not written again: {refusal.message}")
    made.trip.add(trip)
    made.odd += [f"{file.name}: question {each.number}: {each.message}" for each in trip.silent]


def table(rows: Sequence[Figures]) -> Iterator[str]:
    """Yield the lines of the table, in Markdown."""
    yield f"| {' | '.join(HEAD)} |"
    yield f"|{'---|' * len(HEAD)}"
    for row in rows:
        yield f"| {' | '.join(row.cells)} |"


def losses(rows: Sequence[Figures]) -> Iterator[str]:
    """Yield, for each format, what was told to be lost on the way back and of how many questions."""
    for row in rows:
        if row.trip.losses:
            told = ", ".join(f"`{code}` {count:,}" for code, count in row.trip.losses.most_common())
            yield f"- {NAMES[row.format]}: {told}"


def others() -> str:
    """Say what becomes of the files of formats that qbank does not read."""
    rest = [content(file.path) for file in files() if file.format not in NAMES]
    named = sum(found.format in FORMATS and found.refused is not None for found in rest)
    taken = sum(bool(found.questions) for found in rest)
    return (
        f"The other {len(rest):,} files are of formats that are not read yet: {named:,} are refused by the"
        f" name of a format, {len(rest) - named - taken:,} as of none known, {taken:,} are read as another."
    )


def written(page: str, made: str, day: date) -> str:
    """Give a page with what was made in the place its marks leave for it."""
    block = f"\n\nMade on {day.day} {day:%B %Y} by `{COMMAND}`.\n\n{made}\n\n"
    marks = re.compile(r"(<!-- corpus -->).*?(<!-- /corpus -->)", re.DOTALL)
    text, count = marks.subn(lambda mark: mark[1] + block + mark[2], page, count=1)
    if not count:
        raise SystemExit("the page has no <!-- corpus --> and <!-- /corpus -->")
    return text


def main() -> None:
    """Print the table; write it into the page where that is asked for."""
    told = _told()
    if not MANIFEST.is_file():
        raise SystemExit("the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv")
    with TemporaryDirectory(prefix="qbank-corpus-") as folder:
        banks = Banks(Path(folder))
        rows = [figures(format, banks) for format in told.formats or NAMES]
    made = [*table(rows), "", "Told to be lost on the way back, of how many questions:", "", *losses(rows)]
    made += ["", others()]
    sys.stdout.write("\n".join(made) + "\n")
    if told.list:
        sys.stdout.write("\n".join(["", *(line for row in rows for line in row.odd)]) + "\n")
    if told.write:
        text = written(PAGE.read_text(encoding="utf-8"), "\n".join(made), datetime.now(UTC).date())
        PAGE.write_text(text, encoding="utf-8", newline="\n")


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus_table", description=__doc__)
    parser.add_argument("formats", nargs="*", choices=[*NAMES, []], metavar="FORMAT", help=", ".join(NAMES))
    parser.add_argument("--write", action="store_true", help="write the table into docs/formats.md, too")
    parser.add_argument("--list", action="store_true", help="tell of each file that is not as it should be")
    return parser.parse_args()


if __name__ == "__main__":
    main()
