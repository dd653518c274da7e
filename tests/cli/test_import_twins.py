"""Twins in one file are found however far apart they stand, and whatever lies between them."""

import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings, strategies as st
from pytest import MonkeyPatch

from qbank.services import frames

Run = Callable[..., tuple[int, str, str]]
FRAME, MANY = 5, 23
"""Several frames, the last one not full."""
ID = "7c0f3a52-4a0e-4c59-9d1b-2b9d5f0e6a41"
_PLACES = st.integers(0, MANY - 1)


def told(qbank: Run, folder: Path, questions: list[dict[str, str]]) -> dict[str, list[int]]:
    """Import questions into a bank of their own; gives their places by what became of them."""
    file, report, bank = folder / "file.ndjson", folder / "report.ndjson", folder / "own.db"
    file.write_text("".join(json.dumps({"kind": "question", **each}) + "\n" for each in questions))
    code, _, said = qbank("--db", str(bank), "question", "import", str(file), "--report", str(report))
    assert code == 0, said
    became: dict[str, list[int]] = {"new": [], "duplicate": []}
    for each in map(json.loads, report.read_text().splitlines()):
        became[each["verdict"]].append(each["item"] - 1)
    bank.unlink()
    return became


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(_PLACES, _PLACES), max_size=6), st.none() | _PLACES)
def test_twins_of_one_file_are_told_wherever_they_stand(
    qbank: Run, tmp_path: Path, pairs: list[tuple[int, int]], has_id: int | None
) -> None:
    stems = [f"Question {number}?" for number in range(MANY)]
    for one, other in pairs:
        stems[other] = stems[one]
    questions = [{"type": "essay", "stem": stem} for stem in stems]
    if has_id is not None:
        questions[has_id]["id"] = ID
    # What has an id of its own is nobody's twin, but others may be its.
    again = [at for at, stem in enumerate(stems) if stem in stems[:at] and at != has_id]
    with MonkeyPatch.context() as patched:
        patched.setattr(frames, "FRAME", FRAME)
        became = told(qbank, tmp_path, questions)
    assert became == {"new": [at for at in range(MANY) if at not in again], "duplicate": again}
