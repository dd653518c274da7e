"""The head of a question in the text form: a line for each thing that is said about it."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from qbank.domain import preferences
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats.text_form_lines import Line, Mistake, from_one_line, on_one_line

NAMES = (
    "id", "type", "title", "category", "tags", "difficulty", "points", "rating", "status", "assignee",
    "language", "author", "licence", "document", "external_id", "markup",
)  # fmt: skip
"""What a head may hold, in its order; after it own fields, as `field.NAME`."""
_ALWAYS = ("type", "category", "tags", "difficulty", "points")
_NEVER_EMPTY = ("type", "category", "status", "markup")
"""What every question has: taken out of a head, it stays as it is."""
_OTHER_NAMES = {"license": "licence", "tag": "tags", "ext": "external_id", "format": "markup"}
_LINE = re.compile(r"([A-Za-z_]+(?:\.[^:\r\n]+)?)[ \t]*:(?:[ \t]+(.*)|)")
_OWN = "field."


@dataclass(frozen=True, slots=True)
class Said:
    """What a line of a head says, and where."""

    text: str
    line: int


def written(document: QuestionDocument, name: str | None) -> dict[str, str]:
    """Give the head of a question as name -> text; `name` is what its id is written as."""
    head = {each: _text_of(document, each) for each in NAMES if each != "id"}
    head = {each: text for each, text in head.items() if text or each in _ALWAYS}
    own = {
        _OWN + key: on_one_line(value).strip()
        for key, value in document.fields.items()
        if isinstance(value, str) and value.strip() and _can_be_named(key)
    }
    return {**({} if name is None else {"id": name}), **head, **own}


def _can_be_named(key: str) -> bool:
    found = _LINE.fullmatch(f"{_OWN}{key}: x")
    return found is not None and found[1] == _OWN + key and key == key.strip()


def _text_of(document: QuestionDocument, name: str) -> str:
    if name == "markup":
        return "" if document.format is TextFormat.PLAIN else document.format.value
    value = getattr(document, name)
    if name == "tags":
        return ", ".join(_quoted(tag) for tag in value)
    if value is None:
        return ""
    return preferences.written(value) if isinstance(value, float) else on_one_line(str(value)).strip()


def _quoted(tag: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([tag])
    return out.getvalue()


def split_head(block: Sequence[Line]) -> tuple[dict[str, Said], list[Line]]:
    """Take a head off a question: what it says by name, and the lines behind it.

    Raises Mistake for a name that is not known, and for one that stands twice.
    """
    head: dict[str, Said] = {}
    for place, line in enumerate(block):
        if line.text.startswith("#") or (not line.text.strip() and not head):
            continue
        found = _LINE.fullmatch(line.text)
        name = None if found is None else _known(found[1], line, begun=bool(head))
        if found is None or name is None:
            return head, list(block[place:])
        if name in head:
            raise Mistake(line.number, f"{name} is said twice, in line {head[name].line} too")
        head[name] = Said((found[2] or "").strip(), line.number)
    return head, []


def _known(told: str, line: Line, *, begun: bool) -> str | None:
    """Give the name of a head's line; None for a line that is none, which no head has begun before."""
    if told.lower().startswith(_OWN):
        return _OWN + told[len(_OWN) :].strip()
    name = _OTHER_NAMES.get(told.lower(), told.lower())
    if name in NAMES:
        return name
    near = get_close_matches(name, NAMES, 1, 0.75)
    if not begun and not near:
        return None
    meant = f"did you mean {near[0]}?" if near else f"a head knows {', '.join(NAMES)}"
    raise Mistake(
        line.number, f"there is no {told!r}: {meant} A blank line ends the head" if begun else meant
    )


def put(document: QuestionDocument, head: Mapping[str, Said], before: Mapping[str, str]) -> None:
    """Change a question by what its head says otherwise than `before`. Raises Mistake."""
    for name, said in head.items():
        if name not in ("id", "type") and said.text != before.get(name, ""):
            _put(document, name, said)
    for name in before:
        if name not in head and name not in (*_NEVER_EMPTY, "id"):
            _clear(document, name)


def _put(document: QuestionDocument, name: str, said: Said) -> None:
    if not said.text or (name in ("difficulty", "points", "rating") and said.text.lower() == "none"):
        if name not in _NEVER_EMPTY:
            _clear(document, name)
    elif name.startswith(_OWN):
        document.fields = {**document.fields, name.removeprefix(_OWN): from_one_line(said.text)}
    else:
        setattr(document, "format" if name == "markup" else name, _value(name, said))


def _clear(document: QuestionDocument, name: str) -> None:
    if name.startswith(_OWN):
        own = name.removeprefix(_OWN)
        document.fields = {key: value for key, value in document.fields.items() if key != own}
    else:
        setattr(document, name, [] if name == "tags" else None)


def _value(name: str, said: Said) -> Any:
    try:
        return _READERS[name](said.text) if name in _READERS else from_one_line(said.text)
    except QbankError as error:
        raise Mistake(said.line, f"{error.message}; {error.hint}") from error


def _tags(text: str) -> list[str]:
    return [tag for tag in next(csv.reader([text], skipinitialspace=True)) if tag.strip()]


def _read_by(name: str) -> Callable[[str], Any]:
    return lambda text: preferences.read(name, text)


_READERS: Mapping[str, Callable[[str], Any]] = {
    **{name: _read_by(name) for name in ("difficulty", "points", "rating", "status")},
    "tags": _tags,
    "markup": lambda text: word_of(text, TextFormat, "markup"),
}


def word_of(text: str, words: Any, what: str) -> Any:
    """Read one of a set of words, whatever its case, or a beginning only one has. Raises QbankError."""
    asked = text.strip().lower().replace(" ", "_").replace("-", "_")
    begun = [word for word in words if word.value.startswith(asked)]
    exact = [word for word in begun if word.value == asked]
    if len(meant := exact or begun) == 1:
        return meant[0]
    raise QbankError(Kind.USAGE, f"there is no {what} {text!r}", hint=f"it is one of {', '.join(words)}")


def kind_said(head: Mapping[str, Said]) -> QuestionType | None:
    """Read the type a head names, None where it names none. Raises Mistake."""
    said = head.get("type")
    if said is None or not said.text:
        return None
    try:
        kind: QuestionType = word_of(said.text, QuestionType, "type")
    except QbankError as error:
        raise Mistake(said.line, f"{error.message}; {error.hint}") from error
    return kind
