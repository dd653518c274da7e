"""Tables and JSON know the same words for how hard a question is."""

import io
import json

import pytest

from qbank.domain.kinds import Difficulty
from qbank.domain.question import QuestionDocument
from qbank.formats.base import Found, ReadOptions, Source
from qbank.formats.registry import reader

QUESTION = {"question": "Which one?", "A": "this", "B": "that", "answer": "B"}


def read(format: str, data: str) -> QuestionDocument:
    items = list(reader(format).read(Source("file", io.BytesIO(data.encode())), ReadOptions()))
    (document,) = [item.value for item in items if isinstance(item, Found)]
    assert isinstance(document, QuestionDocument)
    return document


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Łatwe", Difficulty.EASY),
        ("mudah", Difficulty.EASY),
        ("moyenne", Difficulty.MEDIUM),
        ("কঠিন", Difficulty.HARD),
        ("42", None),
    ],
)
def test_a_word_means_the_same_in_a_table_and_in_json(word: str, meant: Difficulty | None) -> None:
    told = {**QUESTION, "difficulty": word}
    table = f"{','.join(told)}\n{','.join(told.values())}\n"
    assert read("csv", table).difficulty is meant
    assert read("json-shapes", json.dumps([told])).difficulty is meant
