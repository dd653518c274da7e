"""`qbank media list|extract|check`: pictures and other files of questions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.cells import in_words
from qbank.cli.exits import ExitCode
from qbank.cli.groups import new_group
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import AllOption, ColumnsOption, Format, FormatOption, NoHeaderOption
from qbank.cli.output import Column
from qbank.cli.selecting import STDIN, query_of, selection_of
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.media import Examined, Fault, MediaView

app = new_group("Pictures and other files of questions.")
_SHORT = 12


@app.command("list")
def list_media(
    ctx: typer.Context,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List the files that are kept, each once.

    Example: qbank media list --format json
    """
    found = run.reading(ctx, services.media.listing)
    shown: list[Column[MediaView]] = [
        Column("sha256", lambda row: row.sha256, "id", shown=lambda row: row.sha256[:_SHORT]),
        Column("mime", lambda row: row.mime),
        Column("size", lambda row: row.size, shown=lambda row: in_words(row.size)),
        Column("used_by", lambda row: row.used_by),
        Column("name", lambda row: row.name),
    ]
    output.show(run.invocation(ctx), found, _with_id(shown, how), how, names=columns, no_header=no_header)
    if not found:
        run.invocation(ctx).narrator.say("there are no files; an import brings those of its questions along")


def _short_question(row: "Fault") -> str | None:
    return row.question and row.question[:_SHORT]


def _with_id(shown: "list[Column[MediaView]]", how: Format | None) -> "list[Column[MediaView]]":
    """Let `--format ids` print hashes, which are what a file is named by."""
    is_ids = output.chosen(how) is Format.IDS
    return [Column("id", lambda row: row.sha256)] if is_ids else shown


@app.command("extract")
def extract_media(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUERY]...", help="Whose files, such as tag:cell; or beginnings of hashes."),
    ] = None,
    folder: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to; it is made if need be.")
    ] = Path(),
    everything: AllOption = False,
) -> None:
    """Write files of questions into a folder; prints their paths.

    No file that is there is replaced: one of the same bytes stays, beside another this one gets a number.

    Example: qbank media extract category:Biology -o pictures
    """
    if bool(words) == everything:
        hint = "name hashes of qbank media list, or a query, or --all: qbank media extract tag:cell"
        raise QbankError(Kind.USAGE, "which files?", hint=hint)
    if folder.exists() and not folder.is_dir():
        raise QbankError(Kind.CANNOT_CREATE, f"{folder} is a file", hint="name a folder with -o")
    paths, missing = run.reading(ctx, lambda session: _extracted(session, words or [], folder))
    for path in paths:
        output.line(str(path))
    narrator = run.invocation(ctx).narrator
    if missing:
        are = "is" if missing == 1 else "are"
        narrator.warn(f"{counted(missing, 'file')} that they refer to {are} not kept: qbank media check")
    narrator.say(f"{counted(len(paths), 'file')} in {folder}" if paths else "there are no files to extract")
    if not paths:
        _tell_why(ctx, words or ())


def _tell_why(ctx: typer.Context, words: "Sequence[str]") -> None:
    from qbank.services.selection import Selection

    tell_why(ctx, Selection(query_of([word for word in words if word != STDIN])))


async def _extracted(session: "AsyncSession", words: "Sequence[str]", folder: Path) -> tuple[list[Path], int]:
    """Write the files that are meant, one in memory at a time."""
    from qbank.services.media_files import put_file, safe_name

    hashes, missing = await _meant(session, words)
    paths: list[Path] = []
    for hash in hashes:
        name, mime, data = await services.media.fetch(session, hash)
        paths.append(put_file(folder, safe_name(name, hash, mime), data)[0])
    return paths, missing


async def _meant(session: "AsyncSession", words: "Sequence[str]") -> tuple[tuple[str, ...], int]:
    """Read words as hashes where each begins one, else as a query; none mean all files."""
    if not words:
        return await services.media.everything(session), 0
    found = [await services.media.named(session, word) for word in words]
    if all(found):
        return tuple(dict.fromkeys(hash for each in found for hash in each or ())), 0
    return await services.media.selected(session, selection_of(words))


@app.command("check")
def check_media(
    ctx: typer.Context,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """Look for missing, broken, mistyped and unused files.

    Ends with 1 where a file is missing, broken or of another type than it is kept as.

    Example: qbank media check --format json
    """
    done = run.reading(ctx, services.media.examine)
    shown: list[Column[Fault]] = [
        Column("fault", lambda row: row.kind),
        Column("sha256", lambda row: row.sha256, "id", shown=lambda row: row.sha256[:_SHORT]),
        Column("question", lambda row: row.question, "id", shown=_short_question),
        Column("message", lambda row: row.message),
    ]
    if output.chosen(how) is Format.IDS:
        output.write_rows(("id",), ([each.question] for each in done.faults if each.question), Format.IDS)
    elif done.faults or output.chosen(how) is not Format.TABLE:
        output.show(run.invocation(ctx), done.faults, shown, how, names=columns, no_header=no_header)
    _tell(ctx, done)
    if any(each.kind != "unused" for each in done.faults):
        raise typer.Exit(ExitCode.NEGATIVE)


def _tell(ctx: typer.Context, done: "Examined") -> None:
    kinds = [each.kind for each in done.faults]
    found = ", ".join(f"{kinds.count(kind):,} {kind}" for kind in dict.fromkeys(kinds)) or "no problems"
    looked_at = f"{counted(done.files, 'file')} of {counted(done.questions, 'question')}"
    run.invocation(ctx).narrator.say(f"{found} in {looked_at}")
