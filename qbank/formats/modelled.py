"""What the model holds of a part of a question, as plain values: for telling whether it is what it was."""

from decimal import Decimal
from hashlib import blake2b
from typing import Any

import msgspec

from qbank.domain.question import QuestionDocument

_encoder = msgspec.json.Encoder(order="sorted")


def fingerprint(document: QuestionDocument, *more: Any) -> str:
    """Hash what the model holds of a question, and what more a format counts; ids and categories do not."""
    said = [
        document.type,
        document.title,
        document.stem,
        document.format,
        plain(document.options),
        plain(document.explanation),
        plain(document.details),
        None if document.points is None else float(document.points),
        *more,
    ]
    return blake2b(_encoder.encode(said), digest_size=12).hexdigest()


def plain(value: Any) -> Any:
    """Give a value as lists and mappings of all its fields but ids, numbers as they count.

    What msgspec itself writes will not do: it leaves a default out only where it is the very same object.
    """
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__ if name != "id"}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
