"""A file that a command writes: never over another one, whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import IO

from qbank.errors import Kind, QbankError


def require_free(path: Path, *, force: bool) -> None:
    """Raise QbankError where a file is there already, unless forced, and where its folder is not."""
    from qbank.db.files import is_special

    if path.is_dir():
        raise QbankError(
            Kind.CANNOT_CREATE, f"{path} is a folder", hint=f"name a file in it: {path / 'NAME'}"
        )
    if path.exists() and not force and not is_special(path):
        raise QbankError(Kind.CANNOT_CREATE, f"{path} is there already", hint="--force replaces it")
    if not path.parent.is_dir():
        raise QbankError(
            Kind.CANNOT_CREATE, f"there is no folder {path.parent}", hint=f"mkdir -p {path.parent}"
        )


def write_file(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write beside and rename: whoever looks sees the old file or the whole new one."""
    from qbank.db.files import replacing

    with replacing(path) as draft:
        write(draft)
