"""`qbank formats`: which formats there are, which way they go, what each cannot hold, and templates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from qbank.cli import details, output, run, template_file
from qbank.cli.groups import new_group
from qbank.cli.options import ColumnsOption, ForceOption, Format as How, FormatOption, NoHeaderOption
from qbank.cli.output import Column
from qbank.errors import Kind, QbankError
from qbank.formats import other_formats, registry
from qbank.formats.base import Carries, WriteOption
from qbank.formats.format import Format
from qbank.formats.losses import PARTS

app = new_group("The formats there are, and what each can hold.")


@dataclass(frozen=True, slots=True)
class Row:
    """A format with what its module declares; `carries` None where it is not written or cannot be used."""

    format: Format
    carries: Carries | None
    options: tuple[WriteOption, ...]
    problem: str | None


def row_of(format: Format) -> Row:
    """Ask a format's module what it can hold; what is in the way of using it is told."""
    try:
        if not format.writes:
            if format.reads:
                registry.reader(format.name)
            return Row(format, None, (), None)
        return Row(format, registry.carries(format.name), tuple(registry.options(format.name)), None)
    except QbankError as error:
        return Row(format, None, (), f"{error.message}: {error.hint}" if error.hint else error.message)


def lost_parts(carries: Carries) -> list[str]:
    """Name the parts of a question that a format has no place for."""
    return [part for part in PARTS if part not in carries.parts]


def _lost(row: Row) -> list[str] | None:
    return None if row.carries is None else lost_parts(row.carries)


def _lost_shown(row: Row) -> str:
    """Say what is lost in the room a terminal has: how many parts, or which where it is wide."""
    if row.problem is not None:
        return row.problem
    if row.carries is None:
        return ""
    lost = lost_parts(row.carries)
    if not lost or output.width() < _WIDE:
        return f"{len(lost)} of {len(PARTS)} parts" if lost else "nothing"
    held = [part for part in PARTS if part in row.carries.parts]
    return f"all but {', '.join(held)}" if len(held) < len(lost) else ", ".join(lost)


def _ways(row: Row) -> str:
    goes = (("read", row.format.reads), ("written", row.format.writes))
    return ", ".join(word for word, does in goes if does)


_WIDE = 140
_SHOWN: "list[Column[Row]]" = [
    Column("name", lambda row: row.format.name, "id"),
    Column("title", lambda row: row.format.title),
    Column("suffixes", lambda row: list(registry.suffixes(row.format))),
    Column("reads", lambda row: row.format.reads),
    Column("writes", lambda row: row.format.writes),
    Column("extra", lambda row: row.format.extra),
    Column("installed", lambda row: registry.is_installed(row.format)),
    Column("package", lambda row: row.format.package),
    Column("lost", _lost),
]
_ON_TERMINAL: "list[Column[Row]]" = [
    Column("name", lambda row: row.format.name, "id"),
    Column("what", lambda row: row.format.title),
    Column("suffixes", lambda row: " ".join(registry.suffixes(row.format)), "dim"),
    Column("is", _ways),
    Column("loses", _lost_shown),
]


@app.command()
def formats(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[FORMAT]", help="Tell all of this one; or: template.", show_default=False),
    ] = None,
    of: Annotated[
        str | None,
        typer.Argument(metavar="[csv|tsv|xlsx]", help="After template: what to write.", show_default=False),
    ] = None,
    file: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where a template goes; - is stdout.")
    ] = template_file.STDOUT,
    force: ForceOption = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Those too that are recognised and neither read nor written yet.")
    ] = False,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List the formats that question files may have: which are read and written, and what gets lost.

    With the name of one, all that is known of it: what it holds, its options, what it needs installed.
    `qbank formats template csv` writes a table with a question of every type, to write your own over.

    Example: qbank formats template xlsx -o questions.xlsx
    """
    if name == template_file.WORD:
        template_file.write(run.invocation(ctx).narrator, of, file, force=force)
        return
    if of is not None or file != template_file.STDOUT:
        hint = f"qbank formats {template_file.WORD} csv -o questions.csv"
        raise QbankError(Kind.USAGE, "only a template is written, not a format", hint=hint)
    how = output.chosen(how)
    if how is How.IDS:
        raise QbankError(Kind.USAGE, "formats have no ids", hint="--columns name prints their names")
    if name is not None:
        _show_one(row_of(registry.format_named(name)), how, no_header=no_header)
        return
    known = [each for each in registry.all_formats().values() if everything or each.reads or each.writes]
    rows = [row_of(each) for each in known]
    on_terminal = how is How.TABLE and columns is None
    shown = _ON_TERMINAL if on_terminal else _SHOWN
    output.show(run.invocation(ctx), rows, shown, how, names=columns, no_header=no_header)
    if on_terminal:
        run.invocation(ctx).narrator.say("qbank formats FORMAT tells what one holds, loses and needs")
    for broken, reason in other_formats.found()[1].items():
        run.invocation(ctx).narrator.warn(f"the format {broken} cannot be used: {reason}")


def _show_one(row: Row, how: How, *, no_header: bool) -> None:
    details.show(lambda write: _parts(row), _whole(row), how, no_header=no_header)


def _whole(row: Row) -> dict[str, Any]:
    carries = row.carries
    return {
        **{column.name: column.cell(row) for column in _SHOWN},
        "types": None if carries is None else sorted(carries.types),
        "holds": None if carries is None else [part for part in PARTS if part in carries.parts],
        "options": [
            {"name": each.name, "help": each.help, "values": list(each.values), "default": _default(each)}
            for each in row.options
        ],
        "problem": row.problem,
    }


def _default(option: WriteOption) -> str:
    return option.default or next(iter(option.values), "")


def _parts(row: Row) -> Iterator[details.Part]:
    known = row.format
    yield "name", known.name
    yield "what", known.title
    yield "suffixes", ", ".join(registry.suffixes(known)) or None
    yield "read", _direction(known.reads, "qbank question import, qbank convert")
    yield "written", _direction(known.writes, "qbank question export --to, qbank convert --to")
    yield "needs", _need(known)
    yield "from", known.package
    if row.problem is not None:
        yield "problem", row.problem
    if not known.reads and not known.writes:
        yield "instead", known.instead or None
    if row.carries is not None:
        yield "types", ", ".join(sorted(row.carries.types))
        yield "holds", _listed(part for part in PARTS if part in row.carries.parts)
        yield "loses", _listed(lost_parts(row.carries))
    for option in row.options:
        yield "option", _option(option)


def _direction(goes: bool, commands: str) -> str:
    return f"yes: {commands}" if goes else "no"


def _need(known: Format) -> str | None:
    if known.extra is None:
        return None
    state = "installed" if registry.is_installed(known) else "not installed"
    return f"pip install 'qbank[{known.extra}]' ({state})"


def _listed(parts: Iterable[str]) -> str:
    listed = [PARTS[part] for part in parts]
    return "all there is" if len(listed) == len(PARTS) else ", ".join(listed) or "nothing"


def _option(option: WriteOption) -> str:
    values = "|".join(option.values) or "TEXT"
    default = f" [default: {_default(option)}]" if _default(option) else ""
    return f"{option.name}={values}: {option.help}{default}"
