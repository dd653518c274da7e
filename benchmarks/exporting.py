"""Writing all questions out, against a bare cursor whose rows msgspec writes."""

from collections.abc import Iterator

from benchmarks.measure import Result, least
from benchmarks.scratch import Scratch

MOST_MEMORY = 80


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure the export of the whole bank."""
    out = str(scratch.folder / "out.ndjson")
    bank = scratch.bank
    costs = least(
        {
            "ours": scratch.qbank(
                bank, "question", "export", "--all", "--to", "ndjson", "-o", out, "--force"
            ),
            "floor": scratch.module("peers", "export", str(bank), out),
        },
        min(scratch.rounds, 5),
    )
    ours, floor = costs["ours"], costs["floor"]
    said = f"{ours.cpu:.1f} s, {scratch.rows / ours.cpu:,.0f} a second; cursor + msgspec {floor.cpu:.1f} s"
    yield Result("export: speed / cursor + msgspec", floor.cpu / ours.cpu, 0.8, said, at_least=True)
    yield Result("export: MiB at most", ours.memory, MOST_MEMORY, f"{ours.memory:.0f} MiB")
