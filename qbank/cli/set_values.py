"""Values typed for the fields of a question: enumerations by their beginnings, `none` clears."""

from typing import Any

from qbank.domain import preferences
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
    value = preferences.read(name, told)
    return getattr(value, "value", value)


def tag_list(told: list[str] | None) -> tuple[str, ...]:
    """Read tags given one an option, or several with commas between."""
    return tuple(tag.strip() for each in told or () for tag in each.split(",") if tag.strip())
