"""`qbank question list` as a table: what of it a person reads."""

from collections.abc import Callable
from datetime import datetime

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def added(qbank: Run) -> str:
    """The id of the one question of a bank."""
    return qbank("question", "add", "--type", "essay", "Explain osmosis", "--category", "Bio")[1].strip()


def test_a_table_of_a_given_width_has_short_ids_and_one_without_end_has_whole_ones(
    qbank: Run, added: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert added in qbank("question", "list", "-f", "table")[1]
    monkeypatch.setenv("COLUMNS", "60")
    told = qbank("question", "list", "-f", "table")[1]
    assert added not in told
    assert added[:6] in told
    assert "Explain osmosis" in told


def test_a_table_tells_moments_to_the_minute_and_a_program_gets_them_whole(qbank: Run, added: str) -> None:
    assert added
    whole = qbank("question", "list", "--columns", "created_at", "--no-header")[1].strip()
    minute = f"{datetime.fromisoformat(whole).astimezone():%Y-%m-%d %H:%M}"
    told = qbank("question", "list", "--columns", "created_at", "-f", "table")[1]
    assert [line.strip() for line in told.splitlines() if line.strip()][-1] == minute
