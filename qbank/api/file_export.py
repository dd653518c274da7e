"""Files that a program writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from qbank.api.asking import require_known
from qbank.db.files import is_special, replacing
from qbank.errors import Kind, QbankError
from qbank.formats import options_told
from qbank.formats.base import Loss
from qbank.formats.registry import format_to_write, require_writable
from qbank.services.document_spool import DocumentSpool
from qbank.services.file_writing import Target, Told, is_verified, write_out
from qbank.services.media_files import BesideFile

OWN = ("ndjson", "json")
"""Formats that hold all there is, and are written as they are read from the bank."""


class ExportWords(TypedDict, total=False):
    """How `export` writes a file of another format than qbank's own; as `qbank question export` does."""

    title: str
    options: Mapping[str, str]
    strict: bool
    verify: bool
    on_loss: Callable[[Loss], object]


@dataclass(frozen=True, slots=True)
class FileExport:
    """A file to be written, and who is told of what it does not hold."""

    path: Path
    target: Target
    on_loss: Callable[[Loss], object]

    @property
    def is_own(self) -> bool:
        """Tell whether the bank's own lines are the file."""
        return self.target.format in OWN and not self.target.verify


def asked(path: Path, to: str | None, words: ExportWords, *, force: bool) -> FileExport:
    """Read how a file is to be written. Raises QbankError where that cannot be, TypeError for wrong words."""
    require_known("export", words, ExportWords)
    format = to or format_to_write(path.name)
    require_writable(format)
    options = options_told.checked(format, words.get("options", {}))
    title, strict = words.get("title", "Questions"), words.get("strict", False)
    target = Target(format, title, options, strict, words.get("verify"))
    is_verified(target, 0)
    _require_free(path, force=force)
    return FileExport(path, target, words.get("on_loss", lambda loss: None))


def _require_free(path: Path, *, force: bool) -> None:
    if path.exists() and not force and not is_special(path):
        raise QbankError(Kind.CANNOT_CREATE, f"{path} is there already", hint="force=True replaces it")
    if not path.parent.is_dir():
        raise QbankError(Kind.CANNOT_CREATE, f"there is no folder {path.parent}", hint="make it first")


def write(spool: DocumentSpool, export: FileExport) -> int:
    """Write what was gathered to its file, with no bank open; gives how many questions are in it."""
    beside = BesideFile(export.path)
    try:
        with replacing(export.path) as draft:
            return write_out(spool, draft, export.target, Told(export.on_loss), beside.put).questions  # type: ignore[arg-type]  # a file
    except BaseException:
        beside.discard()
        raise
