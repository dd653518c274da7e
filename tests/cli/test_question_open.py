"""`question open`: a page for the browser, its path for a script, its bytes for a pipe."""

import json
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Process, Run

QUESTIONS: list[dict[str, Any]] = [
    {"kind": "bank", "format": "qbank", "version": 1},
    {
        "kind": "question", "id": "11111111-1111-4111-8111-111111111111", "type": "single_choice",
        "category": "Astronomy", "stem": "Nearest to the Sun?", "title": "Nearest",
        "options": [{"text": "Venus"}, {"text": "Mercury", "fraction": 1.0}], "tags": ["planet"],
    },
    {
        "kind": "question", "id": "22222222-2222-4222-8222-222222222222", "type": "essay",
        "category": "Astronomy", "stem": "Why is the dead cafe empty?", "tags": ["planet"],
    },
    {
        "kind": "question", "id": "33333333-3333-4333-8333-333333333333", "type": "essay",
        "category": "Astronomy", "stem": "Is Pluto a planet?", "status": "retired", "tags": ["planet"],
        "external_id": "pluto",
    },
    {
        "kind": "question", "id": "44444444-4444-4444-8444-444444444444", "type": "essay",
        "category": "Art", "stem": '<p>Who? <img src="https://e.org/lisa.png"></p>', "format": "html",
    },
]  # fmt: skip


@pytest.fixture
def filled(qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A bank of four questions, a home of the test's own, and no browser."""
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    lines = "\n".join(json.dumps(line) for line in QUESTIONS)
    assert qbank("question", "import", "-", "--from", "ndjson", stdin=lines)[0] == 0
    return qbank


def stems(html: str) -> list[str]:
    return [line for line in ("Nearest to", "dead cafe", "Is Pluto", "Who?") if line in html]


def test_the_page_on_stdout_holds_what_the_query_finds_without_retired_ones(filled: Run) -> None:
    code, page, said = filled("question", "open", "tag:planet", "-o", "-")
    assert code == 0
    assert stems(page) == ["Nearest to", "dead cafe"]
    assert "left out 1 retired question" in said
    assert said.endswith("2 questions on stdout\n")
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["1111"], ["Nearest to"]),
        (["44444444-4444-4444-8444-444444444444", "1111"], ["Nearest to", "Who?"]),
        (["3333"], ["Is Pluto"]),
        (["ext:pluto"], ["Is Pluto"]),
        (["dead"], ["dead cafe"]),
        (["dead", "cafe"], ["dead cafe"]),
        (["tag:planet", "status:any"], ["Nearest to", "dead cafe", "Is Pluto"]),
        (["tag:planet", "-type:essay"], ["Nearest to"]),
        (["--all"], ["Nearest to", "dead cafe", "Is Pluto", "Who?"]),
        (["tag:planet", "--limit", "1"], ["Nearest to"]),
    ],
)
def test_words_are_ids_where_they_are_some_and_a_query_else(
    filled: Run, words: list[str], found: list[str]
) -> None:
    code, page, _ = filled("question", "open", *words, "-o", "-")
    assert code == 0
    assert stems(page) == found


def test_ids_on_stdin_are_taken(filled: Run) -> None:
    page = filled("question", "open", "-", "-o", "-", stdin=f"{QUESTIONS[3]['id']}\n")[1]
    assert stems(page) == ["Is Pluto"]


def test_the_key_is_there_only_when_asked_for(filled: Run) -> None:
    assert "Answer key" not in filled("question", "open", "1111", "-o", "-")[1]
    assert "Answer key" in filled("question", "open", "1111", "--key", "-o", "-")[1]


def test_the_title_stands_above(filled: Run) -> None:
    assert (
        '<h1 dir="auto">Mid &amp; term</h1>'
        in filled("question", "open", "1111", "--title", "Mid & term", "-o", "-")[1]
    )


def test_a_picture_that_is_not_in_the_bank_is_said(filled: Run) -> None:
    said = filled("question", "open", "4444", "-o", "-")[2]
    assert "warning: not in the bank, so only named on the page: https://e.org/lisa.png" in said


def test_a_script_gets_the_path_of_a_private_page(filled: Run, tmp_path: Path) -> None:
    code, out, _ = filled("question", "open", "1111", "--print-path")
    path = Path(out.removesuffix("\n"))
    assert code == 0
    assert path.is_relative_to(tmp_path)
    assert stems(path.read_text(encoding="utf-8")) == ["Nearest to"]
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_pages_that_are_a_week_old_are_swept_away_and_nothing_else(filled: Run) -> None:
    old = Path(filled("question", "open", "1111", "--print-path")[1].strip())
    mine = old.with_name("notes.html")
    mine.write_text("mine")
    for path in (old, mine):
        os.utime(path, (time.time() - 8 * 86400,) * 2)
    new = Path(filled("question", "open", "1111", "--print-path")[1].strip())
    assert not old.exists()
    assert mine.exists()
    assert new.exists()


def test_a_file_is_written_where_told_and_not_over_another(filled: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert filled("question", "open", "1111", "-o", str(page))[:2] == (0, "")
    code, _, said = filled("question", "open", "--all", "-o", str(page))
    assert code == 73
    assert "--force replaces it" in said
    assert stems(page.read_text()) == ["Nearest to"]
    assert filled("question", "open", "--all", "-o", str(page), "--force", "--print-path")[:2] == (
        0,
        f"{page}\n",
    )


def test_without_a_screen_the_path_is_said_and_all_is_well(filled: Run) -> None:
    code, out, said = filled("question", "open", "1111")
    assert (code, out) == (0, "")
    path = said.splitlines()[-1].rpartition(" is ")[2]
    assert "there is no browser to show it" in said
    assert stems(Path(path).read_text()) == ["Nearest to"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "which questions?"),
        (["--all", "tag:x"], 2, "mean two things"),
        (["1111", "-o", "-", "--print-path"], 2, "has no path"),
        (["1111", "2222", "--limit", "1"], 2, "choose from a query, not from ids"),
        (["9999"], 4, "there is no question '9999'"),
        (["tag:nowhere"], 0, "no question matches; there is nothing to open"),
        (["1111", "-o", "nowhere/page.html"], 73, "there is no folder nowhere"),
        (["tagg:x"], 2, "tagg"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_line(filled: Run, words: list[str], code: int, said: str) -> None:
    ended, out, told = filled("question", "open", *words)
    assert (ended, out) == (code, "")
    assert said in told


def test_without_nh3_one_line_says_what_to_install(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from qbank.formats import html_cleaning

    monkeypatch.setitem(sys.modules, "nh3", None)
    html_cleaning._cleaner.cache_clear()
    code, out, said = filled("question", "open", "1111", "-o", "-")
    html_cleaning._cleaner.cache_clear()
    assert (code, out) == (78, "")
    assert said.splitlines()[-1] == "hint: pip install 'qbank[html]'"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Path]:
    """A browser that talks, notes in `shown` what it is to show, and stays open until the test ends."""
    script, closed = tmp_path / "browser", tmp_path / "closed"
    script.write_text(
        "#!/bin/sh\necho chatter\necho noise >&2\n"
        f'echo "$1" > {tmp_path}/new\nmv {tmp_path}/new {tmp_path}/shown\n'
        f"while [ ! -e {closed} ]; do sleep 0.1; done\n"
    )
    script.chmod(0o700)
    yield script
    closed.touch()


def shown_by(browser: Path) -> Path:
    """Wait for the browser, and give the page it was told to show."""
    told = browser.with_name("shown")
    for _ in range(400):
        if told.exists():
            return Path(told.read_text().strip().removeprefix("file://"))
        time.sleep(0.05)
    raise AssertionError("no browser was started")


WITH_A_SCRIPT = pytest.mark.skipif(os.name == "nt", reason="the browser of this test is a shell script")


@WITH_A_SCRIPT
def test_the_browser_of_the_environment_is_neither_waited_for_nor_heard(
    filled: Run, process: Process, browser: Path
) -> None:
    done = process("question", "open", "1111", env={"BROWSER": str(browser)})
    assert done.returncode == 0
    assert done.stdout == b""
    assert b"noise" not in done.stderr
    assert stems(shown_by(browser).read_text()) == ["Nearest to"]


@WITH_A_SCRIPT
def test_a_module_in_the_folder_one_stands_in_is_not_run(
    filled: Run, process: Process, browser: Path, tmp_path: Path
) -> None:
    (tmp_path / "webbrowser.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w')")
    process("question", "open", "1111", env={"BROWSER": str(browser), "PYTHONSAFEPATH": "1"})
    shown_by(browser)
    assert not (tmp_path / "run").exists()
