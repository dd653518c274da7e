"""Opening the file of an import, and what is said where its disk fails."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from qbank.errors import Kind, QbankError
from qbank.services.import_opening import opened

# Linux fails with EIO where a process has no memory.
FAILING = Path("/proc/self/mem")


@pytest.mark.skipif(not FAILING.exists(), reason="no file here whose reading fails")
def test_a_file_whose_disk_fails_is_told_of_by_its_name() -> None:
    with ExitStack() as stack, pytest.raises(QbankError) as raised:
        opened(str(FAILING), stack).stream.read(1)
    assert raised.value.kind is Kind.IO
    assert str(raised.value) == f"{FAILING} could not be read: Input/output error"


def test_a_file_is_read_from_its_start_as_often_as_wanted(tmp_path: Path) -> None:
    file = tmp_path / "few.gift"
    file.write_bytes(b"one\ntwo\n")
    with ExitStack() as stack:
        source = opened(str(file), stack)
        assert (source.name, source.path) == ("few.gift", file)
        assert source.stream.read() == b"one\ntwo\n"
        source.stream.seek(0)
        assert source.stream.readline() == b"one\n"
    assert source.stream.closed
