"""One QTI 1.2 item taken apart: its metadata, texts and responses in their order, its feedback."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from qbank.domain.kinds import TextFormat
from qbank.formats.qti12_material import (
    NOTHING,
    PICTURE_LABEL,
    PLAIN_LABEL,
    Written,
    material,
    trimmed,
    written,
)
from qbank.formats.xml_reading import local_name, markup

_UNDERSTOOD = (
    "itemmetadata", "presentation", "resprocessing", "itemfeedback", "answer_key", "qticomment",
)  # fmt: skip
_NO_PASSAGES = ("previewColumns", PICTURE_LABEL)
"""The labels of materials that are no text of the question."""
_NUMBERS = re.compile(r"[\d.,;+\s-]*\d[\d.,;+\s-]*[,;\s][\d.,;+\s-]*")
_FLOWS = ("flow", "flow_mat", "flow_label")
_RENDERINGS = (
    "render_choice", "render_fib", "render_hotspot", "render_slider", "render_extension", "ims_render_object",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that can be chosen or filled in; `area` are the words of its place on a picture.

    `is_blank` is one whose text is empty because qbank was given no other.
    """

    ident: str
    text: Written
    is_fixed: bool = False
    area: str = ""
    shape: str = ""
    is_blank: bool = False


@dataclass(slots=True)
class Response:
    """A place where a person answers. `kind` is what stands after `response_`: lid, str, num, xy, grp."""

    kind: str
    ident: str
    cardinality: str
    prompt: Written
    labels: list[Label]
    rendering: dict[str, str]
    inline: list["Label | Written"] = field(default_factory=list)
    picture: Written = NOTHING


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the presentation; `block` is Blackboard's name of the block it stands in."""

    text: Written
    block: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is said at some point: `kind` is feedback, solution or hint."""

    ident: str
    kind: str
    text: Written


@dataclass(slots=True)
class ItemParts:
    """An item taken apart. `extras` are its elements that qbank has no use for, as XML."""

    ident: str
    title: str
    metadata: dict[str, str]
    pieces: list[Passage | Response]
    feedback: list[Feedback]
    processing: list[etree._Element]
    answer_key: Written
    presentation: dict[str, str]
    extras: list[str]
    picture: Written = NOTHING

    @property
    def responses(self) -> list[Response]:
        """List the places where a person answers."""
        return [piece for piece in self.pieces if isinstance(piece, Response)]

    @property
    def passages(self) -> list[Passage]:
        """List the texts of the presentation."""
        return [piece for piece in self.pieces if isinstance(piece, Passage)]


def item_parts(item: etree._Element) -> ItemParts:
    """Take an item apart."""
    found = ItemParts(
        (item.get("ident") or "").strip(), (item.get("title") or "").strip(), {}, [], [], [], NOTHING, {}, []
    )  # fmt: skip
    for child in item:
        name = local_name(child)
        if name == "itemmetadata":
            found.metadata |= metadata(child)
        elif name == "presentation":
            found.pieces += _presented(child, "")
            found.picture = _picture(child)
            found.presentation |= {str(key): str(value) for key, value in child.attrib.items()}
        elif name == "resprocessing":
            found.processing.append(child)
        elif name == "itemfeedback":
            found.feedback += _feedback(child)
        elif name == "answer_key":
            found.answer_key = written(child)
        if name not in _UNDERSTOOD:
            found.extras.append(markup(child).strip())
    return found


def _picture(presentation: etree._Element) -> Written:
    shown = (child for child in presentation if child.get("label") == PICTURE_LABEL)
    return next((material(child) for child in shown if local_name(child) == "material"), NOTHING)


def metadata(element: etree._Element) -> dict[str, str]:
    """Give metadata by label: `qtimetadatafield` pairs, and elements that are their own label."""
    found: dict[str, str] = {}
    for child in element:
        if local_name(child) == "qtimetadata":
            found |= _fields(child)
        elif not len(child) and (text := (child.text or "").strip()):
            found[local_name(child)] = text
    return found


def _fields(element: etree._Element) -> dict[str, str]:
    found = {}
    for child in element:
        said = {local_name(part): " ".join((part.text or "").split()) for part in child}
        if said.get("fieldlabel") and said.get("fieldentry"):
            found[said["fieldlabel"]] = said["fieldentry"]
    return found


def _presented(element: etree._Element, block: str) -> Iterator[Passage | Response]:
    for child in element:
        name = local_name(child)
        if name in _FLOWS:
            own = child.get("class") or ""
            yield from _presented(child, own if own.endswith("_BLOCK") and "FORMATTED" not in own else block)
        elif name == "material":
            if not child.get("label", "").startswith(_NO_PASSAGES):
                yield Passage(material(child), block)
        elif name.startswith("response_") and name != "response_extension":
            yield _response(child, name.removeprefix("response_"))


def _response(element: etree._Element, kind: str) -> Response:
    found = Response(
        kind, (element.get("ident") or "").strip(), element.get("rcardinality") or "", NOTHING, [], {}
    )  # fmt: skip
    prompts = []
    for child in element:
        name = local_name(child)
        if name == "material" and not found.labels:
            prompts.append(trimmed(material(child)))
        elif name in _RENDERINGS:
            _rendered(child, found)
    found.prompt = next((prompt for prompt in prompts if not prompt.is_empty), NOTHING)
    return found


def _rendered(element: etree._Element, response: Response) -> None:
    response.rendering |= {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}
    for child in element:
        name = local_name(child)
        if name == "response_label":
            response.labels.append(_label(child))
            response.inline.append(response.labels[-1])
        elif name in _FLOWS or name in _RENDERINGS:
            _rendered(child, response)
        elif name == "material":
            response.inline.append(material(child))
            response.picture = material(child)


def _label(element: etree._Element) -> Label:
    text = written(element)
    bare = "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
    is_area = _NUMBERS.fullmatch(bare) is not None
    if not is_area and text.is_empty:
        text = Written(bare, TextFormat.PLAIN)
    return Label(
        (element.get("ident") or "").strip(),
        text,
        (element.get("rshuffle") or "").lower() == "no",
        bare if is_area else "",
        element.get("rarea") or "",
        any(each.get("label") == PLAIN_LABEL and not each.text for each in element.iter("{*}mattext")),
    )


def _feedback(element: etree._Element) -> Iterator[Feedback]:
    ident = (element.get("ident") or "").strip()
    direct = written(element)
    if not direct.is_empty:
        yield Feedback(ident, "feedback", direct)
    for child in element:
        kind = local_name(child)
        if kind in ("solution", "hint") and not (text := written(child)).is_empty:
            yield Feedback(ident, kind, text)
