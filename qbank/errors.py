"""What can go wrong, said in the words of the person it went wrong for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The kinds of failure qbank knows; the command line maps each to one exit code."""

    NEGATIVE = "negative"
    USAGE = "usage"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    CONFLICT = "conflict"
    BAD_DATA = "bad_data"
    NO_BANK = "no_bank"
    NEWER_SCHEMA = "newer_schema"
    OLDER_SCHEMA = "older_schema"
    UNAVAILABLE = "unavailable"
    CANNOT_CREATE = "cannot_create"
    IO = "io"
    BUSY = "busy"
    PERMISSION = "permission"
    CONFIGURATION = "configuration"


class QbankError(Exception):
    """A failure that is not a bug: what is wrong, and the line that helps.

    `kind` is stable and decides the exit code; `details` holds values a program may want
    (file, line, ids) and never holds a question's answers.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        hint: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint
        self.details = dict(details or {})
