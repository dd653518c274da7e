"""Three hashes, three jobs: who is a question's twin, is it whole, did its file change what it says.

Each is the first 16 bytes of a SHA-256: 128 bits tell apart more questions than anybody will write, at half
the room in an index.
"""

import unicodedata
from collections.abc import Sequence
from hashlib import sha256

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import referenced_images
from qbank.domain.reading import Part, Reading
from qbank.domain.text import format_of, text_of

LENGTH = 16
_FIELD = "\x1f"
_IN_ORDER = (QuestionType.ORDERING, QuestionType.CLOZE)
_FOUND = ("data:", "qbank:", "http:", "https:", "//")
_MARKS = ("<", "![", "\\includegraphics")


def identity_hash(
    document: QuestionDocument, reading: Reading, parts: Sequence[Part], *, own: str, passage: bytes = b""
) -> bytes:
    """Hash what makes a question this question: type, passage, stem, options and key, units, pictures.

    White space, the order of choices and the way Unicode is composed do not matter; case does. `passage` is
    the identity of its stimulus. A question that refers to a picture nobody can find is nobody's twin: `own`,
    its id, is hashed with it.
    """
    keyed = [f"{_squeezed(part.text)}\x1e{part.key}" for part in parts]
    if document.type not in _IN_ORDER:
        keyed.sort()
    said = [document.type.value, _squeezed(reading.stem), *keyed]
    if document.details.units:
        said += [f"{unit.name} {unit.factor:g}" for unit in document.details.units]
    if document.type in (QuestionType.OPAQUE, QuestionType.DYNAMIC):
        said.append(jsontext.encode_text(document.extensions))
    if document.details.image is not None:
        said.append(document.details.image)
    if _has_lost_picture(document):
        said.append(own)
    return sha256(passage + _FIELD.join(said).encode()).digest()[:LENGTH]


def _squeezed(text: str) -> str:
    words = " ".join(text.split())
    return words if words.isascii() else unicodedata.normalize("NFC", words)


def _has_lost_picture(document: QuestionDocument) -> bool:
    return any(not source.lower().startswith(_FOUND) for source in pictures(document))


def pictures(document: QuestionDocument) -> list[str]:
    """List the sources of all pictures a question's stem, options and explanation refer to."""
    texts = [(document.stem, document.format)]
    texts += [
        (text_of(text), format_of(text, document.format))
        for option in document.options
        for name in ("text", "left", "right")
        if (text := getattr(option, name, None)) is not None
    ]
    if document.explanation is not None:
        texts.append((text_of(document.explanation), format_of(document.explanation, document.format)))
    return [
        source
        for text, format in texts
        if format is not TextFormat.PLAIN and any(mark in text for mark in _MARKS)
        for source in referenced_images(text, format)
    ]


def body_hash(*columns: str | None) -> bytes:
    """Hash the exact text of a question's body columns, in the order of `services.rows.BODY`."""
    said = _FIELD.join([column if column is not None else "\x00" for column in columns])
    return sha256(said.encode()).digest()[:LENGTH]


def import_hash(said: bytes) -> bytes:
    """Hash everything a file said of a question, given as its JSON."""
    return sha256(said).digest()[:LENGTH]
