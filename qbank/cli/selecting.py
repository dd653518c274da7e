"""From the words of a command line to the questions they mean."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from qbank.cli.stdin_ids import read_ids
from qbank.errors import Kind, QbankError
from qbank.query.parser import parse
from qbank.query.tree import Node

if TYPE_CHECKING:
    from qbank.services.selection import Selection

STDIN = "-"
MOST = 2**62


def query_of(words: Sequence[str]) -> Node:
    """Read a query. Raises QbankError for what cannot be understood."""
    return parse(words, now=datetime.now().astimezone())


def selection_of(
    query: Sequence[str] | None,
    *,
    limit: int | None = None,
    sample: int | None = None,
    seed: str | None = None,
) -> "Selection":
    """Give the selection of a command that reads: no words mean everything, `-` the ids on stdin."""
    from qbank.services.selection import Selection

    words = list(query or ())
    ids = read_ids() if STDIN in words else None
    rest = [word for word in words if word != STDIN]
    return Selection(query_of(rest), ids, _bounded(limit), _bounded(sample), seed).drawn()


def _bounded(number: int | None) -> int | None:
    """Give a number that a database can count to; no bank has more."""
    return None if number is None else min(number, MOST)


def changing_selection(
    query: Sequence[str] | None,
    everything: bool,
    *,
    limit: int | None = None,
    sample: int | None = None,
    seed: str | None = None,
) -> "Selection":
    """Give the selection of a command that changes: it must be said, with a query or with --all."""
    if query and everything:
        raise QbankError(
            Kind.USAGE, "--all and a query together mean two things", hint="leave one of them out"
        )
    if not query and not everything:
        raise QbankError(
            Kind.USAGE,
            "which questions? a command that changes needs a query",
            hint="say it as in `qbank question list`, or --all for the whole bank",
        )
    selection = selection_of(query, limit=limit, sample=sample, seed=seed)
    _refuse_doubtful(query or ())
    return selection


def looks_like_an_id(word: str) -> bool:
    """Tell whether a word may be the beginning of an id."""
    return bool(re.fullmatch(r"[0-9a-f]{4,8}(-[0-9a-f-]*)?", word) and re.search(r"\d", word))


def _refuse_doubtful(words: Sequence[str]) -> None:
    """Refuse a lone word that looks like the beginning of an id: it would be searched for as a word."""
    if len(words) == 1 and looks_like_an_id(words[0]):
        raise QbankError(
            Kind.USAGE,
            f"{words[0]!r} may be an id or a word",
            hint=f"say id:{words[0]} for the question, or text:{words[0]} for the word",
        )
