"""`qbank question edit`: one question by options, or up to fifty as text in the person's editor."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import question_parts as parts, run
from qbank.cli.editor import require_terminal
from qbank.cli.edits import changing
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import LimitOption
from qbank.cli.question_parts import Parts
from qbank.cli.question_summary import tell_made_and_twins
from qbank.cli.selecting import STDIN, selection_of
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.selection import Selection

_ID = re.compile(r"(?:[iI][dD]:)?[0-9a-fA-F][0-9a-fA-F-]{3,35}")
_INSTEAD = (
    "change it by options: --stem, --key, --difficulty …; many at once: qbank question set, update, export"
)
_SETTABLE = {
    "difficulty", "rating", "points", "status", "assignee", "category", "document", "author", "licence",
    "language", "field",
}  # fmt: skip
"""What `question set` takes by the same name."""
EditorOption = Annotated[
    str | None,
    typer.Option(
        "--editor",
        metavar="COMMAND",
        help="The editor to open. [default: QBANK_EDITOR, VISUAL, EDITOR, else nano, micro or vi]",
        show_default=False,
    ),
]


def edit_question(
    ctx: typer.Context,
    meant: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID|QUERY", help="An id; without options, also a query that finds up to 50."),
    ] = None,
    stem: Annotated[str | None, typer.Option("--stem", help="The question itself.")] = None,
    type: parts.TypeOption = None,
    title: parts.TitleOption = None,
    markup: parts.MarkupOption = None,
    choice: parts.ChoiceOption = None,
    key: parts.KeyOption = None,
    answer: parts.AnswerOption = None,
    tolerance: parts.ToleranceOption = None,
    pair: parts.PairOption = None,
    step: parts.StepOption = None,
    options: parts.OptionsOption = None,
    explanation: parts.ExplanationOption = None,
    hint: parts.HintOption = None,
    category: parts.CategoryOption = None,
    document: parts.DocumentOption = None,
    tag: parts.TagOption = None,
    difficulty: parts.DifficultyOption = None,
    rating: parts.RatingOption = None,
    points: parts.PointsOption = None,
    status: parts.StatusOption = None,
    assignee: parts.AssigneeOption = None,
    language: parts.LanguageOption = None,
    author: parts.AuthorOption = None,
    licence: parts.LicenceOption = None,
    external_id: parts.ExternalOption = None,
    field: parts.FieldOption = None,
    limit: LimitOption = None,
    editor: EditorOption = None,
    begun: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Go on with a text that was kept.")
    ] = None,
) -> None:
    """Edit questions as text in your editor, or one by options.

    Choices, answers, pairs, steps, hints and tags given by options replace those that are there; `none`
    clears what may be empty.

    Example: qbank question edit tag:cell difficulty:none --editor 'code --wait'
    """
    said = Parts(
        stem=stem, type=type, title=title, markup=markup, choice=choice, key=key, answer=answer,
        tolerance=tolerance, pair=pair, step=step, options=options, explanation=explanation, hint=hint,
        category=category, document=document, tag=tag, difficulty=difficulty, rating=rating, points=points,
        status=status, assignee=assignee, language=language, author=author, licence=licence,
        external_id=external_id, field=field,
    )  # fmt: skip
    said.refuse_contradictions()
    words = meant or []
    if not words:
        raise QbankError(
            Kind.USAGE, "which question?", hint="give an id or a query, as in `qbank question edit tag:cell`"
        )
    if said == Parts():
        _edit_as_text(ctx, words, limit, editor, begun)
    else:
        _edit_by_options(ctx, words, said)


def _edit_as_text(
    ctx: typer.Context, words: Sequence[str], limit: int | None, editor: str | None, begun: Path | None
) -> None:
    from qbank.cli.question_form import edit_as_text

    require_terminal(_INSTEAD)
    documents = _documents(ctx, words, limit)
    ids = f"id:{','.join((document.id or '')[:8] for document in documents)}"
    if documents:
        edit_as_text(ctx, documents, editor, begun, f"qbank question edit {ids} --from")


def _documents(ctx: typer.Context, words: Sequence[str], limit: int | None) -> list[QuestionDocument]:
    if len(words) == 1 and _names_one(words[0]):
        try:
            return [run.reading(ctx, lambda session: services.editing.one(session, words[0]))]
        except QbankError as error:
            if error.kind is not Kind.NOT_FOUND or not words[0].isalpha():
                raise
            # `face` and `added` may begin an id, and are words too.
    selection = selection_of(words, limit=limit)
    found = run.reading(ctx, _selected(selection))
    if not found:
        run.invocation(ctx).narrator.say("no question is meant; nothing was changed")
        tell_why(ctx, selection)
    return found


def _names_one(word: str) -> bool:
    """Tell whether a word may be the beginning of an id, or the id its author gave."""
    return bool(_ID.fullmatch(word)) or word.lower().startswith("ext:")


def _many(words: Sequence[str], said: Parts) -> str:
    """Give the line that does to all that a query finds what was said of one, where one does."""
    told = {field.name: getattr(said, field.name) for field in fields(said)}
    told = {name: value for name, value in told.items() if value is not None}
    if not told.keys() <= _SETTABLE:
        return "without options, the text of all it finds is edited; one value for many: qbank question set"
    pairs = [(name, value) for name, value in told.items() for value in _each(value)]
    options = [part for name, value in pairs for part in (f"--{name}", value)]
    return f"for all it finds: {shlex.join(['qbank', 'question', 'set', *words, *options])}"


def _each(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _selected(selection: "Selection") -> "run.Reading[list[QuestionDocument]]":
    from qbank.cli.question_form import MOST

    async def read(session: "AsyncSession") -> list[QuestionDocument]:
        return await services.editing.several(session, selection, MOST)

    return read


def _edit_by_options(ctx: typer.Context, words: Sequence[str], said: Parts) -> None:
    if len(words) > 1 or words[0] == STDIN or (":" in words[0] and not _names_one(words[0])):
        raise QbankError(
            Kind.USAGE,
            "options change one question, named by its id; this is a query",
            hint=_many(words, said),
        )
    written = changing(ctx, lambda session, by: services.writing.edit(session, by, words[0], said.put_into))
    narrator = run.invocation(ctx).narrator
    if not written.changed:
        narrator.say("it is so already; nothing was changed")
        return
    tell_made_and_twins(narrator, [written])
    narrator.say(f"changed {', '.join(written.changed)} of {written.id[:8]}; `qbank undo` takes that back")
