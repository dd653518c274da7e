"""Questions as text in an editor, on a real terminal, the editor a small script."""

import json
import os
import pty
import re
import select
import sqlite3
import stat
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Edit = Callable[..., tuple[int, str]]
Environment = dict[str, str]


@pytest.fixture
def three(qbank: Run) -> list[str]:
    """Three questions with all that the text form cannot say; gives their ids."""
    lines = [
        {
            "kind": "question",
            "type": "single_choice",
            "stem": f"Which is {number}?",
            "external_id": f"q{number}",
            "difficulty": "easy",
            "options": [
                {"id": "x", "text": {"text": "One", "format": "html"}, "fraction": 1.0},
                {"id": "y", "text": "Two", "feedback": "No"},
            ],
            "details": {"shuffle": True},
            "extensions": {"gift": "x"},
        }
        for number in range(1, 4)
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    assert qbank("question", "import", "-", stdin=text)[0] == ExitCode.OK
    return qbank("question", "list", "--format", "ids")[1].split()


@pytest.fixture
def edit(environment: Environment, tmp_path: Path, bank_path: Path) -> Edit:
    """Run `question edit` on a terminal of its own; the editor is a shell script whose argument is the file.

    Gives the exit code and all that was shown. The file as it was each time stands in seen.N.
    """

    def run(*words: str, script: str = "", env: Environment | None = None) -> tuple[int, str]:
        editor = tmp_path / "my editor.sh"
        counting = f'n=$(ls "{tmp_path}" | grep -c "^seen")\ncp -p "$1" "{tmp_path}/seen.$n"\n'
        editor.write_text(f"#!/bin/sh\n{counting}{script}\n")
        editor.chmod(0o755)
        known = {**environment, "QBANK_EDITOR": f"'{editor}'", "TMPDIR": str(tmp_path), **(env or {})}
        return in_terminal(["question", "edit", *words], known)

    return run


def in_terminal(words: list[str], environment: Environment) -> tuple[int, str]:
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-m", "qbank", *words], environment)
    shown, deadline = b"", time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                block = os.read(terminal, 65536)
            except OSError:
                break
            if not block:
                break
            shown += block
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), shown.decode().replace("\r\n", "\n")


def exported(qbank: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in qbank("question", "list", "--format", "ndjson")[1].splitlines()]


def changes(bank: Path) -> int:
    with closing(sqlite3.connect(bank)) as connection:
        return int(connection.execute("SELECT count(*) FROM changes").fetchone()[0])


def kept(tmp_path: Path) -> list[Path]:
    return sorted(tmp_path.glob("qbank-*/*"))


@pytest.mark.usefixtures("three")
def test_one_question_is_edited_and_keeps_what_the_text_does_not_say(
    qbank: Run, edit: Edit, tmp_path: Path
) -> None:
    before = exported(qbank)
    code, shown = edit(
        "ext:q1", script='sed -i "s/^difficulty: easy/difficulty: hard/; s/^- Two$/- Twain/" "$1"'
    )
    assert code == ExitCode.OK, shown
    assert "options, difficulty: easy → hard" in shown
    assert "changed 1 question; `qbank undo` takes that back" in shown
    after = exported(qbank)
    assert after[0]["difficulty"] == "hard"
    one, two = before[0]["options"]
    assert after[0]["options"] == [one, {**two, "text": "Twain"}]
    assert (one["id"], two["id"]) == ("x", "y")
    assert (after[0]["details"], after[0]["extensions"]) == (before[0]["details"], before[0]["extensions"])
    assert after[1:] == before[1:]
    assert kept(tmp_path) == []
    assert qbank("undo")[0] == ExitCode.OK
    assert exported(qbank) == before
    assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.usefixtures("three")
def test_the_file_is_private_and_begins_with_what_can_be_done(edit: Edit, tmp_path: Path) -> None:
    folder = f'stat -c "%a" "$(dirname "$1")" > "{tmp_path}/mode"; echo "$1" > "{tmp_path}/name"'
    code, shown = edit("ext:q1", script=folder)
    assert (code, "nothing was changed" in shown) == (ExitCode.OK, True)
    assert (tmp_path / "mode").read_text() == "700\n"
    assert (tmp_path / "name").read_text().endswith(".txt\n")
    seen = tmp_path / "seen.0"
    assert stat.S_IMODE(seen.stat().st_mode) == 0o600
    assert seen.read_text().startswith("# Change what you like")
    assert kept(tmp_path) == []


def test_several_are_one_change_and_a_block_taken_out_is_left_alone(
    qbank: Run, edit: Edit, three: list[str], bank_path: Path
) -> None:
    before = changes(bank_path)
    code, shown = edit(
        "which",
        script=f'sed -i "s/^difficulty: easy/difficulty: hard/; /^id: {three[2][:8]}/,\\$d" "$1"',
    )
    assert code == ExitCode.OK, shown
    assert "changed 2 questions" in shown
    assert "1 question taken out of the text; left in the bank as before" in shown
    assert changes(bank_path) == before + 1
    assert qbank("question", "count", "difficulty:hard")[1] == "2\n"
    assert qbank("question", "count")[1] == "3\n"
    assert qbank("undo")[0] == ExitCode.OK
    assert qbank("question", "count", "difficulty:hard")[1] == "0\n"


@pytest.mark.usefixtures("three")
def test_a_mistake_opens_the_editor_again_with_the_reason_above_its_line(
    qbank: Run, edit: Edit, tmp_path: Path
) -> None:
    script = 'if grep -q hrd "$1"; then sed -i s/hrd/hard/ "$1"; else sed -i s/easy/hrd/ "$1"; fi'
    code, shown = edit("ext:q1", script=script)
    assert code == ExitCode.OK, shown
    again = (tmp_path / "seen.1").read_text().split("\n")
    at = again.index("difficulty: hrd")
    assert again[at - 1].startswith("# qbank: there is no difficulty 'hrd'")
    assert qbank("question", "count", "difficulty:hard")[1] == "1\n"
    assert exported(qbank)[0]["stem"] == "Which is 1?"


@pytest.mark.usefixtures("three")
def test_a_mistake_that_stays_ends_it_and_keeps_the_text(qbank: Run, edit: Edit, tmp_path: Path) -> None:
    code, shown = edit("ext:q1", script='sed -i "s/easy/hrd/; s/is 1/is much work/" "$1"')
    assert code == ExitCode.NEGATIVE
    assert "the text came back as it was; nothing was changed" in shown
    [file] = kept(tmp_path)
    assert f"what you wrote is kept in {file}" in shown
    assert "Which is much work?" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert qbank("question", "count", "difficulty:easy")[1] == "3\n"


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("script", [': > "$1"', "sed -i '/^[^#]/d' \"$1\"", 'rm "$1"'])
def test_an_emptied_text_changes_nothing(qbank: Run, edit: Edit, tmp_path: Path, script: str) -> None:
    code, shown = edit("ext:q1", script=script)
    assert (code, "the text is empty; nothing was changed" in shown) == (ExitCode.NEGATIVE, True)
    assert qbank("question", "count")[1] == "3\n"
    assert kept(tmp_path) == []


@pytest.mark.usefixtures("three")
def test_an_editor_that_fails_changes_nothing(qbank: Run, edit: Edit, tmp_path: Path) -> None:
    code, shown = edit("ext:q1", script='sed -i s/easy/hard/ "$1"; exit 3')
    assert code == ExitCode.NEGATIVE
    assert "ended with 3; nothing was changed" in shown
    [file] = kept(tmp_path)
    assert "difficulty: hard" in file.read_text()
    assert qbank("question", "count", "difficulty:hard")[1] == "0\n"


@pytest.mark.usefixtures("three")
def test_a_text_that_was_kept_is_gone_on_with(qbank: Run, edit: Edit, tmp_path: Path) -> None:
    _, shown = edit("ext:q1", script='sed -i "s/easy/hrd/; s/is 1/is mine/" "$1"')
    [file] = kept(tmp_path)
    words = re.search(r"go on with: qbank question edit (id:\w+) --from (\S+)", shown)
    assert words is not None
    assert words[2] == str(file)
    code, shown = edit(words[1], "--from", words[2], script='sed -i "s/: hrd/: hard/" "$1"')
    assert (code, "changed 1 question" in shown) == (ExitCode.OK, True)
    assert [exported(qbank)[0][name] for name in ("stem", "difficulty")] == ["Which is mine?", "hard"]


@pytest.mark.usefixtures("three")
def test_a_text_saved_in_another_encoding_is_kept_as_it_is(qbank: Run, edit: Edit, tmp_path: Path) -> None:
    code, shown = edit("ext:q1", script='printf "Gr\\374n\\n" >> "$1"')
    assert (code, "another encoding than UTF-8" in shown) == (ExitCode.BAD_DATA, True)
    assert kept(tmp_path)[0].read_bytes().endswith(b"Gr\xfcn\n")


def meanwhile(*words: str) -> str:
    """Script a change that another program makes the first time the editor is open."""
    told = " ".join(f"'{word}'" for word in words)
    return f'if [ "$n" = 0 ]; then "{sys.executable}" -m qbank {told} </dev/null; fi\n'


@pytest.mark.usefixtures("three")
def test_a_question_changed_meanwhile_is_shown_beside_and_the_person_decides(
    qbank: Run, edit: Edit, tmp_path: Path
) -> None:
    other = meanwhile("question", "edit", "ext:q1", "--difficulty", "medium", "--rating", "3")
    mine = 'sed -i "s/^difficulty: easy/difficulty: hard/; /^# qbank:/d" "$1"'
    code, shown = edit("ext:q1", script=other + mine)
    assert code == ExitCode.OK, shown
    again = (tmp_path / "seen.1").read_text()
    assert "was changed meanwhile by another program" in again
    assert "# qbank: | difficulty: medium" in again
    assert "\ndifficulty: hard\n" in again
    assert exported(qbank)[0]["difficulty"] == "hard"
    # The text says nothing of a rating, and what a text does not say is cleared: the person has seen it.
    assert exported(qbank)[0]["rating"] is None


@pytest.mark.usefixtures("three")
def test_what_was_changed_meanwhile_stays_where_the_text_comes_back_untouched(
    qbank: Run, edit: Edit, tmp_path: Path
) -> None:
    other = meanwhile("question", "edit", "ext:q1", "--difficulty", "medium")
    code, _ = edit("ext:q1", script=other + 'sed -i "s/^difficulty: easy/difficulty: hard/" "$1"')
    assert code == ExitCode.NEGATIVE
    assert exported(qbank)[0]["difficulty"] == "medium"
    assert "difficulty: hard" in kept(tmp_path)[0].read_text()


def test_of_several_none_is_written_where_one_was_deleted_meanwhile(
    qbank: Run, edit: Edit, three: list[str], tmp_path: Path
) -> None:
    other = meanwhile("question", "delete", "ext:q2", "--yes")
    code, _ = edit("which", script=other + 'sed -i "s/^difficulty: easy/difficulty: hard/" "$1"')
    assert code == ExitCode.NEGATIVE
    assert f"question {three[1][:8]} was deleted meanwhile" in (tmp_path / "seen.1").read_text()
    assert qbank("question", "count", "difficulty:hard")[1] == "0\n"


@pytest.mark.usefixtures("three")
def test_a_category_that_cannot_be_is_told_at_its_question(qbank: Run, edit: Edit, tmp_path: Path) -> None:
    wrong, right = (f'sed -i "s#^category:.*#category: {path}#" "$1"' for path in ("//", "New/One"))
    script = f'if [ "$n" = 0 ]; then {wrong}; else {right}; fi'
    code, shown = edit("ext:q1", script=script)
    assert code == ExitCode.OK, shown
    assert "# qbank:" in (tmp_path / "seen.1").read_text()
    assert "made categories New, New/One" in shown
    assert exported(qbank)[0]["category"] == "New/One"


def test_more_than_fifty_are_refused_and_a_limit_helps(qbank: Run, edit: Edit) -> None:
    lines = "".join(json.dumps({"type": "essay", "stem": f"Why {number}?"}) + "\n" for number in range(51))
    qbank("question", "import", "-", stdin=lines)
    code, shown = edit("why")
    assert (code, "51 questions are meant, and 50 at most" in shown) == (ExitCode.USAGE, True)
    code, shown = edit("why", "--limit", "50", script='sed -i "s/Why/How/" "$1"')
    assert (code, "changed 50 questions" in shown) == (ExitCode.OK, True)
    assert qbank("question", "count", "how")[1] == "50\n"


@pytest.mark.usefixtures("three")
def test_the_editor_told_comes_before_those_of_the_environment(edit: Edit, tmp_path: Path) -> None:
    (tmp_path / "other.sh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" > "{tmp_path}/other"\n')
    (tmp_path / "other.sh").chmod(0o755)
    assert edit("ext:q1", "--editor", f"{tmp_path}/other.sh -n")[0] == ExitCode.OK
    assert (tmp_path / "other").read_text() == "-n\n"
    env = {"QBANK_EDITOR": "", "VISUAL": "", "EDITOR": f"{tmp_path}/other.sh"}
    assert edit("ext:q1", env=env)[0] == ExitCode.OK
    assert (tmp_path / "other").read_text().endswith(".txt\n")


@pytest.mark.usefixtures("three")
def test_an_editor_that_is_not_there_is_named(edit: Edit, tmp_path: Path) -> None:
    code, shown = edit("ext:q1", "--editor", "no-such-editor")
    assert (code, "'no-such-editor' cannot be run" in shown) == (ExitCode.USAGE, True)
    assert kept(tmp_path) == []


@pytest.mark.usefixtures("three")
def test_a_pipe_gives_the_ids_and_the_terminal_the_keys(environment: Environment, tmp_path: Path) -> None:
    editor = tmp_path / "keys.sh"
    editor.write_text('#!/bin/sh\ntest -t 0 && test -t 1 && sed -i s/easy/hard/ "$1"\n')
    editor.chmod(0o755)
    qbank = f'"{sys.executable}" -m qbank'
    line = f"{qbank} question list --format ids | {qbank} question edit - --editor {editor} > {tmp_path}/out"
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve("/bin/sh", ["sh", "-c", line], environment)
    shown = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:
            break
        if not block:
            break
        shown += block
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, shown
    assert b"changed 3 questions" in shown
    assert (tmp_path / "out").read_text() == ""


@pytest.mark.usefixtures("three")
def test_ctrl_c_belongs_to_the_editor(environment: Environment, tmp_path: Path) -> None:
    editor = tmp_path / "trapping.sh"
    editor.write_text(
        "#!/bin/sh\ntrap 'sed -i s/easy/hard/ \"$1\"; exit 0' INT\necho ready\nwhile :; do sleep 0.1; done\n"
    )
    editor.chmod(0o755)
    pid, terminal = pty.fork()
    if pid == 0:
        words = [sys.executable, "-m", "qbank", "question", "edit", "ext:q1", "--editor", str(editor)]
        os.execve(sys.executable, words, environment)
    shown = b""
    while b"ready" not in shown:
        shown += os.read(terminal, 65536)
    os.write(terminal, b"\x03")
    while b"takes that back" not in shown:
        shown += os.read(terminal, 65536)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_word_that_could_begin_an_id_is_searched_for_where_there_is_no_such_id(
    qbank: Run, edit: Edit
) -> None:
    qbank("question", "add", "A face?", "--type", "essay")
    code, shown = edit("face", script='sed -i "s/A face/The face/" "$1"')
    assert (code, "changed 1 question" in shown) == (ExitCode.OK, True)
    assert edit("nothing-like-it")[1] == "no question is meant; nothing was changed\n"


def test_the_beginning_of_an_id_is_one_question_as_a_query_writes_it_too(qbank: Run) -> None:
    made = qbank("question", "add", "A face?", "--type", "essay")[1].strip()
    code, _, said = qbank("question", "edit", f"id:{made[:8]}", "--title", "Faces")
    assert (code, said.startswith(f"changed title of {made[:8]}")) == (ExitCode.OK, True)


@pytest.mark.usefixtures("three")
def test_what_is_not_said_clearly_is_refused(qbank: Run) -> None:
    for words, reason in (
        ([], "which question?"),
        (["ext:q1"], "there is no terminal to open an editor on"),
        (["which", "two", "--rating", "3"], "options change one question"),
        (["ffff", "--rating", "3"], "there is no question"),
    ):
        code, out, said = qbank("question", "edit", *words)
        assert code in (ExitCode.USAGE, ExitCode.NOT_FOUND)
        assert out == ""
        assert re.search(rf"error: .*{re.escape(reason)}", said)
        assert "hint: " in said


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["tag:lab", "--difficulty", "hard"], "qbank question set tag:lab --difficulty hard"),
        (["-", "--field", "a=b c", "--field", "d=e"], "qbank question set - --field 'a=b c' --field d=e"),
        (["tag:lab", "--title", "One"], "without options, the text of all it finds is edited"),
    ],
)
def test_options_beside_a_query_are_answered_with_what_changes_many(
    qbank: Run, words: list[str], hint: str
) -> None:
    code, _, said = qbank("question", "edit", *words)
    assert code == ExitCode.USAGE
    assert "options change one question, named by its id; this is a query" in said
    assert hint in said


def test_what_becomes_an_essay_unasked_is_said_so(qbank: Run) -> None:
    assert "it is an essay, having no answers: --type essay says so" in qbank("question", "add", "Why?")[2]
    for words in (["--type", "essay"], ["--answer", "so"], ["--choice", "a", "--choice", "b", "--key", "A"]):
        assert "essay" not in qbank("question", "add", "How?", *words)[2]
