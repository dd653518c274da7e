"""A bank with something of every kind to complete, and a shell's question put to it without a shell."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.completion.cursor import answer

Run = Callable[..., tuple[int, str, str]]
Asks = Callable[..., list[str]]
COMMANDS = (
    ("category", "add", "Biology/Cells", "Biology/Cell walls", "A//B/C", "Zoo (old)/Birds, reptiles", "none"),
    ("category", "set", "Biology", "language=en"),
    ("document", "add", "Campbell, Biology", "--author", "Urry"),
    ("question", "add", "What is osmosis?", "-c", "Biology/Cells", "--tag", "Cell/Wall", "--tag", "a, b"),
    ("question", "add", "How many?", "-c", "Biology", "--tag", "Épreuve", "--external-id", "Q-17"),
    ("question", "add", "Which one?", "-c", "A//B", "--author", "Marie Curie", "--field", "week=3"),
    ("question", "add", "Gone", "-c", "Biology", "--title", "Thrown away"),
    ("question", "delete", "title:thrown", "--yes"),
)


@pytest.fixture(scope="session")
def filled_once(template_bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bank that every test gets a copy of."""
    bank = tmp_path_factory.mktemp("filled") / "bank.db"
    shutil.copy(template_bank, bank)
    environment = {**os.environ, "QBANK_DB": str(bank), "QBANK_CONFIG": os.devnull}
    for command in COMMANDS:
        words = [sys.executable, "-m", "qbank", *command]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return bank


@pytest.fixture
def filled(qbank: Run, bank_path: Path, filled_once: Path) -> Path:
    """A bank of the test's own, which is the one that is meant where none is named."""
    shutil.copy(filled_once, bank_path)
    return bank_path


@pytest.fixture
def asked(filled: Path) -> Asks:
    """Ask what may stand at the cursor: the words before it, then the one at it."""

    def ask(*words: str) -> list[str]:
        told = answer(words[:-1], words[-1])
        return [each.text for each in told.candidates] + (["FILES"] if told.files else [])

    return ask
