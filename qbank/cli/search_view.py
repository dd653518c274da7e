"""A question that was found, as a person reads it: what it is, and below it the text around the match."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from qbank import services
from qbank.cli.styled_text import INDENT, Segment, Style, StyledLine, folded
from qbank.cli.terminal_text import safe_line
from qbank.domain.excerpt import Excerpt

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.selection import Selection

COLUMNS = ("id", "type", "difficulty", "category", "match")


class Found(NamedTuple):
    """A question that was found; its id is as short as is unique."""

    id: str
    type: str
    difficulty: str | None
    category: str | None
    match: Excerpt


async def read(
    session: "AsyncSession", selection: "Selection", room: int | None, tell: Callable[[int], None]
) -> list[Found]:
    """Read the matches that are shown, the best first; `room` bounds them where the selection does not."""
    bounded = selection if selection.limit is not None else replace(selection, limit=room)
    order = services.relevance.RELEVANCE
    batches = services.listing.rows(session, bounded, COLUMNS, order, tell)
    rows = [Found(*row) async for batch in batches for row in batch]
    length = await services.listing.short_lengths(session, [row.id for row in rows])
    return [row._replace(id=row.id[:length]) for row in rows]


def lines(found: Found, width: int | None) -> Iterator[StyledLine]:
    """Yield the lines of a match, wrapped to `width` cells unless that is None."""
    told = " · ".join(each for each in (found.category, found.type, found.difficulty) if each)
    yield Segment(found.id, "id"), Segment(f"  {safe_line(told)}", "dim")
    lead = INDENT if found.match.field == "stem" else f"{INDENT}{found.match.field}: "
    yield from _marked(found.match, lead, width)
    yield (Segment(""),)


def _marked(match: Excerpt, lead: str, width: int | None) -> Iterator[StyledLine]:
    """Yield the lines of an excerpt with its marks; a line is broken at blanks, which no mark begins with."""
    text, at = match.text, 0
    for number, line in enumerate(folded(text, width - len(lead)) if width else [text]):
        begin = text.index(line, at)
        at = begin + len(line)
        before = " " * len(lead) if number else lead
        yield Segment(before, "dim"), *_segments(match, begin, at)


def _segments(match: Excerpt, begin: int, end: int) -> Iterator[Segment]:
    at = begin
    for start, stop in match.marks:
        start, stop = max(start, at), min(stop, end)
        if start < stop:
            yield from _segment(match.text[at:start], "")
            yield from _segment(match.text[start:stop], "match")
            at = stop
    yield from _segment(match.text[at:end], "")


def _segment(text: str, style: Style) -> Iterator[Segment]:
    if text:
        yield Segment(safe_line(text), style)
