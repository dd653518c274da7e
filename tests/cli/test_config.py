import json
import os
import re
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings as tried, strategies as st

from qbank.cli import config_file
from qbank.errors import Kind, QbankError
from qbank.settings import TABLES, TYPES

Run = Callable[..., tuple[int, str, str]]
Process = Callable[..., Any]
OWN = """\
# my settings

wait = 5   # the server is slow
# format = "csv"
color = 'auto'

[banks]  # all of them
chem = "chem.db"   # last year's

# the old one
phys = "phys.db"
"""


@pytest.fixture
def config(qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration file as a person wrote it, read by commands that no variable tells anything."""
    for name in ("QBANK_WAIT", "QBANK_ACTOR", "QBANK_EDITOR", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "config.toml"
    path.write_text(OWN)
    return path


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """An editor that does to a file what a line of Python says, `text` being what is in it."""

    def does(line: str) -> None:
        script = tmp_path / "editor.py"
        script.write_text(
            "import pathlib, sys\n"
            "path = pathlib.Path(sys.argv[1])\n"
            f"text = path.read_text()\n{line}\npath.write_text(text)\n"
        )
        monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{script}'")

    return does


def shown(qbank: Run, *words: str) -> dict[str, tuple[Any, str]]:
    code, out, err = qbank(*words, "config", "show", "--origin", "--format", "json")
    assert code == 0, err
    return {each["key"]: (each["value"], each["origin"]) for each in json.loads(out)}


def test_show_tells_every_setting_and_where_it_comes_from(
    qbank: Run, config: Path, bank_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QBANK_ACTOR", "ada")
    found = shown(qbank, "--color", "never")
    assert found["bank"] == (str(bank_path), "QBANK_DB")
    assert found["wait"] == (5, str(config))
    assert found["color"] == ("never", "--color")
    assert found["actor"] == ("ada", "QBANK_ACTOR")
    assert found["confirm_above"] == (3, "default")
    assert found["format"] == (None, "default")
    assert found["banks.chem"] == (str(config.parent / "chem.db"), str(config))
    assert {key for key in found if "." not in key} == set(TYPES)


def test_a_flag_is_heard_before_the_variable_and_that_before_the_file(
    qbank: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QBANK_WAIT", "7")
    assert shown(qbank)["wait"] == (7.0, "QBANK_WAIT")
    assert shown(qbank, "--wait", "9")["wait"] == (9.0, "--wait")
    assert shown(qbank, "--bank", "chem")["bank"] == ("chem", "--bank")


def test_no_color_is_named_where_it_decides(
    qbank: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert shown(qbank)["color"] == ("always", "FORCE_COLOR")
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown(qbank)["color"] == ("never", "NO_COLOR")


def test_the_password_of_a_url_is_shown_nowhere(
    qbank: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QBANK_DB", "postgresql://ada:secret@host/bank")
    config.write_text('[banks]\nfar = "postgresql://ada:secret@host/far"\n')
    said = [qbank("config", "show"), qbank("config", "get", "banks.far"), qbank("bank", "list")]
    assert all("ada:***@host" in out and "secret" not in out + err for _, out, err in said)


@pytest.mark.parametrize(
    ("key", "value"),
    [("wait", "5"), ("confirm_above", "3"), ("color", "auto"), ("banks.chem", "{folder}/chem.db")],
)
def test_get_prints_the_value_alone(qbank: Run, config: Path, key: str, value: str) -> None:
    assert qbank("config", "get", key) == (0, value.format(folder=config.parent) + "\n", "")


def test_get_of_what_is_not_set_answers_no(qbank: Run, config: Path) -> None:
    code, out, err = qbank("config", "get", "format")
    assert (code, out) == (1, "")
    assert "format is not set" in err


@pytest.mark.parametrize("words", [("get", "colour"), ("set", "colour", "never")])
def test_an_unknown_key_is_answered_with_the_nearest(
    qbank: Run, config: Path, words: tuple[str, ...]
) -> None:
    code, out, err = qbank("config", *words)
    assert (code, out) == (78, "")
    assert "the nearest is 'color'" in err


def test_set_changes_its_line_and_nothing_else_of_what_a_person_wrote(qbank: Run, config: Path) -> None:
    assert qbank("config", "set", "wait", "2.5")[0] == 0
    assert config.read_text() == OWN.replace("wait = 5 ", "wait = 2.5 ")
    assert qbank("config", "set", "banks.chem", "~/chem.db")[0] == 0
    assert config.read_text() == OWN.replace("wait = 5 ", "wait = 2.5 ").replace('"chem.db"', '"~/chem.db"')


def test_a_new_setting_stands_where_it_is_read(qbank: Run, config: Path) -> None:
    assert qbank("config", "set", "confirm_above", "10")[0] == 0
    assert qbank("config", "set", "alias.hard", "question list difficulty:hard")[0] == 0
    text = config.read_text()
    assert tomllib.loads(text) == tomllib.loads(OWN) | {
        "confirm_above": 10,
        "alias": {"hard": "question list difficulty:hard"},
    }
    assert [line for line in OWN.splitlines() if line not in text.splitlines()] == []


def test_none_takes_a_line_away(qbank: Run, config: Path) -> None:
    assert "wait is no longer set" in qbank("config", "set", "wait", "none")[2]
    assert shown(qbank)["wait"] == (30.0, "default")
    assert "wait is not set" in qbank("config", "set", "wait", "none")[2]
    assert qbank("config", "set", "banks.chem", "none")[0] == 0
    assert list(tomllib.loads(config.read_text())["banks"]) == ["phys"]


def test_set_mends_a_value_that_stops_every_other_command(qbank: Run, config: Path) -> None:
    config.write_text('wait = "long"\n')
    assert qbank("question", "count")[0] == 78
    assert qbank("config", "set", "wait", "5")[0] == 0
    assert qbank("question", "count")[0] == 0


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("wait", "soon", "wait='soon' is not a number of seconds"),
        ("wait", "-1", "is below 0"),
        ("confirm_above", "1.5", "is not a whole number"),
        ("color", "blue", "is none of auto, always, never"),
        ("format", "xml", "is none of table"),
        ("bank", "chme", "there is no bank named 'chme'"),
        ("banks", "x", "banks holds many, by name"),
        ("banks.a b", "x.db", "is no name"),
        ("banks.default", "x.db", "'default' is always the bank at"),
        ("banks.x", "mysql://h/x", "is no bank qbank can open"),
        ("alias.x", "question 'list", "is no command line"),
        ("alias.x", "exam list", "does not begin with a command"),
        ("alias.question", "stats", "would hide the command `qbank question`"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_the_file_stays(
    qbank: Run, config: Path, key: str, value: str, said: str
) -> None:
    code, out, err = qbank("config", "set", key, "--", value)
    assert (code, out) == (78, "")
    assert said in err
    assert "config edit" not in err or key.startswith("alias")
    assert config.read_text() == OWN


def test_a_file_that_is_no_toml_is_not_written_over(qbank: Run, config: Path) -> None:
    config.write_text("wait = \n# mine\n")
    code, _, err = qbank("config", "set", "wait", "5")
    assert (code, "qbank config edit" in err) == (78, True)
    assert config.read_text() == "wait = \n# mine\n"


def test_set_says_that_a_variable_counts_first(
    qbank: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QBANK_WAIT", "7")
    assert "QBANK_WAIT is set, and counts before the file" in qbank("config", "set", "wait", "5")[2]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions and few links")
def test_a_file_that_is_a_link_stays_one_and_is_for_its_owner_alone(qbank: Run, config: Path) -> None:
    kept = config.with_name("dotfiles.toml")
    config.rename(kept)
    config.symlink_to(kept)
    assert qbank("config", "set", "wait", "6")[0] == 0
    assert config.is_symlink()
    assert "wait = 6" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in config.parent.glob(".*")] == []


def test_a_folder_that_may_not_be_written_is_told(
    qbank: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QBANK_CONFIG", str(config / "below" / "config.toml"))
    code, _, err = qbank("config", "set", "wait", "6")
    assert (code, "Traceback" in err) == (78, False)


def test_path_tells_where_the_file_is(qbank: Run, config: Path) -> None:
    assert qbank("config", "path") == (0, f"{config}\n", "")


def test_edit_takes_what_was_typed(qbank: Run, config: Path, editor: Callable[[str], None]) -> None:
    editor("text = text.replace('wait = 5', 'wait = 6')")
    assert qbank("config", "edit")[0] == 0
    assert config.read_text() == OWN.replace("wait = 5", "wait = 6")
    assert "nothing was changed" in qbank("config", "edit")[2]


def test_edit_of_a_file_that_is_not_there_begins_with_everything_there_is(
    qbank: Run, config: Path, editor: Callable[[str], None]
) -> None:
    config.unlink()
    editor("text = text.replace('wait = 30.0', 'wait = 6')")
    assert qbank("config", "edit")[0] == 0
    assert config.read_text() == config_file.SAMPLE.replace("wait = 30.0", "wait = 6")
    named = re.findall(r"^(?:# |\[)?(\w+)(?: = |\])", config_file.SAMPLE, re.MULTILINE)
    assert {*TYPES, *TABLES} <= set(named)


@pytest.mark.parametrize(
    "line", ["text = 'wait = '", "text += '[alias]\\nquestion = \"stats\"\\n'", "text = 'x = 1'"]
)
def test_edit_refuses_a_broken_result_and_keeps_what_was_typed(
    qbank: Run, config: Path, editor: Callable[[str], None], line: str
) -> None:
    editor(line)
    code, _, err = qbank("config", "edit")
    assert code == 78
    assert config.read_text() == OWN
    draft = re.search(r"what you typed is in (\S+)", err)
    assert draft is not None
    assert Path(draft[1]).read_text() != OWN


def test_edit_opens_a_broken_file(qbank: Run, config: Path, editor: Callable[[str], None]) -> None:
    config.write_text("wait = \n")
    editor("text = text.replace('wait = ', 'wait = 6')")
    assert qbank("config", "edit")[0] == 0
    assert config.read_text() == "wait = 6\n"


def test_an_editor_with_a_window_is_waited_for(
    qbank: Run, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "code"
    code.write_text('#!/bin/sh\nif [ "$1" = --wait ]; then printf "wait = 6\\n" > "$2"; fi\n')
    code.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(code))
    assert qbank("config", "edit")[0] == 0
    assert config.read_text() == "wait = 6\n"


@pytest.mark.parametrize(
    ("editor_line", "code"), [("nosuchprogram", 78), ("'", 78), (f"'{sys.executable}' -c 1/0", 1)]
)
def test_an_editor_that_fails_changes_nothing(
    qbank: Run, config: Path, monkeypatch: pytest.MonkeyPatch, editor_line: str, code: int
) -> None:
    monkeypatch.setenv("EDITOR", editor_line)
    assert qbank("config", "edit")[0] == code
    assert config.read_text() == OWN


KEYS = st.sampled_from(["wait", "confirm_above", "actor", "banks.a", "banks.ü", "alias.all"])


@tried(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(changes=st.lists(st.tuples(KEYS, st.integers(0, 10**6) | st.none()), max_size=6))
def test_after_any_changes_the_file_says_what_was_set_and_all_comments_are_there(
    config: Path, changes: list[tuple[str, int | None]]
) -> None:
    config.write_text(OWN)
    expected: dict[str, Any] = tomllib.loads(OWN)
    for key, number in changes:
        table, _, name = key.rpartition(".")
        inside = expected.setdefault(table, {}) if table else expected
        if number is None:
            config_file.take_away(key)
            inside.pop(name, None)
            continue
        value: Any = number if key in ("wait", "confirm_above") else f"question list {number}"
        config_file.put(key, value)
        inside[name] = value
    found = tomllib.loads(config.read_text())
    assert {key: value for key, value in found.items() if value != {}} == {
        key: value for key, value in expected.items() if value != {}
    }
    kept = {"# my settings", '# format = "csv"', "# all of them", "# the old one"}
    assert [comment for comment in kept if comment not in config.read_text()] == []


def test_a_bank_that_is_no_name_must_be_a_place() -> None:
    config_file.require_bank("chem", ["default", "chem"])
    config_file.require_bank("exams/chem.db", ["default"])
    with pytest.raises(QbankError, match="there is no bank named 'chme'") as caught:
        config_file.require_bank("chme", ["default", "chem"])
    assert caught.value.kind is Kind.CONFIGURATION


def test_only_what_changes_the_file_imports_the_library_that_keeps_its_comments() -> None:
    package = Path(config_file.__file__).parents[1]
    importing = [path.name for path in package.rglob("*.py") if "tomlkit" in path.read_text(encoding="utf-8")]
    assert importing == ["config_file.py"]


def test_settings_that_come_and_go_leave_no_blank_lines(config: Path) -> None:
    config.unlink()
    config_file.put("banks.a", "a.db")
    before = config.read_text()
    for _ in range(3):
        config_file.put("bank", "a")
        config_file.take_away("bank")
    assert config.read_text() == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")
def test_on_a_terminal_a_mistake_opens_the_editor_again_on_what_was_typed(
    config: Path, editor: Callable[[str], None], environment: dict[str, str]
) -> None:
    import pty

    editor("text = text.replace('= X', '= 6') if '= X' in text else text.replace('= 5', '= X')")
    variables = {**environment, "EDITOR": os.environ["EDITOR"]}
    keyboard, screen = pty.openpty()
    command = [sys.executable, "-m", "qbank", "config", "edit"]
    with subprocess.Popen(command, stdin=screen, stdout=screen, stderr=screen, env=variables) as process:
        os.close(screen)
        shown = b""
        while b"edit it again? [y/N]" not in shown:
            shown += os.read(keyboard, 4096)
        os.write(keyboard, b"y\n")
        assert process.wait(timeout=30) == 0
    os.close(keyboard)
    assert b"is not readable TOML" in shown
    assert config.read_text() == OWN.replace("wait = 5", "wait = 6")
