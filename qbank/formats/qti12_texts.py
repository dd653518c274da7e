"""A question as QTI 1.2 can hold its texts: HTML or plain, with files by their place in the package."""

import re
from base64 import b64encode
from copy import deepcopy

from qbank.domain.kinds import TextFormat
from qbank.domain.media_addresses import ADDRESS
from qbank.domain.media_types import suffix_of
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText, Text, format_of, text_of
from qbank.formats.base import Pictures
from qbank.formats.rich_html import to_html
from qbank.formats.rich_texts import change_texts

FILEBASE = "$IMS-CC-FILEBASE$"
"""How Canvas writes the folder of a package's files."""
_KEPT = (TextFormat.PLAIN, TextFormat.HTML)


class Files:
    """The files that written questions refer to: their names in the package, by hash.

    Those of a document without a package are written into its texts.
    """

    def __init__(self, pictures: Pictures, *, packed: bool) -> None:
        self._pictures = pictures
        self._packed = packed
        self.names: dict[str, str] = {}
        self.missing = False

    def placed(self, text: str) -> str:
        """Give a text with its files by their place in the package; `missing` tells if one is not there."""
        return ADDRESS.sub(self._name, text) if "qbank://" in text else text

    def _name(self, match: re.Match[str]) -> str:
        digest = match[1]
        if digest not in self.names:
            media = self._pictures(digest)
            if media is None:
                self.missing = True
                return match[0]
            if not self._packed:
                return f"data:{media.mime};base64,{b64encode(media.data).decode()}"
            self.names[digest] = f"media/{digest}{suffix_of(media.mime)}"
        return f"{FILEBASE}/{self.names[digest]}"


def prepared(document: QuestionDocument, files: Files) -> QuestionDocument:
    """Give a copy of a question whose texts are HTML or plain and refer to the package's files."""
    copy = deepcopy(document)
    stem_format = document.format

    def converted(text: Text) -> Text:
        format = format_of(text, stem_format)
        words = text_of(text) if format in _KEPT else to_html(text_of(text), format)
        kept = format if format in _KEPT else TextFormat.HTML
        if kept is TextFormat.HTML:
            words = files.placed(words)
        return RichText(words, kept)

    stem = converted(document.stem)
    copy.stem, copy.format = text_of(stem), format_of(stem, stem_format)
    change_texts(copy, converted)
    if copy.details.image:
        copy.details.image = files.placed(copy.details.image)
    return copy
