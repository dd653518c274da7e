"""What the tests of the facade share: a bank of their own, with a few questions."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import qbank

QUESTIONS = (
    {"type": "essay", "stem": "Why krebs?", "tags": ["cell"], "difficulty": "easy", "category": "Biology"},
    {"type": "essay", "stem": "Why krebs cycle?", "tags": ["cell", "x"], "category": "Biology/Cells"},
    {"type": "essay", "stem": "Why not?", "rating": 4, "category": "Plant biology", "status": "retired"},
)


@pytest.fixture
def path(bank_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QBANK_CONFIG", str(tmp_path / "config.toml"))
    for name in ("QBANK_DB", "QBANK_BANK", "QBANK_WAIT", "QBANK_ACTOR"):
        monkeypatch.delenv(name, raising=False)
    return bank_path


@pytest.fixture
def bank(path: Path) -> Iterator[qbank.Bank]:
    with qbank.open(path, actor="ada") as bank:
        for question in QUESTIONS:
            bank.add(question)
        yield bank


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of two good questions and a bad one between them."""
    path = tmp_path / "exam.ndjson"
    lines = [
        {"type": "essay", "stem": "New one?"},
        {"type": "nonsense", "stem": "What?"},
        {"type": "essay", "stem": "New two?"},
    ]
    path.write_text("\n".join(json.dumps({"kind": "question", **line}) for line in lines))
    return path
