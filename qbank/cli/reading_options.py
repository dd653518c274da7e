"""Options of the commands that read files of questions."""

from enum import StrEnum
from typing import Annotated

import typer

from qbank.domain.kinds import Status
from qbank.formats.base import AnswerStyle


class OnError(StrEnum):
    """What becomes of the rest when a question cannot be read or written."""

    STOP = "stop"
    SKIP = "skip"


FromOption = Annotated[
    str | None, typer.Option("--from", metavar="FORMAT", help="What they are, if unclear.")
]
CategoryOption = Annotated[
    str | None, typer.Option("--category", metavar="PATH", help="Put all in this one.")
]
IntoOption = Annotated[
    str | None, typer.Option("--into", metavar="PATH", help="Put their own categories below it.")
]
StatusOption = Annotated[Status | None, typer.Option("--status", help="The status of those that say none.")]
AnswersOption = Annotated[AnswerStyle | None, typer.Option("--answers", help="What their keys mean.")]
OnErrorOption = Annotated[OnError, typer.Option("--on-error", help="When one cannot be read.")]
