"""What a replacement says: each match with what stands around it, marked; what is left alone, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from qbank.cli import output, stderr
from qbank.cli.invocation import Invocation
from qbank.cli.stderr import Loudness, Narrator
from qbank.cli.styled_text import Segment, StyledLine, plain_line
from qbank.cli.terminal_text import safe_line
from qbank.domain.counting import counted
from qbank.domain.text_width import one_line

if TYPE_CHECKING:
    from qbank.services.previews import Preview
    from qbank.services.replacing import Excerpt, Replaced, Replacement

MATCHES = 3
"""So many matches of a question are shown; with -v all."""
STEM = 40


def telling(said: Invocation) -> "Callable[[Narrator, Preview, str, str, str], None]":
    """Give what shows a replacement: in styles where a person reads stderr, else with plain marks."""
    colored = output.colored(said, stderr.is_terminal)

    def tell(narrator: Narrator, preview: "Preview", would: str, where: str, more: str) -> None:
        here = f" in {where}" if where else ""
        _tell(narrator, cast("Replacement", preview), would, here, more, colored=colored)

    return tell


def _tell(
    narrator: Narrator, found: "Replacement", would: str, here: str, rest: str, *, colored: bool
) -> None:
    if not found.selected:
        narrator.say(f"no question is meant{here}")
        return
    if found.changed:
        where = f"in {counted(found.changed, 'question')} of {found.selected:,}"
        verb = "would be replaced" if would else "replaced"
        narrator.say(f"{counted(found.matches, 'match', 'matches')} {where} {verb}{here}")
    else:
        narrator.say(f"nothing to replace in {counted(found.selected, 'question')}{here}")
    most = None if narrator.loudness >= Loudness.STEPS else MATCHES
    for line in _shown(found.shown, most, rest, colored=colored):
        if colored:
            narrator.show(line)
        else:
            narrator.say(plain_line(line))
    if (more := found.changed - len(found.shown)) > 0:
        narrator.say(f"  … and {counted(more, 'more question')}{rest}")
    if found.left:
        stand, left = ("stands", "it is") if found.left == 1 else ("stand", "they are")
        place = "in a formula, code or markup, or across a mark"
        narrator.say(f"{counted(found.left, 'match', 'matches')} {stand} {place}: left as {left}")
    if found.refusals:
        left = "it is" if found.refusals == 1 else "they are"
        narrator.say(f"{counted(found.refusals, 'question')} would break a rule: left as {left}")
        tell_refused(narrator, [asdict(each) for each in found.refused])
    if (more := found.refusals - len(found.refused)) > 0:
        narrator.say(f"  … and {more:,} more")


def tell_refused(narrator: Narrator, refused: Sequence[Mapping[str, str]]) -> None:
    """List questions that would break a rule."""
    for each in refused:
        narrator.say(f"  {each['id'][:8]}  {one_line(each['stem'], STEM)}  {each['reason']}")


def _shown(
    questions: "Sequence[Replaced]", most: int | None, rest: str, *, colored: bool
) -> Iterator[StyledLine]:
    for question in questions:
        lead = f"  {question.id[:8]}  "
        for excerpt in question.excerpts[:most]:
            yield (Segment(lead, "dim"), *_marked(excerpt, colored=colored))
            lead = " " * len(lead)
        if most is not None and (more := len(question.excerpts) - most) > 0:
            yield (Segment(f"{lead}… {counted(more, 'more match', 'more matches')} in it{rest}", "dim"),)


def _marked(excerpt: "Excerpt", *, colored: bool) -> Iterator[Segment]:
    """Show a match and what replaces it: as `wdiff` marks them, or in styles."""
    texts = (excerpt.before, excerpt.old, excerpt.new, excerpt.after)
    before, old, new, after = (safe_line(" ".join(text.split("\n"))) for text in texts)
    yield Segment(f"{excerpt.where}: ", "dim")
    yield Segment(before)
    yield Segment(old if colored else f"[-{old}-]", "old")
    if new:
        yield Segment(new if colored else f"{{+{new}+}}", "new")
    yield Segment(after)
