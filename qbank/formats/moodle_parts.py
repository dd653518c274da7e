"""The child elements of a Moodle XML question, taken one by one: what nobody took is what is left."""

import math
from collections.abc import Iterator

from lxml.etree import _Element

from qbank.formats.moodle_names import SETTINGS
from qbank.formats.moodle_texts import Texts
from qbank.formats.xml_reading import markup

_EMPTY_MATTERS_NOT = frozenset({"image", "image_base64", "idnumber", "hidden", "answer", "coursetags"})


class Parts:
    """What a question element holds, by name. `texts` reads its texts."""

    __slots__ = ("_first", "_more", "texts")

    def __init__(self, element: _Element) -> None:
        self._first: dict[str, _Element] = {}
        self._more: dict[str, list[_Element]] = {}
        for child in element:
            name = child.tag
            if name not in self._first:
                self._first[name] = child
            elif name in self._more:
                self._more[name].append(child)
            else:
                self._more[name] = [child]
        self.texts = Texts()

    def __bool__(self) -> bool:
        return bool(self._first or self._more)

    def one(self, name: str) -> _Element | None:
        """Take the first element of a name."""
        return self._first.pop(name, None)

    def many(self, name: str) -> list[_Element]:
        """Take all elements of a name."""
        first = self._first.pop(name, None)
        return [] if first is None else [first, *self._more.pop(name, ())]

    def value(self, name: str) -> str | None:
        """Take the trimmed word of an element such as `<penalty>0.5</penalty>`; None where it is missing."""
        element = self._first.pop(name, None)
        return None if element is None else word_of(element)

    def flag(self, name: str) -> bool | None:
        """Take an element that says true or false, as Moodle reads it; None where it is missing."""
        word = self.value(name)
        return None if word is None else word.lower() not in ("false", "", "0")

    def number(self, name: str) -> float | None:
        """Take an element that says a number; None where it is missing or none."""
        word = self.value(name)
        return None if not word else self._number(name, word)

    def _number(self, name: str, word: str) -> float | None:
        try:
            number = float(word.replace(",", "."))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.texts.said["bad_number"] = f"<{name}> is no number: {word[:40]!r} is left out"
            return None
        return number

    def settings(self) -> dict[str, str]:
        """Take the elements that are settings on their own."""
        names = [name for name in self._first if name in SETTINGS]
        return {name: self.value(name) or "" for name in names}

    def left(self) -> Iterator[str]:
        """Give all elements that were not taken, as XML; old empty ones that say nothing are left out."""
        for element in (*self._first.values(), *(one for many in self._more.values() for one in many)):
            if element.tag not in _EMPTY_MATTERS_NOT or len(element) or (element.text or "").strip(" 0\n\t"):
                yield markup(element)


def word_of(element: _Element) -> str:
    """Give the trimmed word of an element, which may stand in a `<text>` of its own."""
    written = element.text
    words = written.strip() if written else ""
    if words or not len(element):
        return words
    for child in element:
        if child.tag == "text":
            return (child.text or "").strip()
    return ""
