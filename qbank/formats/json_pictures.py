"""A question's pictures that are written into the file: taken out of every text, shown in the stem."""

from typing import Any

from qbank.domain.kinds import TextFormat
from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText, Text
from qbank.formats.json_media import MediaTaker


def take_pictures(document: QuestionDocument, image: Any, taker: MediaTaker) -> None:
    """Take the pictures out of a question, and put the one that is a part of its own below the stem.

    A plain stem becomes Markdown by it. `image` is that part as the file has it; an address or file name
    stays among the question's fields.
    """
    document.stem = taker.text(document.stem)
    document.explanation = _taken(document.explanation, taker)
    for option in document.options:
        if isinstance(option, Choice):
            option.text = _taken(option.text, taker) or ""
            option.feedback = _taken(option.feedback, taker)
    addresses = [taker.address(one) for one in (image if isinstance(image, list) else [image])]
    if not addresses or None in addresses:
        return
    document.fields = {name: value for name, value in document.fields.items() if value != image}
    for address in addresses:
        if document.format is TextFormat.HTML:
            document.stem += f'\n<p><img src="{address}" alt="image"></p>'
        else:
            document.stem += f"\n\n![image]({address})"
    if document.format is TextFormat.PLAIN:
        _make_markdown(document)


def _make_markdown(document: QuestionDocument) -> None:
    """Name the stem Markdown, and leave every text that took the stem's markup as plain as it was."""
    document.format = TextFormat.MARKDOWN
    document.explanation = _plain(document.explanation)
    for option in document.options:
        if isinstance(option, Choice):
            option.text = _plain(option.text) or ""
            option.feedback = _plain(option.feedback)


def _plain(text: Text | None) -> Text | None:
    return RichText(text, TextFormat.PLAIN) if isinstance(text, str) else text


def _taken(text: Text | None, taker: MediaTaker) -> Text | None:
    if isinstance(text, RichText):
        return RichText(taker.text(text.text), text.format)
    return None if text is None else taker.text(text)
