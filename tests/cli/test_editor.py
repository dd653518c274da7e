"""Which editor is opened, and how its words are taken apart."""

from pathlib import Path

import pytest

from qbank.cli import editor
from qbank.errors import QbankError


@pytest.mark.parametrize(
    ("told", "environment", "words"),
    [
        ("ed -s", {"QBANK_EDITOR": "no"}, ("ed", "-s")),
        (None, {"QBANK_EDITOR": "q", "VISUAL": "v", "EDITOR": "e"}, ("q",)),
        (None, {"QBANK_EDITOR": " ", "VISUAL": "v", "EDITOR": "e"}, ("v",)),
        ("", {"EDITOR": "'/opt/my editor/run' -n"}, ("/opt/my editor/run", "-n")),
        ("code", {}, ("code", "--wait")),
        ("/usr/bin/subl -w", {}, ("/usr/bin/subl", "-w")),
    ],
)
def test_the_nearest_word_on_it_wins(
    told: str | None, environment: dict[str, str], words: tuple[str, ...]
) -> None:
    assert editor.chosen(told, environment).words == words


@pytest.mark.parametrize(
    ("there", "words"), [(("nano", "vi"), "nano"), (("micro", "vi"), "micro"), (("vi",), "vi")]
)
def test_without_a_word_a_kind_editor_is_taken_and_vi_says_how_to_leave_it(
    monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...], words: str
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: name if name in there else None)
    found = editor.chosen(None, {})
    assert found.words == (words,)
    assert (found.note is not None and ":q!" in found.note) == (words == "vi")


def test_where_there_is_none_it_is_said_how_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(QbankError, match="no editor was found"):
        editor.chosen(None, {})


def test_words_that_cannot_be_taken_apart_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(QbankError, match='EDITOR "ed \'x" cannot be taken apart'):
        editor.chosen(None, {"EDITOR": "ed 'x"})


def test_on_windows_it_is_notepad_and_a_path_keeps_its_backslashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert editor.chosen(None, {}).words == ("notepad",)
    told = r'"C:\My Tools\ed.exe" -n'
    assert editor.chosen(told, {}).words == (r"C:\My Tools\ed.exe", "-n")


@pytest.mark.parametrize(("name", "passed"), [("vi", "+7\n"), ("other", "")])
def test_an_editor_that_can_is_opened_at_the_line(tmp_path: Path, name: str, passed: str) -> None:
    script, file = tmp_path / name, tmp_path / "odd ' name;$(x).txt"
    file.write_text("before\n")
    script.write_text(
        '#!/bin/sh\nfor last; do :; done\n: > "$last"\n'
        f'if [ $# = 2 ]; then echo "$1"; fi > "{tmp_path}/told"\n'
    )
    script.chmod(0o755)
    editor.edit(editor.Editor((str(script),)), file, 7)
    assert file.read_text() == ""
    assert (tmp_path / "told").read_text() == passed
