"""Questions as text in the person's editor: opened again with what is wrong until it can be written."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from qbank import services
from qbank.cli import editor, run
from qbank.cli.edits import changing
from qbank.cli.exits import ExitCode
from qbank.cli.kept_text import KeptText
from qbank.cli.question_summary import tell_edited
from qbank.domain.counting import counted
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats import text_form
from qbank.formats.text_form_lines import REMARK
from qbank.formats.text_form_remarks import Remark, beside, is_empty, with_remarks, without_remarks

if TYPE_CHECKING:
    from qbank.services.editing import Edited

MOST = 50
INTRODUCTION = """\
# Change what you like, save and leave: then the bank is changed. Leave it as it is: nothing happens.
# * right choice   - wrong choice   > feedback below it   = accepted answer   left == right   1. step
# Two blanks begin a further line of a choice; --- parts questions. All of it: docs/text-form.md
"""
_RETRIED = (Kind.USAGE, Kind.BAD_DATA, Kind.NOT_FOUND, Kind.AMBIGUOUS, Kind.CONFLICT)
"""Failures that another look at the text can mend."""


def edit_as_text(
    ctx: typer.Context,
    documents: Sequence[QuestionDocument],
    told: str | None,
    begun: Path | None,
    again: str,
) -> None:
    """Let a person edit questions as text, and write what changed as one change.

    `begun` is a file with a text to go on with, `again` the command line that does so with one that is kept.
    There is one question at least. Ends the command with 1 where the text comes back empty, or with its
    mistakes as they were.
    """
    which = editor.chosen(told)
    text = None if begun is None else _text_in(begun)
    if which.note:
        run.invocation(ctx).narrator.say(which.note)
    with KeptText(f"question-{(documents[0].id or '')[:8]}", again) as kept:
        _Session(ctx, which, kept, documents).carry_out(text)


def _text_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise QbankError(
            Kind.USAGE, f"{file} cannot be read: {reason}", hint="give the file that qbank kept"
        ) from error


class _Session:
    """One edit: the questions as they were read, the text as it stands, until it is written or given up."""

    def __init__(
        self, ctx: typer.Context, which: editor.Editor, kept: KeptText, documents: Sequence[QuestionDocument]
    ) -> None:
        self._ctx = ctx
        self._narrator = run.invocation(ctx).narrator
        self._editor = which
        self._kept = kept
        self._originals = _named(documents)
        self._decides = False

    def carry_out(self, begun: str | None) -> None:
        """Open the editor until what comes back can be written; `begun` is a text to go on with."""
        offered = begun or INTRODUCTION + "\n" + text_form.write_all(self._originals)
        self._kept.worth_keeping = begun is not None
        came = self._opened(offered)
        if came == offered and begun is None:
            self._narrator.say("nothing was changed")
            return
        while (remarks := self._tried(came)) is not None:
            self._kept.worth_keeping = True
            for remark in remarks:
                self._narrator.warn(f"line {remark.line}: {remark.text[0]}")
            offered = with_remarks(came, remarks)
            came = self._opened(offered)
            if self._is_given_up(came, offered):
                raise QbankError(Kind.NEGATIVE, "the text came back as it was; nothing was changed")

    def _is_given_up(self, came: str, offered: str) -> bool:
        """Tell whether nothing was done about the remarks; to delete what stands beside is to decide."""
        return came == offered or (not self._decides and without_remarks(came) == without_remarks(offered))

    def _opened(self, text: str) -> str:
        self._kept.write(text)
        lines = enumerate(text.split("\n"), start=1)
        at = next((number for number, line in lines if line.startswith(REMARK)), None)
        try:
            editor.edit(self._editor, self._kept.path, at)
        finally:
            came = self._kept.read()
            self._kept.worth_keeping = not is_empty(came) and (came != text or self._kept.worth_keeping)
        if is_empty(came):
            self._narrator.say("the text is empty; nothing was changed")
            raise typer.Exit(ExitCode.NEGATIVE)
        return came

    def _tried(self, text: str) -> list[Remark] | None:
        """Write what a text says; give what is to be remarked on it, None where it is done."""
        self._decides = False
        reading = text_form.read(text, self._originals)
        if reading.mistakes:
            return [Remark(each.place.line or 1, (each.message,)) for each in reading.mistakes]
        try:
            edited = self._written(reading.questions)
        except QbankError as error:
            if error.kind not in _RETRIED:
                raise
            line = _line_of(reading.questions, str(error.details.get("question")))
            return [Remark(line, (f"{error.message}{f'; {error.hint}' if error.hint else ''}",))]
        if edited.moved:
            return self._moved(edited.moved, reading.questions)
        tell_edited(self._narrator, reading.questions, edited)
        left = len(self._originals) - len(reading.questions)
        if left:
            self._narrator.say(
                f"{counted(left, 'question')} taken out of the text; left in the bank as before"
            )
        return None

    def _written(self, questions: Sequence[text_form.FormQuestion]) -> "Edited":
        edits = [
            services.editing.Edit(found.original, found.document)
            for found in questions
            if found.original is not None
        ]
        return changing(self._ctx, lambda session, by: services.editing.write(session, by, edits))

    def _moved(
        self, moved: Mapping[str, QuestionDocument | None], questions: Sequence[text_form.FormQuestion]
    ) -> list[Remark]:
        """Show those that were changed meanwhile beside, and take them as what is edited from now on."""
        self._decides = True
        for name, original in self._originals.items():
            if (now := moved.get(original.id or "")) is not None:
                self._originals[name] = now
        return [
            Remark(_line_of(questions, question_id), beside(question_id, now))
            for question_id, now in moved.items()
        ]


def _named(documents: Sequence[QuestionDocument]) -> dict[str, QuestionDocument]:
    """Name each question by the beginning of its id, as long as tells it from the others."""
    length = 8
    ids = [document.id or "" for document in documents]
    while len({each[:length] for each in ids}) < len(set(ids)):
        length += 4
    return {(document.id or "")[:length]: document for document in documents}


def _line_of(questions: Sequence[text_form.FormQuestion], question_id: str) -> int:
    return next((found.line for found in questions if found.document.id == question_id), 1)
