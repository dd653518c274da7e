"""Words in many questions: seen with their matches marked, done as one change, taken back by one undo."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode
from qbank.services import replacing

Run = Callable[..., tuple[int, str, str]]
Environment = dict[str, str]
QUESTIONS: list[dict[str, Any]] = [
    {"stem": "The colour of blood?", "tags": ["x"], "external_id": "q1"},
    {
        "stem": "<p>Which <b>colour</b>s? \\(colour\\) col<i>our</i></p>",
        "format": "html",
        "external_id": "q2",
    },
    {"stem": "colour", "external_id": "q3"},
    {"stem": "Nothing here?", "external_id": "q4"},
]


@pytest.fixture
def four(qbank: Run, tmp_path: Path) -> None:
    lines = [{"kind": "question", "type": "essay", **each} for each in QUESTIONS]
    file = tmp_path / "four.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert qbank("question", "import", str(file))[0] == ExitCode.OK


def replace(qbank: Run, *words: str) -> tuple[int, str, str]:
    return qbank("question", "replace", *words)


def stems(qbank: Run) -> list[str]:
    listed = qbank("question", "export", "--all")[1].splitlines()
    return [line["stem"] for line in map(json.loads, listed) if line["kind"] == "question"]


@pytest.mark.usefixtures("four")
def test_the_preview_marks_each_match_and_says_what_is_left_alone(qbank: Run) -> None:
    before = stems(qbank)
    code, out, said = replace(qbank, "--all", "--find", "colour", "--with", "hue", "--dry-run")
    assert (code, out) == (ExitCode.OK, "")
    assert "3 matches in 3 questions of 4 would be replaced" in said
    assert "stem: The [-colour-]{+hue+} of blood?" in said
    assert "stem: Which [-colour-]{+hue+}s? \\(colour\\) colour" in said
    assert "2 matches stand in a formula, code or markup, or across a mark: left as they are" in said
    assert said.endswith("dry run: nothing was changed\n")
    assert stems(qbank) == before


@pytest.mark.usefixtures("four")
def test_it_is_done_as_one_change_found_by_search_and_whole(qbank: Run) -> None:
    before = qbank("question", "export", "--all")[1]
    code, _, said = replace(qbank, "--all", "--find", "colour", "--with", "hue & co", "--yes")
    assert code == ExitCode.OK
    assert "3 matches in 3 questions of 4 replaced" in said
    assert "changed 3 questions; `qbank undo` takes that back" in said
    assert stems(qbank)[:3] == [
        "The hue & co of blood?",
        "<p>Which <b>hue &amp; co</b>s? \\(colour\\) col<i>our</i></p>",
        "hue & co",
    ]
    assert qbank("question", "count", "hue")[1] == "3\n"
    assert qbank("question", "count", "text:colour", "-ext:q2")[1] == "0\n"
    assert qbank("question", "count", "tag:x")[1] == "1\n"
    assert qbank("db", "check")[0] == ExitCode.OK
    assert "replaced 'colour' by 'hue & co' in 3 questions" in qbank("undo")[2]
    assert qbank("question", "export", "--all")[1] == before
    assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.usefixtures("four")
def test_a_regular_expression_has_groups(qbank: Run) -> None:
    words = ["--all", "--regex", "--find", r"(col)our(s?)\b", "--with", r"\1or\2", "--ignore-case", "--yes"]
    assert replace(qbank, *words)[0] == ExitCode.OK
    assert stems(qbank)[0] == "The color of blood?"
    assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.usefixtures("four")
def test_questions_that_would_break_are_listed_and_nothing_or_the_rest_is_changed(qbank: Run) -> None:
    before = stems(qbank)
    for how in ("--yes", "--dry-run"):
        code, _, said = replace(qbank, "--all", "--find", "colour", "--with", "", how)
        assert code == ExitCode.BAD_DATA
        assert "  colour  stem would be empty" in said
        assert "error: 1 question would break a rule; nothing was changed" in said
        assert "--on-error skip" in said
        assert stems(qbank) == before
    words = ["--all", "--find", "colour", "--with", "", "--on-error", "skip"]
    code, _, said = replace(qbank, *words, "--yes")
    assert code == ExitCode.PARTLY
    assert "1 question would break a rule: left as it is" in said
    assert stems(qbank)[0] == "The  of blood?"
    assert stems(qbank)[2] == "colour"


@pytest.mark.usefixtures("four")
def test_a_limit_is_of_the_questions_meant_though_they_no_longer_match(
    qbank: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "BATCH", 1)
    words = ["colour", "--find", "colour", "--with", "hue", "--limit", "2", "--yes"]
    assert "2 matches in 2 questions of 2 replaced" in replace(qbank, *words)[2]
    assert stems(qbank)[2] == "colour"
    assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--find", "a", "--with", "b"], ExitCode.USAGE, "which questions?"),
        (["--all", "--with", "b"], ExitCode.USAGE, "--find is empty"),
        (["--all", "--find", "a"], ExitCode.USAGE, "nothing says what is to stand there"),
        (["--all", "--find", "a", "--with", "b", "--in", "stems"], ExitCode.USAGE, "no text 'stems'"),
        (["--all", "--find", "a", "--with", "b", "--in", ","], ExitCode.USAGE, "--in names no text"),
        (["--all", "--find", "(", "--with", "b", "--regex"], ExitCode.USAGE, "cannot be read"),
        (["--all", "--find", "a", "--with", "b", "--expect", "9"], ExitCode.NEGATIVE, "4 questions are"),
        (["--all", "--find", "colour", "--with", "b"], ExitCode.USAGE, "there is no terminal to ask on"),
        (["--all", "--find", "zz", "--with", "b", "--yes"], ExitCode.OK, "nothing to replace in 4 questions"),
        (["tag:nosuch", "--find", "a", "--with", "b", "--yes"], ExitCode.OK, "no question is meant"),
    ],
)  # fmt: skip
def test_what_is_odd_is_said_and_changes_nothing(
    qbank: Run, words: list[str], code: ExitCode, said: str
) -> None:
    before = stems(qbank)
    found = replace(qbank, *words)
    assert (found[0], found[1]) == (code, "")
    assert said in found[2]
    assert stems(qbank) == before


@pytest.mark.usefixtures("four")
def test_a_bank_that_was_changed_meanwhile_is_looked_at_again(qbank: Run, bank_path: Path) -> None:
    from qbank.db.engine import Access, transaction
    from qbank.db.location import Location
    from qbank.query.tree import Everything
    from qbank.services.journal import Authorship
    from qbank.services.selection import Selection

    request = replacing.ReplaceRequest("colour", "hue")
    place, selection = Location(path=bank_path), Selection(Everything())

    async def seen() -> replacing.Replacement:
        async with transaction(place, Access.READ) as session:
            return await replacing.preview(session, selection, request)

    async def done(planned: replacing.Replacement) -> replacing.Replacement:
        async with transaction(place, Access.WRITE) as session:
            return await replacing.apply(session, Authorship("x", "y"), selection, request, planned)

    planned = asyncio.run(seen())
    qbank("question", "add", "Another colour?")
    found = asyncio.run(done(planned))
    assert found != planned
    assert found.changed == 4
    assert stems(qbank)[0] == "The colour of blood?"
    assert asyncio.run(done(found)) == found
    assert stems(qbank)[0] == "The hue of blood?"


@pytest.mark.usefixtures("four")
def test_a_person_sees_the_matches_in_styles(environment: Environment) -> None:
    pty = pytest.importorskip("pty", reason="a terminal of its own needs a system that has them")
    ours, theirs = pty.openpty()
    words = ["question", "replace", "--all", "--find", "colour", "--with", "hue", "--dry-run"]
    subprocess.run(
        [sys.executable, "-m", "qbank", *words], stderr=theirs, env=environment, check=True, timeout=60
    )
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "\x1b[9;31mcolour\x1b[0m\x1b[1;32mhue\x1b[0m" in shown
    assert "[-" not in shown
