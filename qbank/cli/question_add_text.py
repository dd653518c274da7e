"""`qbank question add -`: one question or many as text on stdin; and the asking for one on a terminal."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from qbank import services
from qbank.cli import interrupts, output, run, stderr, stdin
from qbank.cli.kept_text import KeptText
from qbank.cli.question_asking import Draft, ask
from qbank.cli.question_parts import Parts
from qbank.cli.question_summary import tell_made_and_twins, title_of
from qbank.cli.set_values import tag_list
from qbank.domain.counting import counted
from qbank.domain.options import ELEMENT_OF
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats import text_form

if TYPE_CHECKING:
    from qbank.services.writing import Written

_OF_ONE = {"title": "--title", "type": "--type", "choice": "--choice", "key": "--key", "answer": "--answer",
           "tolerance": "--tolerance", "pair": "--pair", "step": "--step", "options": "--options",
           "explanation": "--explanation", "hint": "--hint", "external_id": "--external-id"}  # fmt: skip
SHOWN = 5


def add_from_stdin(ctx: typer.Context, said: Parts, *, dry_run: bool) -> None:
    """Add the questions that stdin holds as one change, and print their ids.

    Raises QbankError, having said each mistake with its line, where one cannot be read: none is added then.
    """
    for name, option in _OF_ONE.items():
        if getattr(said, name) is not None:
            raise QbankError(Kind.USAGE, f"{option} is of one question", hint="write it in the text on stdin")
    documents = _read(ctx, _stdin(ctx))
    for document in documents:
        _apply(said, document)
    narrator = run.invocation(ctx).narrator
    if dry_run:
        _list(narrator, documents)
        narrator.say(f"dry run: {counted(len(documents), 'question')} would be added")
        return
    written = run.writing(ctx, lambda session, by: services.writing.add_several(session, by, documents))
    _list(narrator, documents)
    _tell(ctx, written)


def _stdin(ctx: typer.Context) -> str:
    stream = stdin.stream("give it the text: qbank question add - < FILE")
    if stream.isatty():
        run.invocation(ctx).narrator.say("type or paste questions; Ctrl-D on a line of its own ends them")
    data = stream.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise QbankError(Kind.BAD_DATA, f"line {line} is not UTF-8", hint="save the text as UTF-8") from error


def _read(ctx: typer.Context, text: str) -> list[QuestionDocument]:
    reading = text_form.read(text)
    for mistake in reading.mistakes:
        run.invocation(ctx).narrator.warn(f"line {mistake.place.line}: {mistake.message}")
    if reading.mistakes:
        count = counted(len(reading.mistakes), "question")
        raise QbankError(
            Kind.BAD_DATA, f"{count} could not be read; nothing was added", hint="see docs/text-form.md"
        )
    if not reading.questions:
        raise QbankError(Kind.BAD_DATA, "stdin holds no question", hint="see docs/text-form.md")
    return [found.document for found in reading.questions]


def _apply(said: Parts, document: QuestionDocument) -> None:
    replace(said, stem=None, tag=None).put_into(document)
    document.tags = [*document.tags, *tag_list(said.tag)]


def _list(narrator: stderr.Narrator, documents: Sequence[QuestionDocument]) -> None:
    for document in documents[:SHOWN]:
        narrator.say(f"  {document.type}: {title_of(document)}")
    if len(documents) > SHOWN:
        narrator.say(f"  … and {len(documents) - SHOWN:,} more")


def _tell(ctx: typer.Context, written: "Sequence[Written]") -> None:
    narrator = run.invocation(ctx).narrator
    tell_made_and_twins(narrator, written)
    narrator.say(f"added {counted(len(written), 'question')}; `qbank undo` takes that back")
    for each in written:
        output.line(each.id)


def add_by_asking(ctx: typer.Context, said: Parts) -> None:
    """Ask for a question line by line, add it and print its id; whatever breaks that off, its text is kept.

    Raises QbankError where there is nobody to ask.
    """
    if not stderr.can_ask():
        raise QbankError(
            Kind.USAGE,
            "no question was given, and there is no terminal to ask on",
            hint="give its text: qbank question add 'Why?' --type essay, or qbank question add - < FILE",
        )
    draft = Draft()
    with KeptText("question", "qbank question add - <") as kept:
        try:
            usual = _usual_category(ctx)
            with interrupts.raised():
                ask(draft, said, usual, run.invocation(ctx).narrator)
            document = _document(draft, said)
            written = run.writing(ctx, lambda session, by: services.writing.add(session, by, document))
        except BaseException:
            if not draft.is_empty:
                kept.write(text_form.write(draft.document()))
                kept.worth_keeping = True
            raise
    run.invocation(ctx).narrator.say(f"  {document.type}: {title_of(document)}")
    _tell(ctx, [written])


def _document(draft: Draft, said: Parts) -> QuestionDocument:
    document = draft.document()
    if not document.options:
        document.type = said.kind()
    elif said.type is not None and ELEMENT_OF[said.type] is ELEMENT_OF[document.type]:
        document.type = said.type
    said.put_into(document)
    return document


def _usual_category(ctx: typer.Context) -> str:
    try:
        return run.reading(ctx, services.writing.last_category)
    except QbankError as error:
        if error.kind is Kind.NO_BANK:
            return "Unsorted"
        raise
