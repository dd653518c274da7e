"""Which of many copies to keep: those just made, and of the last days, weeks and months each one's first."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

DAYS, WEEKS, MONTHS = 12, 10, 9
"""How many of each period that have copies keep one."""
JUST, MOST_JUST = timedelta(days=1), 12
"""A person who was told of a copy finds it so long after, unless a program has made so many more since."""


def worth_keeping(moments: Iterable[datetime]) -> set[datetime]:
    """Choose the moments whose copies are kept: the newest day's, and the first of each last period.

    The first of a day and not its last: it was made before anything of that day could go wrong.
    """
    newest_first = sorted(set(moments), reverse=True)
    chosen = {moment for moment in newest_first[:MOST_JUST] if newest_first[0] - moment < JUST}
    for count, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        chosen |= _first_of_each(newest_first, count, period)
    return chosen


def _first_of_each(
    newest_first: list[datetime], count: int, period: Callable[[datetime], tuple[int, ...]]
) -> set[datetime]:
    first: dict[tuple[int, ...], datetime] = {}
    for moment in newest_first:
        if period(moment) not in first and len(first) == count:
            break
        first[period(moment)] = moment
    return set(first.values())


def _day(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month, moment.day


def _week(moment: datetime) -> tuple[int, ...]:
    return tuple(moment.isocalendar()[:2])


def _month(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month
