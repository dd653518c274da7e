"""Whatever is typed, nothing is a bug: what cannot be meant is refused in a line, and nothing is changed."""

from collections.abc import Callable

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
NO_UTF_8 = b"caf\xe9".decode("utf-8", "surrogateescape")
WORDS: tuple[tuple[str, ...], ...] = (
    ("question", "count", NO_UTF_8),
    ("question", "count", f"author:{NO_UTF_8}"),
    ("question", "show", f"ext:{NO_UTF_8}"),
    ("question", "add", NO_UTF_8),
    ("question", "add", "x", "--category", NO_UTF_8),
    ("question", "add", "x", "--author", NO_UTF_8),
    ("question", "add", "x", "--field", f"a={NO_UTF_8}"),
    ("question", "set", "--all", "--yes", "--author", NO_UTF_8),
    ("question", "set", "--all", "--yes", "--add-tag", NO_UTF_8),
    ("question", "list", "--sample", "2", "--seed", NO_UTF_8),
    ("category", "add", NO_UTF_8),
    ("category", "show", NO_UTF_8),
    ("document", "add", NO_UTF_8),
    ("document", "show", NO_UTF_8),
    ("trash", "restore", NO_UTF_8),
    ("undo", NO_UTF_8),
    ("undo", "²"),
    ("question", "count", "author:" + "*a" * 30_000),
    ("question", "list", "--columns", ","),
    ("question", "list", "--columns", "nosuch"),
    ("question", "list", "--sort", "category"),
    ("question", "list", "--limit", "-1"),
    ("question", "add", "x", "--key", "²", "--choice", "a", "--choice", "b"),
    ("question", "add", "x", "--type", "numerical", "--answer", "1e999999999"),
    ("question", "add", "x", "--type", "numerical", "--answer", "NaN"),
    ("question", "add", "x", "--options", "[{"),
    ("question", "add", "x", "--options", '[{"text":"\\ud800"},{"text":"b"}]', "--type", "single_choice"),
    ("question", "add", "x", "--choice", "a", "--choice", "b"),
    ("question", "add", " "),
    ("question", "export", "--all", "--to", "xml"),
    ("question", "import", "-", "--map", "=x"),
    ("--color", "sometimes", "stats"),
    ("--wait", "soon", "stats"),
)


@pytest.mark.parametrize(
    "words", WORDS, ids=lambda words: " ".join(words)[:50].encode("ascii", "replace").decode()
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(qbank: Run, words: tuple[str, ...]) -> None:
    qbank("question", "add", "There before?", "--external-id", "e")
    before = qbank("question", "export", "--all")[1]
    code, out, said = qbank(*words)
    assert out == ""
    assert code in (ExitCode.USAGE, ExitCode.NOT_FOUND, ExitCode.BAD_DATA), said
    assert said.startswith("qbank: error: ")
    assert "bug" not in said
    assert qbank("question", "export", "--all")[1] == before


def test_a_number_no_bank_can_reach_means_all(qbank: Run) -> None:
    qbank("question", "add", "There?")
    for words in (["--limit"], ["--sample"]):
        assert len(qbank("question", "list", *words, "9" * 30, "--no-header")[1].splitlines()) == 1
