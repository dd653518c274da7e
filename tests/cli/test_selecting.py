"""Ids on stdin that the bank does not have are said, by reading and by writing commands."""

import re
from collections.abc import Callable

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
STRANGERS = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(5)]


@pytest.fixture
def ids(qbank: Run) -> str:
    """The ids of one live question and of one in the trash, and five of none."""
    live = qbank("question", "add", "Here?")[1].strip()
    gone = qbank("question", "add", "Gone?")[1].strip()
    qbank("question", "delete", f"id:{gone}", "--yes")
    return "\n".join([live, gone, *STRANGERS])


@pytest.mark.parametrize(
    "words",
    [["question", "list", "-"], ["question", "count", "-"], ["question", "export", "-"], ["stats", "-"]],
)
def test_reading_says_which_ids_are_missing_and_reads_the_others(
    qbank: Run, ids: str, words: list[str]
) -> None:
    code, out, said = qbank(*words, stdin=ids)
    assert code == ExitCode.OK
    assert "warning: 5 of 7 ids are not in the bank: 00000000, 00000001, 00000002, …" in said
    assert "warning: 1 of 7 ids is in the trash: " in said
    assert out


@pytest.mark.parametrize(
    "words",
    [
        ["set", "-", "--rating", "3", "--yes"],
        ["replace", "-", "--find", "Here", "--with", "There", "--yes"],
        ["delete", "-", "--yes"],
    ],
)
def test_writing_goes_on_with_those_found_and_is_partly_done(qbank: Run, ids: str, words: list[str]) -> None:
    code, _, said = qbank("question", *words, stdin=ids)
    assert code == ExitCode.PARTLY
    assert "5 of 7 ids are not in the bank" in said
    assert "1 question" in said
    code, _, said = qbank("question", *words, stdin="\n".join(STRANGERS))
    assert code == ExitCode.PARTLY
    assert "5 of 5 ids are not in the bank" in said


def test_ids_that_are_all_there_are_not_spoken_of(qbank: Run) -> None:
    live = qbank("question", "add", "Here?")[1]
    assert qbank("question", "list", "-", stdin=live)[2] == ""
    assert qbank("question", "set", "-", "--rating", "3", "--yes", stdin=live)[0] == ExitCode.OK


@pytest.mark.parametrize(
    "words", ["list -f ids", "set --add-tag x --dry-run", "delete --dry-run", "export", "open -o -"]
)
def test_each_command_tells_the_seed_of_a_sample_it_drew(qbank: Run, words: str) -> None:
    for stem in ("One?", "Two?", "Three?"):
        qbank("question", "add", stem)
    command, *options = words.split()
    drawn = qbank("question", command, "status:ready", "--sample", "2", *options)
    seed = re.findall(r"^drawn with --seed (\S+)$", drawn[2], re.MULTILINE)
    assert len(seed) == 1
    again = qbank("question", command, "status:ready", "--sample", "2", *options, "--seed", *seed)
    assert again[1] == drawn[1]
    assert again[2] == drawn[2].replace(f"drawn with --seed {seed[0]}\n", "")
