"""Categories on stdout: the tree for a person, a row each for a program."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qbank.cli import details, output
from qbank.cli.invocation import Invocation
from qbank.cli.options import Format
from qbank.cli.output import Column
from qbank.cli.stderr import Narrator
from qbank.domain.counting import counted

if TYPE_CHECKING:
    from qbank.services.categories import CategoryDetails
    from qbank.services.category_counts import CategoryView
    from qbank.services.category_merging import Merge

    Drawn = tuple[str, CategoryView]

COLUMNS: list[Column["CategoryView"]] = [
    Column("kind", lambda category: "category"),
    Column("id", lambda category: category.id),
    Column("path", lambda category: category.path),
    Column("questions", lambda category: category.questions),
    Column("total", lambda category: category.total),
    Column("color", lambda category: category.color),
    Column("description", lambda category: category.description),
    Column("preferences", lambda category: category.preferences),
    Column("created_at", lambda category: category.created_at),
    Column("updated_at", lambda category: category.updated_at),
]
IN_ROWS = "id,path,questions,total,color,description"
MERGED_SHOWN = 12
_DOT: Column["Drawn"] = Column("", lambda row: "●", lambda row: row[1].color)
_TREE: list[Column["Drawn"]] = [
    Column("category", lambda row: row[0]),
    Column("questions", lambda row: row[1].questions),
    Column("total", lambda row: row[1].total),
    Column("description", lambda row: row[1].description, "dim"),
]


def show_list(
    said: Invocation,
    categories: Sequence["CategoryView"],
    how: Format | None,
    names: str | None,
    *,
    no_header: bool = False,
) -> None:
    """Write categories, which stand in the order of the tree."""
    how = output.chosen(how)
    if how is Format.TABLE and names is None:
        columns = [_DOT, *_TREE] if output.colored(said) else _TREE
        output.show(said, list(zip(drawn(categories), categories, strict=True)), columns, how)
        return
    if names is None and how not in (Format.JSON, Format.NDJSON):
        names = IN_ROWS
    output.show(said, categories, COLUMNS, how, names=names, no_header=no_header)


def drawn(categories: Sequence["CategoryView"]) -> list[str]:
    """Give each category's name behind the branches that lead to it; the topmost by their whole paths."""
    top = min((category.depth for category in categories), default=0)
    lines: list[str] = []
    open_levels: set[int] = set()
    for category in reversed(categories):
        level = category.depth - top
        trunk = "".join("│  " if above in open_levels else "   " for above in range(1, level))
        branch = ("├─ " if level in open_levels else "└─ ") if level else ""
        lines.append(f"{trunk}{branch}{category.name if level else category.path}")
        open_levels = {above for above in open_levels if above < level} | {level}
    return lines[::-1]


def show_one(found: "CategoryDetails", how: Format | None, *, no_header: bool = False) -> None:
    """Write one category in full."""
    details.show(lambda write: _parts(found), _whole(found), how, no_header=no_header)


def _parts(found: "CategoryDetails") -> Iterator[details.Part]:
    from qbank.domain.preferences import RULES, written

    category = found.category
    yield from ((name, getattr(category, name)) for name in ("path", "id", "color", "description"))
    yield from (("questions", category.questions), ("total", category.total))
    for difficulty in ("easy", "medium", "hard", None):
        if number := found.difficulties[difficulty]:
            yield difficulty or "no difficulty", number
    for default in found.defaults:
        origin = "" if default.path == category.path else f" (from {default.path})"
        kind = "rule" if default.key in RULES else "default"
        yield f"{kind} {default.key}", f"{written(default.value)}{origin}"
    for lower in found.subcategories:
        yield "subcategory", f"{lower.path} ({lower.total})"
    yield from ((name, getattr(category, name)) for name in ("created_at", "updated_at"))


def _whole(found: "CategoryDetails") -> dict[str, Any]:
    category = found.category
    return {
        **{column.name: column.cell(category) for column in COLUMNS},
        "inherited": {
            default.key: {"value": default.value, "from": default.path}
            for default in found.defaults
            if default.path != category.path
        },
        "difficulties": {difficulty or "none": number for difficulty, number in found.difficulties.items()},
        "subcategories": [
            {"id": lower.id, "path": lower.path, "questions": lower.questions, "total": lower.total}
            for lower in found.subcategories
        ],
    }


def merge_told(merge: "Merge") -> str:
    """Say in one line what a merge would do."""
    return f"merge {', '.join(merge.sources)} into {merge.into}, with {counted(merge.questions, 'question')}"


def tell_merge(narrator: Narrator, merge: "Merge", bank: str) -> None:
    """Say what a merge would do: what moves, what becomes one, which defaults come along or give way."""
    narrator.say(f"would {merge_told(merge)}, in {bank}")
    if merge.trashed:
        narrator.say(f"  {counted(merge.trashed, 'question')} in the trash would move too")
    for line in _cut([f"  {gone} → {heir}, and goes to the trash" for gone, heir in merge.merged]):
        narrator.say(line)
    for line in _cut([f"  {path} moves with all below it" for path in merge.moved]):
        narrator.say(line)
    for path, key, value in merge.kept:
        narrator.say(f"  default {key}={value} of {path} comes along")
    for lost in merge.dropped:
        narrator.say(
            f"  default {lost.key}={lost.value} of {lost.path} is dropped: {lost.instead} holds there"
        )


def _cut(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MERGED_SHOWN
    return [*lines[:MERGED_SHOWN], f"  … and {more:,} more"] if more > 1 else list(lines)
