"""A file of what became of each thing a command dealt with: NDJSON, put in its place when all is told."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self

import typer

from qbank.domain import jsontext
from qbank.errors import Kind, QbankError
from qbank.temporary import temporary_file


class ReportFile:
    """`--report FILE`, written beside its place; it is gone when the block ends before `finish`.

    A device or a pipe stays what it is, and is given the whole report in the end.
    """

    def __init__(self, path: Path) -> None:
        from qbank.db.files import is_special

        self._path = path
        self._draft = None if is_special(path) else path.with_name(path.name + ".part")
        try:
            self._file: IO[bytes] = temporary_file() if self._draft is None else self._draft.open("wb")
        except OSError as error:
            raise QbankError(
                Kind.CANNOT_CREATE, f"the report {path} cannot be written: {error.strerror}"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)

    def line(self, told: Mapping[str, Any]) -> None:
        """Write an object on a line of its own."""
        self._file.write(jsontext.encode(told) + b"\n")

    def begin_again(self, place: int = 0) -> None:
        """Throw away what was written so far, or since a place that `place` told."""
        self._file.seek(place)
        self._file.truncate()

    def place(self) -> int:
        """Tell how far it is written."""
        return self._file.tell()

    def finish(self) -> None:
        """Put the report in its place."""
        from qbank.db.files import give

        if self._draft is None:
            self._file.seek(0)
            give(self._file, self._path)
        self._file.close()
        if self._draft is not None:
            self._draft.replace(self._path)


@contextmanager
def reporting(path: Path | None) -> Iterator[ReportFile | None]:
    """Open a report where one is wanted; it is kept where the command ends as it should, or says why not."""
    if path is None:
        yield None
        return
    with ReportFile(path) as report:
        try:
            yield report
        except (QbankError, typer.Exit):
            report.finish()
            raise
        report.finish()
