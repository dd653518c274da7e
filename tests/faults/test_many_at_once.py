"""Many processes at one bank: nothing that was written is lost, nothing is read half done, nobody fails."""

import json
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from sqlite3 import connect

import pytest

from tests.faults.bank_states import faults_of, questions_of, state_of
from tests.faults.conftest import Record
from tests.faults.forks import Forks
from tests.faults.stages import Stage, environment_of, prepared
from tests.faults.tally import Tally, count

WRITERS, CHANGES = count(16, 4), count(50, 4)
READERS, READS = count(4, 2), count(150, 6)
PATIENT = ("--wait", "600")
PAIR = ["question", "list", "tag:pair", "--format", "json", "--columns", "id,tags"]


def at_once(works: list[Callable[[], None]]) -> None:
    """Do all of the works at once, each in a thread that waits for its processes."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_sixteen_writers_and_four_readers_do_not_get_in_each_others_way(
    forks: Forks, tmp_path: Path, held: Record
) -> None:
    environment = environment_of(tmp_path)
    for stem in ("Why?", "How?"):
        added = ("question", "add", stem, "--type", "essay", "--tag", "pair")
        assert forks.run(added, environment)[0] == 0
    writes = Tally(f"{WRITERS} writers × {CHANGES} and {READERS} readers × {READS} at once", "bulk set")

    def write(writer: int) -> None:
        for change in range(CHANGES):
            words = ("question", "set", "tag:pair", "--add-tag", f"w{writer}-{change}", "--yes")
            code, said = forks.run([*PATIENT, *words], environment)
            writes.heard(said)
            if code:
                writes.add("lost", f"ends with {code}: {said}")

    def read() -> None:
        for _ in range(READS):
            code, written, said = forks.read([*PATIENT, *PAIR], environment)
            writes.heard(said)
            tags = [set(question["tags"]) for question in json.loads(written)] if code == 0 else []
            if len(tags) != 2 or tags[0] != tags[1]:
                writes.add("partial", f"ends with {code}, {tags}: {said}")

    at_once([*(partial(write, each) for each in range(WRITERS)), *([read] * READERS)])
    writes.points = WRITERS * CHANGES + READERS * READS
    bank = tmp_path / "home" / "bank.db"
    with closing(connect(bank)) as connection:
        found = [set(json.loads(tags)) for (tags,) in connection.execute("SELECT tags FROM questions")]
    wanted = {f"w{writer}-{change}" for writer in range(WRITERS) for change in range(CHANGES)}
    for tags in found:
        for tag in wanted - tags:
            writes.add("lost", tag)
    if faults_of(bank) or forks.run(("db", "check"), environment)[0]:
        writes.add("corrupt", "after all")
    held(writes)


@pytest.mark.parametrize("empty", [False, True])
def test_eight_first_runs_at_once_make_one_bank(
    forks: Forks, tmp_path: Path, held: Record, empty: bool
) -> None:
    tally = Tally("eight first runs at once", "an empty file" if empty else "no file")
    for point in range(count(20, 1)):
        folder = tmp_path / str(point)
        (folder / "home").mkdir(parents=True, mode=0o700)
        if empty:
            (folder / "home" / "bank.db").touch(0o600)
        said = _eight(forks, folder, ("db", "upgrade"), tally)
        tally.points += 1
        made = sum("made a new bank" in each for each in said)
        current = sum("is current" in each for each in said)
        if (made, current) != (1, 7) or [file.name for file in (folder / "home").iterdir()] != ["bank.db"]:
            tally.add("partial", f"{said}")
        if faults_of(folder / "home" / "bank.db"):
            tally.add("corrupt", f"{point}")
    held(tally)


def test_eight_imports_into_no_bank_at_once_are_all_there(forks: Forks, tmp_path: Path, held: Record) -> None:
    tally = Tally("eight first runs at once", "import of eight files")
    for point in range(count(20, 1)):
        folder = tmp_path / str(point)
        folder.mkdir()
        files = []
        for number in range(8):
            stems = (f"Why {number} {each}?" for each in range(3))
            lines = [json.dumps({"kind": "question", "type": "essay", "stem": stem}) for stem in stems]
            (folder / f"{number}.ndjson").write_text("\n".join(lines))
            files.append(f"{number}.ndjson")
        at_once([partial(_import, forks, folder, file, tally) for file in files])
        tally.points += 1
        if questions_of(folder / "home" / "bank.db") != 24:
            tally.add("lost", f"{point}")
        if faults_of(folder / "home" / "bank.db"):
            tally.add("corrupt", f"{point}")
    held(tally)


def _import(forks: Forks, folder: Path, file: str, tally: Tally) -> None:
    words = (*PATIENT, "question", "import", file, "--category", file.removesuffix(".ndjson"))
    code, said = forks.run(words, environment_of(folder))
    tally.heard(said)
    if code:
        tally.add("lost", f"ends with {code}: {said}")


@pytest.fixture(scope="module")
def old(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return prepared("upgrade", forks, tmp_path_factory.mktemp("old"))


def test_eight_upgrades_at_once_are_one_with_one_backup(
    old: Stage, forks: Forks, tmp_path: Path, held: Record
) -> None:
    tally = Tally("eight upgrades at once", "upgrade")
    for point in range(count(20, 1)):
        folder = old.fresh(tmp_path / str(point))
        said = _eight(forks, folder, old.words, tally)
        tally.points += 1
        old.judge(tally, folder, 0, f"{point}")
        upgraded = sum("from schema 0001 to" in each for each in said)
        current = sum("is current" in each for each in said)
        kept = list((folder / "home" / "backups").iterdir())
        if (upgraded, current, len(kept)) != (1, 7, 1):
            tally.add("partial", f"{said}, {kept}")
        if state_of(kept[0], old.known) != old.before:
            tally.add("lost", f"{kept}")
    held(tally)


def _eight(forks: Forks, folder: Path, words: tuple[str, ...], tally: Tally) -> list[str]:
    running = [forks.start([*PATIENT, *words], environment_of(folder)) for _ in range(8)]
    codes = [each.wait() for each in running]
    said = [each.said for each in running]
    for code, told in zip(codes, said, strict=True):
        tally.heard(told)
        if code:
            tally.add("lost", f"ends with {code}: {told}")
    return said
