"""Moments as the bulk paths write them."""

from datetime import datetime

from qbank.db.dialects import STORED_TIME


def stored_moment(moment: datetime) -> str:
    """Write a moment, given in UTC, in its stored form."""
    return moment.strftime(STORED_TIME)
