"""Moodle's cloze text as its reader sees it, the gaps as written."""

import re

from qbank.domain.held_pieces import HeldPieces
from qbank.domain.markup_html import read_moodle

GAP = re.compile(r"\{[0-9]*+:[A-Z_]++:(?:[^{}\\]|\\.)*+\}", re.DOTALL)
"""A gap of Moodle's cloze text with its answers: `{1:MC:~=Paris~Rome}`."""


def read_cloze(text: str, images: list[str]) -> str:
    """Read a text of Moodle's cloze format; the sources of its pictures are added to `images`."""
    held = HeldPieces()
    text = GAP.sub(lambda match: held.keep(match[0]), text.replace("\0", "\ufffd"))
    return held.restored(read_moodle(text, images))
