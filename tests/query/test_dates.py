from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from qbank.errors import QbankError
from qbank.query.parser import parse
from qbank.query.tree import During, Node

Read = Callable[..., Node]
Refusal = Callable[..., QbankError]


def at(text: str | None) -> datetime | None:
    """The moment, in UTC, of a time written as in Berlin."""
    if text is None:
        return None
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


@pytest.mark.parametrize(
    "value, start, end",
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-01", "2026-01-01", "2026-02-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2026-01-15", "2026-01-15", "2026-01-16"),
        ("2026-01-15T10:30", "2026-01-15T10:30", "2026-01-15T10:31"),
        ("2026-01-15 10:30", "2026-01-15T10:30", "2026-01-15T10:31"),
        ("2026-01-15t10:30:05", "2026-01-15T10:30:05", "2026-01-15T10:30:06"),
        ("2026-01-15T10:30:05.5", "2026-01-15T10:30:05.500000", "2026-01-15T10:30:05.500001"),
        ("=2026-01-15", "2026-01-15", "2026-01-16"),
        ("today", "2026-03-01", "2026-03-02"),
        ("Yesterday", "2026-02-28", "2026-03-01"),
        ("2026-03-29", "2026-03-29", "2026-03-30"),
    ],
)
def test_a_date_is_the_whole_of_what_it_names(value: str, start: str, end: str, read: Read) -> None:
    assert read(f"created:{value}") == During("created", at(start), at(end))


@pytest.mark.parametrize(
    "value, start, end",
    [
        ("2026-01-15..", "2026-01-15", None),
        ("..2026-01-15", None, "2026-01-16"),
        ("2026-01..2026-03", "2026-01-01", "2026-04-01"),
        ("2026-01-15..2026-01-15", "2026-01-15", "2026-01-16"),
        ("yesterday..today", "2026-02-28", "2026-03-02"),
        (">=2026", "2026-01-01", None),
        (">2026", "2027-01-01", None),
        ("<=2026", None, "2027-01-01"),
        ("<2026", None, "2026-01-01"),
        ("2026-01-01..7d", "2026-01-01", "2026-02-22T12:00"),
    ],
)
def test_a_range_holds_the_whole_of_both_ends(
    value: str, start: str | None, end: str | None, read: Read
) -> None:
    assert read(f"updated:{value}") == During("updated", at(start), at(end))


@pytest.mark.parametrize(
    "age, moment",
    [
        ("12h", "2026-03-01T00:00"),
        ("7d", "2026-02-22T12:00"),
        ("2w", "2026-02-15T12:00"),
        ("3M", "2025-12-01T12:00"),
        ("15m", "2024-12-01T12:00"),
        ("1y", "2025-03-01T12:00"),
        ("0d", "2026-03-01T12:00"),
    ],
)
def test_an_age_counts_back_from_now(age: str, moment: str, read: Read) -> None:
    assert read(f"created:{age}") == read(f"created:{age}..") == During("created", at(moment), None)
    assert read(f"created:..{age}") == During("created", None, at(moment))


def test_a_range_of_ages_runs_from_the_older_to_the_newer(read: Read, refusal: Refusal) -> None:
    assert read("created:30d..7d") == During("created", at("2026-01-30T12:00"), at("2026-02-22T12:00"))
    assert refusal("created:7d..30d").message == "nothing lies in created:7d..30d"


def test_a_zone_of_its_own_overrides_the_readers(read: Read) -> None:
    start, end = datetime(2026, 1, 15, 10, 30, tzinfo=UTC), datetime(2026, 1, 15, 10, 31, tzinfo=UTC)
    for zone in ("10:30Z", "10:30z", "12:30+02:00", "12:30+0200", "05:00-05:30"):
        assert read(f"created:2026-01-15T{zone}") == During("created", start, end)


@pytest.mark.parametrize(
    "today, age, moment",
    [
        ("2026-03-31", "1m", "2026-02-28"),
        ("2024-02-29", "1y", "2023-02-28"),
        ("2024-02-29", "4y", "2020-02-29"),
        ("2026-01-31", "2m", "2025-11-30"),
    ],
)
def test_a_month_too_short_for_the_day_gives_its_last(today: str, age: str, moment: str) -> None:
    now = datetime.fromisoformat(f"{today}T08:00+00:00")
    expected = datetime.fromisoformat(f"{moment}T08:00+00:00")
    assert parse([f"created:{age}"], now=now) == During("created", expected, None)


def test_the_day_the_clock_goes_forward_has_twenty_three_hours(read: Read) -> None:
    day = read("created:2026-03-29")
    assert isinstance(day, During)
    assert day.start is not None
    assert day.end is not None
    assert (day.end - day.start).total_seconds() == 23 * 3600


def test_a_minute_the_clock_repeats_lasts_a_minute(read: Read) -> None:
    start = datetime(2026, 10, 25, 0, 59, tzinfo=UTC)
    assert read("created:2026-10-25T02:59") == During("created", start, start.replace(hour=1, minute=0))


def test_a_day_a_zone_left_out_holds_nothing() -> None:
    now = datetime(2026, 1, 1, tzinfo=ZoneInfo("Pacific/Apia"))
    with pytest.raises(QbankError, match="nothing lies in"):
        parse(["created:2011-12-30"], now=now)


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "2026-13",
        "2026-02-30",
        "26-01-01",
        "2026-1-1",
        "2026-01-15T25:00",
        "2026-01-15T10",
        "2026-01-15T10:30+99:00",
        "2026-01-15T10:30+02:60",
        "7 d",
        "7s",
        "-7d",
        "..",
        ">",
        "٢٠٢٦",
    ],
)
def test_what_is_no_date_is_refused_with_the_right_forms(value: str, refusal: Refusal) -> None:
    error = refusal(f"created:{value}")
    assert error.message.endswith("is no date for created:")
    assert "created:2026, 2026-01" in (error.hint or "")


@pytest.mark.parametrize("value", ["0000", "0000-01..", "9999", "9999-06.."])
def test_years_out_of_the_calendars_reach_are_refused(value: str, refusal: Refusal) -> None:
    error = refusal(f"created:{value}")
    assert error.message.endswith(" is out of the calendar's reach")
    assert error.hint == "years run from 0002 to 9998"


@pytest.mark.parametrize(
    "value",
    ["0001-06..", "..0001-06", "2025y..", "3000y", "99999m", "999999d", f"{10**9}w", f"1{'0' * 5000}h"],
)
def test_what_goes_before_the_first_year_is_told_as_that(value: str, refusal: Refusal) -> None:
    error = refusal(f"created:{value}")
    assert error.message.endswith(" goes too far back")
    assert error.hint == "years run from 0002 to 9998"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Midway"])
def test_the_first_and_last_year_in_reach_are_read_in_every_zone(zone: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))
    for year in ("0002", "9998"):
        assert isinstance(parse([f"created:{year}"], now=now), During)


@pytest.mark.parametrize("value", [">7d", "<1y", ">=7d", "<=2w"])
def test_a_comparison_with_an_age_is_refused_with_both_readings(value: str, refusal: Refusal) -> None:
    age = value.lstrip("<>=")
    hint = refusal(f"created:{value}").hint or ""
    assert f"created:{age}.. " in hint
    assert f"created:..{age} " in hint
