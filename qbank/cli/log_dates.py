"""Dates and ages as options of the log name them."""

import re
from datetime import datetime

from qbank.errors import Kind, QbankError

_SAY = "say 2026, 2026-01, 2026-01-15, '2026-01-15 10:30', today, yesterday, or an age: 12h 7d 2w 3m 1y"
_AGE = re.compile(r"[0-9]+[hdwmy]", re.IGNORECASE)


def age_of(told: str, option: str) -> datetime:
    """Read an age, 30d say, as the moment that long ago. Raises QbankError for what is none."""
    if not _AGE.fullmatch(told.strip()):
        raise QbankError(
            Kind.USAGE, f"{option} {told!r} is no age", hint="say 12h, 30d, 2w, 6m or 1y, with no blank"
        )
    return moment_of(told.strip(), option)


def moment_of(told: str, option: str) -> datetime:
    """Read a date or an age as the moment it begins. Raises QbankError for what is neither."""
    from qbank.query.dates import during

    try:
        found = during(option, told.strip(), datetime.now().astimezone()).start
    except QbankError as error:
        if f"{option}:" not in f"{error.message} {error.hint}":
            raise
        # What is said there is how a term of a query is written; this is an option.
        raise QbankError(Kind.USAGE, f"{option} {told!r} is no date and no age", hint=_SAY) from error
    if found is None:
        raise QbankError(Kind.USAGE, f"{option} {told}: that has no beginning", hint="say 2026-01-15, or 7d")
    return found
