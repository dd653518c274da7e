from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.aliases import expanded

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with two aliases."""
    path = tmp_path / "config.toml"
    path.write_text(
        "[alias]\n"
        "hard = 'question list difficulty:hard --columns stem'\n"
        "nth = 'question count \"text:a b\"'\n"
        "far = '--wait 1 question count'\n"
    )
    for stem, difficulty in (("One?", "easy"), ("Two?", "hard"), ("Three?", "hard")):
        assert qbank("question", "add", stem, "--type", "essay", "--difficulty", difficulty)[0] == 0
    return path


def test_an_alias_stands_for_its_words_and_what_follows_is_appended(qbank: Run, config: Path) -> None:
    assert qbank("hard") == (0, "stem\nTwo?\nThree?\n", "")
    assert qbank("hard", "three") == (0, "stem\nThree?\n", "")
    assert qbank("hard", "--no-header", "-text:three") == (0, "Two?\n", "")
    assert qbank("hard", "--format", "csv", "--limit", "1")[1] == "stem\nTwo?\n"


def test_options_of_qbank_itself_may_stand_anywhere(qbank: Run, config: Path, bank_path: Path) -> None:
    assert qbank("--wait", "2", "hard", "-q", "--db", str(bank_path))[1] == "stem\nTwo?\nThree?\n"
    assert qbank("far")[1] == "3\n"


@pytest.mark.usefixtures("config")
def test_the_words_of_an_alias_are_those_of_a_shell() -> None:
    assert expanded(["nth", "x"]) == ["question", "count", "text:a b", "x"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("stats = 'question count'", "the alias 'stats' would hide the command `qbank stats`"),
        ("x = 'hard'", "the alias x = 'hard' does not begin with a command"),
        ("x = 'x'", "the alias x = 'x' does not begin with a command"),
        ("x = '--wait 1'", "does not begin with a command"),
        ('x = "question \'list"', "is no command line"),
    ],
)
def test_an_alias_that_cannot_be_is_a_configuration_error(
    qbank: Run, config: Path, line: str, said: str
) -> None:
    config.write_text(config.read_text() + line + "\n")
    for words in (("stats",), ("x",)):
        if words[0] == line.split()[0]:
            code, out, err = qbank(*words)
            assert (code, out) == (78, "")
            assert said in err


def test_an_alias_never_hides_a_command_and_stops_none_from_helping(qbank: Run, config: Path) -> None:
    config.write_text("[alias]\nquestion = 'stats'\n")
    code, _, err = qbank("question", "count")
    assert (code, "the alias 'question' would hide" in err) == (78, True)
    assert qbank("question", "--help")[0] == 0
    assert qbank("config", "path")[0] == 0


def test_a_word_that_is_neither_is_told_as_without_aliases(qbank: Run, config: Path) -> None:
    code, _, err = qbank("hrad")
    assert (code, "no such command 'hrad'" in err) == (2, True)


def test_show_lists_the_aliases(qbank: Run, config: Path) -> None:
    assert "alias.far\t--wait 1 question count\t" in qbank("config", "show", "--origin")[1]
