"""Three hashes, three jobs: who is a question's twin, is it whole, did its file change what it says.

Each is the first 16 bytes of a SHA-256: 128 bits tell apart more questions than anybody will write, at half
the room in an index.
"""

import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from uuid import uuid4

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, Area, Choice, Pair, Step
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import referenced_images
from qbank.domain.reading import Part, Reading
from qbank.domain.text import RichText, Text, format_of, text_of

LENGTH = 16
_FIELD = "\x1f"
_IN_ORDER = (QuestionType.ORDERING, QuestionType.CLOZE)
_FOUND = ("data:", "qbank:", "http:", "https:", "//")
_TEXTS: dict[type, tuple[str, ...]] = {
    Choice: ("text",),
    AcceptedAnswer: ("text",),
    Pair: ("left", "right"),
    Step: ("text",),
    Area: ("text",),
}


def identity_hash(
    document: QuestionDocument,
    reading: Reading,
    parts: Sequence[Part],
    *,
    own: str | None,
    passage: bytes = b"",
    pictured: bool = True,
) -> bytes:
    """Hash what makes a question this question: type, passage, stem, options and key, units, pictures.

    White space, the order of choices and the way Unicode is composed do not matter; case does. `passage` is
    the identity of its stimulus. A question that refers to a picture nobody can find is nobody's twin: `own`,
    its id, is hashed with it, or another one where it has none yet. Where no text of it can
    refer to a picture, `pictured` may be False, and none is looked for.
    """
    stem, *words = _squeezed([reading.stem, *[text for text, _, _ in parts]])
    keyed = [f"{text}\x1e{key}" for text, (_, _, key) in zip(words, parts, strict=True)]
    if document.type not in _IN_ORDER:
        keyed.sort()
    said = [document.type._value_, stem, *keyed]
    if document.details.units:
        said += [f"{unit.name} {unit.factor:g}" for unit in document.details.units]
    if document.type in (QuestionType.OPAQUE, QuestionType.DYNAMIC):
        said.append(jsontext.encode_text(document.extensions))
    if document.details.image is not None:
        said.append(document.details.image)
    if pictured and _has_lost_picture(document):
        said.append(own or str(uuid4()))
    return sha256(passage + _FIELD.join(said).encode()).digest()[:LENGTH]


def _squeezed(texts: list[str]) -> list[str]:
    """Give texts with their white space as single blanks inside, composed; most are so already."""
    whole = " ".join(texts)
    # Of all white space only the blank is printable, and a part of a composed text is composed.
    if "  " not in whole and whole.isprintable() and whole.strip(" ") == whole and _is_composed(whole):
        return texts
    return [unicodedata.normalize("NFC", " ".join(text.split())) for text in texts]


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def _has_lost_picture(document: QuestionDocument) -> bool:
    return any(not source.lower().startswith(_FOUND) for source in pictures(document))


def may_show_pictures(written: str) -> bool:
    """Tell whether a text, or several in one, could refer to a picture at all."""
    # One character is looked for in a tenth of the time that several take.
    return (
        "<" in written
        or ("!" in written and "![" in written)
        or ("\\" in written and "\\includegraphics" in written)
    )


def pictures(document: QuestionDocument) -> list[str]:
    """List the sources of all pictures a question's stem, options and explanation refer to."""
    texts: list[Text | None] = [document.stem, document.explanation]
    for option in document.options:
        texts += [getattr(option, name) for name in _TEXTS.get(type(option), ())]
    if document.format is TextFormat.PLAIN:
        texts = [text for text in texts if type(text) is RichText]
    return [source for text in texts if text is not None for source in _pictures(text, document.format)]


def _pictures(text: Text, stem_format: TextFormat) -> list[str]:
    words, format = text_of(text), format_of(text, stem_format)
    if format is TextFormat.PLAIN or not may_show_pictures(words):
        return []
    return referenced_images(words, format)


def body_hash(*columns: str | None) -> bytes:
    """Hash the exact text of a question's body columns, in the order of `services.rows.BODY`."""
    return written_hash(body_written(columns))


def body_written(columns: Sequence[str | None]) -> str:
    """Write body columns as the one text whose `written_hash` is their `body_hash`."""
    return _FIELD.join([column if column is not None else "\x00" for column in columns])


def written_hash(written: str) -> bytes:
    """Hash the exact characters of a text."""
    return sha256(written.encode()).digest()[:LENGTH]


def import_hash(said: bytes) -> bytes:
    """Hash everything a file said of a question, given as bytes that differ when it says something else."""
    return sha256(said).digest()[:LENGTH]
