"""No byte that a terminal obeys comes from a text."""

import sys
from collections.abc import Callable

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")
Shown = Callable[..., tuple[int, bytes]]
Run = Callable[..., tuple[int, str, str]]
Harm = Callable[[bytes], list[bytes]]

PRINTING = [
    ("question", "list", "--limit", "1000"),
    ("question", "list", "--columns", "id,title,stem,category,tags,author,licence,external_id"),
    ("question", "list", "--columns", "document,explanation,field.own 0"),
    ("question", "set", "--all", "--add-tag", "a\x1b[2Jb", "--dry-run"),
    ("question", "replace", "--all", "--find", "word", "--with", "\x1b[2J", "--dry-run"),
    ("question", "list", "--format", "ndjson"),
    ("question", "list", "--format", "csv"),
    ("question", "export", "--all", "--to", "json"),
    ("db", "dump"),
    ("category", "list"),
    ("document", "list"),
    ("tag", "list"),
    ("stats",),
    ("log",),
    ("log", "show", "1"),
    ("question", "export", "--all", "--to", "markdown"),
    ("question", "export", "--all", "--to", "gift", "--report", "losses"),
]  # fmt: skip


@pytest.mark.parametrize("words", PRINTING, ids=lambda words: " ".join(words[:2]))
def test_no_control_byte_of_a_text_reaches_a_terminal(
    hostile_bank: Run, terminal: Shown, harm_in: Harm, words: tuple[str, ...]
) -> None:
    code, shown = terminal(*words)
    assert code in (0, 3), shown
    assert len(shown) > 100
    assert harm_in(shown) == []


def test_every_question_is_shown_without_one(hostile_bank: Run, terminal: Shown, harm_in: Harm) -> None:
    ids = hostile_bank("question", "list", "--format", "ids", "--limit", "40")[1].split()
    for command in ("show", "history"):
        code, shown = terminal("question", command, *(ids if command == "show" else ids[:1]))
        assert code == 0
        assert harm_in(shown) == []
