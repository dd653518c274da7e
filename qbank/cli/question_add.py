"""`qbank question add`: by options, as text on stdin, or asked for line by line."""

from dataclasses import replace
from typing import Annotated

import typer

from qbank import services
from qbank.cli import output, question_parts as parts, run
from qbank.cli.options import DryRunOption
from qbank.cli.question_parts import Parts
from qbank.cli.question_summary import tell_made_and_twins
from qbank.cli.selecting import STDIN
from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError


def add_question(
    ctx: typer.Context,
    stem: Annotated[
        str | None,
        typer.Argument(metavar="[STEM|-]", help="The question itself; - reads questions as text from stdin."),
    ] = None,
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
    dry_run: DryRunOption = False,
) -> None:
    """Add a question, and print its id. Without STEM it is asked for line by line.

    Example: qbank question add 'Which gas?' --choice Neon --choice Iron --key A

    Example: pbpaste | qbank question add - --category Chemistry
    """
    said = Parts(
        stem=stem, type=type, title=title, markup=markup, choice=choice, key=key, answer=answer,
        tolerance=tolerance, pair=pair, step=step, options=options, explanation=explanation, hint=hint,
        category=category, document=document, tag=tag, difficulty=difficulty, rating=rating, points=points,
        status=status, assignee=assignee, language=language, author=author, licence=licence,
        external_id=external_id, field=field,
    )  # fmt: skip
    said.refuse_contradictions()
    if stem == STDIN:
        from qbank.cli.question_add_text import add_from_stdin

        add_from_stdin(ctx, replace(said, stem=None), dry_run=dry_run)
    elif dry_run:
        raise QbankError(
            Kind.USAGE, "--dry-run is for questions on stdin", hint="qbank question add - --dry-run"
        )
    elif stem is None:
        from qbank.cli.question_add_text import add_by_asking

        add_by_asking(ctx, said)
    else:
        _add(ctx, said)


def _add(ctx: typer.Context, said: Parts) -> None:
    made = QuestionDocument(type=said.kind())
    said.put_into(made)
    written = run.writing(ctx, lambda session, by: services.writing.add(session, by, made))
    narrator = run.invocation(ctx).narrator
    tell_made_and_twins(narrator, [written])
    if said.type is None and made.type is QuestionType.ESSAY:
        narrator.say(
            "it is an essay, having no answers: --type essay says so, --choice or --answer gives some"
        )
    output.line(written.id)
