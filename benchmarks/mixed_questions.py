"""Questions put together from real ones of many languages, as many as are asked for.

The real ones are an export of a bank (`qbank question export --all --to ndjson`), named by QBANK_REAL. Each
made one has stem and options of one of them and of a neighbour in its file, so that it keeps its language.
"""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.questions import CATEGORIES, TAGS, line
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import option_parts, plain
from qbank.domain.validation import checked

NEAR = 40
"""So far apart in their file may the questions be that one is made of."""


class Real(NamedTuple):
    """What is taken of a real question: its stem, its right options and the wrong ones, as read."""

    stem: str
    right: list[str]
    wrong: list[str]


def source() -> Path | None:
    """Give the export that QBANK_REAL names, None where it names none."""
    told = os.environ.get("QBANK_REAL")
    return Path(told) if told else None


def real_ones(path: Path) -> list[Real]:
    """Read the real questions of an export."""
    decode = msgspec.json.Decoder(QuestionDocument).decode
    made = []
    with path.open("rb") as file:
        for each in file:
            if json.loads(each)["kind"] != "question":
                continue
            document = checked(decode(each))
            parts = option_parts(document)
            right = [text for text, earns, _ in parts if earns]
            wrong = [text for text, earns, _ in parts if not earns]
            made.append(Real(plain(document.stem, document.format), right, wrong))
    return [each for each in made if each.stem.strip()]


def write_ndjson(path: Path, source: Path, count: int, seed: int = 1) -> Path:
    """Write so many questions as qbank's NDJSON."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines(real_ones(source), count, seed))
    return path


def lines(real: list[Real], count: int, seed: int) -> Iterator[str]:
    """Yield so many questions as lines of qbank's NDJSON."""
    pick = random.Random(seed)
    for _ in range(count):
        place = pick.randrange(len(real))
        near = real[(place + pick.randint(-NEAR, NEAR)) % len(real)]
        yield line(_question(pick, real[place], near))


def _question(pick: random.Random, one: Real, other: Real) -> dict[str, object]:
    made: dict[str, object] = {
        "kind": "question",
        "type": "single_choice",
        "stem": one.stem if pick.random() < 0.5 else f"{one.stem}\n{other.stem}",
        "options": _options(pick, one, other),
        "category": CATEGORIES[min(int(pick.expovariate(0.1)), len(CATEGORIES) - 1)],
        "tags": pick.sample(TAGS, pick.randint(1, 3)),
        "difficulty": pick.choice(("easy", "medium", "hard")),
    }
    if pick.random() < 0.7:
        made["explanation"] = other.stem
    return made


def _options(pick: random.Random, one: Real, other: Real) -> list[dict[str, object]]:
    wrong = [*one.wrong, *other.wrong, *other.right]
    chosen = [text for text in pick.sample(wrong, min(len(wrong), 3)) if text.strip()] or ["–"]
    right = next((text for text in one.right if text.strip()), "+")
    return [{"text": right, "fraction": 1.0}, *({"text": text, "fraction": 0.0} for text in chosen)]
