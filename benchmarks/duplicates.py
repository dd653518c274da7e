"""Duplicates found among real questions of many languages: what of those planted, and what that is none.

`python -m benchmarks.duplicates ROWS` says what became of each way of planting; with SHOW set, stderr has
each planted question that was missed or taken for what it is not.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from msgspec.structs import replace

from benchmarks.measure import MEBI, Cost, Result, cost_of
from benchmarks.planted import WAYS, Planted, Planter
from benchmarks.real_questions import CORPUS, Maker, real
from benchmarks.scratch import Scratch
from qbank.domain import jsontext
from qbank.domain.question import QuestionDocument
from qbank.domain.wording import wording

SIZES = (10_000, 100_000, 1_000_000)
SHARE = 0.04
"""So much of a bank is planted."""
RECALL, PRECISION = 0.99, 0.95
SECONDS_A_THOUSAND = 0.5
MOST_MEMORY = 250


@dataclass
class Outcome:
    """What was found of what was planted."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    as_meant: Counter[str] = field(default_factory=Counter)
    of_themselves: Counter[str] = field(default_factory=Counter)
    strange: int = 0

    def recall(self) -> float:
        """Give the share of planted duplicates that were found, as what they are."""
        meant = [how for how, (expected, _) in WAYS.items() if expected is not None]
        return sum(self.as_meant[how] for how in meant) / sum(self.planted[how] for how in meant)

    def precision(self) -> float:
        """Give the share of duplicates in what was found that has to do with a planted question."""
        right = sum(self.as_meant.values())
        return right / (sum(self.found.values()) + self.strange)


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure at each size up to the rows asked for."""
    if not CORPUS.is_dir():
        print(f"duplicates: the corpus is not at {CORPUS}; QBANK_CORPUS names its folder", file=sys.stderr)
        return
    for rows in [size for size in SIZES if size <= scratch.rows] or [scratch.rows]:
        outcome, cost, seconds = measured(scratch, rows)
        told = f"of {sum(outcome.planted.values()):,} planted among {rows:,}"
        yield Result(f"duplicates of {rows:,}: recall", outcome.recall(), RECALL, told, at_least=True)
        told = f"{sum(outcome.found.values()) + outcome.strange:,} pairs of planted ones found"
        yield Result(
            f"duplicates of {rows:,}: precision", outcome.precision(), PRECISION, told, at_least=True
        )
        said = f"{cost.cpu:.1f} s CPU, {seconds:.1f} s"
        yield Result(
            f"duplicates of {rows:,}: CPU s", cost.cpu, max(5, SECONDS_A_THOUSAND * rows / 1000), said
        )
        yield Result(f"duplicates of {rows:,}: MiB", cost.memory, MOST_MEMORY, f"{cost.memory:.0f} MiB")


def measured(scratch: Scratch, rows: int) -> tuple[Outcome, Cost, float]:
    """Plant, import and look: what was found, and at what cost."""
    file, planted = _written(scratch.folder / f"planted-{rows}.ndjson", rows)
    bank = scratch.copied(scratch.empty, f"planted-{rows}.db")
    cost_of(scratch.qbank(bank, "question", "import", str(file)))
    out = scratch.folder / f"found-{rows}.ndjson"
    process = scratch.qbank(bank, "question", "duplicates", "--format", "ndjson")
    begun = perf_counter()
    cost = _cost_into(process.words, out)
    return _judged(out, planted), cost, perf_counter() - begun


_APART = """
import os, sys
out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, out, 1)])
_, status, used = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def _cost_into(words: Sequence[str], out: Path) -> Cost:
    """Run a process to its end, its output in a file.

    It is started by a small process: Linux counts the memory of whoever starts a program as the program's
    own, and what was planted takes more than what finds it.
    """
    apart = [sys.executable, "-I", "-S", "-c", _APART, str(out), *words]
    told = subprocess.run(apart, stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    if told[0] != "0":
        raise RuntimeError(f"{' '.join(words)} ended with {told[0]}")
    return Cost(float(told[1]), int(told[2]) / MEBI)


@lru_cache(1)
def _corpus() -> list[tuple[str, QuestionDocument]]:
    return real()


def _written(path: Path, rows: int) -> tuple[Path, dict[str, Planted]]:
    """Write a file of questions, some of them planted; gives those by id."""
    pick = Random(rows)
    number = iter(pick.sample(range(1, 1 << 60), 2 * rows + 100))
    base = [replace(document) for _, document in _corpus()]
    pick.shuffle(base)
    meant = int(rows * (1 - SHARE))
    del base[meant:]
    maker = Maker(_corpus(), rows)
    planted: dict[str, Planted] = {}
    with path.open("wb") as file:

        def put(document: QuestionDocument) -> None:
            document.id = str(UUID(int=next(number) << 64 | 1 << 63, version=4))
            file.write(jsontext.encode(document) + b"\n")

        sources: list[QuestionDocument] = []
        for place in range(meant):
            document = base[place] if place < len(base) else maker.question()
            put(document)
            if len(sources) < 6 * rows * SHARE:
                sources.append(document)
        pick.shuffle(sources)
        for each in _planted(sources, base, rows - meant):
            put(each.made)
            planted[each.made.id or ""] = each
    return path, planted


def _planted(
    sources: list[QuestionDocument], everything: list[QuestionDocument], count: int
) -> Iterator[Planted]:
    """Plant in all ways in turn, each source once."""
    words = sorted(
        {w for each in sources[:20_000] for w in wording(each.stem).content if len(w) > 4 and w.isalpha()}
    )
    titled = {w for each in sources[:20_000] for w in each.stem.split()[1:] if w.istitle() and w.isalpha()}
    names = sorted(name for name in titled if len(name) > 3 and wording(name).content)
    planter = Planter(words, names, everything, count)
    left = dict.fromkeys(WAYS, max(1, count // len(WAYS)))
    for source in sources:
        for how in sorted((how for how in left if left[how]), key=lambda how: -left[how]):
            made = planter.plant(how, source)
            if made is not None:
                left[how] -= 1
                yield made
                break


def _judged(out: Path, planted: dict[str, Planted]) -> Outcome:
    outcome = Outcome(Counter(each.how for each in planted.values()))
    missed = {key: each for key, each in planted.items() if each.expected is not None}
    pairs = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    known = {frozenset((pair["id"], pair["other"])) for pair in pairs}
    for pair in pairs:
        ends = pair["id"], pair["other"]
        key = next((end for end in ends if end in planted), "")
        roots = [planted[end].source.id if end in planted else end for end in ends]
        if not key:
            outcome.of_themselves[pair["kind"]] += 1
        elif roots[0] == roots[1]:
            made = planted[key]
            outcome.found[made.how] += 1
            outcome.as_meant[made.how] += pair["kind"] == made.expected
            missed.pop(key, None)
            if pair["kind"] != made.expected:
                _show(made.how, pair)
        elif frozenset(roots) not in known:
            # Where its source resembles another question by itself, so may what was made of it.
            outcome.strange += 1
            _show("has to do with another one", pair)
    for each in missed.values():
        _show(f"missed, {each.how}", {"stem": each.source.stem, "other_stem": each.made.stem})
    return outcome


def _show(what: str, pair: dict[str, object]) -> None:
    if "SHOW" in os.environ:
        print(f"{what}: {json.dumps(pair, ensure_ascii=False)}", file=sys.stderr)


if __name__ == "__main__":
    with TemporaryDirectory(prefix="qbank-bench-") as folder:
        rows = int(sys.argv[1])
        outcome, cost, seconds = measured(Scratch(Path(folder), rows, 1), rows)
        for how, (expected, _) in WAYS.items():
            said = f"{outcome.found[how]:>6,} found, {outcome.as_meant[how]:>6,} as meant"
            print(f"{how:<18}{expected or 'no duplicate':<15}{outcome.planted[how]:>6,} planted {said}")
        print(
            f"pairs with other questions: {outcome.strange};"
            f" of the real text itself: {dict(outcome.of_themselves)}"
        )
        print(f"recall {outcome.recall():.4f} precision {outcome.precision():.4f}")
        print(f"{cost.cpu:.1f} s CPU, {seconds:.1f} s, {cost.memory:.0f} MiB")
