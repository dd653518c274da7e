"""The four commands that faults happen to: each with a bank to run it on, and what must come of it."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.bank_states import Known, faults_of, known_in, questions_of, state_of
from tests.faults.forks import ROOT, Forks
from tests.faults.tally import Tally

NAMES = ("import", "bulk set", "undo", "upgrade")
WORDS: dict[str, tuple[str, ...]] = {
    "import": ("question", "import", "more.ndjson"),
    "bulk set": ("question", "set", "--all", "--difficulty", "hard", "--add-tag", "exam", "--yes"),
    "undo": ("undo",),
    "upgrade": ("db", "upgrade"),
}
FIRST, MORE = 10, 25
QBANK = (sys.executable, "-m", "qbank")


def environment_of(folder: Path) -> dict[str, str]:
    """Give the environment of a command that knows the bank in this folder and nothing of its user."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "QBANK_DB": str(folder / "home" / "bank.db"),
        "QBANK_CONFIG": str(folder / "config.toml"),
        "QBANK_PAGER": "cat",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def write_examples(folder: Path) -> None:
    """Write few of the example questions, with pictures and an own field, and more to import later."""
    lines = (ROOT / "examples" / "questions.ndjson").read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if '{"kind":"question"' not in line]
    questions = [line for line in lines if '{"kind":"question"' in line and '"stimulus"' not in line]
    first = [json.dumps(json.loads(line) | {"fields": {"Level": "A1"}}) for line in questions[:FIRST]]
    more = questions[FIRST : FIRST + MORE]
    (folder / "first.ndjson").write_text("\n".join([*head, *first]), encoding="utf-8")
    (folder / "more.ndjson").write_text("\n".join([head[0], *more]), encoding="utf-8")


@dataclass(frozen=True)
class Stage:
    """A command, a folder with a bank for it, and what the bank holds before and after it."""

    name: str
    folder: Path
    known: Known
    before: str
    after: str
    questions_after: int
    seconds: float

    @property
    def words(self) -> tuple[str, ...]:
        """Give the command line, without `qbank` itself."""
        return WORDS[self.name]

    def fresh(self, folder: Path) -> Path:
        """Copy the bank and all that the command needs; gives the new folder, to be thrown away."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return folder

    def judge(self, tally: Tally, folder: Path, code: int | None, where: str) -> str:
        """Count what a fault did to the bank: gives 'before', 'after' or 'neither'.

        `code` is None where nothing was acknowledged.
        """
        bank = folder / "home" / "bank.db"
        try:
            found = faults_of(bank)
            state = state_of(bank, self.known)
        except Exception as error:
            tally.add("corrupt", f"{where}: {error}")
            return "neither"
        if found:
            tally.add("corrupt", f"{where}: {found}")
        named = {self.before: "before", self.after: "after"}.get(state, "neither")
        if named == "neither":
            tally.add("partial", where)
        if code == 0 and named != "after":
            tally.add("lost", f"{where}: acknowledged, but the bank is as {named}")
        self._judge_backups(tally, folder, where)
        return named

    def _judge_backups(self, tally: Tally, folder: Path, where: str) -> None:
        for backup in folder.glob("home/backups/bank-*.db"):
            if faults_of(backup) or state_of(backup, self.known) != self.before:
                tally.add("corrupt", f"{where}: {backup.name}")


def prepared(name: str, forks: Forks, folder: Path) -> Stage:
    """Make the bank for a command, and see what the command makes of it when nothing goes wrong."""
    start, tried = folder / "start", folder / "tried"
    start.mkdir(parents=True)
    write_examples(start)
    run = _runner(forks, start)
    run("question", "import", "first.ndjson")
    if name == "undo":
        run(*WORDS["bulk set"])
    if name == "upgrade":
        run("db", "downgrade", "0001", "--yes")
        shutil.rmtree(start / "home" / "backups")
    known = known_in(start / "home" / "bank.db")
    before = state_of(start / "home" / "bank.db", known)
    shutil.copytree(start, tried)
    began = time.monotonic()
    _runner(forks, tried)(*WORDS[name])
    seconds = time.monotonic() - began
    bank = tried / "home" / "bank.db"
    stage = Stage(name, start, known, before, state_of(bank, known), questions_of(bank), seconds)
    assert stage.after != stage.before
    shutil.rmtree(tried)
    return stage


def _runner(forks: Forks, folder: Path) -> Callable[..., None]:
    def run(*words: str) -> None:
        code, said = forks.run(words, environment_of(folder))
        assert code == 0, said

    return run
