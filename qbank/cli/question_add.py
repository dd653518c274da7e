"""`qbank question add`, by options."""

from typing import Annotated

import typer

from qbank import services
from qbank.cli import output, question_parts as parts, run
from qbank.cli.question_parts import Parts
from qbank.domain.question import QuestionDocument


def add_question(
    ctx: typer.Context,
    stem: Annotated[str, typer.Argument(metavar="STEM", help="The question itself.")],
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
    """Add a question, and print its id.

    Example: qbank question add 'Which is a noble gas?' --choice Neon --choice Iron --key A -c Chemistry
    """
    said = Parts(
        stem=stem, type=type, title=title, markup=markup, choice=choice, key=key, answer=answer,
        tolerance=tolerance, pair=pair, step=step, options=options, explanation=explanation, hint=hint,
        category=category, document=document, tag=tag, difficulty=difficulty, rating=rating, points=points,
        status=status, language=language, author=author, licence=licence, external_id=external_id,
        field=field,
    )  # fmt: skip
    made = QuestionDocument(type=said.kind())
    said.put_into(made)
    written = run.writing(ctx, lambda session, by: services.writing.add(session, by, made))
    narrator = run.invocation(ctx).narrator
    if written.made:
        narrator.say(f"made category {', '.join(written.made)}")
    if written.twin is not None:
        narrator.warn(f"the same question is in the bank already: qbank question show {written.twin[:8]}")
    output.line(written.id)
