"""A GIFT file cut into its blocks: what stands between blank lines, its comments apart."""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from qbank.formats.gift_escapes import WHITE

_PIECE = 1 << 16
Block = tuple[int, str, list[str]]
"""The line a block's text begins on, counted from 1, its text, and the lines of its comments."""


def blocks(stream: BinaryIO) -> Iterator[Block]:
    """Yield the blocks of a stream of UTF-8 from where it stands; memory is one block's.

    Every line is trimmed. A comment inside a question leaves a line with a blank, as it does in Moodle.
    """
    lines: list[str] = []
    above = 1
    for more in _trimmed_lines(stream):
        searched, begins = len(lines), 0
        lines += more
        for _ in range(more.count("")):
            ends = lines.index("", max(begins, searched))
            if ends > begins:
                yield _block(above + begins, lines[begins:ends])
            begins = ends + 1
        above += begins
        del lines[:begins]


def _trimmed_lines(stream: BinaryIO) -> Iterator[list[str]]:
    """Yield lines without white space around them, many at a time; a blank one comes last."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline=None)
    begun = ""
    try:
        while piece := text.read(_PIECE):
            *whole, begun = (begun + piece).split("\n")
            yield [line.strip(WHITE) for line in whole]
        yield [begun.strip(WHITE), ""]
    finally:
        text.detach()


def _block(first: int, lines: list[str]) -> Block:
    text = "\n".join(lines)
    if not text.startswith("//") and "\n//" not in text:
        return first, text, []
    comments = [line for line in lines if line.startswith("//")]
    text = "\n".join([" " if line.startswith("//") else line for line in lines])
    bare = text.lstrip(WHITE)
    above = text.count("\n", 0, len(text) - len(bare))
    return first + above, bare.rstrip(WHITE), comments


def line_of(piece: str, block: Block) -> int:
    """Give the line on which a piece of a block begins; the block's for what is not found in it."""
    line, text, _ = block
    return line + text.count("\n", 0, max(text.find(piece), 0))


class Comments(NamedTuple):
    """What the comments of a question hold: its id, its tags, and a person's own remarks."""

    external_id: str | None
    tags: list[str]
    remarks: list[str]


def comments_of(lines: list[str]) -> Comments:
    r"""Read comments: `[id:…]` and `[tag:…]` are marks, in which `\]` is a bracket; others are remarks.

    What Moodle's own export writes above each question, its number there and its title, is left out, and so
    is a comment without a letter or a digit: `//`, `// ----`.
    """
    ids: list[str] = []
    tags: list[str] = []
    others: list[str] = []
    for line in lines:
        if "[id:" in line or "[tag:" in line:
            ids += _marked(line, "[id:")
            tags += _marked(line, "[tag:")
        elif any(map(str.isalnum, line)) and not (line.startswith("// question: ") and "  name: " in line):
            others.append(line)
    return Comments(ids[0] if ids else None, tags, others)


_END = re.compile(r"(?<!\\)\]")


def _marked(comment: str, mark: str) -> list[str]:
    found = []
    begins = comment.find(mark)
    while begins >= 0:
        begins += len(mark)
        if (end := _END.search(comment, begins)) is None:
            break
        found.append(comment[begins : end.start()].replace("\\]", "]").strip())
        begins = comment.find(mark, end.end())
    return [word for word in found if word]
