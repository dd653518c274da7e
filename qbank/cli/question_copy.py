"""`qbank question copy`."""

from typing import Annotated

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.edits import changing
from qbank.domain.counting import counted, listed


def copy_question(
    ctx: typer.Context,
    question: Annotated[
        str, typer.Argument(metavar="ID", help="Four or more characters of its id, or ext:ID.")
    ],
    category: Annotated[
        str | None, typer.Option("--category", "-c", metavar="PATH", help="Put the copy there.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="The copy's own title.")] = None,
) -> None:
    """Copy a question, to make a variant of it; prints the copy's id.

    Tags, pictures and the passage come along; the external id does not, for it names one question.

    Example: qbank question edit $(qbank question copy 3f2a) --title 'Variant B'
    """
    copied = changing(
        ctx,
        lambda session, by: services.copying.copy(session, by, question, category=category, title=title),
    )
    narrator = run.invocation(ctx).narrator
    if copied.made:
        narrator.say(f"made {listed('category', 'categories', copied.made)}")
    others = copied.twins - 1
    both = f"the two and {counted(others, 'other question')}" if others > 0 else "both"
    narrator.say(f"copied {copied.original[:8]} into {copied.category}; {both} ask the same")
    narrator.say(f"change the copy: qbank question edit {copied.id[:8]}")
    output.line(copied.id)
