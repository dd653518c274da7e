"""Questions whose answer is a place in a picture: `response_xy` with `render_hotspot`, read and written.

What programs call an area are the corners of a rectangle, a centre and a radius, or the corners of a polygon.
An ellipse that is no circle, and areas in shares of the picture's size, are no areas that qbank knows.
"""

import re

from qbank.domain.kinds import QuestionType
from qbank.domain.options import Area, Shape
from qbank.formats.qti12_built import Built, Unfit, keyed_response
from qbank.formats.qti12_item import Label, Response
from qbank.formats.qti12_markup import attribute, material
from qbank.formats.qti12_material import source_of
from qbank.formats.qti12_rules import earned, shares
from qbank.formats.qti12_written import NotWritable, Written

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_AREA = re.compile(rf"\s*{_NUMBER.pattern}(?:[\s,;]+{_NUMBER.pattern})+\s*")
_NAMES = {Shape.RECTANGLE: "Rectangle", Shape.CIRCLE: "Ellipse", Shape.POLYGON: "Bounded"}
_MOST = 1000
"""So many numbers an area may have."""

OWN_AREAS = "qbank_areas"
"""The field of a question whose item is made of its areas, and so need not be kept."""

Outline = tuple[Shape, tuple[float, ...]]


def read_areas(built: Built) -> None:
    """Make a question of the areas that labels and conditions name. Raises Unfit for others than it knows."""
    response = next(iter(built.parts.responses), None)
    if response is None:
        raise Unfit("it has no picture to point at")
    name = keyed_response(built.rules, response.ident, len(built.parts.responses))
    scores = shares(earned(built.rules, name, conjoint=False))
    found: dict[Outline, Area] = {}
    for label in response.labels:
        if label.area:
            area = found.setdefault(_outline(label.shape, label.area), _labelled(built, label))
            _tell(built, response, label.ident, area, scores)
    for rule in built.rules:
        for test in rule.wanted:
            if test.operator == "varinside":
                outline = _outline(test.attributes.get("areatype", ""), test.value)
                area = found.setdefault(outline, Area(shape=outline[0], coordinates=list(outline[1])))
                _tell(built, response, test.value, area, scores)
    if not found:
        raise Unfit("it names no area of its picture")
    built.document.type = QuestionType.HOTSPOT
    built.document.options = list(found.values())
    built.document.details.image = source_of(response.picture)


def _labelled(built: Built, label: Label) -> Area:
    shape, coordinates = _outline(label.shape, label.area)
    text = None if label.text.is_empty else built.text(label.text)
    return Area(shape=shape, coordinates=list(coordinates), text=text)


def _tell(built: Built, response: Response, value: str, area: Area, scores: dict[str, float]) -> None:
    area.fraction = area.fraction or scores.get(value, 0.0)
    built.told(response.ident, value, area)


def _outline(shape: str, said: str) -> Outline:
    """Read an area: `rarea` or `areatype`, and its numbers. Raises Unfit."""
    if not _AREA.fullmatch(said) or said.count(".") + said.count(",") > _MOST:
        raise Unfit("one of its areas is not told in numbers")
    numbers = tuple(float(each) for each in _NUMBER.findall(said))
    kind = shape.strip().lower()
    if all(abs(each) <= 1 for each in numbers):
        raise Unfit("its areas are shares of the picture's size")
    if kind == "rectangle" and len(numbers) == 4 and numbers[0] < numbers[2] and numbers[1] < numbers[3]:
        return Shape.RECTANGLE, numbers
    if kind in ("ellipse", "circle") and len(numbers) == 3:
        return Shape.CIRCLE, numbers
    if kind in ("bounded", "polygon") and len(numbers) >= 6 and len(numbers) % 2 == 0:
        return Shape.POLYGON, numbers
    raise Unfit("one of its areas is neither a rectangle by its corners, a circle nor a polygon")


def write_areas(written: Written) -> None:
    """Write the picture, its areas, and which of them are right. Raises NotWritable."""
    document, areas = written.document, written.document.options
    best = max((area.fraction for area in areas), default=0.0)
    written.kind = "hot_spot_question"
    written.fields.append((OWN_AREAS, "1"))
    labels = []
    for position, area in enumerate(areas, start=1):
        name, numbers = f"area_{position}", _numbers(area)
        text = "" if area.text is None else material(area.text, document.format)
        labels.append(
            f'<response_label ident="{name}" rarea="{_NAMES[area.shape]}">{numbers}{text}</response_label>\n'
        )
        inside = f'<varinside respident="response1" areatype="{_NAMES[area.shape]}">{numbers}</varinside>'
        written.tell(name, area.feedback, inside)
        if area.fraction > 0 and area.fraction == best:
            written.right(inside)
        elif area.fraction != 0:
            written.losses["partial_credit"] = "areas that earn or cost a share of the points earn nothing"
    if 0 < best < 1:
        written.losses["partial_credit"] = "the best area earns all points"
    _require_apart(labels, areas)
    written.responses.append(
        f'<response_xy ident="response1" rcardinality="Single"><render_hotspot>\n'
        f"{picture(document.details.image)}{''.join(labels)}</render_hotspot></response_xy>\n"
    )


def _numbers(area: Area) -> str:
    if area.shape not in _NAMES:
        raise NotWritable("QTI 1.2 has areas to point at, and no points")
    return ",".join(repr(float(each)).removesuffix(".0") for each in area.coordinates)


def _require_apart(labels: list[str], areas: list[Area]) -> None:
    """Refuse what would be read as another question: no area, two of the same, shapes that are none."""
    if not areas:
        raise NotWritable("it has no area to point at")
    outlines = set()
    for area in areas:
        try:
            outlines.add(_outline(_NAMES[area.shape], _numbers(area)))
        except Unfit as refusal:
            raise NotWritable(refusal.reason) from refusal
    if len(outlines) < len(labels):
        raise NotWritable("two of its areas are the same")


def picture(address: str | None, label: str = "") -> str:
    """Write a picture that belongs to no text, '' for none."""
    said = f' label="{label}"' if label else ""
    return f'<material{said}><matimage uri="{attribute(address)}"/></material>\n' if address else ""
