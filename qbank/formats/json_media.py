"""Pictures written into a file as `data:` addresses: taken out, and referred to by their hash."""

import base64
import binascii
import re
from hashlib import sha256

from qbank.domain.question import QuestionDocument
from qbank.domain.records import MediaDocument
from qbank.formats.rich_texts import by_words, change_texts

_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)(?:;[\w=.-]+)*;base64,([A-Za-z0-9+/=_\s-]+)")


class MediaTaker:
    """Takes pictures out of a question's texts; `found` holds them, `broken` counts the damaged ones."""

    def __init__(self) -> None:
        self.found: dict[str, MediaDocument] = {}
        self.broken = 0

    def take_from(self, document: QuestionDocument) -> None:
        """Take the pictures out of all texts of a question."""
        document.stem = self.text(document.stem)
        change_texts(document, by_words(self.text))

    def text(self, text: str) -> str:
        """Give a text with every picture in it replaced by its `qbank://media/` address."""
        return _DATA.sub(self._taken, text) if "data:" in text else text

    def address(self, value: object) -> str | None:
        """Take a picture that is a whole value and give its address; None for a value that is none."""
        match = _DATA.fullmatch(value.strip()) if isinstance(value, str) else None
        address = self._taken(match) if match else ""
        return address if address.startswith("qbank://") else None

    def _taken(self, match: re.Match[str]) -> str:
        try:
            data = base64.b64decode(
                "".join(match[2].split()).replace("-", "+").replace("_", "/"), validate=True
            )
        except binascii.Error:
            self.broken += 1
            return match[0]
        digest = sha256(data).hexdigest()
        self.found[digest] = MediaDocument(sha256=digest, mime=match[1].lower(), data=data)
        return f"qbank://media/{digest}"
