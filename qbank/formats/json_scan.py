"""Where a piece of JSON ends, told by its brackets and strings alone, whatever else is wrong with it."""

import re
from typing import NamedTuple

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[{}\[\],]', re.DOTALL)


class Edge(NamedTuple):
    """The offset after an element, or None where the data ends before it, perhaps inside a string."""

    end: int | None
    in_string: bool = False


def element_end(data: bytes) -> Edge:
    """Find the end of the array element that `data` begins with: the comma or bracket that follows it."""
    depth = 0
    for token in _TOKEN.finditer(data):
        byte = data[token.start()]
        if byte == 0x22:  # a string
            if not _is_closed(token[0]):
                return Edge(None, in_string=True)
        elif byte in b"{[":
            depth += 1
        elif depth == 0 and byte in b"],":
            return Edge(token.start())
        elif byte in b"}]":
            depth = max(depth - 1, 0)
    return Edge(None)


def _is_closed(string: bytes) -> bool:
    if len(string) < 2 or not string.endswith(b'"'):
        return False
    backslashes = len(string) - 1 - len(string[:-1].rstrip(b"\\"))
    return backslashes % 2 == 0
