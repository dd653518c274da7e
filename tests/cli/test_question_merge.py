"""`qbank question merge`: one is kept with the best of all, and nothing of the others is lost."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
CHOICES = [{"text": "Paris", "fraction": 1.0}, {"text": "Rome"}, {"text": "Berlin"}]
KEEP = {
    "type": "single_choice", "stem": "What is the capital of France?", "options": CHOICES, "tags": ["geo"],
    "fields": {"week": 3}, "author": "Ann", "external_id": "K1",
}  # fmt: skip
OTHER = {
    "type": "single_choice", "stem": "Which city is the capital of France?", "options": CHOICES,
    "tags": ["Geo", "exam"], "fields": {"week": 4, "topic": "x"}, "author": "Bob", "category": "Europe/West",
    "explanation": "It just <b>is</b>.", "format": "html", "difficulty": "easy", "rating": 4, "licence": "CC",
    "external_id": "O1",
}  # fmt: skip


@pytest.fixture
def two(qbank: Run, tmp_path: Path) -> tuple[str, str]:
    for name, question in (("keep", KEEP), ("other", OTHER)):
        path = tmp_path / f"{name}.ndjson"
        path.write_text(json.dumps(question) + "\n", encoding="utf-8")
        assert qbank("question", "import", str(path))[0] == ExitCode.OK
    ids = [qbank("question", "list", f"ext:{key}", "-f", "ids")[1].strip() for key in ("K1", "O1")]
    return ids[0], ids[1]


def shown(qbank: Run, id_: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(qbank("question", "list", f"id:{id_}", "-f", "ndjson")[1])
    return found


def test_the_kept_one_gets_what_it_lacks_and_the_others_go_to_the_trash(
    qbank: Run, two: tuple[str, str]
) -> None:
    keep, other = two
    code, out, said = qbank("question", "merge", keep, other, "--yes")
    assert (code, out) == (ExitCode.OK, "")
    assert "author stays Ann" in said
    assert "field.week stays 3" in said
    assert "has another stem" in said
    now = shown(qbank, keep)
    assert now["stem"] == KEEP["stem"]
    assert now["tags"] == ["geo", "exam"]
    assert now["fields"] == {"week": 3, "topic": "x"}
    assert now["explanation"] == {"text": "It just <b>is</b>.", "format": "html"}
    assert (now["difficulty"], now["rating"], now["licence"]) == ("easy", 4.0, "CC")
    assert (now["author"], now["category"]) == ("Ann", "Europe/West")
    assert qbank("question", "list", "-f", "ids")[1].split() == [keep]
    assert other[:8] in qbank("trash", "list", "-f", "ids")[1]
    assert f"merged {other[:8]} into question {keep[:8]}" in qbank("question", "history", keep)[1]
    assert "merged" in qbank("question", "history", other)[1]
    assert qbank("question", "list", "exam", "tag:exam", "-f", "ids")[1].split() in ([], [keep])
    assert qbank("db", "check")[0] == ExitCode.OK


def test_a_dry_run_says_it_all_and_changes_nothing(qbank: Run, two: tuple[str, str]) -> None:
    before = [shown(qbank, id_) for id_ in two]
    code, _, said = qbank("question", "merge", *two, "--dry-run")
    assert code == ExitCode.OK
    assert "2 questions would change" in said
    assert "difficulty: none → easy" in said
    assert f"trash: none → merged into {two[0][:8]}" in said
    assert [shown(qbank, id_) for id_ in two] == before


def test_a_kept_one_that_lacks_nothing_is_not_told_as_changed(qbank: Run) -> None:
    first, second = (
        qbank("question", "add", stem, "--choice", "Lima", "--choice", "Quito", "--key", key, "-c", "Geo")[
            1
        ].strip()
        for stem, key in (("Capital of Peru?", "A"), ("Capital of Ecuador?", "B"))
    )
    said = qbank("question", "merge", first, second, "--dry-run")[2]
    assert "has another stem and other options" in said
    assert "1 question would change" in said
    assert f"  {first[:8]}" not in said


def test_without_a_yes_nothing_is_merged(qbank: Run, two: tuple[str, str]) -> None:
    code, _, said = qbank("question", "merge", *two)
    assert code == ExitCode.USAGE
    assert "add --yes" in said


def test_importing_the_files_again_finds_the_kept_one(
    qbank: Run, two: tuple[str, str], tmp_path: Path
) -> None:
    assert qbank("question", "merge", *two, "--yes")[0] == ExitCode.OK
    for name in ("other", "keep"):
        code, _, said = qbank("question", "import", str(tmp_path / f"{name}.ndjson"))
        assert code == ExitCode.OK
        assert "new" not in said
        assert "trash" not in said
    assert qbank("question", "count")[1] == "1\n"


def test_what_a_file_says_anew_of_a_merged_question_is_said_of_the_kept_one(
    qbank: Run, two: tuple[str, str], tmp_path: Path
) -> None:
    assert qbank("question", "merge", *two, "--yes")[0] == ExitCode.OK
    (tmp_path / "other.ndjson").write_text(json.dumps({**OTHER, "rating": 5}) + "\n", encoding="utf-8")
    code, _, said = qbank("question", "import", str(tmp_path / "other.ndjson"))
    assert code == ExitCode.OK
    assert "1 merged with edits made here" in said
    now = shown(qbank, two[0])
    assert (now["rating"], now["stem"], now["author"]) == (5.0, KEEP["stem"], "Ann")
    assert qbank("question", "count")[1] == "1\n"


def test_questions_about_a_passage_that_is_merged_are_about_the_kept_one(qbank: Run) -> None:
    ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(3)]
    lines = [
        {"id": ids[0], "type": "description", "stem": "Read this."},
        {"id": ids[1], "type": "description", "stem": "Read this!"},
        {"id": ids[2], "type": "essay", "stem": "What is said?", "stimulus": ids[1]},
    ]
    qbank("question", "import", "-", stdin="".join(json.dumps(line) + "\n" for line in lines))
    assert qbank("question", "merge", ids[0], ids[1], "--yes")[0] == ExitCode.OK
    assert shown(qbank, ids[2])["stimulus"] == ids[0]
    assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["ext:K1"], "which question is to be merged into it?"),
        (["ext:K1", "ext:K1"], "cannot be merged into itself"),
        (["ext:K1", "ext:NONE"], "there is no question 'ext:NONE'"),
    ],
)
def test_what_cannot_be_merged_is_said(
    qbank: Run, two: tuple[str, str], words: list[str], wrong: str
) -> None:
    code, out, said = qbank("question", "merge", *words, "--yes")
    assert code in (ExitCode.USAGE, ExitCode.NOT_FOUND)
    assert out == ""
    assert wrong in said


def test_a_question_in_the_trash_is_not_merged(qbank: Run, two: tuple[str, str]) -> None:
    qbank("question", "delete", "ext:O1", "--yes")
    code, _, said = qbank("question", "merge", *two, "--yes")
    assert code == ExitCode.CONFLICT
    assert "is in the trash" in said
