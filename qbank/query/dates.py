"""Dates, moments and ages after a colon: created and updated.

A date names the whole of what it says: `2026` a year, `2026-01-15` a day, `2026-01-15T10:30` a minute.
An age (`7d`) names the moment that long ago.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from qbank.errors import QbankError
from qbank.query.mistakes import mistake, shortened, shown
from qbank.query.ranges import Ends, ends_of
from qbank.query.tree import During

_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-5][0-9])?)?)?)?",
    re.IGNORECASE,
)
_AGE = re.compile(r"(?P<count>[0-9]+)(?P<unit>[hdwmy])", re.IGNORECASE)
_DAYS_AGO = {"today": 0, "yesterday": 1}
# An end may stand a moment from its date and in another zone; this far from what a datetime can hold,
# both can still be computed and written again.
_REACH = (datetime(1, 12, 31, tzinfo=UTC), datetime(9999, 1, 2, tzinfo=UTC))
_YEARS = "years run from 0002 to 9998"
_LEAST = (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))


class _Span(NamedTuple):
    """What one date names, from `start` until before `end`; an age names a moment, both are it."""

    start: datetime
    end: datetime
    is_age: bool = False


def during(field: str, text: str, now: datetime) -> During:
    """The time `text` names, in UTC, days being those of `now`'s zone; a usage error otherwise.

    A date alone is the whole of it, an age alone the time since then; `A..B` holds the whole of B.
    """
    ends = ends_of(text)
    if ends.low is None and ends.high is None:
        raise _no_date(field, text)
    low, high = _span(field, ends.low, now), _span(field, ends.high, now)
    if ends.compared and any(span is not None and span.is_age for span in (low, high)):
        raise _ambiguous_age(field, ends)
    start = None if low is None else low.end if ends.low_open else low.start
    end = None if high is None else high.start if ends.high_open else high.end
    if ends.single and low is not None and low.is_age:
        end = None
    if start is not None and end is not None and start >= end:
        raise _nothing_between(field, ends)
    return During(field, _within_reach(text, start), _within_reach(text, end))


def _span(field: str, text: str | None, now: datetime) -> _Span | None:
    if text is None:
        return None
    try:
        span = _age(text, now) or _date(text, now)
    except OverflowError:
        raise _out_of_reach(text) from None
    except ValueError:
        raise _no_date(field, text) from None
    if span is None:
        raise _no_date(field, text)
    return span


def _age(text: str, now: datetime) -> _Span | None:
    found = _AGE.fullmatch(text)
    if found is None:
        return None
    try:
        moment = _long_ago(int(found["count"]), found["unit"].lower(), now)
    except (OverflowError, ValueError):
        raise _too_far_back(text) from None
    return _Span(moment, moment, is_age=True)


def _long_ago(count: int, unit: str, now: datetime) -> datetime:
    match unit:
        case "h":
            return now.astimezone(UTC) - timedelta(hours=count)
        case "d":
            return now.astimezone(UTC) - timedelta(days=count)
        case "w":
            return now.astimezone(UTC) - timedelta(weeks=count)
        case "m":
            return _months_before(now, count).astimezone(UTC)
        case _:
            return _months_before(now, 12 * count).astimezone(UTC)


def _months_before(now: datetime, count: int) -> datetime:
    """The same day and time of day `count` months earlier, or that month's last day."""
    months = now.year * 12 + now.month - 1 - count
    year, month = divmod(months, 12)
    first = now.replace(year=year, month=month + 1, day=1)
    last = (_next_month(first) - timedelta(days=1)).day
    return first.replace(day=min(now.day, last))


def _next_month(first: datetime) -> datetime:
    year, month = divmod(first.year * 12 + first.month, 12)
    return first.replace(year=year, month=month + 1)


def _date(text: str, now: datetime) -> _Span | None:
    zone = now.tzinfo
    if text.lower() in _DAYS_AGO:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        day = midnight - timedelta(days=_DAYS_AGO[text.lower()])
        return _in_utc(day, day + timedelta(days=1))
    found = _DATE.fullmatch(text)
    if found and not 1 <= int(found["year"]) <= _REACH[1].year - 1:
        raise _out_of_reach(text)
    return _dated(found, zone) if found else None


def _dated(found: re.Match[str], local: tzinfo | None) -> _Span:
    """The span of a date that `_DATE` read; ValueError or OverflowError where the calendar has none."""
    year, month, day, hour, minute, second = (int(found[name] or least) for name, least in _LEAST)
    micro = int((found["fraction"] or "").ljust(6, "0"))
    zone = _zone(found["zone"]) or local
    start = datetime(year, month, day, hour, minute, second, micro, zone)
    return _in_utc(start, _end(start, found))


def _end(start: datetime, found: re.Match[str]) -> datetime:
    """Where the year, month, day, minute, second or microsecond that begins at `start` ends."""
    if found["month"] is None:
        return start.replace(year=start.year + 1)
    if found["day"] is None:
        return _next_month(start)
    if found["hour"] is None:
        return start + timedelta(days=1)
    if found["second"] is None:
        return _later(start, timedelta(minutes=1))
    return _later(start, timedelta(microseconds=1) if found["fraction"] else timedelta(seconds=1))


def _later(start: datetime, step: timedelta) -> datetime:
    """`start` moved along the clock of the world: the local one may be put back in between."""
    return start.astimezone(UTC) + step


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _in_utc(start: datetime, end: datetime) -> _Span:
    return _Span(start.astimezone(UTC), end.astimezone(UTC))


def _within_reach(text: str, moment: datetime | None) -> datetime | None:
    if moment is not None and moment < _REACH[0]:
        raise _too_far_back(text)
    if moment is not None and moment > _REACH[1]:
        raise _out_of_reach(text)
    return moment


def _out_of_reach(text: str) -> QbankError:
    return mistake(f"{shown(text)} is out of the calendar's reach", _YEARS)


def _too_far_back(text: str) -> QbankError:
    return mistake(f"{shown(text)} goes too far back", _YEARS)


def _no_date(field: str, text: str) -> QbankError:
    return mistake(
        f"{shown(text)} is no date for {field}:",
        f"write {field}:2026, 2026-01, 2026-01-15, 2026-01-15T10:30, today, yesterday, or an age "
        f"12h 7d 2w 3m 1y; ranges are {field}:2026-01.. {field}:..7d",
    )


def _ambiguous_age(field: str, ends: Ends) -> QbankError:
    age = shortened(ends.low or ends.high or "")
    return mistake(
        f"> and < do not say which way an age such as {age} counts",
        f"{field}:{age}.. is in that time up to now, {field}:..{age} is longer ago",
    )


def _nothing_between(field: str, ends: Ends) -> QbankError:
    low, high = shortened(ends.low or ""), shortened(ends.high or "")
    return mistake(
        f"nothing lies in {field}:{low}..{high}",
        f"the earlier date stands first: {field}:2026-01..2026-03, {field}:30d..7d",
    )
