"""The scripts in the shells themselves: words and Tabs are typed on a terminal; Enter tells what they say.

There `qbank` is a function that keeps its words: what the shell passes on is what the completed line says.
The completion asks the real program. PowerShell is in no Debian: its script is looked at, not run.
"""

import contextlib
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

import pty

ROOT = Path(__file__).parents[3]
PROMPT = "ready> "
PATIENCE = 30.0
LEAF, ODD = "Plant biology/Cells & co", 'Plant biology/It\'s "odd"; $HOME `ls`'
KEEP = """
qbank() {
    printf '%s\\0' "$@" > "$TOLD.new" && mv "$TOLD.new" "$TOLD"
}
"""
START = {
    "bash": ("start.bash", f"PS1='{PROMPT}'\nHISTFILE=\n" + 'eval "$(qbank completion bash)"' + KEEP),
    "zsh": (".zshrc", f"PS1='{PROMPT}'\nunsetopt BEEP\n" + 'eval "$(qbank completion zsh)"' + KEEP),
    "fish": (
        "fish/config.fish",
        f"""
        set -g fish_greeting
        function fish_prompt; echo '{PROMPT}'; end
        qbank completion fish | source
        function qbank; printf '%s\\0' $argv > $TOLD.new; and mv $TOLD.new $TOLD; end
        """,
    ),
}
COMMAND = {
    "bash": ("bash", "--noprofile", "--rcfile", "start.bash", "-i"),
    "zsh": ("zsh", "-d", "-i"),
    "fish": ("fish", "--private", "-i"),
}
Types = Callable[[str], list[str]]


class Terminal:
    """A shell on a pseudo-terminal of its own."""

    def __init__(self, shell: str, folder: Path, environment: dict[str, str]) -> None:
        name, text = START[shell]
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        self.told = folder / "told"
        self.seen = b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(COMMAND[shell][0], COMMAND[shell], {**environment, "TOLD": str(self.told)})
        self._until(lambda: PROMPT.encode() in self.seen)

    def line(self, typed: str) -> list[str]:
        """Type, press Enter, and give the words that the command then gets."""
        self.told.unlink(missing_ok=True)
        os.write(self.terminal, f"{typed}\r".encode())
        self._until(self.told.exists)
        return self.told.read_text(encoding="utf-8").split("\0")[:-1]

    def listing(self, typed: str, *awaited: str) -> str:
        """Type, wait until the shell shows the texts, and give all it shows; the line is left as it is."""
        self.seen = b""
        os.write(self.terminal, typed.encode())
        self._until(lambda: all(text.encode() in self.seen for text in awaited))
        return self.seen.decode("utf-8", "replace")

    def close(self) -> None:
        """End the shell."""
        os.close(self.terminal)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def _until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, self.seen.decode("utf-8", "replace")
            if select.select([self.terminal], [], [], 0.05)[0]:
                self._read()

    def _read(self) -> None:
        try:
            self.seen += os.read(self.terminal, 65536)
        except OSError:
            pytest.fail(f"the shell ended: {self.seen.decode('utf-8', 'replace')}")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank with categories, tags and a question whose names no shell likes."""
    path = tmp_path_factory.mktemp("bank") / "bank.db"
    stem = "What is a $HOME for `ls`?"
    commands = (
        ("document", "add", "Exam #1"),
        (
            "category",
            "add",
            "Plant biology/Cells & co",
            'Plant biology/It\'s "odd"; $HOME `ls`',
            "Zoo:logy/Ümlaut",
        ),
        (
            "question",
            "add",
            stem,
            "-c",
            "Plant biology/Cells & co",
            "--tag",
            "Root cap",
            "--document",
            "Exam #1",
        ),
        (
            "question",
            "add",
            "Two",
            "-c",
            "Zoo:logy",
            "--tag",
            "wéird*tag",
            "--external-id",
            "Q-17",
            "-d",
            "hard",
        ),
    )
    for command in commands:
        run_qbank("--db", str(path), *command)
    return path


def run_qbank(*words: str) -> str:
    """Run the real program."""
    done = subprocess.run(
        [sys.executable, "-m", "qbank", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), "QBANK_CONFIG": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=list(COMMAND))
def shell(
    request: pytest.FixtureRequest, bank: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Terminal]:
    """A shell that has read the line of its completion."""
    with contextlib.closing(started(request.param, bank, tmp_path_factory.mktemp(request.param))) as terminal:
        yield terminal


@pytest.fixture(params=list(COMMAND))
def new_shell(request: pytest.FixtureRequest, bank: Path, tmp_path: Path) -> Iterator[Terminal]:
    """The same for one test alone."""
    with contextlib.closing(started(request.param, bank, tmp_path)) as terminal:
        yield terminal


def started(name: str, bank: Path, folder: Path) -> Terminal:
    """Start a shell, its home a folder with one file in it."""
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name} here: what its completion does is not tested")
    (folder / "bin").mkdir()
    launcher = folder / "bin" / "qbank"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qbank "$@"\n', encoding="utf-8")
    launcher.chmod(0o755)
    (folder / "questions of spring.csv").touch()
    environment = {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "ZDOTDIR": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "QBANK_DB": str(bank),
        "QBANK_CONFIG": os.devnull,
    }
    return Terminal(name, folder, environment)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("qbank ques\tcou\t", ["question", "count"]),
        ("qbank question list --expl\t", ["question", "list", "--explain"]),
        ("qbank question list --format nd\t", ["question", "list", "--format", "ndjson"]),
        ("qbank question list --format=nd\t", ["question", "list", "--format=ndjson"]),
        ("qbank category show Plant\tCells\t", ["category", "show", LEAF]),
        ("qbank category show plant\tcel\t", ["category", "show", LEAF]),
        ("qbank category show Plant\tIt\t", ["category", "show", ODD]),
        ("qbank category show Zoo\tÜ\t", ["category", "show", "Zoo:logy/Ümlaut"]),
        ("qbank category show 'Plant biology/Ce\t", ["category", "show", LEAF]),
        ('qbank category show "Plant biology/It\t', ["category", "show", ODD]),
        ("qbank question list cat\tPla\tC\t", ["question", "list", f"category:{LEAF}"]),
        ("qbank question list category:'Plant b\tC\t", ["question", "list", f"category:{LEAF}"]),
        ("qbank question list category:=Zoo\tÜ\t", ["question", "list", "category:=Zoo:logy/Ümlaut"]),
        ("qbank question list tag:roo\t", ["question", "list", "tag:Root cap"]),
        ("qbank question list -ta\tRoo\t", ["question", "list", "-tag:Root cap"]),
        ("qbank question list difficulty:easy,h\t", ["question", "list", "difficulty:easy,hard"]),
        ("qbank question list ty\tess\tstatus:dr\t", ["question", "list", "type:essay", "status:draft"]),
        ("qbank question list document:Ex\t", ["question", "list", "document:Exam #1"]),
        ("qbank question set tag:x --add-tag Roo\t", ["question", "set", "tag:x", "--add-tag", "Root cap"]),
        ("qbank question set tag:x --tags a,roo\t", ["question", "set", "tag:x", "--tags", "a,Root cap"]),
        ("qbank question show ext:\t", ["question", "show", "ext:Q-17"]),
        ("qbank question import que\t", ["question", "import", "questions of spring.csv"]),
        ("qbank category set Zoo:logy dif\tha\t", ["category", "set", "Zoo:logy", "difficulty=hard"]),
        ("qbank question list --db /no tag:roo\tt", ["question", "list", "--db", "/no", "tag:root"]),
    ],
)  # fmt: skip
def test_what_is_completed_is_what_the_command_gets(shell: Terminal, typed: str, words: list[str]) -> None:
    assert [word.removesuffix("/") for word in shell.line(typed)] == words


def test_an_id_is_completed(shell: Terminal, bank: Path) -> None:
    ids = run_qbank("--db", str(bank), "question", "list", "--format", "ids").split()
    assert shell.line(f"qbank question show {ids[0][:4]}\t") == ["question", "show", ids[0][:6]]


def test_ids_are_listed_with_their_titles(new_shell: Terminal) -> None:
    shown = new_shell.listing("qbank question show \t\t", "What is a $HOME", "Two")
    assert shown.count("\n") >= 2
