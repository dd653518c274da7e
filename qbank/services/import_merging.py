"""A question of a file that is imported again, laid over what the bank says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import fields

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType
from qbank.domain.merging import UNKNOWN, Clash, Merged, Side, as_one, merge
from qbank.domain.options import ELEMENT_OF
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import read
from qbank.domain.shared_words import shared
from qbank.domain.text import fold
from qbank.domain.validation import InvalidQuestion, tidy_tags
from qbank.services.import_bases import COLUMNS
from qbank.services.import_check import LEFT_OPEN
from qbank.services.preparing import Prepared, prepare
from qbank.services.rows import BODY, SET, document_of

BODY_LENGTH = len(BODY)
UNALIKE = 0.2
"""Who shares less of its words than this with what it was is another question."""

_RENAMED = {"question_type": "type"}
_TEXTS = {"stem": "stem_format", "explanation": "explanation_format"}
"""Texts that are one part with the markup they are written in."""
_JSON = ("options", "details", "extensions", "tags", "fields")
_STEM = BODY.index("stem")
_OBJECTS = ("details", "extensions", "fields")


@dataclass(frozen=True, slots=True)
class Laid:
    """What a question is to be: its columns, in the order of `COLUMNS`, with their hashes, and how that came.

    `said` is what the file said otherwise, as its next import wants it.
    """

    columns: tuple[Any, ...]
    identity: bytes
    body_hash: bytes
    media: tuple[str, ...]
    taken: tuple[str, ...]
    kept: tuple[str, ...]
    clashes: tuple[Clash, ...]
    said: str | None


@dataclass(frozen=True, slots=True)
class Sides:
    """The three versions of one question as stored columns by name; `base` may be UNKNOWN."""

    base: Any
    ours: Mapping[str, Any]
    theirs: Mapping[str, Any]
    hashes: tuple[bytes, bytes]
    """Of what the bank says: identity and body."""


def theirs_of(
    row: Prepared, base: Any, ours: Mapping[str, Any], carried: set[str], defaults: Mapping[str, Any]
) -> dict[str, Any]:
    """Give what a file says of a question; what it leaves open it said no otherwise before.

    A file in which no question says anything of a field does not carry it; what a category's defaults fill
    is not the file's word either.
    """
    before = ours if base is UNKNOWN else base
    told = dict(zip(COLUMNS, (*row.body, *row.said[:-1]), strict=True))
    for name in LEFT_OPEN:
        if told[name] is None and (base is UNKNOWN or name not in carried or name in defaults):
            told[name] = before[name]
    if told["explanation"] is None and (base is UNKNOWN or "explanation" not in carried):
        told["explanation"], told["explanation_format"] = before["explanation"], before["explanation_format"]
    if not row.has_status:
        told["status"] = before["status"]
    for name in _OBJECTS:
        if told[name] != before[name]:
            told[name] = _with_open(name, told[name], before[name], None if base is UNKNOWN else carried)
    told["tags"] = _tags(told["tags"], before["tags"], base, carried, defaults)
    return told


def _with_open(name: str, told: str, before: str, carried: set[str] | None) -> str:
    """Give the members of an object with those the file does not carry; all, where that is not known."""
    said, was = jsontext.decode_exact(told), jsontext.decode_exact(before)
    left = {
        member: value
        for member, value in was.items()
        if member not in said and (carried is None or f"{name} {member}" not in carried)
    }
    return jsontext.encode_text({**said, **left}) if left else told


def _tags(told: str, before: str, base: Any, carried: set[str], defaults: Mapping[str, Any]) -> str:
    if told == before or "tags" not in carried:
        return before
    given = defaults.get("tags", ())
    if base is UNKNOWN or not given:
        return told
    was = {fold(tag) for tag in jsontext.decode(before)}
    return jsontext.encode_text(
        tidy_tags([*jsontext.decode(told), *(tag for tag in given if fold(tag) in was)])
    )


def laid_over(row: Prepared, sides: Sides, side: Side, passage: bytes) -> Laid:
    """Merge what a file says into what the bank says; clashes go to a side."""
    base = sides.base if sides.base is UNKNOWN else _parts(sides.base)
    ours, theirs = _parts(sides.ours), _parts(sides.theirs)
    try:
        return _outcome(row, sides, merge(base, ours, theirs, side), passage)
    except InvalidQuestion:
        # What is right in itself on either side may break a rule when it is put together.
        return _outcome(row, sides, as_one(base, ours, theirs, side), passage)


def _parts(columns: Mapping[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name, value in columns.items():
        if name in _TEXTS.values():
            continue
        if name in _JSON:
            parts[name] = _decoded(name, value, columns["question_type"])
        elif name in _TEXTS:
            parts[name] = (value, columns[_TEXTS[name]])
        else:
            parts[_RENAMED.get(name, name)] = value
    return parts


def _columns(parts: Mapping[str, Any], sides: Sides) -> dict[str, Any]:
    """Give parts as stored columns; what is one side's is written as that side wrote it."""
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        if name in _TEXTS.values():
            continue
        value = parts[_RENAMED.get(name, name)]
        if name in _TEXTS:
            columns[name], columns[_TEXTS[name]] = value
        elif name in _JSON:
            columns[name] = _text(name, value, sides.ours, sides.theirs)
        else:
            columns[name] = value
    return {name: columns[name] for name in COLUMNS}


def _decoded(name: str, text: str, kind: str) -> Any:
    """Read a JSON column; of options without what stands for nothing said, which readers may write out."""
    value, element = jsontext.decode_exact(text), ELEMENT_OF[QuestionType(kind)]
    if name != "options" or element is None:
        return value
    open = {each.name: each.default for each in fields(element)}
    return [{key: told for key, told in option.items() if told != open[key]} for option in value]


def _text(name: str, value: Any, *versions: Mapping[str, Any]) -> str:
    for each in versions:
        if _decoded(name, each[name], each["question_type"]) == value:
            return str(each[name])
    return jsontext.encode_text(value)


def _outcome(row: Prepared, sides: Sides, merged: Merged, passage: bytes) -> Laid:
    """Check and hash what was put together. Raises InvalidQuestion."""
    columns = _columns(merged.parts, sides)
    body = tuple(columns[name] for name in BODY)
    hashes, media = sides.hashes, row.media
    if body == row.body:
        hashes = (row.identity, row.body_hash)
    elif body != tuple(sides.ours[name] for name in BODY):
        checked = _prepared(columns, passage)
        body, hashes, media = checked.body, (checked.identity, checked.body_hash), checked.media
    elif columns != sides.ours:
        _prepared(columns, passage)
    final = (*body, *(columns[name] for name in SET[:-1]))
    return Laid(
        final,
        *hashes,
        media,
        tuple(merged.taken),
        tuple(merged.kept),
        tuple(_readable(clash) for clash in merged.clashes),
        said_otherwise(dict(zip(COLUMNS, final, strict=True)), sides.theirs),
    )


def _prepared(columns: Mapping[str, Any], passage: bytes) -> Prepared:
    return prepare(as_document(columns), (None, None, ""), passage)


def as_document(columns: Mapping[str, Any]) -> QuestionDocument:
    """Build the document of stored columns, with no place or history."""
    return document_of({**columns, "id": None, "sequence": None, "version": None, "stimulus_id": None})


def said_otherwise(final: Mapping[str, Any], theirs: Mapping[str, Any]) -> str | None:
    """Give what a file says otherwise than a question is left, as its next import wants it."""
    other = {name: theirs[name] for name in COLUMNS if theirs[name] != final[name]}
    return jsontext.encode_text(other) if other else None


def is_news(base: Any, theirs: Mapping[str, Any]) -> bool:
    """Tell whether a file says something else than it did before, or nobody knows what that was."""
    return base is UNKNOWN or (base != theirs and _parts(base) != _parts(theirs))


def hardly_alike(before: Mapping[str, Any], row: Prepared) -> bool:
    """Tell whether a file names another question by the id of one it named before: many have a `q1`."""
    if before["stem"] == row.body[_STEM]:
        return False
    reading, _ = read(as_document(before))
    one, other = ("\n".join(each[1:4]) for each in (reading, row.reading))
    return shared(one, other) < UNALIKE


def _readable(clash: Clash) -> Clash:
    """Give the texts of a clash without their markup, unless it is that which differs."""
    if clash.place not in _TEXTS:
        return clash
    values = [each or (None, None) for each in clash[1:]]
    if len({value[1] for value in values if value[0] is not None}) > 1:
        return Clash(
            clash.place, *(text if text is None else f"({format}) {text}" for text, format in values)
        )
    return Clash(clash.place, *(text for text, _ in values))
