"""The dashboard of `qbank stats`: styled lines for a terminal, readable without colour."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from qbank.cli.bars import apportioned, bar
from qbank.cli.styled_text import Segment, Style, StyledLine
from qbank.cli.terminal_text import safe_line
from qbank.domain.counting import counted
from qbank.domain.text_width import cell_width, one_line

if TYPE_CHECKING:
    from collections import Counter

    from qbank.services.statistics import Dashboard

NARROWEST = 60
TOP_CATEGORIES = 12
LEVELS: Mapping[str | None, tuple[str, str, Style]] = {
    "easy": ("easy", "░", "easy"),
    "medium": ("medium", "▒", "medium"),
    "hard": ("hard", "█", "hard"),
    None: ("unknown", "·", "dim"),
}
"""What a difficulty is called, the character its bars are made of, and its style."""

_GAP = "  "
_MARGIN = "    "
_LABEL = 16
_BAR = 6
_LONGEST_BAR = 40
_LONGEST_LABEL = 22
_PERCENT = len(">99 %")


class Row(NamedTuple):
    """A line of a block: a label, a number, and what is said behind its share."""

    label: str
    number: int
    style: Style = ""
    remark: str = ""


class Block(NamedTuple):
    """Numbers with bars beneath a title; `total` is what the shares are of."""

    title: str
    rows: Sequence[Row]
    total: int
    note: str = ""


def dashboard_lines(board: "Dashboard", width: int) -> Iterator[StyledLine]:
    """Give the dashboard line by line, none wider than `width` cells, of which it takes 60 at least."""
    width = max(width, NARROWEST)
    categories = counted(len(board.categories), "category", "categories")
    yield (Segment(f"{counted(board.questions, 'question')} in {categories}", "heading"),)
    if board.questions == 0:
        return
    yield ()
    yield from _categories(board.categories, width)
    yield from _side_by_side([block for block in _blocks(board) if block.rows], width)


def percent(number: int, total: int) -> str:
    """Write a share in five characters; what is not quite nothing or all does not look like it."""
    share = 100 * number / total if total else 0.0
    if 0 < share < 1:
        return "<1 %"
    return ">99 %" if 99 < share < 100 else f"{share:.0f} %"


def _categories(categories: "Mapping[str, Counter[str | None]]", width: int) -> Iterator[StyledLine]:
    """Draw the largest categories by difficulty: numbers, and a bar of four kinds of characters."""
    ranked = sorted(categories.items(), key=lambda item: (-item[1].total(), item[0]))
    shown = [(safe_line(path), counts) for path, counts in ranked[:TOP_CATEGORIES]]
    numbers = [[*(counts[level] for level in LEVELS), counts.total()] for _, counts in shown]
    heads = [*(name for name, _, _ in LEVELS.values()), "all"]
    widths = [max(len(head), *(len(f"{row[at]:,}") for row in numbers)) for at, head in enumerate(heads)]
    label, room = _shared([path for path, _ in shown], width - sum(widths) - len(_GAP) * len(widths), width)
    yield (Segment("Categories by difficulty", "heading"), *_legend())
    yield (
        Segment(
            " " * label + "".join(_GAP + _right(head, at) for head, at in zip(heads, widths, strict=True)),
            "dim",
        ),
    )
    largest = max(row[-1] for row in numbers)
    for (path, counts), row in zip(shown, numbers, strict=True):
        cells = max(1, round(row[-1] / largest * room)) if room else 0
        yield (Segment(_left(_ending(path, label), label)), *_numbers(row, widths), *_stack(counts, cells))
    if len(ranked) > len(shown):
        yield (
            Segment(f"and {len(ranked) - len(shown):,} more: qbank stats --by category,difficulty", "dim"),
        )


def _legend() -> Iterator[Segment]:
    yield Segment(_GAP)
    for name, character, style in LEVELS.values():
        yield Segment(f" {character} {name}", style)


def _numbers(row: Sequence[int], widths: Sequence[int]) -> Iterator[Segment]:
    for number, width in zip(row, widths, strict=True):
        yield Segment(_GAP + _right(f"{number:,}", width), "" if number else "dim")


def _stack(counts: "Counter[str | None]", cells: int) -> Iterator[Segment]:
    shares = apportioned([counts[level] for level in LEVELS], cells)
    yield Segment(_GAP if cells else "")
    for share, (_, character, style) in zip(shares, LEVELS.values(), strict=True):
        yield Segment(character * share, style)


def _shared(labels: Sequence[str], room: int, longest: int) -> tuple[int, int]:
    """Divide the room of a line between its label and its bar; too short a bar is left out."""
    natural = min(max(cell_width(label) for label in labels), longest)
    label = min(natural, max(room - len(_GAP) - _BAR, _LABEL))
    left = room - label - len(_GAP)
    if left < _BAR:
        return min(natural, room), 0
    return label, min(left, _LONGEST_BAR)


def _blocks(board: "Dashboard") -> Iterator[Block]:
    questions = board.questions
    yield Block("Types", _ranked(board.types), questions)
    yield Block("Statuses", _ranked(board.statuses), questions)
    yield _missing(board)
    yield _ratings(board.ratings)
    yield Block("Tags most used", [Row(tag, number, "tag") for tag, number in board.tags], questions)
    yield _keys(board)


def _ranked(numbers: "Counter[str]") -> list[Row]:
    return [
        Row(name, number) for name, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    ]


def _missing(board: "Dashboard") -> Block:
    """Say what questions lack, each with the query that finds them."""
    rows = [
        Row("difficulty:none", sum(counts[None] for counts in board.categories.values())),
        Row("rating:none", board.ratings[None]),
        Row("tag:none", board.untagged),
        Row("explanation:none", board.unexplained),
        Row("status:draft -has:key", board.unkeyed),
    ]
    return Block("Missing", rows, board.questions, "each is a query that finds them")


def _ratings(ratings: "Counter[float | None]") -> Block:
    """Spread the ratings over whole stars, halves rounded up."""
    rated = {rating: number for rating, number in ratings.items() if rating is not None}
    total = sum(rated.values())
    if total == 0:
        return Block("Ratings", [], 0)
    mean = sum(rating * number for rating, number in rated.items()) / total
    stars = [0] * 6
    for rating, number in rated.items():
        stars[int(rating + 0.5)] += number
    rows = [Row(str(star), number) for star, number in reversed(list(enumerate(stars)))]
    return Block("Ratings", rows, total, f"{total:,} rated, {mean:.1f} on average")


def _keys(board: "Dashboard") -> Block:
    """Say where keys stand, and how often they would if no place were favoured."""
    keys = board.keys
    rows = [
        Row(_letter(place), keys.held[place], "key", f"even: {keys.even(place) * 100:.0f} %")
        for place in range(max(keys.sizes, default=0))
    ]
    if keys.held[None]:
        rows.append(Row("none", keys.held[None], "dim"))
    sampled = f"a sample of {keys.looked_at:,} of " if keys.looked_at < keys.questions else ""
    return Block("Single-choice keys", rows, keys.looked_at, f"{sampled}{keys.questions:,}")


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _side_by_side(blocks: Sequence[Block], width: int) -> Iterator[StyledLine]:
    columns = 1 if width < 100 else 2 if width < 160 else 3
    room = (width - len(_MARGIN) * (columns - 1)) // columns
    for first in range(0, len(blocks), columns):
        yield ()
        drawn = [_drawn(block, room) for block in blocks[first : first + columns]]
        for lines in zip_longest(*drawn, fillvalue=()):
            yield _joined(lines, room)


def _joined(lines: Sequence[StyledLine], room: int) -> StyledLine:
    joined: list[Segment] = []
    used = 0
    for at, line in enumerate(lines):
        place = (room + len(_MARGIN)) * at
        if line:
            joined += [Segment(" " * (place - used)), *line]
            used = place + sum(cell_width(segment.text) for segment in line)
    return tuple(segment for segment in joined if segment.text)


def _drawn(block: Block, width: int) -> list[StyledLine]:
    labels = [one_line(safe_line(row.label), _LONGEST_LABEL) for row in block.rows]
    numbers = [f"{row.number:,}" for row in block.rows]
    number = max(len(text) for text in numbers)
    remark = max(len(row.remark) for row in block.rows)
    fixed = len(_GAP) + number + len(_GAP) + _PERCENT + (len(_GAP) + remark if remark else 0)
    label, room = _shared(labels, width - fixed, _LONGEST_LABEL)
    largest = max(row.number for row in block.rows) or 1
    lines = [_title(block, width)]
    for text, count, row in zip(labels, numbers, block.rows, strict=True):
        share = _right(percent(row.number, block.total), _PERCENT)
        drawn = bar(row.number / largest, room)
        line = (
            Segment(f"{_left(one_line(text, label), label)}{_GAP}{_right(count, number)}{_GAP}{share}"),
            Segment(_GAP + _left(row.remark, remark) if remark else "", "dim"),
            Segment(_GAP + drawn if drawn else "", row.style),
        )
        lines.append(tuple(segment for segment in line if segment.text))
    return lines


def _title(block: Block, width: int) -> StyledLine:
    room = width - cell_width(block.title) - len(_GAP)
    note = _GAP + one_line(block.note, room) if block.note else ""
    return (Segment(block.title, "heading"), Segment(note, "dim"))


def _ending(text: str, width: int) -> str:
    """Cut a path at its beginning: its end says more."""
    if cell_width(text) <= width:
        return text
    while text and cell_width(text) > width - 1:
        text = text[1:]
    return f"…{text}"


def _left(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))


def _right(text: str, width: int) -> str:
    return " " * (width - cell_width(text)) + text
