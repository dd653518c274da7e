import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.completion.shells import SHELLS, bash, fish, powershell, zsh

BREAKS = " \t\n\"'@><=;|&(:"
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]

pytestmark = pytest.mark.usefixtures("filled")


def test_bash_gets_what_follows_the_last_break_with_a_blank_where_the_word_is_whole() -> None:
    assert list(bash(["qbank question list category:Bio", BREAKS, "9", "80"])) == ["Biology/"]
    assert list(bash(["qbank question list type:ess", BREAKS, "9", "80"])) == ["essay "]
    assert list(bash(["qbank category show 'Biology/Cell w", BREAKS, "9", "80"])) == ["Biology/Cell walls"]


def test_bash_explains_when_it_lists_several_and_the_explanations_fit() -> None:
    lines = list(bash(["qbank question list t", BREAKS, "63", "60"]))
    assert lines[0].startswith("type:")
    assert all("  (" in line and len(line) < 60 for line in lines)
    assert list(bash(["qbank question list ta", BREAKS, "63", "60"])) == ["tag:"]


def test_zsh_gets_the_kind_the_word_and_what_is_shown() -> None:
    first, *_ = zsh(["question", "list", "category:Bio", "", "80"])
    assert first == "part\tcategory:Biology/\tcategory:Biology/"
    assert [line.split("\t")[1] for line in zsh(["category", "show", "Biology/Cell w", "'", "80"])] == [
        "Biology/Cell walls"
    ]


def test_fish_gets_the_word_and_its_meaning() -> None:
    assert list(fish(["question", "list", "'category:Biology/Cell w"])) == ["category:Biology/Cell walls\t"]
    assert list(fish(["question", "cou"])) == ["count\tCount the questions a query finds."]


def test_powershell_gets_words_in_its_own_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_QBANK_COMPLETE_WORDS", "\x1f".join(["question", "list", "category:Biology/Cell w"]))
    told = "category:Biology/Cell walls"
    assert list(powershell([])) == [f"'{told}'\t{told}\t{told}"]
    monkeypatch.setenv("_QBANK_COMPLETE_WORDS", "\x1f".join(["question", "list", "category:Bio"]))
    assert list(powershell([])) == ["category:Biology/\tcategory:Biology/\tcategory:Biology/"]


@pytest.mark.parametrize("shell", [name for name in SHELLS if name != "powershell"])
def test_files_are_left_to_the_shell(shell: str) -> None:
    given = {
        "bash": ["qbank question import x", BREAKS, "9", "80"],
        "zsh": ["question", "import", "x", "", "80"],
        "fish": ["question", "import", "x"],
    }
    assert [line.split("\t")[0] for line in SHELLS[shell].answers(given[shell])] in ([""], ["files"])


def test_a_bank_cannot_make_a_terminal_do_anything(qbank: Callable[..., tuple[int, str, str]]) -> None:
    qbank("question", "add", "x\x1b]0;title\x07\ny", "--external-id", "E-1")
    for lines in (
        list(bash(["qbank question show ", BREAKS, "63", "80"])),
        list(zsh(["question", "show", "", "", "80"])),
        list(fish(["question", "show", ""])),
    ):
        assert len(lines) == 5
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", "".join(lines))


@pytest.mark.parametrize(
    "given", [[], ["one"], ["a", "b", "c", "d"], ["\udcff", "\udcff", "x", "y"], [""] * 9]
)
@pytest.mark.parametrize("shell", [*SHELLS, "tcsh"])
def test_whatever_is_asked_nothing_is_said_on_stderr(shell: str, given: list[str], process: Process) -> None:
    done = process(*given, env={"_QBANK_COMPLETE": shell})
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_went_wrong_is_shown_to_whoever_looks_for_it(process: Process) -> None:
    done = process(env={"_QBANK_COMPLETE": "tcsh", "QBANK_DEBUG": "1"})
    assert b"KeyError" in done.stderr


@pytest.mark.parametrize("shell", SHELLS)
def test_no_script_evaluates_what_a_bank_says(shell: str) -> None:
    script = SHELLS[shell].script
    code = "\n".join(line for line in script.splitlines() if not line.startswith("#"))
    assert "_QBANK_COMPLETE" in code
    assert not re.search(r"\b(eval|Invoke-Expression|iex)\b", code)


def test_the_script_for_powershell_is_well_formed() -> None:
    """No Debian has PowerShell: its brackets and quotes are counted, its parts looked for."""
    script = SHELLS["powershell"].script
    for opening, closing in ("()", "{}", "[]"):
        assert script.count(opening) == script.count(closing)
    code = "\n".join(line for line in script.splitlines() if not line.lstrip().startswith("#"))
    assert code.count("'") % 2 == 0
    assert code.count('"') % 2 == 0
    for part in (
        "Register-ArgumentCompleter -Native -CommandName qbank",
        "finally",
        "CompletionResult]::new",
    ):
        assert part in code


def test_no_script_depends_on_where_it_was_made() -> None:
    places = {os.sep + part for part in Path(__file__).parts[1:3]}
    assert not any(place in SHELLS[shell].script for shell in SHELLS for place in places)
