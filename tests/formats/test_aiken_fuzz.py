"""Lines of Aiken in any order give questions that hold and diagnostics, nothing else."""

import io
import os
import random

from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.formats import aiken
from qbank.formats.base import Diagnostic, Found, Item, ReadOptions, Source, Unreadable, WriteOptions

ROUNDS = int(os.environ.get("QBANK_FUZZ", "300"))
_LINES = [
    "Which?", "A) a", "B) b", "ANSWER: A", "", "a) x", "1. y", "Answer = b", "Feedback: f", "NUMBERING: 1",
    "-", "ANSWER:", "text", "תשובה: א", "(C) z", "\xa0", "A)", "ANSWER: A, B", "\0",
]  # fmt: skip


def items(text: str) -> list[Item]:
    source = Source("t.txt", io.BytesIO(text.encode()))
    try:
        return list(aiken.read(source, ReadOptions()))
    except Unreadable as refusal:
        assert refusal.reason
        return []
    finally:
        for copy in source.copies:
            copy.close()


def test_lines_in_any_order_give_diagnostics_and_questions_that_hold() -> None:
    chance = random.Random(5)
    for _ in range(ROUNDS):
        found = items("\n".join(chance.choices(_LINES, k=chance.randint(1, 25))))
        assert all(each.message for each in found if isinstance(each, Diagnostic))
        values = [each.value for each in found if isinstance(each, Found)]
        questions = [checked(each) for each in values if isinstance(each, QuestionDocument)]
        assert all(
            loss.message for loss in aiken.write(questions, io.BytesIO(), lambda _: None, WriteOptions())
        )
