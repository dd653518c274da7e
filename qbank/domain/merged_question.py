"""One question of several: what is kept says more than before, and what gives way is said."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from qbank.domain import jsontext
from qbank.domain.kinds import TextFormat
from qbank.domain.question import Details, QuestionDocument
from qbank.domain.text import fold, format_of, rich, text_of
from qbank.domain.text_width import one_line
from qbank.domain.validation import tidy_tags

FILLED = (
    "title", "explanation", "difficulty", "rating", "points", "language", "author", "licence", "external_id",
    "document",
)  # fmt: skip
"""What is taken from another question where the kept one says nothing."""
_IN_DETAILS = ("hints", "feedback", "solution")
_ASKED = ("type", "stem", "options")
SHOWN = 40


class Merged(NamedTuple):
    """The question that is kept, what of it changes as (name, before, after), what gave way, a line each."""

    document: QuestionDocument
    changes: tuple[tuple[str, Any, Any], ...]
    remarks: tuple[str, ...]


def merged(kept: QuestionDocument, others: Sequence[QuestionDocument], *, unsorted: str) -> Merged:
    """Give a question the best of others; `unsorted` is the category of those that nobody has sorted yet."""
    document = replace(kept, details=replace(kept.details), tags=list(kept.tags), fields=dict(kept.fields))
    remarks: list[str] = []
    for other in others:
        remarks += _asked_otherwise(kept, other)
        remarks += _filled(document, _in_format(other, document.format), FILLED)
        if document.format is other.format:
            remarks += _filled(document.details, other.details, _IN_DETAILS, other.id or "")
        remarks += _own_fields(document, other)
        document.tags += other.tags
        if _is_in(document.category, unsorted) and not _is_in(other.category, unsorted):
            document.category = other.category
    document.tags = tidy_tags(document.tags)
    return Merged(document, tuple(_changes(kept, document)), tuple(remarks))


def _in_format(other: QuestionDocument, format: TextFormat) -> QuestionDocument:
    """Give a question whose explanation says itself what it is written in, where that is not the format."""
    if other.explanation is None or other.format is format:
        return other
    own = format_of(other.explanation, other.format)
    return replace(other, explanation=rich(text_of(other.explanation), own, format))


def _is_in(path: str | None, category: str) -> bool:
    return path is None or fold(path) == fold(category)


def _filled(
    mine: QuestionDocument | Details, its: Any, names: Sequence[str], other_id: str | None = None
) -> list[str]:
    """Fill what is not said, in place; tells what is said otherwise."""
    remarks = []
    for name in names:
        own, other = getattr(mine, name), getattr(its, name)
        if other in (None, []) or own == other:
            continue
        if own in (None, []):
            setattr(mine, name, other)
        elif name != "document":
            id_ = its.id if other_id is None else other_id
            remarks.append(f"{name} stays {_shown(own)}; {(id_ or '')[:8]} has {_shown(other)}")
    return remarks


def _own_fields(mine: QuestionDocument, other: QuestionDocument) -> list[str]:
    known = {fold(name): name for name in mine.fields}
    remarks = []
    for name, value in other.fields.items():
        own = known.get(fold(name))
        if own is None:
            mine.fields[name] = value
        elif mine.fields[own] != value:
            said = f"field.{own} stays {_shown(mine.fields[own])}"
            remarks.append(f"{said}; {(other.id or '')[:8]} has {_shown(value)}")
    return remarks


def _asked_otherwise(kept: QuestionDocument, other: QuestionDocument) -> list[str]:
    """Tell where another question does not ask what the kept one asks; it stays as it is, in the trash."""
    names = [name for name in _ASKED if _bare(getattr(kept, name)) != _bare(getattr(other, name))]
    told = " and ".join("other options" if name == "options" else f"another {name}" for name in names)
    return [f"{(other.id or '')[:8]} has {told}"] if names else []


def _bare(value: Any) -> Any:
    """Give options without their ids and feedback, in an order of their own."""
    if not isinstance(value, list):
        return value
    return sorted(
        jsontext.encode_text({**msgspec.to_builtins(each), "id": "", "feedback": ""}) for each in value
    )


def _changes(before: QuestionDocument, after: QuestionDocument) -> list[tuple[str, Any, Any]]:
    changes: list[tuple[str, Any, Any]] = []
    for name in (*FILLED, "category"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            changes.append((name, old, _shown(new)))
    if before.tags != after.tags:
        changes.append(("tags", tuple(before.tags), tuple(after.tags)))
    changes += [
        (f"field.{name}", None, _shown(after.fields[name])) for name in after.fields.keys() - before.fields
    ]
    for name in _IN_DETAILS:
        if getattr(before.details, name) != getattr(after.details, name):
            changes.append((name, None, _shown(getattr(after.details, name))))
    return changes


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return f"{len(value)} of its own"
    text = text_of(value) if isinstance(value, str) or hasattr(value, "text") else jsontext.encode_text(value)
    return one_line(text, SHOWN)
