"""Characters no bank can keep: NUL, which ends a text for half of all programs, and lone surrogates."""

from typing import Any

import msgspec

from qbank.domain.validation import InvalidQuestion

_REASONS = {
    "NUL": "holds the character NUL (U+0000)",
    "surrogate": "holds half of a character (a lone surrogate)",
}


def refuse_unstorable(value: msgspec.Struct) -> None:
    """Raise InvalidQuestion with the path of the first text that cannot be stored."""
    found = _first(value, "")
    if found is not None:
        path, reason = found
        raise InvalidQuestion(path, _REASONS[reason])


def _first(value: Any, path: str) -> tuple[str, str] | None:
    if isinstance(value, str):
        return _bad(value, path)
    if isinstance(value, msgspec.Struct):
        parts = [(name, getattr(value, name)) for name in value.__struct_fields__]
    elif isinstance(value, dict):
        parts = [*((f"{name}", item) for name, item in value.items())]
        if (key := next((found for name in value if (found := _bad(name, path))), None)) is not None:
            return key
    elif isinstance(value, list):
        found_in_list = (_first(item, f"{path}[{place}]") for place, item in enumerate(value))
        return next((found for found in found_in_list if found), None)
    else:
        return None
    inside = (_first(item, f"{path}.{name}" if path else name) for name, item in parts)
    return next((found for found in inside if found), None)


def _bad(text: str, path: str) -> tuple[str, str] | None:
    if "\0" in text:
        return path, "NUL"
    try:
        text.encode()
    except UnicodeEncodeError:
        return path, "surrogate"
    return None
