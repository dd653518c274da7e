"""`qbank question show`."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import delimited, output, run
from qbank.cli.cells import Cell
from qbank.cli.options import Format, ReadersFormatOption
from qbank.cli.question_list import DEFAULT
from qbank.domain import jsontext

if TYPE_CHECKING:
    from qbank.domain.views import QuestionView

IdsArgument = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Four or more characters of an id, or ext:EXTERNAL_ID.")
]


def show_question(ctx: typer.Context, ids: IdsArgument, how: ReadersFormatOption = None) -> None:
    """Show questions as their reader would see them.

    The key is marked, and what is known of them stands below. In JSON, several are an array.
    """
    how = output.told_format(how) or Format.TABLE
    views = run.reading(ctx, lambda session: services.questions.show(session, ids))
    said = run.invocation(ctx)
    if how is Format.TABLE:
        output.read(said, [b"\n".join([output.question(said, view) for view in views])])
    elif how is Format.JSON and len(views) > 1:
        output.write(delimited.as_array(jsontext.encode(view.document) for view in views))
    elif how in (Format.JSON, Format.NDJSON):
        for view in views:
            output.document(view.document)
    else:
        names = ("id",) if how is Format.IDS else DEFAULT
        output.write_rows(names, [[_cell(view, name) for name in names] for view in views], how)


def _cell(view: "QuestionView", name: str) -> Cell:
    """Give what `question list` has in a column, the stem as it is read."""
    if name == "stem":
        from qbank.domain.reader_text import reader_text

        return reader_text(view.document.stem, view.document.format)
    value: Cell = getattr(view.document, name)
    return value
