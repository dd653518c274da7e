"""What is longer than the screen goes through a pager; nothing waits for it, and leaving it is no failure."""

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli import pager

Process = Callable[..., "subprocess.CompletedProcess[bytes]"]
Run = Callable[..., tuple[int, str, str]]
LINE = b"a line\n"
PATIENCE = 60


class Written(list[bytes]):
    """What was written straight to stdout."""

    def take(self, pieces: object) -> None:
        self.extend(pieces)  # type: ignore[arg-type]  # the pieces of an output


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[bytes, bytes]]:
    """Show a text on a screen of 10 lines of 20 cells: what was written straight, and what a pager got."""
    monkeypatch.setenv("TERM", "xterm")
    paged = tmp_path / "paged"

    def run(*pieces: bytes, command: str = "tee {}") -> tuple[bytes, bytes]:
        monkeypatch.setenv("QBANK_PAGER", command.format(paged))
        straight = Written()
        pager.show(iter(pieces), width=20, height=10, write=straight.take)
        return b"".join(straight), paged.read_bytes() if paged.exists() else b""

    return run


@pytest.mark.parametrize("text", [b"", LINE, LINE * 9, b"\x1b[1m" + b"x" * 20 * 9 + b"\x1b[0m"])
def test_a_screenful_is_written_straight(shown: Callable[..., tuple[bytes, bytes]], text: bytes) -> None:
    assert shown(text) == (text, b"")


@pytest.mark.parametrize(
    "pieces", [[LINE * 10], [LINE] * 400, [b"x" * 200], ["漢字漢字漢字漢字漢字漢".encode() * 9]]
)
def test_what_takes_more_lines_goes_through_the_pager_whole(
    shown: Callable[..., tuple[bytes, bytes]], pieces: list[bytes]
) -> None:
    assert shown(*pieces) == (b"", b"".join(pieces))


@pytest.mark.parametrize("command", ["", "cat", "  "])
def test_no_pager_is_a_pager_too(shown: Callable[..., tuple[bytes, bytes]], command: str) -> None:
    assert shown(LINE * 99, command=command) == (LINE * 99, b"")


@pytest.mark.parametrize("command", ["no-such-pager -x", "'unclosed"])
def test_a_pager_that_is_not_there_is_said_and_nothing_is_lost(
    shown: Callable[..., tuple[bytes, bytes]], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(LINE * 99, command=command) == (LINE * 99, b"")
    assert "QBANK_PAGER" in capsys.readouterr().err


def test_a_pager_left_early_ends_without_a_failure(shown: Callable[..., tuple[bytes, bytes]]) -> None:
    assert shown(*[LINE * 1000] * 1000, command="true") == (b"", b"")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"QBANK_PAGER": "tee -a", "PAGER": "cat"}, ["tee", "-a"]),
        ({"PAGER": "tee"}, ["tee"]),
        ({"QBANK_PAGER": "", "PAGER": "tee"}, None),
        ({"PAGER": "tee", "TERM": "dumb"}, None),
        ({}, ["less"] if shutil.which("less") else None),
    ],
)
def test_the_pager_is_qbanks_own_then_anybodys_then_less(
    environment: dict[str, str], command: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QBANK_PAGER", "PAGER", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert pager.chosen() == command


@pytest.fixture
def questions(qbank: Run, tmp_path: Path) -> None:
    """A bank of more questions than a screen has lines."""
    file = tmp_path / "many.csv"
    lines = [f'"Is {number} even?",true' for number in range(60)]
    file.write_text("\n".join(["question,answer", *lines]) + "\n", encoding="utf-8")
    assert qbank("question", "import", str(file), "-q")[0] == 0


class Screen:
    """A terminal of 24 lines in which qbank runs with `less`."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "qbank", *words], environment)
        termios.tcsetwinsize(self.terminal, (24, 80))
        self.seen = b""

    def until(self, wanted: bytes) -> None:
        """Read on until it stands there, from where the last reading ended."""
        fresh = b""
        while wanted not in fresh:
            piece = self._piece()
            assert piece, f"{wanted!r} is not in {fresh!r}"
            fresh += piece
        self.seen += fresh

    def type(self, keys: bytes) -> None:
        os.write(self.terminal, keys)

    def end(self) -> int:
        while piece := self._piece():
            self.seen += piece
        os.kill(
            self.pid, signal.SIGHUP
        )  # whoever still waits for a key is to fail the test, not to hold it up
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _piece(self) -> bytes:
        if not select.select([self.terminal], [], [], PATIENCE)[0]:
            os.kill(self.pid, signal.SIGKILL)
            raise AssertionError(f"it waits for a key after {self.seen!r}")
        try:
            return os.read(self.terminal, 65536)
        except OSError:  # what Linux says when the last program has left the terminal
            return b""


@pytest.fixture
def with_less(environment: dict[str, str]) -> dict[str, str]:
    if shutil.which("less") is None:
        pytest.skip("there is no less here")
    return {
        name: value for name, value in environment.items() if name not in ("QBANK_PAGER", "PAGER", "LESS")
    }


@pytest.mark.usefixtures("questions")
def test_others_write_while_a_pager_is_open_and_q_ends_it_with_0(
    process: Process, with_less: dict[str, str]
) -> None:
    screen = Screen(["question", "list", "--limit", "60"], with_less)
    screen.until(b"\r\n:")
    added = process("--wait", "2", "question", "add", "Meanwhile?", "--type", "essay")
    assert added.returncode == 0, added.stderr
    screen.type(b"\x03")  # Ctrl-C is the pager's own key: it draws its screen again
    screen.until(b"\r\n:")
    screen.type(b"q")
    assert screen.end() == 0
    assert b"Traceback" not in screen.seen
    assert b"Is 59" not in screen.seen


@pytest.mark.usefixtures("questions")
@pytest.mark.parametrize("words", [["--no-pager"], ["--format", "csv"], ["--format", "ids"]])
def test_what_is_asked_for_in_one_go_and_what_is_for_programs_is_not_paged(
    with_less: dict[str, str], words: list[str]
) -> None:
    screen = Screen(["question", "list", "--limit", "60", *words], with_less)
    assert screen.end() == 0
    assert screen.seen.count(b"\n") >= 60


@pytest.mark.usefixtures("questions")
def test_no_color_leaves_no_escape_on_a_terminal_and_always_puts_them_into_a_pipe(
    process: Process, environment: dict[str, str]
) -> None:
    plain = {**environment, "NO_COLOR": "1"}
    for words in (
        ["question", "list"],
        ["stats"],
        ["category", "list"],
        ["question", "list", "--limit", "60"],
    ):
        screen = Screen(words, plain)
        assert screen.end() == 0
        assert b"\x1b" not in screen.seen, words
        never = Screen([*words, "--color", "never"], environment)
        assert never.end() == 0
        assert b"\x1b" not in never.seen, words
    assert b"\x1b[" in process("question", "list", "-f", "table", "--color", "always").stdout
    assert b"\x1b[" in process("stats", "-f", "table", "--by", "type", "--color", "always").stdout
