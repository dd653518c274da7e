"""The man page is made from the program and the pages, and the programs that read such pages take it."""

import re
import shutil
import subprocess

import pytest

from docs import build
from docs.man import CHAPTERS, man_page
from qbank.cli.exits import ExitCode
from qbank.cli.groups import COMMANDS, GROUPS

READ = build.MAN_PAGE.read_text(encoding="utf-8")


def rendered() -> str:
    """The page as a person reads it, without its styles."""
    words = ["groff", "-man", "-ww", "-b", "-Tutf8", "-rLL=78n", str(build.MAN_PAGE)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return re.sub(r"\x1b\[[0-9;]*m|.\x08", "", done.stdout)


def test_the_man_page_is_what_the_program_says() -> None:
    assert man_page() == READ, "run `make docs`"


def test_it_is_ascii_and_has_no_line_that_is_a_request_by_chance() -> None:
    assert READ.isascii()
    known = [".TH", ".nh", ".ad", ".SH", ".SS", ".PP", ".TP", ".IP", ".B", ".RS", ".RE", ".EX", ".EE"]
    requests = {line.split()[0] for line in READ.splitlines() if line.startswith((".", "'"))}
    assert requests <= {*known, '.\\"'}


def test_it_has_every_command_every_exit_code_and_every_chapter() -> None:
    for name in COMMANDS:
        assert f"\n.SS qbank {name} " in READ
    for name in GROUPS:
        assert f"\n.SS qbank {name} " in READ
    assert all(f"\n.SH {heading}\n" in READ for heading, _ in CHAPTERS)
    codes = READ.partition(".SH EXIT STATUS")[2].partition(".SH ")[0]
    assert {int(code) for code in re.findall(r"^\.TP\n(\d+)$", codes, re.MULTILINE)} == {*ExitCode, 130}


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_groff_finds_nothing_to_warn_of_and_shows_options_as_they_are_typed() -> None:
    shown = rendered()
    assert "--dry-run" in shown
    assert "qbank question list [OPTIONS] [QUERY]..." in shown
    assert r"%LOCALAPPDATA%\qbank\bank.db" in shown
    assert "'micro*'" in shown
    assert "krebs cycle" in shown


@pytest.mark.skipif(shutil.which("man") is None, reason="there is no man here")
def test_man_shows_it() -> None:
    words = [
        "man",
        "--warnings",
        "--no-hyphenation",
        "--encoding=UTF-8",
        "-P",
        "cat",
        "-l",
        str(build.MAN_PAGE),
    ]
    done = subprocess.run(
        words, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80"}, check=False
    )
    if "not built" in done.stderr or "minimized" in done.stdout:
        pytest.skip("man is a stand-in here")
    assert (done.returncode, done.stderr) == (0, "")
    assert "EXIT STATUS" in done.stdout
