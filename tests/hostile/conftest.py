"""A bank whose every text is hostile, and a terminal to see it on."""

import json
import os
import pty
import random
import re
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Shown = Callable[..., tuple[int, bytes]]
Run = Callable[..., tuple[int, str, str]]
COUNT = int(os.environ.get("QBANK_FUZZ", "400"))
"""How many hostile texts are tried; `make hostile` asks for all."""

ATOMS = (
    "\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x1b]8;;http://evil.example\x1b\\", "\x1b[2J",
    "\x1b[35;7m", "\x1b[1A", "\x1bP+q\x1b\\", "\x1bc", "\x9b2J", "\x90", "\x9d0;x\x9c", "\x07",
    "\x08\x08", "\x7f", "\x0b", "\x0c", "\x0e", "\x85", "\r", "\r\n", "\n", "\t", "\u202e", "\u2066",
    "\u200f", "\u2028", "[bold red]", "[/]", "[/b]", "[link=http://evil.example]", ":boom:", "[a-z]",
    "%s", "{0}", "${HOME}", "$(id)", "`id`", "'; DROP TABLE questions;--", '"', "\\",
    "=cmd|' /C calc'!A0", "<script>", "</textarea>", "&#27;", "&esc;", "\ufeff", "\U000e0001",
    "e\u0301", "😀", "word", "why",
)  # fmt: skip
TEXTS_A_QUESTION = 24
CLEARED_LINE = b"\r\x1b[K"
"""How a counter takes its line away."""
_OWN_COLOURS = re.compile(rb"\x1b\[[0-9;]*m")
_HARM = re.compile(
    rb"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
)


def hostile_texts(seed: int, count: int = COUNT) -> list[str]:
    """Give texts of hostile pieces, each of them in some, the same for the same seed."""
    chance = random.Random(seed)
    single = [f"a{atom}b" for atom in ATOMS]
    mixed = ["x" + "".join(chance.choices(ATOMS, k=chance.randint(1, 6))) for _ in range(count)]
    return [*single, *mixed][:count]


def harm_in(written: bytes) -> list[bytes]:
    """Find what a terminal would obey in what was written to it, the program's own colours left out."""
    assert b"\x1b[35;7m" not in written, "a colour of the text's own"
    plain = _OWN_COLOURS.sub(b"", written).replace(b"\r\n", b"\n").replace(CLEARED_LINE, b"\n")
    return [plain[max(0, m.start() - 20) : m.end() + 20] for m in _HARM.finditer(plain)]


@pytest.fixture
def terminal(environment: dict[str, str], tmp_path: Path) -> Shown:
    """Run a command on a terminal of its own; gives how it ended, and every byte the terminal got."""

    def run(*words: str, typed: bytes = b"") -> tuple[int, bytes]:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "qbank", *words],
            stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True, cwd=tmp_path,
            env={**environment, "COLUMNS": "100"},
        )  # fmt: skip
        os.close(theirs)
        if typed:
            os.write(ours, typed)
        shown = b"".join(_read(ours))
        os.close(ours)
        return process.wait(timeout=60), shown

    return run


def _read(file: int) -> Iterator[bytes]:
    while select.select([file], [], [], 60)[0]:
        try:
            piece = os.read(file, 65536)
        except OSError:
            return
        if not piece:
            return
        yield piece


def question(number: int, texts: Iterator[str]) -> dict[str, Any]:
    """Make a question whose every text is hostile."""

    def one_line() -> str:
        return " ".join(next(texts).split()) or "x"

    return {
        "kind": "question",
        "type": "single_choice",
        "title": one_line(),
        "stem": next(texts),
        "format": ("plain", "html", "markdown", "moodle", "latex")[number % 5],
        "options": [
            {
                "id": "abc"[place],
                "text": next(texts),
                "fraction": 1.0 if place == 0 else 0.0,
                "feedback": next(texts),
            }
            for place in range(3)
        ],
        "explanation": next(texts),
        "category": f"{one_line()}".replace("/", "//"),
        "tags": [one_line()[:90]],
        "author": one_line(),
        "licence": one_line(),
        "language": "en",
        "external_id": one_line(),
        "document": one_line(),
        "fields": {f"own {number % 3}": next(texts)},
    }


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = iter(hostile_texts(1) * 2)
    path = tmp_path_factory.mktemp("hostile") / "hostile.ndjson"
    lines = [json.dumps(question(number, texts)) for number in range(COUNT // TEXTS_A_QUESTION)]
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def hostile_bank(qbank: Run, hostile_file: Path) -> Run:
    code, _, said = qbank("question", "import", str(hostile_file), "--on-error", "skip")
    assert code in (0, 3), said
    return qbank


@pytest.fixture(name="harm_in")
def harm_in_fixture() -> Callable[[bytes], list[bytes]]:
    return harm_in
