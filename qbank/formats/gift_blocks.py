"""A GIFT file cut into its blocks: what stands between blank lines, its comments apart."""

import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

from qbank.formats.gift_escapes import WHITE

_MOODLES_OWN = re.compile(r"// question: \d+ +name: ")
"""How the comment begins that Moodle writes above each question: its number in that Moodle, and its title."""


class Block(NamedTuple):
    """One block: the line its text begins on, counted from 1, its text, and its comments' lines."""

    line: int
    text: str
    comments: list[str]

    def line_of(self, piece: str) -> int:
        """Give the line a piece of the text, as it is written there, begins on; the block's for no such piece."""
        return self.line + self.text.count("\n", 0, max(self.text.find(piece), 0))


def blocks(stream: BinaryIO) -> Iterator[Block]:
    """Yield the blocks of a stream of UTF-8 from where it stands; memory is one block's.

    Every line is trimmed. A comment inside a question leaves a line with a blank, as it does in Moodle.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline=None)
    lines: list[str] = []
    try:
        for number, line in enumerate(chain(text, ("",)), start=1):
            trimmed = line.strip(WHITE)
            if trimmed:
                lines.append(trimmed)
            elif lines:
                yield _block(number - len(lines), lines)
                lines = []
    finally:
        text.detach()


def _block(first: int, lines: list[str]) -> Block:
    text = "\n".join(lines)
    if "//" not in text or not any(line.startswith("//") for line in lines):
        return Block(first, text, [])
    comments = [line for line in lines if line.startswith("//")]
    text = "\n".join([" " if line.startswith("//") else line for line in lines])
    bare = text.lstrip(WHITE)
    above = text.count("\n", 0, len(text) - len(bare))
    return Block(first + above, bare.rstrip(WHITE), comments)


def id_and_tags(comments: list[str]) -> tuple[str | None, list[str]]:
    r"""Find the id and the tags that comments hold as `[id:…]` and `[tag:…]`; `\]` is a bracket in them."""
    ids = [found for comment in comments for found in _marked(comment, "[id:")]
    tags = [found for comment in comments for found in _marked(comment, "[tag:")]
    return (ids[0] if ids else None), tags


_END = re.compile(r"(?<!\\)\]")


def _marked(comment: str, mark: str) -> Iterator[str]:
    begins = comment.find(mark)
    while begins >= 0:
        begins += len(mark)
        end = _END.search(comment, begins)
        if end is None:
            return
        if word := comment[begins : end.start()].replace("\\]", "]").strip():
            yield word
        begins = comment.find(mark, end.end())


def remarks(comments: list[str]) -> list[str]:
    """Give the comments a person wrote: neither those with an id or tags, nor those of Moodle's own export."""
    return [
        comment
        for comment in comments
        if "[id:" not in comment and "[tag:" not in comment and not _MOODLES_OWN.match(comment)
    ]
