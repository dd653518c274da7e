"""The words of `qbank note add`: which are the query and which the note; and a note written in an editor."""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from qbank.cli.editor import chosen, edit, require_terminal
from qbank.errors import Kind, QbankError
from qbank.query.fields import known_field

_EXAMPLE = "qbank note add tag:cell 'check the figure'"


def words_and_text(
    words: Sequence[str], text: str | None, *, everything: bool
) -> tuple[list[str], str | None]:
    """Tell the words of the query from the note; None where the note is not said.

    Raises QbankError where the last argument looks like a part of the query.
    """
    if text is not None or (len(words) < 2 and not everything) or not words:
        return list(words), text
    *query, last = words
    if _is_queried(last):
        raise QbankError(
            Kind.USAGE,
            f"the last argument is the note, and {last!r} reads as a part of the query",
            hint=f"say the note behind it, {_EXAMPLE}, or with --text",
        )
    return query, last


def _is_queried(word: str) -> bool:
    """Tell whether a word would be a term with a field, or a sign, of a query."""
    head, colon, value = word.lstrip("-([{").partition(":")
    is_term = bool(colon) and bool(value) and not value.startswith(" ") and known_field(head) is not None
    return is_term or word in ("]", "[", "OR", "AND", "NOT", "-")


def text_from_editor() -> str:
    """Let a person write a note in their editor. Raises QbankError where nobody sits at a terminal."""
    require_terminal(f"say the note behind the query: {_EXAMPLE}")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "note.txt"
        file.touch(mode=0o600)
        edit(chosen(None, os.environ), file)
        return file.read_text(encoding="utf-8", errors="replace")
