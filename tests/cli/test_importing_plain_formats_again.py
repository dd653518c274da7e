"""Formats that carry little, imported again: what they do not say stays, what they reword is known."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Bring = Callable[..., list[dict[str, Any]]]
AIKEN = """What is the powerhouse of a cell?
A. The nucleus
B. The mitochondrion
ANSWER: B

Which gas do leaves take in?
A. Oxygen
B. Carbon dioxide
ANSWER: B

Where is the DNA kept?
A. In the nucleus
B. In the wall
ANSWER: A
"""
GIFT = """::energy:: What is the powerhouse of a cell? {=The mitochondrion ~The nucleus}

::gas:: Which gas do leaves take in? {=Carbon dioxide ~Oxygen}

::dna:: Where is the DNA kept? {=In the nucleus ~In the wall}
"""
CSV = """stem,A,B,answer
What is the powerhouse of a cell?,The nucleus,The mitochondrion,B
Which gas do leaves take in?,Oxygen,Carbon dioxide,B
Where is the DNA kept?,In the nucleus,In the wall,A
"""
FILES = {"again.txt": AIKEN, "again.gift": GIFT, "again.csv": CSV}


@pytest.fixture
def bring(qbank: Run, tmp_path: Path) -> Bring:
    """Import a text as a file of a name; gives the lines of the report."""

    def brought(name: str, content: str, *options: str) -> list[dict[str, Any]]:
        file, report = tmp_path / name, tmp_path / "report.ndjson"
        file.write_text(content)
        code, _, said = qbank("question", "import", str(file), "--report", str(report), *options)
        assert code == ExitCode.OK, said
        return [json.loads(line) for line in report.read_text().splitlines()]

    return brought


def one(qbank: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(qbank("question", "list", *words, "--format", "ndjson")[1])
    return found


@pytest.mark.parametrize("name", FILES)
def test_what_the_format_does_not_carry_stays_through_changes(qbank: Run, bring: Bring, name: str) -> None:
    content = FILES[name]
    assert [line["verdict"] for line in bring(name, content)] == ["new"] * 3
    words = ("--difficulty", "hard", "--rating", "4", "--add-tag", "exam", "--field", "week=3", "--yes")
    qbank("question", "set", "leaves", *words)
    for gas in ("Pure oxygen", "Cold oxygen"):
        lines = bring(name, content.replace("Oxygen", gas))
        assert [line["verdict"] for line in lines] == ["same", "merged", "same"]
        now = one(qbank, "leaves")
        assert gas in [option["text"] for option in now["options"]]
        assert (now["difficulty"], now["rating"], now["tags"]) == ("hard", 4.0, ["exam"])
        assert now["fields"] == {"week": "3"}
    assert qbank("question", "count")[1] == "3\n"
    assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.parametrize("name", FILES)
def test_a_question_without_an_id_that_was_reworded_at_its_place_is_changed(
    qbank: Run, bring: Bring, name: str
) -> None:
    bring(name, FILES[name])
    was = one(qbank, "leaves")
    lines = bring(
        name, FILES[name].replace("Which gas do leaves take in?", "Which gas do green leaves take in?")
    )
    assert [line["verdict"] for line in lines] == ["same", "changed", "same"]
    now = one(qbank, "leaves")
    assert (now["id"], now["stem"], now["version"]) == (was["id"], "Which gas do green leaves take in?", 2)
    again = FILES[name].replace("Which gas do leaves take in?", "Which gas do the green leaves take in?")
    assert [line["verdict"] for line in bring(name, again)] == ["same", "changed", "same"]


@pytest.mark.parametrize("name", FILES)
def test_another_question_at_its_place_is_new_and_the_one_before_is_gone(
    qbank: Run, bring: Bring, name: str
) -> None:
    bring(name, FILES[name])
    was = one(qbank, "leaves")["id"]
    other = (
        FILES[name]
        .replace("Which gas do leaves take in?", "Which gas do roots take in?")
        .replace("Carbon dioxide", "Nitrogen")
    )
    lines = bring(name, other)
    assert [line["verdict"] for line in lines] == ["same", "new", "same", "gone"]
    assert lines[3]["id"] == was


def test_an_inserted_question_moves_the_others_and_changes_none(qbank: Run, bring: Bring) -> None:
    bring("again.txt", AIKEN)
    first = "Is water wet?\nA. Yes\nB. No\nANSWER: A\n\n"
    assert [line["verdict"] for line in bring("again.txt", first + AIKEN)] == ["new", "same", "same", "same"]


def test_another_format_of_the_same_source_takes_nothing_away_it_does_not_carry(
    qbank: Run, bring: Bring
) -> None:
    told = {
        "kind": "question",
        "type": "single_choice",
        "stem": "Which gas do leaves take in?",
        "options": [{"text": "Oxygen"}, {"text": "Carbon dioxide", "fraction": 1}],
        "difficulty": "easy",
        "tags": ["leaf"],
        "explanation": "Photosynthesis.",
        "fields": {"week": "3"},
    }
    bring("leaf.ndjson", json.dumps(told), "--document", "Leaves")
    first = "Which gas do leaves take in?\nA. Oxygen\nB. Carbon dioxide\nANSWER: B\n"
    [line] = bring("leaf.txt", first, "--document", "Leaves")
    assert (line["verdict"], line["places"]) == ("same", [])
    now = one(qbank, "leaves")
    assert [now[name] for name in ("difficulty", "tags", "explanation", "fields")] == [
        "easy",
        ["leaf"],
        "Photosynthesis.",
        {"week": "3"},
    ]
