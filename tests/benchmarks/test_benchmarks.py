"""The harness works on a few rows; its figures are for `python -m benchmarks`, and none is asserted here."""

import json
import sys

import pytest

from benchmarks import __main__, questions
from benchmarks.measure import Process, Result, cost_of, least, table


@pytest.mark.parametrize("name", __main__.NAMES)
def test_every_group_measures_a_few_rows(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", name, "--rows", "30", "--rounds", "1"])
    assert __main__.main() in (0, 1)
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["budget", "measured", "allowed", "verdict", "in", "figures"]
    assert rows and all("kept" in row or "MISSED" in row for row in rows)


def test_the_same_seed_makes_the_same_questions() -> None:
    made = list(questions.lines(20))
    assert made == list(questions.lines(20))
    assert len({json.loads(line)["stem"] for line in made}) == 20


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="ended with 3"):
        cost_of(Process([sys.executable, "-c", "raise SystemExit(3)"]))


def test_each_case_runs_once_a_round() -> None:
    runs: list[str] = []
    cases = {
        name: Process([sys.executable, "-c", "pass"], before=lambda name=name: runs.append(name))  # type: ignore[misc]  # bound now
        for name in "ab"
    }
    assert least(cases, 2).keys() == {"a", "b"}
    assert runs == ["a", "b", "a", "b"]


@pytest.mark.parametrize(
    ("figure", "at_least", "kept"), [(2.0, False, False), (2.0, True, True), (1.0, False, True)]
)
def test_a_budget_is_a_ceiling_or_a_floor(figure: float, at_least: bool, kept: bool) -> None:
    result = Result("speed", figure, 1.0, "2 s", at_least)
    assert result.kept is kept
    assert ("MISSED" in table([result])) is not kept
