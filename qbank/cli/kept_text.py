"""A text that a person types, in a private file: gone when it is done with, kept and named when it is not."""

import os
import shlex
import tempfile
from pathlib import Path
from types import TracebackType

from qbank.cli import stderr


class KeptText:
    """A file of 0600 in a folder of its own. Left by an exception, it stays, and its path is said."""

    def __init__(self, name: str, go_on: str | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="qbank-"))
        self.path = self._folder / f"{name}.txt"
        self._go_on = go_on
        self.worth_keeping = False

    def write(self, text: str) -> None:
        """Put a text into the file, with `\\n` for line ends on every platform."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(self.path, flags, 0o600), "wb") as file:
            file.write(text.encode())

    def read(self) -> str:
        """Read what the file holds; what is no UTF-8 as the replacement character; '' for no file."""
        try:
            text = self.path.read_bytes().decode("utf-8-sig", "replace")
        except FileNotFoundError:
            return ""
        return text.replace("\r\n", "\n")

    def __enter__(self) -> "KeptText":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and self.worth_keeping and self.path.exists():
            self._say_where()
            return
        self.path.unlink(missing_ok=True)
        for left in self._folder.iterdir():
            left.unlink(missing_ok=True)  # what an editor puts beside: a backup, a swap file
        self._folder.rmdir()

    def _say_where(self) -> None:
        narrator = stderr.Narrator(stderr.Loudness.QUIET)
        narrator.warn(f"what you wrote is kept in {self.path}")
        if self._go_on is not None:
            narrator.warn(f"go on with: {self._go_on} {shlex.quote(str(self.path))}")
