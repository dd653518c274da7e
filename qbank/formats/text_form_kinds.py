"""How each type of question is answered in the text form: which lines open an option, how they are read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qbank.domain.kinds import QuestionType
from qbank.domain.options import Gap, GapKind
from qbank.formats import text_form_options as options
from qbank.formats.text_form_items import Item, Opening, items_of, marked
from qbank.formats.text_form_lines import Line, Mistake, from_one_line, on_one_line
from qbank.formats.text_form_pairs import opens_a_pair

Q = QuestionType
_CHOICE = "a choice begins with * (right) or -"
_ANSWER = "an accepted answer begins with ="


@dataclass(frozen=True, slots=True)
class Way:
    """A way of answering: the lines that open an option, what they are, and the writer and reader of all."""

    opening: Opening
    what: str
    write: Callable[[Sequence[Any]], list[str]]
    read: Callable[[Sequence[Item]], Sequence[Any]]


def _choosing(kind: QuestionType) -> Way:
    return Way(
        marked(r"[*]", "-"),
        _CHOICE,
        lambda choices: options.write_choices(choices, kind),
        lambda items: options.read_choices(items, kind),
    )


_ANSWERS = Way(marked("="), _ANSWER, options.write_answers, options.read_answers)
_NUMBERS = Way(marked("="), _ANSWER, options.write_numbers, options.read_numbers)
WAYS: dict[QuestionType, Way] = {
    **{kind: _choosing(kind) for kind in (Q.SINGLE_CHOICE, Q.MULTIPLE_CHOICE, Q.TRUE_FALSE)},
    Q.SHORT_ANSWER: _ANSWERS,
    Q.NUMERICAL: _NUMBERS,
    Q.MATCHING: Way(opens_a_pair, "a pair is left == right", options.write_pairs, options.read_pairs),
    Q.ORDERING: Way(
        marked(r"\d{1,3}[.)]"), "a step begins with its number", options.write_steps, options.read_steps
    ),
    Q.HOTSPOT: Way(
        marked(r"[*]", "-"), "an area begins with * (right) or -", options.write_areas, options.read_areas
    ),
}
_GAP = re.compile(
    r"\[\[([^\[\]]+)\]\][ \t]+(choice|short|number|drag)((?:,[ \t]*(?:shuffle|weight [\d.e+-]+))*)"
)
_FILLINGS: dict[GapKind, tuple[str, Way]] = {
    GapKind.CHOICE: ("choices", WAYS[Q.SINGLE_CHOICE]),
    GapKind.DRAG: ("choices", WAYS[Q.SINGLE_CHOICE]),
    GapKind.SHORT: ("answers", _ANSWERS),
    GapKind.NUMBER: ("numbers", _NUMBERS),
}


def opens_options(kind: QuestionType, text: str) -> bool:
    """Tell whether a line opens the first option of a question of a type."""
    if kind is Q.CLOZE:
        return _GAP.fullmatch(text.rstrip()) is not None
    way = WAYS.get(kind)
    return way is not None and way.opening(text) is not None


def write_options(kind: QuestionType, elements: Sequence[Any]) -> list[str]:
    """Write the options of a question."""
    if kind is Q.CLOZE:
        return [line for gap in elements for line in _written_gap(gap)]
    return WAYS[kind].write(elements) if kind in WAYS else []


def read_options(kind: QuestionType, lines: Sequence[Line]) -> tuple[list[Any], list[int]]:
    """Read options, and the number of each one's line. Raises Mistake."""
    if kind is Q.CLOZE:
        return _gaps(lines)
    if kind not in WAYS:
        return [], []
    way = WAYS[kind]
    items = items_of(lines, way.opening, way.what)
    return list(way.read(items)), [item.line for item in items]


def _written_gap(gap: Gap) -> list[str]:
    weight = "" if gap.weight == 1 else f", weight {repr(float(gap.weight)).removesuffix('.0')}"
    name, way = _FILLINGS[gap.kind]
    head = f"[[{on_one_line(gap.name)}]] {gap.kind}{weight}{', shuffle' if gap.shuffle else ''}"
    return [head, *way.write(getattr(gap, name))]


def _gaps(lines: Sequence[Line]) -> tuple[list[Any], list[int]]:
    begun = [place for place, line in enumerate(lines) if opens_options(Q.CLOZE, line.text)]
    gaps = [
        _gap(lines[place], lines[place + 1 : end])
        for place, end in zip(begun, [*begun[1:], len(lines)], strict=False)
    ]
    return gaps, [lines[place].number for place in begun]


def _gap(head: Line, lines: Sequence[Line]) -> Gap:
    found = _GAP.fullmatch(head.text.rstrip())
    assert found is not None, "the line opens a gap"
    kind = GapKind(found[2])
    name, way = _FILLINGS[kind]
    filled = way.read(items_of(lines, way.opening, f"{way.what}, a gap is [[name]] {kind}"))
    gap = Gap(
        name=from_one_line(found[1]),
        kind=kind,
        shuffle="shuffle" in found[3],
        weight=_weight(found[3], head),
    )
    setattr(gap, name, list(filled))
    return gap


def _weight(said: str, head: Line) -> float:
    found = re.search(r"weight ([\d.e+-]+)", said)
    try:
        return float(found[1]) if found else 1.0
    except ValueError as error:
        raise Mistake(head.number, "a weight is a number") from error
