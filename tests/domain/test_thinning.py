from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from qbank.domain.thinning import DAYS, MONTHS, MOST_JUST, WEEKS, worth_keeping

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOMENTS = st.lists(st.integers(0, 800 * 24).map(lambda hours: NOON - timedelta(hours=hours)))


def test_of_a_day_that_is_over_the_first_is_kept() -> None:
    days = [NOON + timedelta(days=day, hours=hour) for day in range(3) for hour in range(5)]
    assert worth_keeping(days) == {days[0], days[5], *days[10:]}


def test_what_was_made_within_a_day_is_kept_unless_it_is_too_many() -> None:
    few = [NOON + timedelta(minutes=minute) for minute in range(MOST_JUST)]
    assert worth_keeping(few) == {*few}
    many = [NOON + timedelta(minutes=minute) for minute in range(50)]
    assert worth_keeping(many) == {many[0], *many[-MOST_JUST:]}


def test_a_copy_a_day_leaves_days_weeks_and_months() -> None:
    year = [NOON - timedelta(days=days) for days in range(400)]
    keep = sorted(worth_keeping(year), reverse=True)
    assert keep[:DAYS] == year[:DAYS]
    assert len(keep) <= MOST_JUST + DAYS + WEEKS + MONTHS
    assert keep[-1] == datetime(2026, 3, 1, 12, tzinfo=UTC)


@given(MOMENTS)
def test_thinning_again_removes_nothing_more(moments: list[datetime]) -> None:
    keep = worth_keeping(moments)
    assert worth_keeping(keep) == keep


@given(MOMENTS)
def test_the_newest_always_stays(moments: list[datetime]) -> None:
    assert set(sorted(moments)[-1:]) <= worth_keeping(moments) <= set(moments)
