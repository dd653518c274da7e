"""`qbank question edit`, by options."""

from typing import Annotated

import typer

from qbank import services
from qbank.cli import question_parts as parts, run
from qbank.cli.edits import changing
from qbank.cli.question_parts import Parts
from qbank.errors import Kind, QbankError


def edit_question(
    ctx: typer.Context,
    question: Annotated[
        str, typer.Argument(metavar="ID", help="Four or more characters of its id, or ext:ID.")
    ],
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
    language: parts.LanguageOption = None,
    author: parts.AuthorOption = None,
    licence: parts.LicenceOption = None,
    external_id: parts.ExternalOption = None,
    field: parts.FieldOption = None,
) -> None:
    """Change one question; `none` clears what may be empty.

    Choices, answers, pairs, steps, hints and tags that are given replace those that are there.
    """
    said = Parts(
        stem=stem, type=type, title=title, markup=markup, choice=choice, key=key, answer=answer,
        tolerance=tolerance, pair=pair, step=step, options=options, explanation=explanation, hint=hint,
        category=category, document=document, tag=tag, difficulty=difficulty, rating=rating, points=points,
        status=status, language=language, author=author, licence=licence, external_id=external_id,
        field=field,
    )  # fmt: skip
    if said == Parts():
        raise QbankError(
            Kind.USAGE, "nothing says what to change", hint="use --stem, --key, --difficulty and the like"
        )
    written = changing(ctx, lambda session, by: services.writing.edit(session, by, question, said.put_into))
    narrator = run.invocation(ctx).narrator
    if not written.changed:
        narrator.say("it is so already; nothing was changed")
        return
    if written.twin is not None:
        narrator.warn(f"the same question is in the bank already: qbank question show {written.twin[:8]}")
    narrator.say(f"changed {', '.join(written.changed)} of {written.id[:8]}; `qbank undo` takes that back")
