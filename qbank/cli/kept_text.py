"""A text that a person types, in a private file: gone when it is done with, kept and named when it is not."""

import os
import shlex
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from qbank.cli import stderr
from qbank.errors import Kind, QbankError


class KeptText:
    """A file of 0600 in a folder of its own. Left by an exception, it stays, and its path is said."""

    def __init__(self, name: str, go_on: str | None = None) -> None:
        self._name = name
        self._path: Path | None = None
        self._go_on = go_on
        self.worth_keeping = False

    @property
    def path(self) -> Path:
        """The file, in a folder made for it."""
        if self._path is None:
            self._path = Path(tempfile.mkdtemp(prefix="qbank-")) / f"{self._name}.txt"
        return self._path

    def write(self, text: str) -> None:
        """Put a text into the file, with `\\n` for line ends on every platform."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(self.path, flags, 0o600), "wb") as file:
            file.write(text.encode())

    def read(self) -> str:
        """Read what the file holds, '' for no file. Raises QbankError where it is not UTF-8 any more."""
        try:
            text = self.path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as error:
            self.worth_keeping = True
            raise QbankError(
                Kind.BAD_DATA, "the text was saved in another encoding than UTF-8", hint="save it as UTF-8"
            ) from error
        return text.replace("\r\n", "\n")

    def __enter__(self) -> "KeptText":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._path is None:
            return
        if error is not None and self.worth_keeping and self._path.exists():
            self._say_where()
            return
        # With it goes what an editor puts beside: a backup, a swap file.
        shutil.rmtree(self._path.parent, ignore_errors=True)

    def _say_where(self) -> None:
        narrator = stderr.Narrator(stderr.Loudness.QUIET)
        narrator.warn(f"what you wrote is kept in {self.path}")
        if self._go_on is not None:
            narrator.warn(f"go on with: {self._go_on} {shlex.quote(str(self.path))}")
