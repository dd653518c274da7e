"""What is said of an undo: what it takes back, what stays and which change stands in the way."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qbank.cli.change_view import STEM
from qbank.cli.log import row_lines, rows_told, told_counts
from qbank.cli.stderr import Narrator
from qbank.cli.styled_text import plain_line
from qbank.domain.counting import counted
from qbank.domain.text_width import one_line

if TYPE_CHECKING:
    from qbank.cli.undo import Seen

LISTED = 5
_TOLD = {"made": "comes back: ", "removed": "goes: "}


def tell_preview(narrator: Narrator, seen: "Seen", where: str) -> None:
    """Say what would be taken back, with a few rows before and after, and what would stay."""
    narrator.say(f"would take back change {seen.meant.number} of {where}: {seen.meant.message}")
    narrator.say(f"that changes {told_counts(seen.done.rows) or 'nothing'}")
    for row in seen.sample:
        for line in row_lines(row, colored=False, told=_TOLD):
            narrator.say(f"  {plain_line(line)}")
    if (more := rows_told(seen.done.rows) - len(seen.sample)) > 0:
        narrator.say(f"  … and {more:,} more")
    _tell_left(narrator, seen)


def tell_done(narrator: Narrator, seen: "Seen") -> None:
    """Say what was taken back, what stays, and how to have it again."""
    if not seen.done.number:
        narrator.say(f"nothing of change {seen.meant.number} is left to take back")
    elif seen.done.conflicts:
        rows = told_counts(seen.done.rows)
        narrator.say(f"took back change {seen.meant.number} in part ({rows}): {seen.meant.message}")
    else:
        narrator.say(f"took back change {seen.meant.number}: {seen.meant.message}")
    _tell_left(narrator, seen)
    if seen.done.number:
        narrator.say(f"to have it again: qbank undo {seen.done.number}")


def _tell_left(narrator: Narrator, seen: "Seen") -> None:
    details = [
        {
            "table": each.conflict.table,
            "id": each.conflict.id,
            "name": each.name,
            "places": each.conflict.places,
            "change": each.conflict.by,
            "reason": each.conflict.reason,
        }
        for each in seen.conflicts[:LISTED]
    ]
    _tell_conflicts(narrator, details, len(seen.done.conflicts), "stays as it is")


def tell_refused(narrator: Narrator, details: Mapping[str, Any]) -> None:
    """List what stands in the way of an undo, where the details of its refusal say so."""
    _tell_conflicts(
        narrator, details.get("conflicts", ())[:LISTED], details.get("conflicting", 0), "stands in the way"
    )


def _tell_conflicts(
    narrator: Narrator, conflicts: Sequence[Mapping[str, Any]], count: int, what: str
) -> None:
    for each in conflicts:
        places = f"{', '.join(each['places'])} " if each["places"] else ""
        by = "" if each["change"] is None else f" (change {each['change']})"
        name = one_line(each["name"], STEM) or each["table"].removesuffix("s").replace("_", " ")
        narrator.say(f"  {each['id'][:8]}  {name}  {what}: {places}{each['reason']}{by}")
    if (more := count - len(conflicts)) > 0:
        narrator.say(f"  … and {counted(more, 'more row')}")
