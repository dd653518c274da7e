"""A file of any format on its way out: written beside its place or for stdout, its losses told, read back."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from qbank.cli import run
from qbank.cli.loss_view import LossView
from qbank.cli.output_file import write_file
from qbank.cli.report_file import ReportFile
from qbank.cli.streaming import put_out
from qbank.domain.counting import counted
from qbank.formats import options_told, registry
from qbank.services.file_writing import Target, Written, is_verified, write_out
from qbank.services.media_files import BesideFile
from qbank.temporary import temporary_file

if TYPE_CHECKING:
    from qbank.services.document_spool import DocumentSpool

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked to be written: where to, and as what."""

    file: str
    target: Target


def target_of(format: str, title: str, told: list[str] | None, strict: bool, verify: bool | None) -> Target:
    """Settle how to write before any question is read. Raises QbankError where that cannot be."""
    registry.writer(format)
    target = Target(format, title, options_told.told(format, told or ()), strict, verify)
    is_verified(target, 0)
    return target


def with_excel_safe(told: list[str] | None, asked: bool) -> list[str]:
    """Give the words of --option with what --excel-safe says, which is one of them."""
    from qbank.formats.table_form_writing import EXCEL_SAFE

    return [*(told or []), *([EXCEL_SAFE] if asked else [])]


def deliver(ctx: typer.Context, spool: "DocumentSpool", wanted: Wanted, report: ReportFile | None) -> int:
    """Write what a spool holds, tell what is lost, and give how many questions had to be left out.

    Raises QbankError where nothing is to be kept of what was written.
    """
    narrator = run.invocation(ctx).narrator
    view = LossView(narrator, report)
    try:
        written = _on_stdout(spool, wanted, view) if wanted.file == STDOUT else _in_file(spool, wanted, view)
    finally:
        view.end()
    view.summarise(written)
    where = "on stdout" if wanted.file == STDOUT else f"to {wanted.file}"
    left = f"; {written.left_out:,} could not be written" if written.left_out else ""
    narrator.say(f"wrote {counted(written.questions, 'question')} {where}{left}")
    return written.left_out


def _on_stdout(spool: "DocumentSpool", wanted: Wanted, view: LossView) -> Written:
    with temporary_file() as draft:
        written = write_out(spool, draft, wanted.target, view.told)
        put_out(draft)
    return written


def _in_file(spool: "DocumentSpool", wanted: Wanted, view: LossView) -> Written:
    from qbank.db.files import is_special

    path = Path(wanted.file)
    beside = BesideFile(path)
    place = None if is_special(path) else beside.put
    done: list[Written] = []

    def write(draft: IO[bytes]) -> None:
        done.append(write_out(spool, draft, wanted.target, view.told, place))  # type: ignore[arg-type]  # a file

    try:
        write_file(path, write)
    except BaseException:
        beside.discard()
        raise
    return done[0]
