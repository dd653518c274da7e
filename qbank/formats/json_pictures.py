"""A question's pictures that are written into the file: taken out of every text, shown in the stem."""

from typing import Any

from qbank.domain.kinds import TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText, Text
from qbank.formats.json_media import MediaTaker
from qbank.formats.rich_texts import change_texts


def take_pictures(document: QuestionDocument, image: Any, taker: MediaTaker) -> None:
    """Take the pictures out of a question, and put the one that is a part of its own below the stem.

    A plain stem becomes Markdown by it. `image` is that part as the file has it; an address or file name
    stays among the question's fields.
    """
    taker.take_from(document)
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
        change_texts(document, _as_plain)
        document.format = TextFormat.MARKDOWN


def _as_plain(text: Text) -> Text:
    """Leave a text that took the stem's markup as plain as it was."""
    return RichText(text, TextFormat.PLAIN) if isinstance(text, str) and text else text
