"""Damaged files of GIFT give questions that hold and diagnostics, nothing else."""

import io
import os
import random

import pytest

from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.formats import gift
from qbank.formats.base import Diagnostic, Found, Item, ReadOptions, Source, Unreadable, WriteOptions

ROUNDS = int(os.environ.get("QBANK_FUZZ", "300"))
VALID = """$CATEGORY: $course$/top/A/B

// [id:1] [tag:t]
::T\\:1::[html]<p>x</p> {
=a#b
~%-50%c#[plain]d
####e
}

n {#=1..2#x =%50%3:0.1 ~#no}

m {=a -> b
=c -> d}

tf {F#x#y}

w {=a* =%20%b} tail

o {>2 ALL
a
b}

cl {1:MC:~a~=b} and {2:NM:=3:0.1}

essay {}

description
"""
_BITS = [
    *"{}=~#:%\\[]/>-\n\0 0T",
    "::",
    "####",
    "->",
    "//",
    "$CATEGORY:",
    "[id:",
    "[tag:",
    "[html]",
    "\n\n",
    "é",
    "\ud83d",
]


def _mutated(chance: random.Random) -> str:
    text = list(VALID)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(text))
        if chance.random() < 0.5:
            text[place : place + chance.randint(0, 9)] = []
        else:
            text.insert(place, chance.choice(_BITS))
    return "".join(text)


def items(data: bytes, mapping: dict[str, str]) -> list[Item]:
    source = Source("t.gift", io.BytesIO(data))
    try:
        return list(gift.read(source, ReadOptions(mapping)))
    except Unreadable as refusal:
        assert refusal.reason
        return []
    finally:
        for copy in source.copies:
            copy.close()


@pytest.mark.parametrize("mapping", [{}, {"gaps": "cloze"}])
def test_a_damaged_file_gives_diagnostics_and_questions_that_hold(mapping: dict[str, str]) -> None:
    chance = random.Random(5)
    for _ in range(ROUNDS):
        found = items(_mutated(chance).encode("utf-8", "replace"), mapping)
        said = [each for each in found if isinstance(each, Diagnostic)]
        assert all(each.message and "\n" not in each.message for each in said)
        values = [each.value for each in found if isinstance(each, Found)]
        questions = [checked(each) for each in values if isinstance(each, QuestionDocument)]
        assert all(
            loss.message for loss in gift.write(questions, io.BytesIO(), lambda _: None, WriteOptions())
        )
