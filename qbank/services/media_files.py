"""Files of the bank put into a folder: under safe names, never over another file."""

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from qbank.db.files import cannot_create
from qbank.domain.media_types import suffix_of

_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST = 80


def safe_name(name: str | None, sha256: str, mime: str) -> str:
    """Give a name that is one on every system and no path: what a question calls the file, else its hash."""
    base = (name or "").replace("\\", "/").rpartition("/")[2]
    tidy = _UNSAFE.sub("_", base).strip("._-")[-_LONGEST:]
    if not tidy or _RESERVED.fullmatch(tidy):
        tidy = sha256[:12]
    suffix = suffix_of(mime)
    known = "." in tidy and (suffix == ".bin" or tidy.lower().endswith(suffix))
    return tidy if known else tidy + suffix


def put_file(folder: Path, name: str, data: bytes) -> tuple[Path, bool]:
    """Put a file into a folder; one of that name that is there stays, and this one gets a number.

    Gives its path, and whether it was written: one of the same bytes that is there already serves. Raises
    QbankError where nothing can be written there.
    """
    path = folder / name
    number = 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
        while path.exists() or path.is_symlink():
            if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                return path, False
            number += 1
            path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise cannot_create(path, error) from error
    return path, True


class BesideFile:
    """The folder of the files that belong to a written one: `midterm_files` for `midterm.md`."""

    def __init__(self, written: Path) -> None:
        self._folder = written.with_name(f"{written.stem}_files")
        self._made_folder = not self._folder.exists()
        self._made: list[Path] = []

    def put(self, name: str, data: bytes) -> str:
        """Put a file there and give its address as the written file refers to it."""
        path, is_new = put_file(self._folder, name, data)
        if is_new:
            self._made.append(path)
        return quote(f"{self._folder.name}/{path.name}")

    def discard(self) -> None:
        """Take away what was put there, because the file it belongs to is not kept."""
        for path in self._made:
            path.unlink(missing_ok=True)
        if self._made_folder and self._made:
            with suppress(OSError):  # somebody else put a file there meanwhile
                self._folder.rmdir()
