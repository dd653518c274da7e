"""`--map`: words of the command line and names for them, and `--preview`, which shows what they do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
WORDS = "stem=Rätsel options=eins,zwei answer=Loesung answers=1-based"


@pytest.fixture
def riddles(tmp_path: Path) -> str:
    path = tmp_path / "riddles.csv"
    path.write_text("Rätsel,eins,zwei,Loesung\nWas?,x,y,2\n", encoding="utf-8")
    return str(path)


def previewed(qbank: Run, *words: str) -> tuple[int, str]:
    code, out, said = qbank("question", "import", "--preview", *words)
    assert out == ""
    return code, said


def test_a_saved_mapping_is_used_by_its_name(qbank: Run, riddles: str) -> None:
    assert qbank("config", "set", "map.riddles", WORDS)[0] == ExitCode.OK
    code, said = previewed(qbank, riddles, "--map", "riddles")
    assert code == ExitCode.OK
    assert "  options=eins,zwei\n" in said
    assert "B. y  (key)" in said
    assert qbank("question", "import", riddles, "--map", "riddles")[0] == ExitCode.OK


def test_a_preview_makes_no_bank(qbank: Run, riddles: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    previewed(qbank, riddles, "--map", "stem=Rätsel", "--map", "options=2,3", "--map", "answer=4")
    assert sorted(tmp_path.rglob("*")) == before


def test_words_of_the_command_line_go_before_saved_ones(qbank: Run, riddles: str) -> None:
    qbank("config", "set", "map.riddles", WORDS)
    _, said = previewed(qbank, riddles, "--map", "riddles", "--map", "options=zwei,eins")
    assert "  options=zwei,eins\n" in said


def test_a_field_that_several_words_name_has_all_of_their_columns(qbank: Run, riddles: str) -> None:
    words = ["stem=Rätsel", "options=eins", "options=zwei", "answer=Loesung"]
    _, said = previewed(
        qbank, riddles, "--answers", "1-based", *(part for word in words for part in ("--map", word))
    )
    assert "  options=eins,zwei\n" in said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("ridles", "the nearest is 'riddles'"),
        ("stm=Rätsel", "the fields are stem"),
        ("stem=Ratsel", "its columns are Rätsel, eins, zwei, Loesung"),
        ("stem=", "is no FIELD=KEY"),
        ("stem=eins,zwei", "takes one column, not 2"),
    ],
)
def test_a_mistyped_word_is_a_usage_error_that_helps(qbank: Run, riddles: str, word: str, said: str) -> None:
    qbank("config", "set", "map.riddles", WORDS)
    code, err = previewed(qbank, riddles, "--map", word)
    assert code == ExitCode.USAGE
    assert said in err


@pytest.mark.parametrize("words", ["stem", "", "stem=a 'b", "stem=a answers=2-based"])
def test_a_mapping_that_could_not_be_used_is_not_saved(qbank: Run, words: str) -> None:
    assert qbank("config", "set", "map.wrong", words)[0] != ExitCode.OK


def test_a_preview_shows_three_questions_and_what_is_wrong_with_them(qbank: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(f"Which {number}?,x,y,{'Q' if number == 1 else 'A'}\n" for number in range(9))
    path.write_text(f"question,A,B,key\n{rows}", encoding="utf-8")
    code, said = previewed(qbank, str(path))
    assert code == ExitCode.OK
    assert said.count("Which ") == 3
    assert "many.csv:3" in said
