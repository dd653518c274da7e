"""qbank's own questions, told by their keys where nothing says what kind of record they are."""

import json
from typing import Any

from qbank.domain.kinds import QuestionType
from qbank.domain.options import ELEMENT_OF
from qbank.domain.question import QuestionDocument

_KEYS = frozenset(QuestionDocument.__struct_fields__)
_TYPES = {kind.value: ELEMENT_OF[kind] for kind in QuestionType}


def first_question(text: str, start: int) -> str | None:
    """Give the JSON of the object at a place where it is a question as qbank writes it, None for any other.

    Such a one has a type of qbank's and a stem, and no key that qbank's questions and their options lack.
    """
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return text[start:end] if isinstance(value, dict) and _is_own(value) else None


def _is_own(value: dict[str, Any]) -> bool:
    kind, options = value.get("type"), value.get("options") or []
    if not isinstance(kind, str) or kind not in _TYPES or not isinstance(value.get("stem"), str):
        return False
    element = _TYPES[kind]
    keys = frozenset() if element is None else frozenset(element.__struct_fields__)
    return value.keys() <= _KEYS and isinstance(options, list) and all(_has(each, keys) for each in options)


def _has(option: Any, keys: frozenset[str]) -> bool:
    return isinstance(option, dict) and option.keys() <= keys
