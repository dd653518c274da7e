"""What is measured with: a folder of its own, questions, banks, and the processes that use them."""

import shutil
import stat
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks import questions
from benchmarks.measure import Process, cost_of, file_of

_LAUNCHER = """#!{python}
import sys
from qbank.__main__ import main
if __name__ == '__main__':
    sys.argv[0] = sys.argv[0].removesuffix('.exe')
    sys.exit(main())
"""
"""The console script as pip 26 writes it; older ones imported `re` first, which costs as much as the rest."""


@dataclass
class Scratch:
    """A folder that is thrown away, for banks of so many rows, measured in so many rounds."""

    folder: Path
    rows: int
    rounds: int

    @cached_property
    def launcher(self) -> str:
        """Give the console script."""
        path = self.folder / "qbank"
        path.write_text(_LAUNCHER.format(python=sys.executable), encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    @cached_property
    def ndjson(self) -> Path:
        """Give a file of made-up questions."""
        return questions.write_ndjson(self.folder / f"{self.rows}.ndjson", self.rows)

    @cached_property
    def tenth(self) -> Path:
        """Give a file of a tenth as many questions."""
        return questions.write_ndjson(self.folder / "tenth.ndjson", max(self.rows // 10, 1))

    @cached_property
    def array(self) -> Path:
        """Give the questions as one JSON array."""
        return questions.write_array(self.folder / f"{self.rows}.json", self.ndjson)

    @cached_property
    def empty(self) -> Path:
        """Give a bank with a schema and nothing else."""
        bank = self.folder / "empty.db"
        cost_of(self.qbank(bank, "db", "upgrade"))
        return bank

    @cached_property
    def categories(self) -> Path:
        """Give a bank with the categories and no questions."""
        bank = self.copied(self.empty, "categories.db")
        cost_of(self.qbank(bank, "question", "import", str(self._first_of_each())))
        cost_of(self.qbank(bank, "question", "delete", "--all", "--yes"))
        return bank

    def _first_of_each(self) -> Path:
        path = self.folder / "first.ndjson"
        maker = questions.Maker()
        made = [maker.question(1) | {"category": category} for category in questions.CATEGORIES]
        path.write_bytes(b"".join(questions.line(each).encode() for each in made))
        return path

    @cached_property
    def bank(self) -> Path:
        """Give a bank that holds the questions."""
        bank = self.copied(self.empty, f"{self.rows}.db")
        cost_of(self.qbank(bank, "question", "import", str(self.ndjson)))
        return bank

    def copied(self, bank: Path, name: str) -> Path:
        """Copy a bank under another name, over the one a run before has left."""
        return Path(shutil.copy(bank, file_of(self.folder / name)))

    def qbank(self, bank: Path | str, *words: str) -> Process:
        """Give the process of a qbank command on a bank, a path or a URL."""
        return Process([self.launcher, "--db", str(bank), "--quiet", *words])

    def module(self, name: str, *words: str) -> Process:
        """Give the process of one of this package's modules."""
        return Process([sys.executable, "-m", f"benchmarks.{name}", *words])
