import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.completion.installing import LINES
from qbank.cli.completion.shells import SHELLS

Run = Callable[..., tuple[int, str, str]]
PLACES = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/completions/qbank.fish"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that has nothing in it."""
    for name in ("ZDOTDIR", "XDG_CONFIG_HOME", "SHELL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "new home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "new home"))
    return tmp_path / "new home"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_is_printed(shell: str, qbank: Run) -> None:
    assert qbank("completion", shell) == (0, SHELLS[shell].script, "")


@pytest.mark.parametrize("shell", PLACES)
def test_one_line_is_added_once_behind_what_is_there(shell: str, home: Path, qbank: Run) -> None:
    place = home / PLACES[shell]
    place.parent.mkdir(parents=True)
    place.write_bytes(b"# caf\xe9\nlast line without an end")
    code, out, said = qbank("completion", "install", shell)
    assert (code, out) == (0, "")
    assert str(place) in said
    first = place.read_bytes()
    assert first.startswith(b"# caf\xe9\nlast line without an end\n")
    assert first.count(LINES[shell].encode()) == 1
    assert "already" in qbank("completion", "install", shell)[2]
    assert place.read_bytes() == first


@pytest.mark.parametrize("shell", PLACES)
def test_a_file_that_is_not_there_is_made(shell: str, home: Path, qbank: Run) -> None:
    assert qbank("completion", "install", shell)[0] == 0
    assert LINES[shell] in (home / PLACES[shell]).read_text()


def test_the_shell_is_the_one_that_shell_names(
    home: Path, qbank: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", "/usr/local/bin/zsh")
    code, _, said = qbank("completion", "install")
    assert code == 0
    assert LINES["zsh"] in (home / ".zshrc").read_text()
    assert "bash, fish, powershell" in said


@pytest.mark.parametrize("shell", [None, "", "/bin/tcsh"])
def test_where_shell_names_none_it_is_asked_for(
    shell: str | None, home: Path, qbank: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shell is not None:
        monkeypatch.setenv("SHELL", shell)
    code, out, said = qbank("completion", "install")
    assert (code, out) == (2, "")
    assert "qbank completion install bash|zsh|fish|powershell" in said
    assert not home.exists()


def test_powershell_is_told_the_line_to_type(qbank: Run) -> None:
    code, _, said = qbank("completion", "install", "powershell")
    assert code == 2
    assert LINES["powershell"] in said
    assert "$PROFILE" in said


def test_zsh_and_fish_may_have_their_files_elsewhere(
    tmp_path: Path, qbank: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZDOTDIR", str(tmp_path / "z"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    qbank("completion", "install", "zsh")
    qbank("completion", "install", "fish")
    assert (tmp_path / "z" / ".zshrc").is_file()
    assert (tmp_path / "c" / "fish" / "completions" / "qbank.fish").is_file()


def test_a_file_that_cannot_be_written_is_an_error_with_the_line_in_it(home: Path, qbank: Run) -> None:
    (home / ".bashrc").mkdir(parents=True)
    code, _, said = qbank("completion", "install", "bash")
    assert code == 73
    assert LINES["bash"] in said


def test_the_line_says_nothing_once_qbank_is_gone(home: Path, qbank: Run) -> None:
    qbank("completion", "install", "bash")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", str(home / ".bashrc")],
        env={"PATH": os.devnull},
        executable="/bin/bash",
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
