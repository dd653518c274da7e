"""Dates and ages as options of the log name them."""

import re
from datetime import datetime

from qbank.errors import Kind, QbankError

_AGE = re.compile(r"[0-9]{1,6}[hdwmy]", re.IGNORECASE)


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

    found = during(option, told, datetime.now().astimezone()).start
    if found is None:
        raise QbankError(Kind.USAGE, f"{option} {told}: that has no beginning", hint="say 2026-01-15, or 7d")
    return found
