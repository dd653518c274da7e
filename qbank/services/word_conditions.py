"""The words of a query put together: what one look into the full-text index can answer."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qbank.db.text_matching import Every, Phrase, Some, Wanted
from qbank.domain.excerpt import Sought
from qbank.query.tree import And, Matches, Node, Not, Or, TextColumn, Words

COLUMNS: dict[TextColumn, tuple[str, ...]] = {
    TextColumn.ANY: (),
    TextColumn.TITLE: ("title",),
    TextColumn.TEXT: ("stem",),
    TextColumn.CHOICE: ("answers", "distractors"),
    TextColumn.ANSWER: ("answers",),
    TextColumn.EXPLANATION: ("explanation",),
}
FIELDS: dict[TextColumn, tuple[str, ...] | None] = {
    TextColumn.ANY: None,
    TextColumn.TITLE: ("title",),
    TextColumn.TEXT: ("stem",),
    TextColumn.CHOICE: ("answer", "choice"),
    TextColumn.ANSWER: ("answer",),
    TextColumn.EXPLANATION: ("explanation",),
}
"""The same columns by the names that an excerpt gives them."""

TEXTS = ("title", "stem", "answer", "choice", "explanation", "feedback")
"""Where a regular expression is looked for."""

DEEPEST = 8
"""So deep may brackets stand in one look: the parser of FTS5 has a small stack, and most queries are flat."""


class Parted(NamedTuple):
    """What the index answers of terms that all hold, or of which one does, and the terms it cannot."""

    wanted: Wanted | None
    others: list[Node]


def wanted_of(node: Node, depth: int = 0) -> Wanted | None:
    """Give what the index is to find for a query of words alone, None where it cannot tell."""
    match node:
        case Words(column, text, prefix):
            return Phrase(text, COLUMNS[column], prefix)
        case And(parts) if depth < DEEPEST:
            parted = all_hold(parts, depth)
            return None if parted.others else parted.wanted
        case Or(parts) if depth < DEEPEST:
            parted = one_holds(parts, depth)
            return None if parted.others else parted.wanted
        case _:
            return None


def all_hold(parts: Sequence[Node], depth: int = 0) -> Parted:
    """Part terms that all hold. What must not be found is looked for only beside what must."""
    found: list[Wanted] = []
    unwanted: list[Wanted] = []
    others: list[Node] = []
    for part in parts:
        wanted = wanted_of(part.part if isinstance(part, Not) else part, depth + 1)
        if wanted is None:
            others.append(part)
        elif isinstance(part, Not):
            unwanted.append(wanted)
        else:
            found.append(wanted)
    if not found:
        return Parted(None, list(parts))
    if len(found) == 1 and not unwanted:
        return Parted(found[0], others)
    return Parted(Every(tuple(found), tuple(unwanted)), others)


def one_holds(parts: Sequence[Node], depth: int = 0) -> Parted:
    """Part terms of which at least one holds."""
    told = [(part, wanted_of(part, depth + 1)) for part in parts]
    found = tuple(wanted for _, wanted in told if wanted is not None)
    others = [part for part, wanted in told if wanted is None]
    if not found:
        return Parted(None, others)
    return Parted(found[0] if len(found) == 1 else Some(found), others)


def searched_words(node: Node) -> Iterator[Words | Matches]:
    """Yield the words and patterns a query looks for, those that must not be found left out."""
    match node:
        case Words() | Matches():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from searched_words(part)
        case _:
            return


def sought(node: Node) -> tuple[Sought, ...]:
    """Give the words a query looks for as they are looked for in one question."""
    return tuple(map(_sought, dict.fromkeys(searched_words(node))))


def _sought(node: Words | Matches) -> Sought:
    if isinstance(node, Matches):
        return Sought(node.pattern, TEXTS, pattern=True)
    return Sought(node.text, FIELDS[node.column], node.prefix)


def ranked_by(node: Node) -> Wanted | None:
    """Give what questions are ranked by: all that is wanted where all must hold, else any of it."""
    parted = all_hold(node.parts if isinstance(node, And) else (node,))
    if parted.wanted is not None:
        return parted.wanted
    phrases = tuple(
        Phrase(each.text, COLUMNS[each.column], each.prefix)
        for each in searched_words(node)
        if isinstance(each, Words)
    )
    if not phrases:
        return None
    return phrases[0] if len(phrases) == 1 else Some(phrases)
