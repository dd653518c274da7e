"""Changing many questions at once, against the one statement that changes the same rows."""

from collections.abc import Iterator

from benchmarks.measure import Result, least_said
from benchmarks.scratch import Scratch

CHANGED = 100_000
SHARE = 0.283
"""How many of the made-up questions are of the difficulty that is changed."""


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure the service's own work, journal on, on about a hundred thousand rows, or what the bank has."""
    rows = min(scratch.rows, int(CHANGED / SHARE))
    bank = str(Scratch(scratch.folder, rows, scratch.rounds).bank)
    spent = least_said(
        {
            "ours": scratch.module("inside", "set-service", bank),
            "floor": scratch.module("inside", "set-hand", bank),
            "pairs": scratch.module("inside", "update-service", bank),
        },
        min(scratch.rounds, 7),
    )
    said = f"{spent['ours']:.2f} s; UPDATE {spent['floor']:.2f} s, of about {int(rows * SHARE):,} rows"
    yield Result("question set / one UPDATE", spent["ours"] / spent["floor"], 1.5, said)
    said = f"{spent['pairs']:.2f} s; set {spent['ours']:.2f} s, of as many pairs"
    yield Result("question update / question set", spent["pairs"] / spent["ours"], 2.0, said)
