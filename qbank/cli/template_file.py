"""`qbank formats template`: a table to write one's own questions over the examples of."""

from pathlib import Path

from qbank.cli.output_file import require_free, write_file
from qbank.cli.stderr import Narrator
from qbank.cli.streaming import put_out
from qbank.errors import Kind, QbankError
from qbank.formats.table_template import FORMATS, write_template
from qbank.temporary import temporary_file

WORD = "template"
STDOUT = "-"


def write(narrator: Narrator, format: str | None, file: str, *, force: bool) -> None:
    """Write a template to a file, or to stdout.

    Raises QbankError: usage for a format that has none, cannot create where a file is in the way.
    """
    format = format or _by_suffix(file)
    if format not in FORMATS:
        wrong = f"there is no template for {format}" if format else "a template in which format?"
        hint = f"qbank formats {WORD} {'|'.join(FORMATS)}"
        raise QbankError(Kind.USAGE, wrong, hint=hint)
    if file == STDOUT:
        with temporary_file() as draft:
            write_template(draft, format)
            put_out(draft)
        return
    path = Path(file)
    require_free(path, force=force)
    write_file(path, lambda draft: write_template(draft, format))  # type: ignore[arg-type]  # a file
    narrator.say(f"wrote a template for {format} to {file}: put your questions in place of its examples")


def _by_suffix(file: str) -> str:
    return Path(file).suffix[1:].lower() if file != STDOUT else ""
