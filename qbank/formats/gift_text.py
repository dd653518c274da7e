"""Rich text in GIFT: in the stem's markup, or with `[html]`, `[markdown]`, `[moodle]`, `[plain]` in front."""

from qbank.domain.kinds import TextFormat
from qbank.domain.text import RichText, Text
from qbank.formats.gift_escapes import SHIELD, WHITE, restored

NAMED = {
    "html": TextFormat.HTML,
    "markdown": TextFormat.MARKDOWN,
    "moodle": TextFormat.MOODLE,
    "plain": TextFormat.PLAIN,
}
NAMES = frozenset(NAMED.values())
"""The markups GIFT has."""
DEFAULT = TextFormat.MOODLE
"""What a stem is written in that names no markup."""


class Problem(Exception):
    """A block that makes no question: a stable code, the reason, and the piece of the block it is about."""

    def __init__(self, code: str, reason: str, piece: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.piece = piece


Doubts = dict[str, str]
"""What is odd about a question that is read all the same: messages by their stable codes, one of each."""


def marked_up(piece: str) -> tuple[str, TextFormat | None]:
    """Give a shielded piece's text as it is meant, and the markup it names in front, None for no name."""
    if piece.startswith("["):
        name, closed, rest = piece[1:].partition("]")
        if closed and name in NAMED:
            return restored(rest), NAMED[name]
    return restored(piece), None


def text_in(piece: str, stem_format: TextFormat) -> Text:
    """Read a shielded piece as a text beside a stem of a markup; '' for one that says nothing."""
    piece = piece.strip(WHITE)
    if "\\" not in piece and SHIELD not in piece and not piece.startswith("["):
        return piece
    text, format = marked_up(piece)
    return text if not text or format is None or format is stem_format else RichText(text, format)
