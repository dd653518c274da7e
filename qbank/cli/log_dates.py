"""Dates and ages as options of the log name them."""

from datetime import datetime

from qbank.errors import Kind, QbankError


def moment_of(told: str, option: str) -> datetime:
    """Read a date or an age as the moment it begins. Raises QbankError for what is neither."""
    from qbank.query.dates import during

    found = during(option, told, datetime.now().astimezone()).start
    if found is None:
        raise QbankError(Kind.USAGE, f"{option} {told}: that has no beginning", hint="say 2026-01-15, or 7d")
    return found
