"""`qbank db dump|load`."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.import_files import file_or_stdin
from qbank.cli.options import ForceOption
from qbank.cli.output_file import require_free, write_file
from qbank.cli.streaming import fill, spooled
from qbank.domain.counting import counted

STDOUT = "-"


def dump(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout.")
    ] = STDOUT,
    force: ForceOption = False,
) -> None:
    """Write the whole bank as lines of JSON, journal and pictures too.

    That is what outlives the schema, and moves a bank to another engine. `qbank db load` reads it.

    Example: qbank db dump -o bank.ndjson
    """
    if file == STDOUT:
        output.write(spooled(ctx, services.dumping.lines))
        return
    require_free(Path(file), force=force)
    write_file(Path(file), lambda draft: fill(ctx, draft, services.dumping.lines))
    run.invocation(ctx).narrator.say(f"wrote all of {run.location(ctx)} to {file}")


def load(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `qbank db dump` wrote; - is stdin.")],
) -> None:
    """Put a dump into a new bank.

    Everything comes back as it was: ids, history, the trash, pictures. The bank must not hold anything yet.

    Example: qbank --db new.db db load bank.ndjson
    """
    with ExitStack() as stack:
        source = file_or_stdin(file, stack)
        head = run.filling(
            ctx, lambda session, by: services.loading.load(session, source.stream, source.name)
        )
    narrator = run.invocation(ctx).narrator
    others = sum(head.rows.values()) - head.rows.get("questions", 0)
    questions = counted(head.rows.get("questions", 0), "question")
    narrator.say(f"loaded {questions} and {counted(others, 'other row')} into {run.location(ctx)}")
    narrator.say("look at it once with: qbank db check")
