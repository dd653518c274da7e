"""The ids of questions: UUIDs, in the one form that qbank writes."""

import re

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_id(told: str) -> bool:
    """Tell whether a text is a whole id: a UUID with its dashes, in lower case."""
    return _ID.fullmatch(told) is not None
