"""The XML of a workbook, read by events at flat memory: no document type, no depth, names without prefix."""

from collections.abc import Iterable
from pyexpat import ExpatError, ParserCreate

from qbank.formats.base import Unreadable

_DEEPEST = 64
Attributes = dict[str, str]


class Handler:
    """What is done at the beginning and the end of an element; `text` holds the characters since a start."""

    text: list[str]

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element, by its name without a prefix."""

    def end(self, name: str) -> None:
        """Take the end of an element."""


def parse(blocks: Iterable[bytes], handler: Handler, what: str) -> None:
    """Run through an XML file. Raises Unreadable where it is broken.

    A document type is refused, for entities are defined in it.
    """
    parser = ParserCreate()
    parser.buffer_text = True
    depth = 0

    def started(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise Unreadable(f"{what} is nested more than {_DEEPEST} deep")
        handler.start(name.rpartition(":")[2], attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(name.rpartition(":")[2])

    def refuse(*_: object) -> None:
        raise Unreadable(f"{what} has a document type, which no workbook has")

    handler.text = []
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = handler.text.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (ExpatError, LookupError) as error:
        raise Unreadable(f"{what} is no readable XML: {error}") from error


def prefixed(attributes: Attributes, name: str) -> str:
    """Give an attribute whatever its prefix is, '' where there is none."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")
