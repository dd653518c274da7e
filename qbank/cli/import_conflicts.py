"""Conflicts of an import as a person sees and decides them: what was done here, and what in the file."""

from collections.abc import Iterator, Mapping, Sequence

from qbank.cli import stderr
from qbank.cli.difference_view import difference_lines
from qbank.cli.styled_text import StyledLine, plain_line
from qbank.cli.terminal_text import safe_line
from qbank.domain.counting import counted
from qbank.domain.document_diff import Difference, differences
from qbank.domain.merging import Clash
from qbank.errors import Kind, QbankError
from qbank.services.import_options import Decided, OnConflict, Undecided

_CHOICES = {"o": OnConflict.OURS, "t": OnConflict.THEIRS, "s": OnConflict.SKIP}
_PROMPT = "[o]urs, [t]heirs, [s]kip; O, T, S for all that are left; q stops: "
_HELP = """o  what is here stays where both changed the same; the rest of the file is taken
t  the file is taken where both changed the same; other edits made here stay
s  the question stays as it is, and is a conflict again the next time
O, T, S  the same for this one and all that are left
q  nothing is imported"""


def show_clashes(narrator: stderr.Narrator, clashes: Sequence[Clash]) -> None:
    """Show both sides of a conflict, each with what it changed marked inside the text."""
    for line in _lines(clashes, colored=False):
        narrator.say(plain_line(line))


def _lines(clashes: Sequence[Clash], *, colored: bool) -> Iterator[StyledLine]:
    for place, base, ours, theirs in clashes:
        if place == "in_trash":
            yield from difference_lines([Difference(place, False, True)], colored=colored, lead="    here  ")
        elif base is None and ours is not None and theirs is not None:
            yield from difference_lines(
                differences({place: ours}, {place: theirs}), colored=colored, lead="    here → file  "
            )
        else:
            for side, value in (("    here  ", ours), ("    file  ", theirs)):
                found = differences({place: base}, {place: value})
                yield from difference_lines(found, colored=colored, lead=side)


def decide(narrator: stderr.Narrator, conflicts: Sequence[Undecided]) -> Mapping[str, Decided]:
    """Ask a person about each conflict; gives what they decided, by question. Raises QbankError to stop."""
    narrator.say(f"{counted(len(conflicts), 'question')} changed here and in the file, differently:")
    decided: dict[str, Decided] = {}
    for_all: OnConflict | None = None
    for number, each in enumerate(conflicts, start=1):
        choice = for_all
        if choice is None:
            _show(narrator, each, f"{number}/{len(conflicts)}")
            choice, is_for_all = _asked(narrator)
            for_all = choice if is_for_all else None
        decided[each.id] = Decided(choice, each.clashes)
    return decided


def _show(narrator: stderr.Narrator, conflict: Undecided, count: str) -> None:
    place = f":{conflict.line}" if conflict.line else f", question {conflict.item}"
    name = safe_line(" ".join(conflict.name.split()))[:60]
    narrator.say(f"\n{count}  {conflict.file}{place}: {conflict.id[:8]} {name}")
    if conflict.note is not None:
        narrator.say(f"  {conflict.note}")
    for line in _lines(conflict.clashes, colored=True):
        narrator.show(line)


def _asked(narrator: stderr.Narrator) -> tuple[OnConflict, bool]:
    """Ask until there is an answer; gives it, and whether it is meant for all that are left."""
    while line := stderr.ask_line(_PROMPT):
        told = line.strip()
        if told.lower() in _CHOICES:
            return _CHOICES[told.lower()], told.isupper()
        if told in ("q", "Q"):
            break
        narrator.say(_HELP)
    raise QbankError(
        Kind.NEGATIVE,
        "stopped; nothing was imported",
        hint="--on-conflict skip leaves conflicts for another time",
    )


def require_somebody() -> None:
    """Raise QbankError where there is nobody to ask."""
    if not stderr.can_ask():
        raise QbankError(
            Kind.USAGE,
            "--on-conflict ask needs a terminal to ask on",
            hint="say what becomes of conflicts with --on-conflict ours, theirs, skip or fail",
        )
