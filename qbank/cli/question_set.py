"""`qbank question set`: one value for many questions, seen before it is done."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import run, set_view, stderr
from qbank.cli.edits import changing
from qbank.cli.exits import ExitCode
from qbank.cli.options import (
    AllOption,
    DryRunOption,
    ExpectOption,
    LimitOption,
    QueryArgument,
    SampleOption,
    SeedOption,
    YesOption,
)
from qbank.cli.selecting import changing_selection
from qbank.cli.set_values import CLEARED, tag_list, value_of
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.settings import load

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.changing import Preview
    from qbank.services.journal import Authorship
    from qbank.services.selection import Selection
    from qbank.services.set_request import SetRequest

Value = str | None


def set_questions(
    ctx: typer.Context,
    query: QueryArgument = None,
    difficulty: Annotated[
        Value, typer.Option("--difficulty", "-d", help="easy, medium, hard or none.")
    ] = None,
    rating: Annotated[Value, typer.Option("--rating", help="0 to 5, or none.")] = None,
    points: Annotated[Value, typer.Option("--points", help="What it is worth, or none.")] = None,
    status: Annotated[Value, typer.Option("--status", help="draft, review, ready or retired.")] = None,
    category: Annotated[Value, typer.Option("--category", metavar="PATH", help="Move them there.")] = None,
    document: Annotated[
        Value, typer.Option("--document", metavar="TITLE", help="Its title or id, or none.")
    ] = None,
    author: Annotated[Value, typer.Option("--author", help="Who wrote them, or none.")] = None,
    licence: Annotated[
        Value, typer.Option("--licence", help="What others may do with them, or none.")
    ] = None,
    language: Annotated[
        Value, typer.Option("--language", help="A language tag such as en or pt-BR, or none.")
    ] = None,
    add_tag: Annotated[list[str] | None, typer.Option("--add-tag", metavar="TAG", help="Add a tag.")] = None,
    remove_tag: Annotated[
        list[str] | None, typer.Option("--remove-tag", metavar="TAG", help="Take a tag away.")
    ] = None,
    tags: Annotated[
        Value, typer.Option("--tags", metavar="TAG,TAG", help="These tags and no others.")
    ] = None,
    clear_tags: Annotated[bool, typer.Option("--clear-tags", help="No tags.")] = False,
    everything: AllOption = False,
    limit: LimitOption = None,
    sample: SampleOption = None,
    seed: SeedOption = None,
    expect: ExpectOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Change many questions at once: difficulty, tags and more.

    Says first what would change, and asks on a terminal. It is one change: one `qbank undo` takes it back.
    """
    from qbank.services.set_request import SetRequest

    told = {
        "difficulty": difficulty, "rating": rating, "points": points, "status": status, "author": author,
        "licence": licence, "language": language,
    }  # fmt: skip
    request = SetRequest(
        values={name: value_of(name, value) for name, value in told.items() if value is not None},
        category=category,
        document=None if document is None or document.lower() == CLEARED else document,
        clear_document=document is not None and document.lower() == CLEARED,
        add_tags=tag_list(add_tag),
        remove_tags=tag_list(remove_tag),
        tags=_replaced(tags, clear=clear_tags),
    )
    if request.is_empty:
        raise QbankError(
            Kind.USAGE, "nothing says what to set", hint="use --difficulty hard, --add-tag exam and the like"
        )
    selection = changing_selection(query, everything, limit=limit, sample=sample, seed=seed)
    if sample is not None and seed is None:
        run.invocation(ctx).narrator.say(f"drawn with --seed {selection.seed}")
    _Setting(ctx, selection, request, expect).carry_out(dry_run=dry_run, yes=yes)


def _replaced(tags: str | None, *, clear: bool) -> tuple[str, ...] | None:
    if clear and tags is not None:
        raise QbankError(Kind.USAGE, "--tags and --clear-tags mean two things", hint="leave one of them out")
    if clear:
        return ()
    return None if tags is None else tag_list([tags])


class _Setting:
    """One `set`: previewed, agreed to, applied; previewed again where the bank was changed meanwhile."""

    def __init__(
        self, ctx: typer.Context, selection: "Selection", request: "SetRequest", expect: int | None
    ) -> None:
        self._ctx = ctx
        self._selection = selection
        self._request = request
        self._expect = expect
        self._narrator = run.invocation(ctx).narrator

    def carry_out(self, *, dry_run: bool, yes: bool) -> None:
        """Show, ask where that is due, and do it."""
        if yes and not dry_run:
            self._report(
                changing(self._ctx, lambda session, by: self._apply(session, by, None)), previewed=False
            )
            return
        seen = run.reading(self._ctx, self._preview)
        while not self._settled(seen, dry_run=dry_run):
            self._agree(seen.changed)
            planned, seen = seen, self._applied(seen)
            if seen == planned:
                self._report(seen, previewed=True)
                return
            self._narrator.say("the bank was changed by another program meanwhile; what would change now:")

    def _settled(self, seen: "Preview", *, dry_run: bool) -> bool:
        """Show what would change; tell whether that is all there is to do."""
        set_view.tell_preview(self._narrator, seen)
        if not dry_run and seen.changed:
            return False
        self._narrator.say("dry run: nothing was changed" if dry_run else "nothing was changed")
        return True

    def _applied(self, seen: "Preview") -> "Preview":
        return changing(self._ctx, lambda session, by: self._apply(session, by, seen))

    def _agree(self, count: int) -> None:
        if count <= load().confirm_above and stderr.can_ask():
            return
        if not stderr.can_ask():
            raise QbankError(
                Kind.USAGE,
                f"change {counted(count, 'question')}: that needs a yes, and there is no terminal to ask on",
                hint="add --yes to do it, or --dry-run to see it only",
            )
        if not stderr.ask(f"change {counted(count, 'question')}?"):
            self._narrator.say("nothing was changed")
            raise typer.Exit(ExitCode.NEGATIVE)

    async def _preview(self, session: "AsyncSession") -> "Preview":
        if self._expect is not None:
            await services.changing.require_count(session, self._selection, self._expect)
        return await services.changing.preview(session, self._selection, self._request)

    async def _apply(self, session: "AsyncSession", by: "Authorship", seen: "Preview | None") -> "Preview":
        if self._expect is not None:
            await services.changing.require_count(session, self._selection, self._expect)
        return await services.changing.apply(session, by, self._selection, self._request, seen)

    def _report(self, done: "Preview", *, previewed: bool) -> None:
        if not previewed:
            set_view.tell_preview(self._narrator, done, would="")
        if done.changed:
            self._narrator.say(set_view.done(done))
