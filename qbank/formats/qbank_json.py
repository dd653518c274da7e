"""qbank's own NDJSON and JSON: lines, or one array, of objects that each carry their kind."""

import json
import math
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

import msgspec

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType
from qbank.domain.media_addresses import hashes_in
from qbank.domain.options import ELEMENT_OF, Option
from qbank.domain.question import QuestionDocument
from qbank.domain.records import (
    FORMAT_VERSION,
    BankHeader,
    CategoryDocument,
    FieldDocument,
    MediaDocument,
    Record,
    SavedQueryDocument,
    SourceDocument,
)
from qbank.domain.validation import shaped
from qbank.formats.base import (
    Carries,
    Diagnostic,
    Found,
    Item,
    Loss,
    Pictures,
    Place,
    ReadOptions,
    Severity,
    Source,
    Unreadable,
    WriteOptions,
)
from qbank.formats.encoding import decoded
from qbank.formats.json_stream import elements
from qbank.formats.losses import PARTS

CARRIES = Carries(frozenset(QuestionType), frozenset(PARTS))

_anything = msgspec.json.Decoder()
_compact = msgspec.json.Encoder()
_TYPES: dict[str, type[QuestionDocument] | type[Record]] = {
    "question": QuestionDocument,
    "bank": BankHeader,
    "field": FieldDocument,
    "category": CategoryDocument,
    "document": SourceDocument,
    "saved_query": SavedQueryDocument,
    "media": MediaDocument,
}
_KNOWN = frozenset(QuestionDocument.__struct_fields__) | {"kind"}
_ESCAPED_ASCII = b"\\u00"
"""How an escape begins that can hide a colon."""


def _finite(digits: str) -> Decimal:
    """Keep a number's digits as they are written; one no float can hold is refused."""
    if not math.isfinite(float(digits)):
        raise ValueError(f"{digits} is too large a number")
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise ValueError(f"{digits} is too small a number") from error


def _decoder(element: type[Option] | None) -> msgspec.json.Decoder[QuestionDocument]:
    shape = QuestionDocument if element is None else QuestionDocument[element]  # type: ignore[valid-type]  # chosen at run time
    return msgspec.json.Decoder(shape, float_hook=_finite)


_question = _decoder(None)
_question_of = {kind.value.encode(): _decoder(element) for kind, element in ELEMENT_OF.items() if element}
"""The decoders that give options the shape of their type at once, by the type's word in a line."""
_TYPES_KEY = b'"type":'


class _Repeated(ValueError):
    """A key stands twice in one object."""


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions and records of a file in its order, at flat memory.

    A question's key that qbank does not know becomes an own field; inside its parts it is an error.
    """
    stream, said = decoded(source)
    if said is not None:
        yield said
    for item, (raw, line, path) in enumerate(elements(stream), start=1):
        yield _item(raw, line, item, path)


def _item(raw: bytes, line: int, item: int, path: str) -> Item:
    word = _type_of(raw)
    try:
        document = _question_of.get(word, _question).decode(raw)
        if document.type._value_.encode() != word:
            # The word stood in another place than the type's.
            document = _question.decode(raw)
        if _no_key_twice(raw):
            return Found(document, Place(line, item, path))
    except (ValueError, TypeError, RecursionError):
        pass
    return _closer(raw, Place(line, item, path))


def _type_of(raw: bytes) -> bytes:
    """Give the word of a question's type, found without decoding; it may be another word."""
    begins = raw.find(b'"', raw.find(_TYPES_KEY) + len(_TYPES_KEY)) + 1
    return raw[begins : raw.find(b'"', begins)]


def of_line(line: bytes) -> QuestionDocument:
    """Give the checked question of a line that qbank wrote itself."""
    document = _question_of.get(_type_of(line), _question).decode(line)
    document.options = shaped(document.type, document.options)
    return document


def _no_key_twice(raw: bytes) -> bool:
    """Tell whether no key was repeated: a repeated one is missing when the keys of what was read are counted.

    There is a colon behind each key, whatever white space stands before it. An escape that may hide one makes
    it say False of a good line, which then is looked at more closely.
    """
    if _ESCAPED_ASCII in raw:
        return False
    value = _anything.decode(raw)
    colons = raw.count(b":")
    if colons == len(value) + sum(map(len, value.get("options") or ())):
        return True
    # With objects in other places, or a colon in a text, writing it once more is the quickest way to count.
    return colons == _compact.encode(value).count(b":")


def _closer(raw: bytes, place: Place) -> Item:
    """Read one element slowly, to say exactly what is wrong with it or take it after all."""
    try:
        value = json.loads(
            bytes(raw),
            object_pairs_hook=_unrepeated,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_whole,
        )
        return Found(_typed(value), place)
    except _Repeated as error:
        return _wrong("duplicate_key", str(error), place)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `")
        inside = where.rstrip("`").removeprefix("$")
        path = f"{place.path}{inside}".removeprefix(".")
        return _wrong("bad_value", reason, Place(place.line, place.item, path))
    except json.JSONDecodeError as error:
        column = f"column {error.colno}: " if error.lineno == 1 else ""
        line = (place.line or 1) + error.lineno - 1
        return _wrong("bad_json", f"no JSON: {column}{error.msg}", Place(line, place.item, place.path))
    except RecursionError:
        return _wrong("too_deep", "nested too deeply", place)
    except ValueError as error:
        return _wrong("bad_value", str(error), place)


def _wrong(code: str, message: str, place: Place) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, place)


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Repeated(f"the key {twice!r} stands twice in one object")
    return made


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number JSON knows")


def _whole(digits: str) -> int:
    if len(digits) > 100:
        raise ValueError(f"a number of {len(digits)} digits is too large")
    return int(digits)


def _typed(value: Any) -> QuestionDocument | Record:
    if not isinstance(value, dict):
        raise msgspec.ValidationError(f"Expected an object, got {type(value).__name__}")
    kind = value.get("kind", "question")
    if kind not in _TYPES:
        raise msgspec.ValidationError(f"unknown kind {kind!r}: it may be {', '.join(_TYPES)} - at `$.kind`")
    if kind == "question":
        value = _with_own_fields(value)
    made: QuestionDocument | Record = msgspec.convert(value, _TYPES[kind], str_keys=True)
    if isinstance(made, BankHeader) and made.version > FORMAT_VERSION:
        raise Unreadable(
            f"the file is of version {made.version}, this qbank reads up to {FORMAT_VERSION}",
            hint="update qbank",
        )
    return made


def _with_own_fields(value: dict[str, Any]) -> dict[str, Any]:
    unknown = {name: value[name] for name in value if name not in _KNOWN}
    if not unknown:
        return {**value, "kind": "question"}
    known = {name: value[name] for name in value if name in _KNOWN}
    return {**known, "kind": "question", "fields": {**unknown, **(known.get("fields") or {})}}


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write questions, each behind the files it refers to; one that is not kept is a loss."""
    is_array = options.format == "json"
    before, between, after = (b"[\n", b",\n", b"\n]\n") if is_array else (b"", b"\n", b"\n")
    stream.write(before + jsontext.encode(BankHeader()))
    for record in options.records:
        stream.write(between + jsontext.encode(record))
    told: set[str] = set()
    for number, document in enumerate(questions, start=1):
        line = jsontext.encode(document)
        for sha256 in hashes_in(line):
            if sha256 in told:
                continue
            told.add(sha256)
            if (media := pictures(sha256)) is not None:
                stream.write(between + jsontext.encode(media))
            else:
                yield Loss("media", f"without the file {sha256[:12]}…", number, document.id)
        stream.write(between + line)
    stream.write(after)
