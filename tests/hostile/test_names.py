"""Names of files and programs are data: nothing in them is run, obeyed, or taken for an option."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
Shown = Callable[..., tuple[int, bytes]]
Run = Callable[..., tuple[int, str, str]]
Harm = Callable[[bytes], list[bytes]]
QUESTION = '{"kind":"question","type":"essay","stem":"Why?"}'
NAMES = [
    "\x1b]0;owned\x07.json",
    "two\nlines.json",
    "$(touch owned).json",
    "; `touch owned`;.json",
    "-rf.json",
    "a b' \".json",
    "\u202egpj.json",
    "[bold]x[b].json",
    "q?mode=ro&x=#%41.json",
    os.fsdecode(b"caf\xe9.json"),
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_file_of_any_name_is_read_written_and_told(
    terminal: Shown, bank_path: Path, tmp_path: Path, harm_in: Harm, name: str
) -> None:
    (tmp_path / name).write_text(QUESTION)
    shown = b""
    for words in (
        ("question", "import", f"./{name}"),
        ("log",),
        ("question", "export", "--all", "-o", f"./out{name}"),
        ("question", "import", f"./missing{name}"),
    ):
        code, said = terminal(*words)
        assert (code != 0) is ("missing" in str(words)), said
        shown += said
    assert harm_in(shown) == []
    assert b"Traceback" not in shown
    assert (tmp_path / f"out{name}").exists()
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("name", [name for name in NAMES if name != NAMES[-1]], ids=ascii)
def test_a_bank_of_any_name_is_used(qbank: Run, bank_path: Path, tmp_path: Path, name: str) -> None:
    place = tmp_path / f"bank {name}"
    shutil.copy(bank_path, place)
    (tmp_path / "one.json").write_text(QUESTION)
    assert qbank("--db", str(place), "question", "import", str(tmp_path / "one.json"))[0] == 0
    assert qbank("--db", str(place), "question", "count")[1] == "1\n"
    assert qbank("--db", str(place), "db", "check")[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("bank")) == [place.name]


def test_what_an_editor_is_called_with_is_one_word_however_odd_the_question(
    terminal: Shown, qbank: Run, bank_path: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    hostile = QUESTION.replace("Why?", "$(touch owned) `touch owned`; touch owned")
    (tmp_path / "one.json").write_text(hostile.replace('"type"', '"title":"$(touch owned)","type"'))
    assert qbank("question", "import", str(tmp_path / "one.json"))[0] == 0
    editor = tmp_path / "the editor"
    editor.write_text(f'#!/bin/sh\necho "$#" > "{tmp_path}/words"\n')
    editor.chmod(0o755)
    environment["EDITOR"] = environment["VISUAL"] = f"'{editor}'"
    question = qbank("question", "list", "--format", "ids")[1].strip()
    terminal("question", "edit", question)
    assert (tmp_path / "words").read_text() == "1\n"
    assert not (tmp_path / "owned").exists()
