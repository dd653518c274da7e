"""Values typed for the fields of a question: enumerations by their beginnings, `none` clears."""

import shlex
from collections.abc import Sequence
from typing import Any

from qbank.domain import preferences
from qbank.domain.typed_text import tidy_line
from qbank.errors import Kind, QbankError

CLEARED = "none"
_NEVER_NONE = ("status",)


def value_of(name: str, told: str) -> Any:
    """Read a value as it is stored, None for `none`. Raises QbankError saying what the value may be."""
    if told.strip().lower() == CLEARED:
        if name in _NEVER_NONE:
            raise QbankError(
                Kind.USAGE, f"{name} cannot be none", hint="it may be draft, review, ready or retired"
            )
        return None
    if not told.strip():
        helps = "leave the option out" if name in _NEVER_NONE else f"to take it away: --{name} none"
        raise QbankError(Kind.USAGE, f"--{name} is given nothing", hint=helps)
    if name == "assignee":
        return tidy_line(told, name)
    value = preferences.read(name, told)
    return getattr(value, "value", value)


def tag_list(told: list[str] | None) -> tuple[str, ...]:
    """Read tags given one an option, or several with commas between. Raises QbankError for no tag."""
    if not all(parted([each]) for each in told or ()):
        raise QbankError(
            Kind.USAGE,
            "the name of a tag is empty",
            hint="no tags at all: `question set` has --clear-tags, `question edit` --tag none",
        )
    return parted(told or ())


def parted(told: Sequence[str]) -> tuple[str, ...]:
    """Read words given one an option, or several with commas between."""
    return tuple(word.strip() for each in told for word in each.split(",") if word.strip())


def field_of(told: str) -> tuple[str, str | None]:
    """Read NAME=VALUE, None for `none`. Raises QbankError for anything else, no value among it."""
    name, equals, value = told.partition("=")
    if not equals or not name.strip():
        raise QbankError(
            Kind.USAGE, f"--field {told!r} is no NAME=VALUE", hint="write it as --field topic=redox"
        )
    name = _own_name(name)
    if not value.strip():
        none, unset = shlex.quote(f"{name}=none"), shlex.quote(name)
        raise QbankError(
            Kind.USAGE,
            f"--field {told!r} is given nothing",
            hint=f"to take it away: --field {none}, or --unset-field {unset} of `question set`",
        )
    return name, None if value.strip().lower() == CLEARED else value


def own_fields(told: list[str] | None, unset: list[str] | None) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read own fields to be set, and the names of those to be taken away.

    Raises QbankError where one field is told twice.
    """
    pairs = [field_of(each) for each in told or ()] + [(_own_name(each), None) for each in unset or ()]
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise QbankError(Kind.USAGE, f"the field {twice!r} is told twice", hint="leave one of the two out")
    kept = {name: value for name, value in values.items() if value is not None}
    return kept, tuple(name for name, value in values.items() if value is None)


def _own_name(told: str) -> str:
    """Give a field's name as it is stored; `field.topic` is typed by those who come from a query."""
    own = tidy_line(told, "name of the field").removeprefix("field.")
    if not own or '"' in own:
        raise QbankError(
            Kind.USAGE,
            f"{told!r} is no name of a field",
            hint="write it as --field topic=redox",
        )
    return own
