"""Whatever becomes of the text of questions, it gives questions that hold and mistakes with their lines."""

import os
import random
from functools import cache
from pathlib import Path

import msgspec
import pytest

from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.formats import text_form

ROUNDS = int(os.environ.get("QBANK_FUZZ", "300"))
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"
_BITS = (
    "\n", "\n\n", "---\n", "id: ", "type: ", "type: matching\n", "* ", "- ", "= ", "== ", "> ", "1. ",
    "[50%] ", "[[", "]]", "[[g]] short\n", "\\", "explanation: ", "hint: ", "# qbank: ", "tags: \"",
    "points: 1e999\n", "= 9 +- ", " .. ", "\r", "\0", "\ud83d", "\u2028", "\ufeff", "\t", "  ",
    "ANSWER: A\n", "A) ", "é", "↵",
)  # fmt: skip


@cache
def buffer() -> tuple[str, dict[str, QuestionDocument]]:
    lines = [line for line in EXAMPLES.read_bytes().splitlines() if b'"kind":"question"' in line]
    every = [checked(msgspec.json.decode(line, type=QuestionDocument)) for line in lines]
    of_each = {document.type: document for document in every}
    originals = {f"q{number:05}": document for number, document in enumerate(of_each.values())}
    return text_form.write_all(originals), originals


def mutated(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 6)):
        at, length = dice.randrange(len(text) + 1), dice.randint(1, 40)
        how = dice.randrange(4)
        if how == 0:
            text = text[:at] + dice.choice(_BITS) + text[at:]
        elif how == 1:
            text = text[:at] + text[at + length :]
        elif how == 2:
            text = text[:at] + text[at : at + length] + text[at:]
        else:
            text = text[:at] + dice.choice(_BITS) + text[at + length :]
    return text


@pytest.mark.parametrize("known", [True, False], ids=["edited", "new"])
def test_a_damaged_text_gives_questions_that_hold_and_mistakes_with_their_lines(known: bool) -> None:
    whole, originals = buffer()
    for seed in range(ROUNDS):
        text = mutated(whole, random.Random(seed))
        reading = text_form.read(text, originals if known else None)
        assert all(each.place.line for each in reading.mistakes), seed
        for found in reading.questions:
            assert checked(found.document) is not None
