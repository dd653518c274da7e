"""The root of the command line and the options every command has."""

from typing import Annotated

import typer

from qbank.cli import bank_told, saved_lookup
from qbank.cli.groups import LazyGroup
from qbank.cli.invocation import Color, Invocation
from qbank.cli.stderr import Loudness, listen
from qbank.errors import Kind, QbankError

app = typer.Typer(
    cls=LazyGroup,
    name="qbank",
    help="The command-line home of every exam question you own.",
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def root(
    ctx: typer.Context,
    db: Annotated[
        str | None,
        typer.Option(
            "--db",
            metavar="PATH",
            help="The bank to use. [default: QBANK_DB, else a file of your own]",
            show_default=False,
        ),
    ] = None,
    bank: Annotated[
        str | None,
        typer.Option("--bank", metavar="NAME", help="The same by its name. [default: QBANK_BANK]"),
    ] = None,
    wait: Annotated[
        float | None,
        typer.Option("--wait", metavar="SECONDS", help="How long to wait for another program. [default: 30]"),
    ] = None,
    message: Annotated[
        str | None, typer.Option("--message", "-m", metavar="TEXT", help="What to keep with a change: why.")
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option("--actor", metavar="NAME", help="Who makes a change. [default: QBANK_ACTOR, else you]"),
    ] = None,
    color: Annotated[Color, typer.Option("--color", help="Colours on stdout.")] = Color.AUTO,
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Write what is longer than the screen in one go.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say errors and warnings only.")] = False,
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, help="Say the steps too.", show_default=False)
    ] = 0,
    version: Annotated[bool, typer.Option("--version", "-V", help="Show the version.")] = False,
) -> None:
    """The command-line home of every exam question you own."""
    loudness = Loudness.QUIET if quiet else Loudness(min(1 + verbose, 3))
    listen(loudness)
    ctx.obj = Invocation(
        db=db,
        bank=bank,
        wait=wait,
        color=color,
        loudness=loudness,
        paged=not no_pager,
        message=_said(message, "--message"),
        actor=_said(actor, "--actor"),
    )
    bank_told.begin(ctx.obj.bank_words)
    saved_lookup.begin(ctx)
    if version:
        from qbank.cli import welcome

        welcome.version()
    elif ctx.invoked_subcommand is None:
        from qbank.cli import welcome

        welcome.welcome(ctx.obj)


def _said(text: str | None, option: str) -> str | None:
    """Give what was said with an option, None where that is nothing. Raises QbankError for a blank."""
    if text is None or text.strip():
        return None if text is None else text.strip()
    raise QbankError(Kind.USAGE, f"{option} says nothing", hint="give it a text, or leave it out")
