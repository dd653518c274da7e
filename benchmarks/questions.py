"""Made-up questions, the same for the same seed: about 450 bytes each, words as frequent as in prose."""

import json
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

CATEGORIES = [f"Subject {subject}/Topic {topic}" for subject in "ABCDEFGH" for topic in range(1, 6)]
TAGS = [f"{kind}-{number:02d}" for kind in ("unit", "skill", "course", "year") for number in range(50)]
VOCABULARY = 20_000
RARE_WORD = "zyzzyva"
_CONSONANTS = "bcdfghjklmnprstvwz"
_VOWELS = "aeiou"
_TYPES = (
    ["single_choice"] * 62
    + ["multiple_choice"] * 12
    + ["true_false"] * 10
    + ["short_answer"] * 8
    + ["numerical"] * 4
    + ["matching"] * 2
    + ["ordering"]
    + ["essay"]
)


class Maker:
    """Makes questions one by one, each a JSON object."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._words = [self._word() for _ in range(VOCABULARY)]
        # Zipf's law: the n-th word of a language is met 1/n as often as its first.
        self._weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def question(self, number: int) -> dict[str, Any]:
        """Make one question; every hundred-thousandth holds the rare word."""
        pick = self._random
        kind = pick.choice(_TYPES)
        stem = self._phrase(14) + "?"
        made: dict[str, Any] = {
            "kind": "question",
            "type": kind,
            "stem": f"{stem} {RARE_WORD}" if number % 100_000 == 0 else stem,
            "options": self._options(kind),
            "category": CATEGORIES[min(int(pick.expovariate(0.1)), len(CATEGORIES) - 1)],
            "tags": pick.sample(TAGS, pick.randint(1, 3)),
        }
        if pick.random() < 0.85:
            made["difficulty"] = pick.choice(("easy", "medium", "hard"))
        if pick.random() < 0.5:
            made["rating"] = pick.randint(0, 5)
        if pick.random() < 0.7:
            made["explanation"] = self._phrase(9) + "."
        return made

    def _word(self) -> str:
        pick, syllables = self._random.choice, self._random.randint(1, 4)
        return "".join([pick(_CONSONANTS) + pick(_VOWELS) for _ in range(syllables)]) + pick(_CONSONANTS)

    def _phrase(self, length: int) -> str:
        words = self._random.choices(self._words, cum_weights=self._weights, k=length)
        return " ".join(words).capitalize()

    def _options(self, kind: str) -> list[dict[str, Any]]:
        if kind in ("single_choice", "multiple_choice"):
            right = {self._random.randrange(4)} if kind == "single_choice" else {0, 2}
            return [self._choice(self._phrase(3), 1 / len(right) * (place in right)) for place in range(4)]
        if kind == "true_false":
            return [self._choice("True", 1.0), self._choice("False", 0.0)]
        if kind == "short_answer":
            return [self._choice(self._phrase(2), 1.0)]
        if kind == "numerical":
            return [{"value": round(self._random.uniform(0, 1000), 2), "tolerance": 0.1, "fraction": 1.0}]
        if kind == "matching":
            return [{"left": self._phrase(2), "right": self._phrase(2)} for _ in range(4)]
        return [{"text": self._phrase(4)} for _ in range(4)] if kind == "ordering" else []

    def _choice(self, text: str, fraction: float) -> dict[str, Any]:
        return {"text": text, "fraction": fraction}


def lines(count: int, seed: int = 1) -> Iterator[str]:
    """Yield questions as lines of qbank's NDJSON."""
    maker = Maker(seed)
    for number in range(count):
        yield line(maker.question(number))


def line(question: dict[str, Any]) -> str:
    """Write a question as a line."""
    return json.dumps(question, separators=(",", ":")) + "\n"


def write_ndjson(path: Path, count: int) -> Path:
    """Write questions into a file, a line each."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines(count))
    return path


def write_array(path: Path, ndjson: Path) -> Path:
    """Write the questions of an NDJSON file as one JSON array, a line each."""
    with ndjson.open(encoding="utf-8") as source, path.open("w", encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(source):
            file.write(("[\n" if number == 0 else ",\n") + line.rstrip("\n"))
        file.write("\n]\n")
    return path
