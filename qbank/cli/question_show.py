"""`qbank question show`."""

from typing import Annotated

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.options import Format, FormatOption

IdsArgument = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Four or more characters of an id, or ext:EXTERNAL_ID.")
]


def show_question(ctx: typer.Context, ids: IdsArgument, how: FormatOption = None) -> None:
    """Show questions as their reader would see them.

    The key is marked, and what is known of them stands below.
    """
    views = run.reading(ctx, lambda session: services.questions.show(session, ids))
    if how in (Format.JSON, Format.NDJSON):
        for view in views:
            output.document(view.document)
    elif how in (Format.CSV, Format.TSV, Format.IDS):
        output.write_rows(("id",), [[view.document.id] for view in views], Format.IDS)
    else:
        said = run.invocation(ctx)
        output.read(said, [b"\n".join([output.question(said, view) for view in views])])
