from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from qbank.domain.thinning import DAYS, MONTHS, WEEKS, worth_keeping

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOMENTS = st.lists(st.integers(0, 800 * 24).map(lambda hours: NOON - timedelta(hours=hours)))


def test_of_a_day_the_first_is_kept_and_the_newest_of_all() -> None:
    today = [NOON + timedelta(hours=hour) for hour in range(5)]
    assert worth_keeping(today) == {today[0], today[-1]}


def test_a_copy_a_day_leaves_days_weeks_and_months() -> None:
    year = [NOON - timedelta(days=days) for days in range(400)]
    keep = sorted(worth_keeping(year), reverse=True)
    assert keep[:DAYS] == year[:DAYS]
    assert len(keep) <= 1 + DAYS + WEEKS + MONTHS
    assert keep[-1] == datetime(2026, 3, 1, 12, tzinfo=UTC)


@given(MOMENTS)
def test_thinning_again_removes_nothing_more(moments: list[datetime]) -> None:
    keep = worth_keeping(moments)
    assert worth_keeping(keep) == keep


@given(MOMENTS)
def test_the_newest_always_stays(moments: list[datetime]) -> None:
    assert set(sorted(moments)[-1:]) <= worth_keeping(moments) <= set(moments)
