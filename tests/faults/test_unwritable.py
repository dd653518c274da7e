"""A bank that may not be written, or has no room: what was there stays, and the exit code says why."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from tempfile import mkdtemp

import pytest

from tests.faults.conftest import Record
from tests.faults.forks import Forks
from tests.faults.stages import QBANK, Stage, environment_of, prepared
from tests.faults.tally import Tally

AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
READ, WRITE = ("question", "list"), ("question", "set", "--all", "--difficulty", "hard", "--yes")

needs_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="only root can become somebody who may not write, with setpriv",
)


@pytest.fixture(scope="module")
def bank(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return prepared("bulk set", forks, tmp_path_factory.mktemp("bank"))


@pytest.fixture
def open_folder(bank: Stage) -> Iterator[Path]:
    """A bank where somebody else can reach it."""
    above = Path(mkdtemp(prefix="qbank-faults-"))
    above.chmod(0o755)
    folder = bank.fresh(above / "stage")
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(above)


def _hot_journal(bank: Path) -> None:
    """Leave what a killed writer leaves."""
    with closing(connect(bank, isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size=1")
        writer.execute("BEGIN")
        writer.execute("CREATE TABLE big AS SELECT randomblob(20000) FROM questions")
        journal = bank.with_name("bank.db-journal")
        hot = journal.read_bytes()
        writer.execute("ROLLBACK")
    journal.write_bytes(hot)
    journal.chmod(0o444)


CASES: dict[str, tuple[int, int, bool, int, int]] = {
    # file, folder, a hot journal; how reading ends, how writing ends
    "a read-only file": (0o444, 0o777, False, 0, 77),
    "a read-only file in a read-only folder": (0o444, 0o555, False, 0, 77),
    "a file in a read-only folder": (0o666, 0o555, False, 0, 77),
    "a file that may not be read": (0o600, 0o755, False, 77, 77),
    "a folder that may not be entered": (0o666, 0o700, False, 77, 77),
    "a hot journal in a read-only folder": (0o444, 0o555, True, 77, 77),
    "a hot journal beside a read-only file": (0o444, 0o777, True, 77, 77),
}


@needs_root
@pytest.mark.parametrize("case", CASES)
def test_who_may_not_write_is_told_so(open_folder: Path, case: str, held: Record) -> None:
    tally = Tally("without permission", case)
    of_file, of_folder, is_hot, reading, writing = CASES[case]
    home = open_folder / "home"
    if is_hot:
        _hot_journal(home / "bank.db")
    (home / "bank.db").chmod(of_file)
    home.chmod(of_folder)
    before = (home / "bank.db").read_bytes()
    for words, expected in ((READ, reading), (WRITE, writing)):
        done = subprocess.run(
            [*AS_NOBODY, *QBANK, *words], env=environment_of(open_folder), capture_output=True, check=False
        )
        said = done.stderr.decode()
        tally.points += 1
        tally.heard(said)
        if done.returncode != expected or (expected and (done.stdout or "hint: " not in said)):
            tally.wrong.append(f"{words} ends with {done.returncode}: {said}")
        # Who would write is told first that the file is read-only; who only reads, why that is in the way.
        if is_hot and words is READ and "was interrupted and must be undone first" not in said:
            tally.wrong.append(f"{words} does not say why: {said}")
        if (home / "bank.db").read_bytes() != before:
            tally.add("partial", f"{words}")
    tally.seen = f"reading ends with {reading}, writing with {writing}"
    held(tally)


@pytest.fixture
def full_disk(bank: Stage, tmp_path: Path) -> Iterator[Path]:
    """A bank on a disk of its own without room; it takes the rights to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("a disk of one's own cannot be mounted here")
    try:
        stage = folder / "stage"
        shutil.copytree(bank.folder, stage)
        with (folder / "filling").open("wb", buffering=0) as filling:
            try:
                while filling.write(bytes(4096)):
                    pass
            except OSError:
                pass
        yield stage
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_and_reading_goes_on(
    full_disk: Path, forks: Forks, bank: Stage, held: Record
) -> None:
    tally = Tally("a full disk", "reading, bulk set, import, delete, backup, undo")
    file = full_disk / "home" / "bank.db"
    before = file.read_bytes()
    environment = environment_of(full_disk)
    assert forks.run(READ, environment)[0] == 0
    for words in (
        WRITE,
        ("question", "import", "more.ndjson"),
        ("question", "delete", "--all", "--yes"),
        ("db", "backup"),
        ("undo",),
    ):
        code, said = forks.run(words, environment)
        tally.points += 1
        tally.heard(said)
        # A draft that cannot even be named is a file that cannot be made.
        if code not in ((73, 74) if "backup" in words else (74,)):
            tally.wrong.append(f"{words} ends with {code}: {said}")
        if file.read_bytes() != before:
            tally.add("partial", f"{words}")
    (full_disk.parent / "filling").unlink()
    code, said = forks.run(WRITE, environment)
    if code:
        tally.wrong.append(f"with room again: {code}: {said}")
    held(tally)


def test_a_file_that_may_not_grow_stays_as_it_was(
    stage: Stage, forks: Forks, tmp_path: Path, held: Record
) -> None:
    tally = Tally("a limit on the size of files", stage.name)
    size = (stage.folder / "home" / "bank.db").stat().st_size
    for limit in (0, 4096, size // 2, size):
        folder = stage.fresh(tmp_path / "stage")
        code, said = forks.run(stage.words, environment_of(folder), limits={"RLIMIT_FSIZE": limit})
        tally.points += 1
        tally.heard(said)
        stage.judge(tally, folder, code, f"{limit}")
        if code not in (0, 74):
            tally.wrong.append(f"{limit}: ends with {code}: {said}")
        assert stat.S_ISREG((folder / "home" / "bank.db").stat().st_mode)
    held(tally)
