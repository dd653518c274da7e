"""Pictures inside written GIFT, which has no other place for them: `data:` addresses in the texts."""

import base64
import re

from qbank.domain.kinds import TextFormat
from qbank.domain.media_addresses import ADDRESS
from qbank.formats.base import Pictures


class Embedder:
    """Puts pictures into texts as `data:` addresses; `missing` names those that are not kept."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self.missing: list[str] = []

    def text(self, text: str, format: TextFormat) -> str:
        """Give a text with its pictures inside; a plain text shows none, and stays as it is."""
        if "qbank://media/" not in text or format is TextFormat.PLAIN:
            return text
        return ADDRESS.sub(self._embedded, text)

    def _embedded(self, address: re.Match[str]) -> str:
        media = self._pictures(address[1])
        if media is None:
            self.missing.append(address[0])
            return address[0]
        return f"data:{media.mime};base64,{base64.b64encode(media.data).decode()}"
