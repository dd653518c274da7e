"""The words in which files say how a text is marked up."""

from qbank.domain.kinds import TextFormat

_MARKUPS = {
    "html": TextFormat.HTML,
    "markdown": TextFormat.MARKDOWN,
    "md": TextFormat.MARKDOWN,
    "moodle": TextFormat.MOODLE,
    "moodle_auto_format": TextFormat.MOODLE,
    "plain": TextFormat.PLAIN,
    "plain_text": TextFormat.PLAIN,
    "text": TextFormat.PLAIN,
    "latex": TextFormat.LATEX,
    "tex": TextFormat.LATEX,
}


def markup_of(word: str) -> TextFormat | None:
    """Read a word for a markup, in any case, with blanks or underscores; None for any other."""
    return _MARKUPS.get(word.casefold().replace(" ", "_"))
