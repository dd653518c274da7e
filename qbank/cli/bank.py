"""`qbank bank`: a person's banks by name."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import config_file, output, run
from qbank.cli.bank_names import name_of, short, shown_place
from qbank.cli.cells import in_words
from qbank.cli.groups import new_group
from qbank.cli.options import ColumnsOption, FormatOption, NoHeaderOption
from qbank.cli.output import Column
from qbank.db.location import Location, located
from qbank.errors import Kind, QbankError
from qbank.settings import (
    DEFAULT,
    chosen_bank,
    config_path,
    default_bank,
    load,
    named_banks,
    nearest,
    require_name,
)

if TYPE_CHECKING:
    from qbank.db.backup import Backup

app = new_group("Your banks by name, and which of them is in use.")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The bank's name; see `qbank bank list`.")]


@dataclass(frozen=True, slots=True)
class NamedBank:
    """A bank as it is listed. Questions and size are None where its file cannot be read or is not there."""

    name: str | None
    path: str
    in_use: bool
    questions: int | None = None
    size: int | None = None


_COLUMNS: list[Column[NamedBank]] = [
    Column("name", lambda each: each.name, "id"),
    Column("in_use", lambda each: each.in_use),
    Column("questions", lambda each: each.questions),
    Column("size", lambda each: each.size, shown=lambda each: in_words(each.size)),
    Column("path", lambda each: each.path, shown=lambda each: short(located(each.path))),
]


@app.command("list")
def list_banks(
    ctx: typer.Context,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List your banks, with the questions and bytes of each.

    Example: qbank bank list
    """
    banks = {name: located(place) for name, place in named_banks(load()).items()}
    used = _in_use(ctx)
    rows = [_looked_at(name, place, in_use=place == used) for name, place in banks.items()]
    if used is not None and used not in banks.values():
        rows.append(_looked_at(None, used, in_use=True))
    output.show(run.invocation(ctx), rows, _COLUMNS, how, names=columns, no_header=no_header)


@app.command("use")
def use(ctx: typer.Context, name: NameArgument) -> None:
    """Use a bank from now on.

    `qbank bank use default` goes back to your first one.

    Example: qbank bank use chem
    """
    place = _require_known(name)
    if name == DEFAULT:
        config_file.take_away("bank")
    else:
        config_file.put("bank", name)
    narrator = run.invocation(ctx).narrator
    narrator.say(f"the bank in use is {name} ({shown_place(place)})")
    choice = chosen_bank()
    if choice.origin not in (str(config_path()), DEFAULT):
        narrator.warn(f"{choice.origin} is set, and counts first: {shown_place(choice.place)}")


@app.command("new")
def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits, - and _.")],
    place: Annotated[
        str | None,
        typer.Argument(metavar="[PATH]", help="Its file or URL. [default: NAME.db beside your first bank]"),
    ] = None,
) -> None:
    """Make a bank and name it.

    A bank that is there already is only named.

    Example: qbank bank new chem ~/exams/chem.db
    """
    require_name(name, f"{name!r} is no name for a bank")
    taken = named_banks(load()).get(name)
    if taken is not None:
        raise QbankError(
            Kind.CONFLICT, f"{name!r} is {shown_place(taken)} already", hint="choose another name"
        )
    meant = located(place or str(default_bank().with_name(f"{name}.db")))
    if (other := name_of(meant)) is not None:
        raise QbankError(Kind.CONFLICT, f"{meant} is named {other!r} already", hint=f"--bank {other} uses it")
    made = _made(ctx, meant)
    config_file.put(f"banks.{name}", meant.url or str(meant.path))
    narrator = run.invocation(ctx).narrator
    narrator.say(f"{'made a new bank' if made else 'named the bank that is'} at {meant}")
    narrator.say(f"use it once:    qbank --bank {name} …")
    narrator.say(f"use it always:  qbank bank use {name}")


@app.command("forget")
def forget(ctx: typer.Context, name: NameArgument) -> None:
    """Take a bank's name away; its file stays.

    Example: qbank bank forget chem
    """
    place = _require_known(name)
    if name == DEFAULT:
        raise QbankError(Kind.USAGE, "the default bank always has its name", hint="name another one")
    was_used = load().bank == name
    config_file.take_away(f"banks.{name}", *(["bank"] if was_used else []))
    narrator = run.invocation(ctx).narrator
    narrator.say(f"forgot the name {name}; the bank stays at {shown_place(place)}")
    if was_used:
        narrator.say(f"the bank in use is {DEFAULT} ({default_bank()})")


def _in_use(ctx: typer.Context) -> Location | None:
    """Give the bank in use; None, with a warning, where what is asked for has no such name."""
    try:
        return run.location(ctx)
    except QbankError as error:
        if error.kind not in (Kind.NOT_FOUND, Kind.CONFIGURATION):
            raise
        run.invocation(ctx).narrator.warn(error.message)
        return None


def _looked_at(name: str | None, place: Location, *, in_use: bool) -> NamedBank:
    found = None if place.path is None else _examined(place.path)
    questions, size = (None, None) if found is None else (found.questions, found.size)
    return NamedBank(name, str(place), in_use, questions, size)


def _examined(path: Path) -> "Backup | None":
    from qbank.db.backup import examined

    try:
        return examined(path)
    except OSError:
        return None


def _require_known(name: str) -> str:
    banks = named_banks(load())
    if name not in banks:
        hint = nearest(name, banks, "see them with `qbank bank list`")
        raise QbankError(Kind.NOT_FOUND, f"there is no bank named {name!r}", hint=hint)
    return banks[name]


def _made(ctx: typer.Context, place: Location) -> bool:
    """Make a bank where there is none. Raises QbankError where there is something else."""
    from qbank.db import bank
    from qbank.db.backup import examined

    made = run.run(bank.ensure(place, run.waiting(ctx)))
    if place.path is not None and not made and examined(place.path).revision is None:
        raise QbankError(Kind.BAD_DATA, f"{place} is not a qbank bank", hint="name another file")
    return made
