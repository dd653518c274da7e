"""From the words of a command line to the questions they mean."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from qbank import services
from qbank.cli import run, saved_lookup
from qbank.cli.stdin_ids import read_ids
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.query.parser import parse
from qbank.query.tree import Node

if TYPE_CHECKING:
    from qbank.services.selection import Selection

STDIN = "-"
MOST = 2**62
SHOWN = 3
"""So many ids are named of those that a bank does not have."""


def query_of(words: Sequence[str]) -> Node:
    """Read a query, what is saved by the names in it too. Raises QbankError for what cannot be understood."""
    return parse(words, now=datetime.now().astimezone(), saved=saved_lookup.kept)


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
    return Selection(query_of(rest), ids, bounded(limit), bounded(sample), seed).drawn()


def bounded(number: int | None) -> int | None:
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


def tell_absent(ctx: typer.Context, selection: "Selection") -> bool:
    """Say which ids on stdin are of no live question; tells whether there are any."""
    if not selection.ids:
        return False
    ids = selection.ids
    absent = run.reading(ctx, lambda session: services.finding.absent(session, ids))
    for missing, place in ((absent.nowhere, "not in the bank"), (absent.trashed, "in the trash")):
        if missing:
            verb = "is" if len(missing) == 1 else "are"
            shown = ", ".join(id_[:8] for id_ in missing[:SHOWN]) + (", …" if len(missing) > SHOWN else "")
            of = f"{len(missing):,} of {counted(len(ids), 'id')} {verb} {place}"
            run.invocation(ctx).narrator.warn(f"{of}: {shown}")
    return bool(absent.nowhere or absent.trashed)


def tell_seed(ctx: typer.Context, selection: "Selection", told: str | None) -> None:
    """Say by which seed a sample is drawn, unless it was told: with it, the same ones are drawn again."""
    if selection.sample is not None and told is None:
        run.invocation(ctx).narrator.say(f"drawn with --seed {selection.seed}")


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
