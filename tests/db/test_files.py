"""A device or a pipe is written to, and never replaced by a file."""

import os
import threading
from pathlib import Path

import pytest

from qbank.db.files import is_special, replacing

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def read_later(path: Path, into: list[bytes]) -> threading.Thread:
    reader = threading.Thread(target=lambda: into.append(path.read_bytes()), daemon=True)
    reader.start()
    return reader


def test_a_pipe_is_given_what_was_written_and_stays_a_pipe(pipe: Path) -> None:
    found: list[bytes] = []
    reader = read_later(pipe, found)
    with replacing(pipe) as draft:
        draft.write(b"whole")
    reader.join(10)
    assert (found, is_special(pipe)) == ([b"whole"], True)


def test_a_file_a_folder_and_nothing_are_no_devices(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert [is_special(path) for path in (tmp_path, tmp_path / "file", tmp_path / "none")] == [False] * 3


@pytest.mark.parametrize("name", ["/dev/null", "/dev/stdout", "/dev/fd/63", "/proc/self/fd/1"])
def test_a_name_of_the_systems_own_is_never_replaced(name: str) -> None:
    assert is_special(Path(name))


def test_a_file_in_memory_below_the_devices_is_a_file() -> None:
    assert not is_special(Path("/dev/shm/questions.gift"))
