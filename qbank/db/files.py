"""Files that appear whole or not at all, for their owner's eyes only."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, mkstemp
from typing import IO

from qbank.db.beside import companions
from qbank.errors import Kind, QbankError
from qbank.temporary import temporary_file

_OPEN = (Path("/dev/stdout"), Path("/dev/stderr"))
_NAMES_OF_OPEN = ("/dev/fd", "/proc")
"""What is there may be an ordinary file that somebody has open, and must stay that file."""


def draft_for(path: Path) -> Path:
    """Make an empty private file in the folder of `path`, and the folder where there is none.

    Raises QbankError where it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".new")
        os.close(descriptor)
    except OSError as error:
        raise cannot_create(path, error) from error
    return Path(name)


def cannot_create(path: Path, error: OSError) -> QbankError:
    """Build the refusal of a place that nothing can be written to."""
    return QbankError(
        Kind.CANNOT_CREATE,
        f"{path} cannot be made: {error.strerror or error}",
        hint="name a place you may write to",
    )


def publish(draft: Path, path: Path) -> bool:
    """Give a finished draft its name; False where the name is taken."""
    if not _linked(draft, path):
        return False
    sync_folder(path.parent)
    return True


@contextmanager
def appearing(path: Path, taken: QbankError) -> Iterator[Path]:
    """Give a draft to fill that gets its name in the end, or is gone; raises `taken` where the name is."""
    draft = draft_for(path)
    try:
        yield draft
        if not publish(draft, path):
            raise taken
    finally:
        for each in (draft, *companions(draft)):
            each.unlink(missing_ok=True)


def _linked(draft: Path, path: Path) -> bool:
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:
        # A file system without hard links: whoever makes the name may put the draft there.
        if not claim(path):
            return False
        draft.replace(path)
    return True


def claim(path: Path) -> bool:
    """Make an empty file; False where the name is taken."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True


def sync_file(path: Path) -> None:
    """Wait until a file's content is on the disk.

    Never for a file that this process has open as a bank: closing it would let go of the bank's locks.
    """
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk."""
    if os.name == "nt":
        # Windows opens no folders, and keeps names with the files.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write a file beside and rename it: whoever looks sees the old one or the whole new one.

    It may be read by whom other new files may be read by. A device or a pipe stays what it is, and is given
    what was written once that is whole. Raises QbankError where it cannot be made.
    """
    if is_special(path):
        with temporary_file() as draft:
            yield draft
            draft.seek(0)
            give(draft, path)
        return
    try:
        file = NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False)
    except OSError as error:
        raise cannot_create(path, error) from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).chmod(0o666 & ~_umask())
        Path(file.name).replace(path)
    except BaseException:
        Path(file.name).unlink(missing_ok=True)
        raise


def is_special(path: Path) -> bool:
    """Tell whether a path is no place for a file: a device, a pipe, a socket, or a name for an open one."""
    if path in _OPEN or any(path.is_relative_to(folder) for folder in _NAMES_OF_OPEN):
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def give(draft: IO[bytes], path: Path) -> None:
    """Write all of an open file to a device or a pipe. Raises QbankError where that cannot be."""
    try:
        with path.open("wb") as place:
            shutil.copyfileobj(draft, place)
    except OSError as error:
        raise cannot_create(path, error) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
