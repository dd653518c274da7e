"""Own fields that are defined: their names, what a question has to say in them, and what it must not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qbank.domain.field_values import FieldType as FieldType, is_blank, read
from qbank.domain.text import fold
from qbank.domain.typed_text import tidy_line, tidy_text
from qbank.domain.validation import InvalidQuestion
from qbank.errors import Kind, QbankError

LONGEST = 255


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """What an own field is: its spelling, the type of its values; a choice alone has `values`."""

    name: str
    type: FieldType = FieldType.TEXT
    values: tuple[str, ...] = ()
    required: bool = False
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said of a definition; None for what was not, `values` and `description` may be empty."""

    name: str
    type: FieldType | None = None
    values: Sequence[str] | None = None
    required: bool | None = None
    description: str | None = None


def tidy_definition(wanted: Wanted, before: FieldDefinition | None = None) -> FieldDefinition:
    """Make a definition of what was said; what was not stays as it was before.

    Values without a type make a choice, neither makes a text. Raises QbankError for a name that cannot be
    one, and for choices that are missing or mean nothing.
    """
    name = tidy_field_name(wanted.name) if before is None else before.name
    choices = None if wanted.values is None else _tidy_choices(wanted.values)
    old = before or FieldDefinition(name)
    kind = wanted.type or (FieldType.CHOICE if choices else old.type)
    if choices is None and kind is FieldType.CHOICE:
        choices = old.values
    if kind is FieldType.CHOICE and not choices:
        raise _wrong(f"the choice {name!r} has no values", "say which there are: --values a,b,c")
    if kind is not FieldType.CHOICE and choices:
        raise _wrong(f"a field of type {kind} has no values", "use --type choice, or leave --values out")
    required = old.required if wanted.required is None else wanted.required
    told = wanted.description
    description = old.description if told is None else tidy_text(told, "description")
    return FieldDefinition(name, kind, choices or (), required, description)


def tidy_field_name(name: str) -> str:
    """Trim a name and compose its Unicode. Raises QbankError for one that could not be typed again."""
    tidy = tidy_line(name, "name")
    for mark in ('"', "="):
        if mark in tidy:
            raise _wrong(f"the name {tidy!r} holds {mark}", f"leave the {mark} out: it could not be typed")
    if len(tidy) > LONGEST:
        raise _wrong(f"a name of {len(tidy)} characters is too long", f"it may have {LONGEST}")
    return tidy


def _tidy_choices(values: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for value in values:
        tidy = tidy_line(value, "value")
        if (known := found.setdefault(fold(tidy), tidy)) != tidy:
            raise _wrong(f"{tidy!r} and {known!r} are the same value", "leave one of them out")
    return tuple(found.values())


def _wrong(message: str, hint: str) -> QbankError:
    return QbankError(Kind.USAGE, message, hint=hint)


class FieldRules:
    """The definitions of a bank's own fields; a name is known in any case, with or without its accents."""

    def __init__(self, definitions: Iterable[FieldDefinition] = ()) -> None:
        self._known = {fold(each.name): each for each in definitions}
        self._required = [each.name for each in self._known.values() if each.required]

    def __bool__(self) -> bool:
        return bool(self._known)

    @property
    def requires(self) -> bool:
        """Tell whether a question has to say anything."""
        return bool(self._required)

    def find(self, name: str) -> FieldDefinition | None:
        """Give the definition of a field, None where it has none."""
        return self._known.get(fold(name))

    def value(self, name: str, value: Any) -> tuple[str, Any]:
        """Give a field's name as it is defined and a value as it is stored; None where that says nothing.

        A field without a definition keeps both as they are. Raises InvalidQuestion naming the field.
        """
        definition = self.find(name)
        if definition is None:
            return name, value
        if is_blank(value):
            return definition.name, None
        try:
            return definition.name, read(definition.type, value, definition.values)
        except ValueError as error:
            raise InvalidQuestion(f"fields.{definition.name}", str(error)) from error

    def missing(self, fields: Mapping[str, Any]) -> list[str]:
        """List the required fields that a question says nothing in."""
        return [name for name in self._required if is_blank(fields.get(name))]

    def checked(
        self, fields: Mapping[str, Any], *, before: Mapping[str, Any] | None = None, draft: bool = False
    ) -> dict[str, Any]:
        """Give a question's own fields with the names and values their definitions ask for.

        `before` is what the question said until now: what stays as it was is not looked at again, and what is
        said anew in another spelling takes its place. Defined fields that say nothing are left out. Raises
        InvalidQuestion for a value that does not fit, and for a required field that is missing where the
        question is no draft.
        """
        if not self._known:
            return dict(fields)
        made: dict[str, Any] = {}
        for told, value in fields.items():
            name, stored = (told, value) if _stays(told, value, before) else self.value(told, value)
            if name in made and made[name] != stored and not _is_new(told, name, before):
                raise InvalidQuestion(f"fields.{name}", f"it is said twice, once as {told!r}")
            if stored is not None or self.find(name) is None:
                made[name] = stored
        if not draft and (missing := self.missing(made)):
            raise InvalidQuestion(f"fields.{missing[0]}", "it is required, and the question does not say it")
        return made


def _is_new(told: str, name: str, before: Mapping[str, Any] | None) -> bool:
    """Tell a value that came under another spelling, and is meant to take the place of the one before."""
    return before is not None and told not in before and name in before


def _stays(name: str, value: Any, before: Mapping[str, Any] | None) -> bool:
    if before is None or name not in before:
        return False
    return type(before[name]) is type(value) and bool(before[name] == value)
