"""What the journal costs: a change of tags against the statements that do the same, an import without it.

What it costs where values are set that have one column each is in `setting`.
"""

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.measure import Result, least, least_said
from benchmarks.scratch import Scratch
from benchmarks.setting import CHANGED, SHARE


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure tags of about a hundred thousand questions, or what the bank has, and an import of all."""
    rows = min(scratch.rows, int(CHANGED / SHARE))
    bank = str(Scratch(scratch.folder, rows, scratch.rounds).bank)
    tags = {name: scratch.module("inside", f"tags-{name}", bank) for name in ("service", "hand")}
    spent = least_said(tags, min(scratch.rounds, 5))
    said = f"{spent['service']:.2f} s; by hand {spent['hand']:.2f} s, of about {int(rows * SHARE):,} rows"
    yield Result("question set --add-tag / the same by hand", spent["service"] / spent["hand"], 4.0, said)
    yield _importing(scratch)


def _importing(scratch: Scratch) -> Result:
    target, lines = scratch.folder / "journal.db", str(scratch.ndjson)

    def begin() -> None:
        scratch.copied(scratch.empty, target.name)

    cases = {
        "with": scratch.qbank(target, "question", "import", lines),
        "without": scratch.module("unjournaled", str(target), lines),
    }
    costs = least({name: replace(case, before=begin) for name, case in cases.items()}, min(scratch.rounds, 3))
    ours, bare = costs["with"].cpu, costs["without"].cpu
    return Result("import / without its journal", ours / bare, 1.1, f"{ours:.1f} s; without {bare:.1f} s")
