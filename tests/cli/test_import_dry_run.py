"""What a dry run of an import says: how known questions would change, and the first new ones."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Write = Callable[[dict[str, str]], str]
HEAD = "id,question,a,b,answer,category\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a table of one question for each id, with its stem; gives the file's name."""

    def written(stems: dict[str, str]) -> str:
        file = tmp_path / "cells.csv"
        file.write_text(HEAD + "".join(f"{id},{stem},One,Two,a,A/B\n" for id, stem in stems.items()))
        return str(file)

    return written


def test_a_dry_run_shows_what_would_change_and_how_and_only_new_questions_whole(
    qbank: Run, write: Write
) -> None:
    stems = {f"q{number}": f"What is number {number} here?" for number in range(5)}
    assert qbank("question", "import", write(stems))[0] == ExitCode.OK
    changed = {**stems, "q3": "What is number three here?", "q9": "What is new?"}
    code, _, said = qbank("question", "import", write(changed), "--dry-run")
    assert code == ExitCode.OK
    assert "would change:\n" in said
    assert "      stem: What is number [-3-]{+three+} here?\n" in said
    assert "What is new?" in said
    assert "number 0" not in said


def test_a_dry_run_shows_ten_that_would_change_and_all_with_verbose(qbank: Run, write: Write) -> None:
    stems = {f"q{number}": f"What is number {number} here?" for number in range(13)}
    qbank("question", "import", write(stems))
    file = write({id: stem.replace("here", "there") for id, stem in stems.items()})
    said = qbank("question", "import", file, "--dry-run")[2]
    assert said.count("{+there+}") == 10
    assert "… and 3 more; -v shows all" in said
    assert qbank("question", "import", file, "--dry-run", "-v")[2].count("{+there+}") == 13


def test_a_dry_run_would_make_categories_and_an_import_made_them(qbank: Run, write: Write) -> None:
    file = write({"q1": "What?"})
    assert "  would make 2 categories: A, A/B\n" in qbank("question", "import", file, "--dry-run")[2]
    assert "  made 2 categories: A, A/B\n" in qbank("question", "import", file)[2]


def test_what_cannot_be_read_is_counted_once(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "cells.csv"
    file.write_text(HEAD + "q1,Good?,One,Two,a,\nq2,,One,Two,b,\n")
    qbank("question", "import", str(file), "--on-error", "skip")
    file.write_text(HEAD + "q2,,One,Two,b,\nq3,Good too?,One,Two,a,\n")
    said = qbank("question", "import", str(file), "--on-error", "skip")[2]
    assert "may be gone from the file" in said
    assert "more questions cannot be read" not in said
