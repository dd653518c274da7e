"""Moodle XML questions with gaps: Cloze text, words chosen from lists, words dragged into a text."""

import re
from typing import Any

from lxml.etree import _Element

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Gap, GapKind
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, rich, text_of
from qbank.formats.cloze_text import NotCloze, read_cloze
from qbank.formats.moodle_answers import Unmodelled
from qbank.formats.moodle_numbers import nearest_grade
from qbank.formats.moodle_parts import Parts, word_of

_PLACE = re.compile(r"\[\[([0-9]{1,4})\]\]")
_ANY_PLACE = re.compile(r"\[\[[^\[\]]+\]\]")
_BOX = frozenset({"group", "infinite"})


def cloze(document: QuestionDocument, parts: Parts) -> dict[str, Any]:
    """Read Cloze text; gives what of the look of its gaps the model does not hold."""
    document.type = QuestionType.CLOZE
    try:
        stem, gaps, layouts = read_cloze(document.stem)
    except NotCloze as error:
        raise Unmodelled(
            "bad_cloze", f"{error}: Moodle does not take it for a Cloze question either"
        ) from error
    document.stem, document.options = stem, gaps
    _require_keys(document, gaps, parts)
    return {"gaps": layouts} if layouts else {}


def _require_keys(document: QuestionDocument, gaps: list[Gap], parts: Parts) -> None:
    said = parts.texts.said
    for gap in gaps:
        filled: list[Choice | AcceptedAnswer | AcceptedNumber] = [*gap.choices, *gap.answers, *gap.numbers]
        shares = [part.fraction for part in filled]
        best = max(shares, default=0.0)
        if best <= 0:
            document.status = Status.DRAFT
            said["no_key"] = f"{gap.name} accepts nothing: it is a draft"
        elif best < 1:
            said.setdefault(
                "no_full_key", f"no answer of {gap.name} earns all its points: Moodle refuses that"
            )
        if gap.kind is GapKind.CHOICE and len(gap.choices) < 2:
            said.setdefault("one_choice", f"{gap.name} has one choice only: Moodle refuses that")
        if any(nearest_grade(share) != share for share in shares):
            said.setdefault("fraction", f"Moodle does not know a grade of {gap.name}: kept as it is")


class _Box:
    """A word that may be put into gaps: its text, its group, and what else is said of it."""

    def __init__(self, element: _Element, at: int, parts: Parts, markup: TextFormat | None) -> None:
        name = element.tag
        words, others = parts.texts.split(element, name, at, _BOX)
        group = others.get("group")
        self.text: Text = rich(words, markup, parts.texts.format)
        self.group = (word_of(group) if group is not None else "") or "1"
        self.infinite = "infinite" in others


def select_gaps(document: QuestionDocument, parts: Parts) -> dict[str, Any]:
    """Read a text with drop-down lists, whose words are plain text."""
    boxes = [_Box(one, at, parts, TextFormat.PLAIN) for at, one in enumerate(parts.many("selectoption"))]
    return {"type": "gapselect", **_with_boxes(document, boxes, GapKind.CHOICE)}


def drag_words(document: QuestionDocument, parts: Parts) -> dict[str, Any]:
    """Read a text into which words are dragged; they have some tags."""
    boxes = [_Box(one, at, parts, TextFormat.HTML) for at, one in enumerate(parts.many("dragbox"))]
    return _with_boxes(document, boxes, GapKind.DRAG)


def _with_boxes(document: QuestionDocument, boxes: list[_Box], kind: GapKind) -> dict[str, Any]:
    """Give each place its gap with the words of its group; the words come back whole with `boxes`."""
    document.type = QuestionType.CLOZE
    gaps: list[Gap] = []
    places: list[int] = []

    def place(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 0 < number <= len(boxes):
            raise Unmodelled("bad_cloze", f"its text has [[{number}]], and {len(boxes)} words are given")
        places.append(number)
        gaps.append(_gap(f"gap{len(gaps) + 1}", boxes, number - 1, kind))
        return f"[[{gaps[-1].name}]]"

    if any(_PLACE.fullmatch(found[0]) is None for found in _ANY_PLACE.finditer(document.stem)):
        raise Unmodelled("bad_cloze", "its text has [[double brackets]] that are no place of a gap")
    document.stem = _PLACE.sub(place, document.stem)
    if not gaps:
        raise Unmodelled("bad_cloze", "its text has no place for a word")
    document.options = gaps
    return {"boxes": [[text_of(box.text), box.group, box.infinite] for box in boxes], "places": places}


def _gap(name: str, boxes: list[_Box], right: int, kind: GapKind) -> Gap:
    """Build one gap. The words of a group are offered in each of its gaps."""
    group = boxes[right].group
    choices = [
        Choice(text=box.text, fraction=1.0 if at == right else 0.0)
        for at, box in enumerate(boxes)
        if box.group == group
    ]
    return Gap(name=name, kind=kind, choices=choices)
