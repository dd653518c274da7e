"""What a bulk change says: how many questions change, and a few of them before and after."""

from typing import TYPE_CHECKING, Any

from qbank.cli import output
from qbank.cli.stderr import Narrator
from qbank.domain.counting import counted
from qbank.domain.text_width import one_line

if TYPE_CHECKING:
    from qbank.services.previews import Difference, Preview

WOULD = "would change"
STEM = 32
"""What a line shows of a stem: with the id and one change beside it, it fits 80 columns."""
USUAL = 80
SHORTEST_STEM = 12


def tell_preview(
    narrator: Narrator, preview: "Preview", would: str = WOULD, where: str = "", more: str = ""
) -> None:
    """Say how many questions are meant and change, and in which bank, and show a few of them.

    `more` says what shows the rest.
    """
    for remark in preview.remarks:
        narrator.warn(remark)
    here = f" in {where}" if where else ""
    if not preview.selected:
        narrator.say(f"no question is meant{here}")
        return
    same = preview.selected - preview.changed
    left = f"; {counted(same, 'is', 'are')} so already" if same else ""
    narrator.say(f"{counted(preview.changed, 'question')} {would or 'changed'}{here}{left}")
    for difference in preview.sample:
        narrator.say(f"  {_line(difference)}")
    if preview.changed > len(preview.sample) > 0:
        narrator.say(f"  … and {preview.changed - len(preview.sample):,} more{more}")


def _line(difference: "Difference") -> str:
    changes = ", ".join(f"{name}: {_shown(old)} → {_shown(new)}" for name, old, new in difference.changes)
    room = max(SHORTEST_STEM, STEM - max(0, USUAL - output.width()))
    return f"{difference.id[:8]}  {one_line(difference.stem, room)}  {changes}"


def _shown(value: Any) -> str:
    if value is None or value == ():
        return "none"
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def done(preview: "Preview") -> str:
    """Say that it is done, and how to take it back."""
    return f"changed {counted(preview.changed, 'question')}; `qbank undo` takes that back"
