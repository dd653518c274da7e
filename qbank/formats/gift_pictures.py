"""Pictures inside GIFT, which has no other place for them: `data:` addresses in the texts."""

import base64
import re
from collections.abc import Callable

from qbank.domain.kinds import TextFormat
from qbank.domain.options import Option
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText, Text
from qbank.formats.base import Pictures
from qbank.formats.json_media import MediaTaker

_ADDRESS = re.compile(r"qbank://media/([0-9a-f]{64})")
_RICH = ("text", "left", "right", "feedback")


def take_pictures(document: QuestionDocument, taker: MediaTaker) -> None:
    """Take the pictures out of all texts of a question that was read."""
    document.stem = taker.text(document.stem)
    if document.explanation is not None:
        document.explanation = _changed(document.explanation, taker.text)
    for option in document.options:
        _take(option, taker)


def _take(option: Option, taker: MediaTaker) -> None:
    for name in _RICH:
        text: Text | None = getattr(option, name, None)
        if text is not None:
            setattr(option, name, _changed(text, taker.text))


def _changed(text: Text, change: Callable[[str], str]) -> Text:
    return RichText(change(text.text), text.format) if isinstance(text, RichText) else change(text)


class Embedder:
    """Puts pictures into texts as `data:` addresses; `missing` names those that are not kept."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self.missing: list[str] = []

    def text(self, text: str, format: TextFormat) -> str:
        """Give a text with its pictures inside; a plain text shows none, and stays as it is."""
        if "qbank://media/" not in text or format is TextFormat.PLAIN:
            return text
        return _ADDRESS.sub(self._embedded, text)

    def _embedded(self, address: re.Match[str]) -> str:
        media = self._pictures(address[1])
        if media is None:
            self.missing.append(address[0])
            return address[0]
        return f"data:{media.mime};base64,{base64.b64encode(media.data).decode()}"
