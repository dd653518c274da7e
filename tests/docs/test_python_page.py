"""The examples of the page on Python do what the page shows."""

import doctest
import re
from pathlib import Path

import pytest

import qbank
from qbank import examples
from qbank.api.asking import ImportWords, SetValues
from qbank.api.file_export import ExportWords

PAGE = Path(__file__).parents[2] / "docs" / "python.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_example_shows_what_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QBANK_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "examples").symlink_to(examples.path().parent)
    text = re.sub(r"^```.*$", "", TEXT, flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert result.attempted > 20
    assert result.failed == 0, "".join(said)


def test_the_page_names_every_method_and_every_word_it_takes() -> None:
    methods = [name for name in vars(qbank.Bank) if not name.startswith("_") and name != "path"]
    words = [*methods, *SetValues.__annotations__, *ImportWords.__annotations__]
    words += ExportWords.__annotations__
    assert [word for word in words if not re.search(rf"\b{word}\b", TEXT)] == []
