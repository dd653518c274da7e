"""What is shown of a change of many questions before it is done."""

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.both_engines
Run = Callable[..., tuple[int, str, str]]
SEVEN = range(7)
LEVELS = "ext,difficulty\n" + "".join(f"q{number},hard\n" for number in SEVEN)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("question set --all --difficulty hard", "difficulty: none → hard"),
        ("question update - --key ext", "difficulty: none → hard"),
        ("question replace --all --find Why --with How", "[-Why-]{+How+}"),
        ("note add --all redraw", "note: none → redraw"),
        ("tag rename lab bench", "tags: lab → bench"),
        ("field rename week term", "week → term"),
        ("field delete week", "field.week: 3 → none"),
    ],
)
def test_a_dry_run_shows_five_questions_and_all_with_verbose(qbank: Run, line: str, shown: str) -> None:
    for number in SEVEN:
        words = ("--external-id", f"q{number}", "--tag", "lab", "--field", "week=3")
        assert qbank("question", "add", "Why?", "--type", "essay", *words)[0] == 0
    code, _, said = qbank(*line.split(), "--dry-run", stdin=LEVELS)
    assert (code, said.count(shown)) == (0, 5)
    assert "… and 2 more" in said
    assert "; -v shows all" in said
    code, _, said = qbank(*line.split(), "--dry-run", "-v", stdin=LEVELS)
    assert (code, said.count(shown), "more" in said) == (0, 7, False)
    code, _, said = qbank(*line.split(), "--yes", stdin=LEVELS)
    assert (code, "-v shows" in said) == (0, False)


def test_a_dry_run_of_a_replacement_shows_all_matches_of_a_question_with_verbose(qbank: Run) -> None:
    qbank("question", "add", "Why, why, why, why, why?", "--type", "essay")
    words = ("question", "replace", "--all", "--find", "why", "--with", "how", "-i", "--dry-run")
    assert "… 2 more matches in it; -v shows all" in qbank(*words)[2]
    assert qbank(*words, "-v")[2].count("{+how+}") == 5
