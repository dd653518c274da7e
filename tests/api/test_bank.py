import asyncio
import inspect
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import qbank
from qbank import examples
from qbank.cli.process import start
from qbank.formats.base import Loss

ROOT = Path(__file__).parents[2]


def stems(bank: qbank.Bank, *query: Any, **how: Any) -> list[str]:
    return [question.stem for question in bank.find(*query, **how)]


def changes(path: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT command, actor, message FROM changes ORDER BY number").fetchall()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (None, 3),
        ("tag:cell", 2),
        ("tag:cell -tag:x", 1),
        ("krebs cycle", 1),
        ('"krebs cycle"', 1),
        ('category:"Plant biology" rating:4..', 1),
        (["category:Plant biology"], 1),
        ("tag:x OR status:retired", 2),
        ("{ tag:x OR status:retired } not", 1),
        ("tag:nothing", 0),
    ],
)
def test_a_query_is_read_as_it_is_typed(bank: qbank.Bank, query: Any, count: int) -> None:
    assert bank.count(query) == len(stems(bank, query)) == count


def test_find_gives_what_get_gives_for_every_kind_of_question(path: Path) -> None:
    with qbank.open(path) as bank:
        bank.import_file(examples.path())
        found = list(bank.find())
        assert len({question.type for question in found}) > 8
        assert [bank.get(question.id or "") for question in found] == found


def test_find_takes_bounds_and_orders(bank: qbank.Bank) -> None:
    assert stems(bank, limit=1) == ["Why krebs?"]
    assert stems(bank, sort="-rating", limit=1) == ["Why not?"]
    assert stems(bank, sample=2, seed=7) == stems(bank, sample=2, seed="7")
    with pytest.raises(qbank.QbankError, match="limit = -1 is below 0"):
        bank.find(limit=-1)


def test_a_sample_to_change_has_no_retired_questions_as_on_the_command_line(bank: qbank.Bank) -> None:
    bank.set("tag:cell", limit=1, status="retired")
    cell = bank.count("tag:cell")
    assert bank.set("tag:cell", sample=9, difficulty="easy", dry_run=True).selected == cell - 1
    assert bank.delete("tag:cell", sample=9, dry_run=True) == cell - 1
    assert bank.delete("tag:cell status:any", sample=9, dry_run=True) == cell
    assert bank.delete(everything=True, sample=99, dry_run=True) == bank.count()


def test_what_was_found_is_read_once_and_holds_no_lock(bank: qbank.Bank) -> None:
    found = bank.find()
    next(found)
    assert bank.set(everything=True, rating=5).changed == 3
    assert [question.rating for question in found] == [None, 4]
    assert list(found) == []


def test_every_write_is_one_change_by_its_actor(bank: qbank.Bank, path: Path, file: Path) -> None:
    bank.set("tag:cell", difficulty="hard", add_tags=["exam"])
    bank.delete("tag:exam")
    bank.undo()
    bank.import_file(file, on_error="skip")
    assert [actor for _, actor, _ in changes(path)] == ["ada"] * 7
    assert {command for command, _, _ in changes(path)} == {"qbank python"}
    assert [message for *_, message in changes(path)][3:6] == [
        "set difficulty = hard, tags of 2 questions",
        "deleted 2 questions",
        "took back change 5: deleted 2 questions",
    ]


def test_a_dry_run_tells_what_a_change_would_do_and_does_nothing(
    bank: qbank.Bank, path: Path, file: Path
) -> None:
    before = path.read_bytes()
    preview = bank.set("tag:cell", difficulty="easy", dry_run=True)
    assert (preview.selected, preview.changed, preview.change) == (2, 1, None)
    assert preview.sample[0].changes == (("difficulty", None, "easy"),)
    assert bank.delete("tag:cell", dry_run=True) == 2
    summary = bank.import_file(file, dry_run=True, on_error="skip")
    assert summary.counts[qbank.Verdict.NEW] == 2
    assert path.read_bytes() == before


def test_set_sets_and_clears(bank: qbank.Bank) -> None:
    done = bank.set("tag:x", difficulty=qbank.Difficulty.HARD, rating=3, tags="y", category="Plant biology")
    assert (done.changed, done.change) == (1, 4)
    (question,) = bank.find("tag:y")
    assert (question.difficulty, question.rating, question.tags) == (qbank.Difficulty.HARD, 3, ["y"])
    assert question.category == "Plant biology"
    bank.set("tag:y", difficulty=None, rating=None, remove_tags=["y"])
    question = bank.get(question.id or "")
    assert (question.difficulty, question.rating, question.tags) == (None, None, [])


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda bank: bank.set(difficulty="hard"), "usage", "which questions?"),
        (lambda bank: bank.delete(""), "usage", "which questions?"),
        (lambda bank: bank.delete("x", everything=True), "usage", "mean two things"),
        (lambda bank: bank.set("tag:x"), "usage", "nothing says what to set"),
        (lambda bank: bank.set("tag:x", difficulty="awful"), "usage", "awful"),
        (lambda bank: bank.set("tag:x", status=None), "usage", "status cannot be None"),
        (lambda bank: bank.set("tag:x", category=None), "usage", "category cannot be None"),
        (lambda bank: bank.set("tag:cell", rating=1, expect=3), "negative", "2 questions are meant, not 3"),
        (lambda bank: bank.delete("tag:cell", expect=3), "negative", "2 questions are meant, not 3"),
        (lambda bank: bank.find("nosuch:x"), "usage", "nosuch"),
        (lambda bank: bank.find('tag:"x'), "usage", "a quote is not closed"),
        (lambda bank: bank.get("ffffffff"), "not_found", "there is no question"),
        (lambda bank: bank.add({"type": "essay", "stem": ""}), "bad_data", "not complete"),
        (lambda bank: bank.add({"type": "nonsense", "stem": "x"}), "bad_data", "that is no question"),
        (lambda bank: bank.add({"stem": "x"}), "bad_data", "that is no question"),
        (lambda bank: bank.add({"type": "essay", "stem": object()}), "bad_data", "that is no question"),
        (lambda bank: bank.import_file("absent.json"), "not_found", "there is no file absent.json"),
        (lambda bank: bank.import_file(".", on_error="skip"), "usage", "is a folder"),
        (lambda bank: bank.import_file("x", on_error="ignore"), "usage", "none of stop, skip"),
        (lambda bank: bank.export("x", "x.docx"), "usage", "does not write .docx files"),
        (lambda bank: bank.export("x", "absent/x.json"), "cannot_create", "there is no folder absent"),
        (lambda bank: bank.undo(99), "not_found", "means no change"),
    ],
)
def test_a_mistake_is_an_error_of_its_kind_and_changes_nothing(
    bank: qbank.Bank, path: Path, call: Callable[[qbank.Bank], object], kind: str, said: str
) -> None:
    before = path.read_bytes()
    with pytest.raises(qbank.QbankError) as caught:
        call(bank)
    assert (caught.value.kind.value, said in caught.value.message) == (kind, True), caught.value.message
    assert caught.value.hint
    assert path.read_bytes() == before


@pytest.mark.parametrize("call", ["set", "import_file"])
def test_a_word_that_is_not_known_is_pythons_own_error(bank: qbank.Bank, call: str) -> None:
    with pytest.raises(TypeError, match=rf"{call}\(\) got an unexpected keyword argument 'colour'"):
        getattr(bank, call)("x", colour="red")


def test_add_takes_a_document_and_leaves_it_alone(bank: qbank.Bank) -> None:
    (question,) = bank.find("tag:x")
    again = bank.add(question)
    assert again != question.id
    copy = bank.get(again)
    assert (copy.stem, copy.tags, copy.category) == (question.stem, question.tags, question.category)
    made = qbank.QuestionDocument(
        type=qbank.QuestionType.SINGLE_CHOICE,
        stem="Which?",
        options=[qbank.Choice(text="A", fraction=1), qbank.Choice(text="B")],
    )
    (key, other) = bank.get(bank.add(made)).options
    assert (key.text, key.fraction, other.fraction, made.id) == ("A", 1, 0, None)


def test_edit_changes_one_question(bank: qbank.Bank) -> None:
    (question,) = bank.find("tag:x")
    told = question.id or ""

    def change(document: qbank.QuestionDocument) -> None:
        document.stem, document.difficulty = "Why, then?", "medium"  # type: ignore[assignment]  # as is typed

    assert bank.edit(told, change) == ("stem", "difficulty")
    assert bank.get(told).difficulty is qbank.Difficulty.MEDIUM
    bank.undo()
    assert bank.get(told) == question


def test_an_edit_of_a_numbers_last_digit_is_a_change(bank: qbank.Bank) -> None:
    (question,) = bank.find("tag:x")
    for number in (Decimal("2.000000000000000000001"), Decimal("2.000000000000000000002")):

        def change(document: qbank.QuestionDocument, number: Decimal = number) -> None:
            document.fields["n"] = number

        assert bank.edit(question.id or "", change) == ("fields",)
    assert bank.get(question.id or "").fields == {"n": Decimal("2.000000000000000000002")}


def test_undo_takes_back_the_newest_change_or_one_by_its_number(bank: qbank.Bank) -> None:
    bank.set("tag:cell", rating=1)
    bank.delete("tag:x")
    assert bank.undo() == qbank.Undone(5, "deleted 1 question", 6)
    assert bank.undo(4).message == "set rating = 1 of 2 questions"
    assert bank.count("rating:any") == 1


def test_a_question_in_the_trash_is_not_got(bank: qbank.Bank) -> None:
    (question,) = bank.find("tag:x")
    bank.delete("tag:x")
    with pytest.raises(qbank.QbankError, match="is in the trash"):
        bank.get(question.id or "")


def test_an_import_stops_at_what_it_cannot_read_unless_told_to_skip(bank: qbank.Bank, file: Path) -> None:
    with pytest.raises(qbank.QbankError, match=r"1 of 3 questions of exam\.ndjson cannot be read") as caught:
        bank.import_file(file)
    assert caught.value.details["failed"] == 1
    how: Any = {"on_error": "skip", "category": "New", "status": "draft"}
    summary = bank.import_file(file, **how)
    assert (summary.counts[qbank.Verdict.NEW], summary.counts[qbank.Verdict.FAILED]) == (2, 1)
    assert (summary.made, summary.change) == (["New"], 4)
    assert bank.count("category:New status:draft") == 2
    assert bank.import_file(file, **how).counts[qbank.Verdict.SAME] == 2


def test_an_import_asks_nobody_and_retires_what_is_gone_when_told(bank: qbank.Bank, tmp_path: Path) -> None:
    file = tmp_path / "again.csv"
    file.write_text("stem,answer\nWhy is it so?,1\nHow is it so?,2\n")
    with pytest.raises(qbank.QbankError, match="has nobody to ask"):
        bank.import_file(file, on_conflict="ask")
    bank.import_file(file)
    file.write_text("stem,answer\nWhy is it so?,1\n")
    summary = bank.import_file(file, retire_missing=True)
    assert (summary.counts[qbank.Verdict.GONE], summary.retired) == (1, 1)
    assert bank.count("status:retired how") == 1


def test_keys_that_could_mean_two_things_are_told_with_the_words_that_decide(
    bank: qbank.Bank, tmp_path: Path
) -> None:
    file = tmp_path / "doubtful.json"
    file.write_text(
        json.dumps([{"question": f"Which {n}?", "options": ["1", "2", "3"], "answer": 1} for n in range(3)])
    )
    with pytest.raises(qbank.QbankError) as caught:
        bank.import_file(file)
    assert "say it with answers=" in (caught.value.hint or "")


def test_an_export_is_read_back_whole(bank: qbank.Bank, tmp_path: Path) -> None:
    for name in ("all.ndjson", "all.json"):
        file = tmp_path / name
        assert bank.export(None, file, everything=True) == 3
        with qbank.open(tmp_path / f"{name}.db") as other:
            assert other.import_file(file).counts[qbank.Verdict.NEW] == 3
            assert list(other.find()) == list(bank.find())


def test_a_saved_query_may_be_named_in_any_other(bank: qbank.Bank) -> None:
    assert start(["--db", bank.path, "saved", "add", "the x", "tag:x"]) == 0
    every = bank.count("tag:x")
    assert every > 0
    assert bank.count('saved:"the x"') == bank.count(["saved:The X"]) == every
    assert len(list(bank.find('saved:"the x"'))) == every
    assert bank.set('saved:"the x"', assignee="ada", dry_run=True).changed == every
    with pytest.raises(qbank.QbankError, match="there is no saved query 'y'"):
        bank.count("saved:y")


def test_an_export_leaves_retired_questions_out_unless_their_status_is_named(
    bank: qbank.Bank, tmp_path: Path
) -> None:
    assert bank.export("Why", tmp_path / "a.ndjson") == 2
    assert bank.export("Why status:any", tmp_path / "b.ndjson") == 3
    with pytest.raises(qbank.QbankError, match="is there already"):
        bank.export("Why", tmp_path / "a.ndjson")
    assert bank.export("Why", tmp_path / "a.ndjson", force=True) == 2


def test_categories_are_listed_with_their_questions(bank: qbank.Bank) -> None:
    assert [(each.path, each.questions, each.total) for each in bank.categories("Biology")] == [
        ("Biology", 1, 2),
        ("Biology/Cells", 1, 1),
    ]


def test_reading_makes_no_bank_and_the_first_write_does(path: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "bank.db"
    with qbank.open(place) as bank:
        for call in (bank.count, bank.undo, lambda: bank.set(everything=True, rating=1)):
            with pytest.raises(qbank.QbankError, match="there is no bank") as caught:
                call()
            assert caught.value.kind is qbank.Kind.NO_BANK
        assert not place.exists()
        bank.add({"type": "essay", "stem": "Why?"})
        assert (bank.count(), bank.path) == (1, str(place))


def test_open_means_the_bank_that_the_commands_would_use(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text(f"[banks]\nmine = '{path}'\n")
    with qbank.open(bank="mine") as bank:
        assert bank.path == str(path)
    monkeypatch.setenv("QBANK_DB", str(path))
    with qbank.open() as bank:
        assert bank.path == str(path)
    with pytest.raises(qbank.QbankError, match="there is no bank named 'mien'"):
        qbank.open(bank="mien")


def test_a_bank_that_is_closed_says_so(path: Path) -> None:
    with qbank.open(path) as bank:
        assert bank.count() == 0
    with pytest.raises(qbank.QbankError, match="the bank is closed"):
        bank.count()
    bank.close()


def test_a_lock_is_waited_for_as_long_as_was_said(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other, qbank.open(path, wait=0.2) as bank:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(qbank.QbankError) as caught:
            bank.count()
    assert caught.value.kind is qbank.Kind.BUSY


async def test_it_works_where_a_loop_runs(bank: qbank.Bank) -> None:
    assert bank.count() == 3


async def test_the_async_twin_does_the_same(bank: qbank.Bank, path: Path, file: Path) -> None:
    async with qbank.open_async(path) as twin:
        assert list(await twin.find("tag:cell")) == list(bank.find("tag:cell"))
        assert await twin.count("tag:cell") == 2
        assert (await twin.set("tag:cell", rating=2)).changed == 2
        assert (await twin.import_file(file, on_error="skip")).counts[qbank.Verdict.NEW] == 2
        assert (await twin.undo()).change == 6


def test_the_twins_have_the_same_methods() -> None:
    def methods(kind: type) -> dict[str, Any]:
        return {
            name: (inspect.signature(value), value.__doc__)
            for name, value in vars(kind).items()
            if callable(value) and not name.startswith("_") and name != "close"
        }

    assert methods(qbank.Bank) == methods(qbank.AsyncBank)
    assert inspect.signature(qbank.open).parameters == inspect.signature(qbank.open_async).parameters


async def test_an_import_that_is_cancelled_leaves_nothing(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "many.ndjson"
    line = '{"kind": "question", "type": "essay", "stem": "Why %d?"}\n'
    file.write_text("".join(line % number for number in range(20_000)))
    before = path.read_bytes()
    async with qbank.open_async(path) as bank:
        work = asyncio.create_task(bank.import_file(file))
        await asyncio.sleep(0.05)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert await bank.count() == 0
    assert path.read_bytes() == before


INTERRUPTED = """
import sys, qbank
with qbank.open(sys.argv[1], wait=60) as bank:
    print("waiting", flush=True)
    try:
        bank.set(everything=True, rating=1)
    except KeyboardInterrupt:
        print("stopped", flush=True)
    sys.stdin.readline()
    print(bank.count("rating:1"))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_ends_a_call_and_the_program_goes_on(bank: qbank.Bank, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        program = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTED, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
        )
        assert program.stdout is not None
        assert program.stdout.readline() == "waiting\n"
        time.sleep(0.5)
        program.send_signal(signal.SIGINT)
        assert program.stdout.readline() == "stopped\n"
        other.execute("ROLLBACK")
    out, _ = program.communicate("\n", timeout=30)
    assert (out, program.returncode) == ("0\n", 0)


def test_an_export_to_another_format_tells_what_it_loses(bank: qbank.Bank, tmp_path: Path) -> None:
    page, lost = tmp_path / "x.md", list[Loss]()
    count = bank.count()
    assert bank.export(None, page, everything=True, title="Mid", on_loss=lost.append) == count > 0
    assert page.read_text(encoding="utf-8").startswith("# Mid\n")
    assert lost == []
    with pytest.raises(qbank.QbankError, match="has no option 'x'"):
        bank.export(None, page, everything=True, force=True, options={"x": "y"})
    with pytest.raises(qbank.QbankError, match="is not read, so nothing can be compared"):
        bank.export(None, page, everything=True, force=True, verify=True)
    with pytest.raises(TypeError, match="unexpected keyword argument 'titel'"):
        bank.export(None, page, everything=True, force=True, titel="x")  # type: ignore[call-arg]  # that is the test


@pytest.mark.usefixtures("flashcards")
def test_a_strict_export_refuses_to_lose_and_leaves_no_file(bank: qbank.Bank, tmp_path: Path) -> None:
    out, lost = tmp_path / "x.cards", list[Loss]()
    bank.add({"type": "short_answer", "stem": "Unheard?", "options": [{"text": "1"}], "title": "T"})
    with pytest.raises(qbank.QbankError) as caught:
        bank.export("Unheard", out, strict=True, on_loss=lost.append)
    assert caught.value.kind is qbank.Kind.NEGATIVE
    assert "title" in [loss.code for loss in lost]
    assert list(tmp_path.glob("x.*")) == []
    assert bank.export("Unheard", out) == 1
    assert out.read_text(encoding="utf-8") == "#flashcards\nUnheard?\t1\n"
