"""`qbank question open`."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import AllOption, ForceOption, LimitOption, SampleOption, SeedOption
from qbank.cli.output_file import require_free, write_file
from qbank.cli.retired import without_retired
from qbank.cli.selecting import selection_of, tell_seed
from qbank.cli.streaming import fill, spooled
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.formats.print_page import PrintedPage

_ID = re.compile(r"[0-9a-f]{4,8}|[0-9a-f]{8}-[0-9a-f-]{0,27}|ext:[^*,]+", re.IGNORECASE)
_TITLE = "Questions"
_ABSENT_SHOWN = 3


def open_questions(
    ctx: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID|QUERY...", help="Beginnings of ids, or a query such as tag:cell."),
    ] = None,
    key: Annotated[bool, typer.Option("--key", help="Add the key on a page of its own.")] = False,
    title: Annotated[str, typer.Option("--title", help="What stands above the questions.")] = _TITLE,
    everything: AllOption = False,
    limit: LimitOption = None,
    sample: SampleOption = None,
    seed: SeedOption = None,
    file: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the page there, and open nothing; - is stdout."
        ),
    ] = None,
    force: ForceOption = False,
    print_path: Annotated[
        bool, typer.Option("--print-path", help="Print where the page is, and open nothing.")
    ] = False,
) -> None:
    """Show questions in the browser, as an exam paper to print.

    One page with its pictures in it, that loads and runs nothing: qbank question open tag:cell --key
    """
    _refuse_contradictions(query, everything=everything, file=file, force=force, print_path=print_path)
    from qbank.formats.html_cleaning import require_cleaner

    require_cleaner()
    ids = _meant(ctx, query or (), everything=everything, limit=limit, sample=sample, seed=seed)
    if ids:
        _written(ctx, ids, _page(title, with_key=key), file, print_path=print_path)


def _refuse_contradictions(
    query: Sequence[str] | None, *, everything: bool, file: str | None, force: bool, print_path: bool
) -> None:
    if not query and not everything:
        raise QbankError(
            Kind.USAGE,
            "which questions?",
            hint="say an id or a query, or --all: qbank question open tag:cell",
        )
    if query and everything:
        raise QbankError(
            Kind.USAGE, "--all and a query together mean two things", hint="leave one of them out"
        )
    if print_path and file == "-":
        raise QbankError(Kind.USAGE, "the page on stdout has no path", hint="leave --print-path or -o - out")
    if file is not None and file != "-":
        require_free(Path(file), force=force)


def _meant(
    ctx: typer.Context,
    words: Sequence[str],
    *,
    everything: bool,
    limit: int | None,
    sample: int | None,
    seed: str | None,
) -> Sequence[str]:
    """Read words that look like ids as ids where they are some, else as a query; say where it finds none."""
    look_like_ids = bool(words) and all(_ID.fullmatch(word) for word in words)
    if look_like_ids:
        named = run.reading(ctx, lambda session: services.printing.named(session, words))
        if named is not None:
            _refuse_choosing(limit, sample)
            return named
    selection = selection_of(words, limit=limit, sample=sample, seed=seed)
    tell_seed(ctx, selection, seed)
    if not everything:
        selection = without_retired(ctx, selection)
    ids = run.reading(ctx, lambda session: services.printing.selected(session, selection))
    if not ids and look_like_ids:
        raise QbankError(
            Kind.NOT_FOUND,
            f"there is no question {' '.join(words)!r}",
            hint="find it with `qbank question list WORDS`",
        )
    if not ids:
        run.invocation(ctx).narrator.say("no question matches; there is nothing to open")
        tell_why(ctx, selection)
    return ids


def _refuse_choosing(limit: int | None, sample: int | None) -> None:
    if limit is not None or sample is not None:
        raise QbankError(
            Kind.USAGE, "--limit and --sample choose from a query, not from ids", hint="leave them out"
        )


def _page(title: str, *, with_key: bool) -> "PrintedPage":
    from qbank.formats.paper import Key, Paper
    from qbank.formats.print_page import PrintedPage

    return PrintedPage(" ".join(title.split()) or _TITLE, Paper(Key.END if with_key else Key.NONE))


def _written(
    ctx: typer.Context, ids: Sequence[str], page: "PrintedPage", file: str | None, *, print_path: bool
) -> None:
    def produce(session: "AsyncSession") -> "AsyncIterator[bytes]":
        return _pieces(session, ids, page)

    if file == "-":
        output.write(spooled(ctx, produce))
        _say(ctx, page, "on stdout")
        return
    if file is not None:
        path = Path(file)
        write_file(path, lambda draft: fill(ctx, draft, produce))
    else:
        from qbank.cli.page_files import write_page

        path = write_page(lambda draft: fill(ctx, draft, produce))
    _say(ctx, page, f"in {path}")
    if print_path:
        output.line(str(path))
    elif file is None:
        _show(ctx, path)


async def _pieces(session: "AsyncSession", ids: Sequence[str], page: "PrintedPage") -> "AsyncIterator[bytes]":
    yield page.begin()
    async for batch in services.printing.batches(session, ids):
        for question in batch.questions:
            yield page.question(question, batch.passages.get(question.stimulus or ""), batch.pictures)
    for piece in page.end():
        yield piece


def _say(ctx: typer.Context, page: "PrintedPage", where: str) -> None:
    passages = [counted(page.passages, "passage")] if page.passages else []
    narrator = run.invocation(ctx).narrator
    narrator.say(f"{' and '.join([counted(page.questions, 'question'), *passages])} {where}")
    absent = list(dict.fromkeys(page.absent))
    if absent:
        shown = ", ".join(address[:60] for address in absent[:_ABSENT_SHOWN])
        more = f" and {len(absent) - _ABSENT_SHOWN} more" if len(absent) > _ABSENT_SHOWN else ""
        narrator.warn(f"not in the bank, so only named on the page: {shown}{more}")


def _show(ctx: typer.Context, path: Path) -> None:
    from qbank.cli.browser import show_page

    if not show_page(path):
        run.invocation(ctx).narrator.warn(f"there is no browser to show it; the page is {path}")
