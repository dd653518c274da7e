"""`qbank demo`: a bank of examples to try things on, apart from the person's own."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from qbank import examples, services, settings
from qbank.cli import output, run
from qbank.cli.groups import new_group
from qbank.cli.stderr import Loudness, Narrator
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.services.overview import Overview

app = new_group("Make a bank of example questions to try things on.")

FILE_NAME = "demo.db"
ORIGIN = "qbank demo"
"""The first command in a demo bank's journal: what tells it from a bank that somebody needs."""

NAMED = '--db "$(qbank demo --path)"'
"""How a command is told to use the demo bank: the same in sh, bash, zsh, fish and PowerShell."""

TO_TRY: tuple[tuple[str, str], ...] = (
    ("question list category:Biology", "find questions: those of a category and all below it"),
    ("question show ext:bio-001", "read one in full, its key and its feedback too"),
    ("question set tag:pH --rating 5 --yes", "change many at once, and see what changed"),
    ("undo", "take that back"),
    ("stats", "count them all in every way"),
)
"""What to type, without the bank, and what it does; in this order each of them works."""


@app.command()
def demo(
    ctx: typer.Context,
    path: Annotated[bool, typer.Option("--path", help="Print where it is, and do nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Make it anew.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Remove it.")] = False,
) -> None:
    """Make a bank of example questions to try things on.

    It is a file of its own: nothing that is done to it reaches your bank.

    Example: qbank demo
    """
    place, narrator = demo_bank(), run.invocation(ctx).narrator
    if path:
        output.line(str(place))
    elif delete:
        _delete(ctx, place)
        narrator.say("the demo bank is gone; `qbank demo` makes a new one")
    elif place.exists() and not force:
        _require_demo(ctx, place)
        narrator.say(f"the demo bank is there already: {place}")
        _tell_next(narrator)
        narrator.say("\nqbank demo --force makes it anew, qbank demo --delete removes it")
    else:
        found = _made(ctx, place)
        narrator.say(f"made a bank of {found.questions} examples; your own bank is as it was: {place}")
        _tell_next(narrator)
        narrator.say("\nqbank demo --delete removes it")


def demo_bank() -> Path:
    """Tell where the demo bank is, whether there is one or not."""
    return settings.default_bank().with_name(FILE_NAME)


def typed(words: str) -> str:
    """Give a command line that does on the demo bank what `words` say."""
    return f"qbank {words} {NAMED}"


def _tell_next(narrator: Narrator) -> None:
    narrator.say("\nFive things to try:")
    for words, does in TO_TRY:
        narrator.say(f"  {typed(words)}\n      {does}")


def _made(ctx: typer.Context, place: Path) -> "Overview":
    """Make the bank whole in a draft, then give it its name: half a demo bank is never seen."""
    from qbank.db.files import appearing

    taken = QbankError(
        Kind.CONFLICT,
        f"another program made {place} meanwhile",
        hint="see what is there with: qbank demo",
    )
    with appearing(place, taken) as draft:
        found = _filled(ctx, draft)
        if place.exists():
            _delete(ctx, place)
    return found


def _filled(ctx: typer.Context, draft: Path) -> "Overview":
    from qbank.cli.import_files import Asked, check_file
    from qbank.formats.base import ReadOptions
    from qbank.services.import_options import OnConflict, OnDuplicate

    said = replace(run.invocation(ctx), db=str(draft), loudness=Loudness.QUIET, words=("demo",))
    inner = typer.Context(TyperCommand("qbank"), obj=said)
    asked = Asked(None, ReadOptions(), None, None, None, None, OnDuplicate.SKIP, OnConflict.SKIP)
    with ExitStack() as stack:
        checked = check_file(str(examples.path()), asked, None, stack)
        run.writing(inner, lambda session, by: services.importing.bring_in(session, by, [checked]))
    return run.reading(inner, services.overview.overview)


def _delete(ctx: typer.Context, place: Path) -> None:
    """Remove the bank, and what SQLite keeps beside it, which the next of its name would play in."""
    from qbank.db.beside import companions

    if not place.exists():
        raise QbankError(Kind.NOT_FOUND, "there is no demo bank", hint="make one with: qbank demo")
    _require_demo(ctx, place)
    for file in (place, *companions(place)):
        file.unlink(missing_ok=True)


def _require_demo(ctx: typer.Context, place: Path) -> None:
    """Raise QbankError unless `qbank demo` made the bank."""
    if run.run(_first_command(ctx, place)) != ORIGIN:
        raise QbankError(
            Kind.CONFLICT,
            f"{place} is no demo bank, and is left alone",
            hint="move it away, and then: qbank demo",
        )


async def _first_command(ctx: typer.Context, place: Path) -> str | None:
    from qbank.db.engine import Access, transaction
    from qbank.db.location import Location
    from qbank.db.schema import require_bank

    here = Location(path=place)
    try:
        async with transaction(here, Access.READ, run.waiting(ctx)) as session:
            await require_bank(session, here)
            return await services.overview.first_command(session)
    except QbankError as error:
        if error.kind is not Kind.BAD_DATA:
            raise
        return None
