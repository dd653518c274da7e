"""Where the questions stand in a JSON file: found by its structure, whatever its lists are called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, NamedTuple

import msgspec

from qbank.formats.base import Diagnostic, Place, Severity, Unreadable
from qbank.formats.json_keys import CONTAINERS, NAMES, plain_name
from qbank.formats.json_mapping import Mapper, Shape
from qbank.formats.json_stream import elements, first_byte
from qbank.formats.json_strict import FlawedObject, Malformed, first_flaw, parse
from qbank.formats.json_values import is_text, text

LARGEST_DOCUMENT = 256 << 20
"""The most bytes a file may have that is one JSON object: such a file is decoded whole."""

_MOST_ASIDE = 20
_INHERITED = ("category", "difficulty", "language", "author", "licence")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a question and holds for it: topics, a passage, and parts such as a difficulty.

    `name` is the key that the question itself stands under, `passage_name` the one of its passage.
    """

    topics: tuple[str, ...] = ()
    passage: str = ""
    passage_name: str = ""
    name: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)


class Candidate(NamedTuple):
    """One record that is a question: its values by path, which of them is what, and what is around it."""

    parts: dict[str, Any]
    shape: Shape
    place: Place
    around: Around


class _Unit(NamedTuple):
    value: Any
    place: Place


def candidates(
    stream: BinaryIO, mapper: Mapper, aside: set[str] | None = None
) -> Iterator[Candidate | Diagnostic]:
    """Yield every question-like record of a file in its order, and what could not be read as one.

    The stream holds UTF-8 without a byte order mark. Memory is flat for NDJSON and for one array. `aside`
    collects the keys of texts and numbers that stand around questions and belong to none. Raises Unreadable
    for an empty file, and for one object that is no JSON or larger than 256 MiB.
    """
    walk = _Walk(mapper, set() if aside is None else aside)
    for unit in _units(stream):
        if isinstance(unit, Diagnostic):
            yield unit
        else:
            yield from walk.unit(unit)


def _units(stream: BinaryIO) -> Iterator[_Unit | Diagnostic]:
    first = first_byte(stream)
    if not first:
        raise Unreadable("the file is empty")
    if first == b"[" or is_ndjson(stream):
        return _streamed(stream)
    return iter((_whole(stream),))


def is_ndjson(stream: BinaryIO) -> bool:
    """Tell whether each line is a value of its own, by the first two; the stream is at its start again."""
    stream.seek(0)
    lines: list[bytes] = []
    while len(lines) < 2 and (line := stream.readline(LARGEST_DOCUMENT)):
        lines += [line.strip()] if line.strip() else []
    stream.seek(0)
    if len(lines) < 2 or not (lines[0].startswith(b"{") and lines[1].startswith(b"{")):
        return False
    return lines[0].endswith(b"}") or _is_value(lines[1])


def _is_value(data: bytes) -> bool:
    try:
        parse(data)
    except Malformed:
        return False
    return True


def _streamed(stream: BinaryIO) -> Iterator[_Unit | Diagnostic]:
    item = 0
    try:
        for data, line, path in elements(stream):
            item += 1
            try:
                yield _Unit(parse(data.rstrip()), Place(line, item, path))
            except Malformed as error:
                yield _error("malformed", error.reason, Place(line + error.line - 1, item, path))
    except Unreadable as error:
        yield _error("cut_off", error.reason, error.place)


def _error(code: str, message: str, place: Place) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, place)


def _whole(stream: BinaryIO) -> _Unit:
    stream.seek(0)
    data = stream.read(LARGEST_DOCUMENT + 1)
    if len(data) > LARGEST_DOCUMENT:
        reason = f"the file is one JSON object of more than {LARGEST_DOCUMENT >> 20} MiB"
        raise Unreadable(reason, hint="a list of questions, or one question a line, may be of any length")
    try:
        return _Unit(parse(data), Place())
    except Malformed as error:
        raise Unreadable(error.reason, Place(line=error.line)) from error


class _Walk:
    """A walk through a value down to its questions."""

    def __init__(self, mapper: Mapper, aside: set[str]) -> None:
        self._mapper = mapper
        self._aside = aside

    def unit(self, unit: _Unit) -> Iterator[Candidate | Diagnostic]:
        found = False
        for one in self._walk(unit.value, unit.place, Around()):
            found = True
            yield one
        if not found:
            yield _not_a_question(unit.value, unit.place)

    def _walk(self, value: Any, place: Place, around: Around) -> Iterator[Candidate | Diagnostic]:
        if isinstance(value, list):
            yield from self._list(value, place, around)
        elif isinstance(value, dict):
            yield from self._object(value, place, around)

    def _list(self, values: list[Any], place: Place, around: Around) -> Iterator[Candidate | Diagnostic]:
        missed: list[Diagnostic] = []
        found = False
        for position, value in enumerate(values):
            at = msgspec.structs.replace(place, path=f"{place.path}[{position}]")
            gives = False
            for one in self._walk(value, at, around):
                if not gives:
                    yield from missed
                    missed, gives = [], True
                yield one
            found = found or gives
            if not gives:
                missed.append(_not_a_question(value, at))
        if found:
            yield from missed

    def _object(
        self, value: dict[str, Any], place: Place, around: Around
    ) -> Iterator[Candidate | Diagnostic]:
        parts = self._mapper.parts(value)
        shape = self._mapper.shape(parts)
        if shape.is_question and not self._has_parts_of_its_own(parts, shape):
            flaw = first_flaw(value)
            if flaw:
                yield _error(
                    "flawed", flaw[1], msgspec.structs.replace(place, path=_joined(place.path, flaw[0]))
                )
            else:
                yield Candidate(parts, shape, place, around)
            return
        inner = self._inside(parts, shape, place, around)
        barren: list[str] = []
        for key, child in value.items():
            at = msgspec.structs.replace(place, path=_joined(place.path, key))
            barren.append(key)
            for one in self._walk(child, at, self._under(key, child, inner)):
                if barren and barren[-1] == key:
                    barren.pop()
                yield one
        if len(barren) < len(value):
            self._set_aside(barren, value, shape, place)
            if isinstance(value, FlawedObject):
                yield _error("flawed", f"{value.flaw}: what stood there first is lost", place)

    def _set_aside(self, keys: list[str], value: Mapping[str, Any], shape: Shape, place: Place) -> None:
        parts = {*_INHERITED, "passage", "title"} if place.path else {*_INHERITED, "passage"}
        used = {path for part, path in shape.paths.items() if part in parts}
        if len(self._aside) < _MOST_ASIDE:
            self._aside.update(
                key for key in keys if key not in used and value[key] not in (None, "", [], {})
            )

    def _has_parts_of_its_own(self, parts: Mapping[str, Any], shape: Shape) -> bool:
        used = {*shape.paths.values(), *shape.group, *shape.wrong_group}
        return any(
            isinstance(value, list) and value and all(self._is_question(one) for one in value)
            for path, value in parts.items()
            if path not in used
        )

    def _is_question(self, value: Any) -> bool:
        return isinstance(value, dict) and self._mapper.shape(self._mapper.parts(value)).is_question

    def _inside(self, parts: Mapping[str, Any], shape: Shape, place: Place, around: Around) -> Around:
        given = dict(around.given)
        for part in _INHERITED:
            if (path := shape.paths.get(part)) is not None and is_text(parts[path]):
                given[part] = parts[path]
        title = text(parts[shape.paths["title"]]).strip() if place.path and "title" in shape.paths else ""
        topics = (*around.topics, title) if title and title not in around.topics[-1:] else around.topics
        passage = next(
            (
                text(parts[shape.paths[part]])
                for part in ("passage", "stem")
                if _is_passage(parts, shape, part)
            ),
            "",
        )
        return Around(topics, passage or around.passage, around.passage_name, given=given)

    def _under(self, key: str, child: list[Any] | dict[str, Any], around: Around) -> Around:
        if self._is_question(child):
            return replace(around, name=key)
        if isinstance(child, dict) and self._is_passage_holder(child):
            return replace(around, passage_name=key)
        name = plain_name(key)
        if name in CONTAINERS or name in NAMES["stem"] or name.isdigit():
            return around
        return replace(around, topics=(*around.topics, key))

    def _is_passage_holder(self, child: dict[str, Any]) -> bool:
        return any(
            NAMES["passage"].get(plain_name(key), 0) >= 4 and is_text(part) for key, part in child.items()
        )


def _is_passage(parts: Mapping[str, Any], shape: Shape, part: str) -> bool:
    path = shape.paths.get(part)
    if path is None or not is_text(parts[path]):
        return False
    name = plain_name(path.rpartition(".")[2])
    return part == "passage" or name in NAMES["passage"] or NAMES["stem"].get(name, 0) >= 3


def _joined(path: str, inner: str) -> str:
    return f"{path}{inner}" if inner.startswith("[") or not path else f"{path}.{inner}".rstrip(".")


def _not_a_question(value: Any, place: Place) -> Diagnostic:
    if isinstance(value, FlawedObject):
        return _error("flawed", value.flaw, place)
    if isinstance(value, dict):
        seen = ", ".join(list(value)[:8]) or "none"
        return _error("not_a_question", f"nothing in it is the text of a question (its keys: {seen})", place)
    kind = {list: "a list", str: "a text", type(None): "null"}.get(type(value), "a number")
    return _error("not_a_question", f"{kind} is no question", place)
