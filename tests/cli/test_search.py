import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
QUESTIONS = (
    {"stem": "Which organelle runs the Krebs cycle?", "category": "Biology", "difficulty": "hard"},
    {"stem": "What is water?", "title": "Krebs", "category": "Chemistry"},
    {"stem": "细胞膜的结构是什么？", "category": "生物"},
)


@pytest.fixture(autouse=True)
def bank(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "questions.ndjson"
    lines = [json.dumps({"kind": "question", "type": "essay", **each}) for each in QUESTIONS]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert qbank("question", "import", str(file))[0] == 0


def test_a_pipe_gets_ids_categories_and_the_text_around_the_match(qbank: Run) -> None:
    code, out, said = qbank("search", "krebs")
    head, *rows = [line.split("\t") for line in out.splitlines()]
    assert (code, said, head) == (0, "", ["id", "category", "match"])
    assert [row[1:] for row in rows] == [
        ["Chemistry", "Krebs"],
        ["Biology", "Which organelle runs the Krebs cycle?"],
    ]


def test_json_says_where_the_words_are(qbank: Run) -> None:
    (found,) = json.loads(qbank("search", "细胞膜", "--format", "json")[1])
    assert list(found) == ["id", "type", "category", "stem", "match"]
    assert found["match"] == {"field": "stem", "text": QUESTIONS[2]["stem"], "marks": [[0, 3]]}


def test_a_person_sees_each_question_with_the_match_below(qbank: Run) -> None:
    code, out, said = qbank("search", "krebs", "cycle", "--format", "table")
    head, match, blank = out.splitlines()
    assert (code, said, blank) == (0, "", "")
    assert head[6:] == "  Biology · essay · hard"
    assert match == "  Which organelle runs the Krebs cycle?"


def test_the_match_is_bold_where_colours_are_asked_for(qbank: Run) -> None:
    out = qbank("search", "krebs", "cycle", "--format", "table", "--color", "always")[1]
    assert "\x1b[1mKrebs\x1b[0m \x1b[1mcycle\x1b[0m?" in out


def test_columns_and_limits_are_those_of_a_listing(qbank: Run) -> None:
    assert (
        qbank("search", "krebs", "--columns", "stem", "--limit", "1", "--no-header")[1] == "What is water?\n"
    )
    ids = qbank("search", "krebs", "--format", "ids")[1].split()
    assert len(ids) == 2
    assert all(len(each) == 36 for each in ids)
    assert "Krebs" in qbank("question", "list", "krebs", "--columns", "match", "--sort", "relevance")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tag:x"], "nothing to rank by"),
        (["re:("], "is no regular expression: missing ) at character 1"),
        (["krebs", "AND"], "AND has nothing after it"),
    ],
)
def test_a_search_that_cannot_be_ranked_or_read_is_refused(qbank: Run, words: list[str], said: str) -> None:
    code, out, err = qbank("search", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert "hint: " in err


def test_nothing_found_is_said(qbank: Run) -> None:
    code, out, said = qbank("search", "zyzzyva", "--format", "table")
    assert (code, out) == (0, "")
    assert "nothing found" in said


def test_worst_first_is_no_order(qbank: Run) -> None:
    code, _, said = qbank("question", "list", "krebs", "--sort", "-relevance")
    assert code == 2
    assert "without a -" in said


def test_a_search_can_leave_words_out_and_be_explained(qbank: Run) -> None:
    assert len(qbank("search", "krebs", "-title:krebs", "--no-header")[1].splitlines()) == 1
    assert "not: the title holds the word 'krebs'" in qbank("search", "x", "-title:krebs", "--explain")[1]
