import pytest

from qbank.cli.arguments import arranged


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            ["question", "list", "-tag:a", "--db", "b.db"],
            ["--db", "b.db", "question", "list", "NOT", "tag:a"],
        ),
        (["question", "list", "--db=b.db", "-q"], ["--db=b.db", "-q", "question", "list"]),
        (["stats", "-difficulty:hard", "-v"], ["-v", "stats", "NOT", "difficulty:hard"]),
        (["question", "list", "-f", "json"], ["question", "list", "-f", "json"]),
        (["question", "list", "-nofield:x"], ["question", "list", "-nofield:x"]),
        (["question", "list", "--", "-tag:a", "-q"], ["question", "list", "--", "-tag:a", "-q"]),
        (
            ["question", "add", "Which?", "--choice", "-text: so"],
            ["question", "add", "Which?", "--choice", "-text: so"],
        ),
        (["question", "edit", "cell", "-tag:a"], ["question", "edit", "cell", "NOT", "tag:a"]),
        (["question", "edit", "3f2a", "--stem", "-tag:a"], ["question", "edit", "3f2a", "--stem", "-tag:a"]),
        (["stats", "--wait"], ["--wait", "stats"]),
        ([], []),
    ],
)
def test_options_for_all_commands_go_first_and_a_negated_term_is_no_option(
    words: list[str], wanted: list[str]
) -> None:
    assert arranged(words) == wanted
