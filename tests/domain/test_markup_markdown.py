"""Markdown as its reader sees it."""

import pytest

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text

MARKDOWN = TextFormat.MARKDOWN


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("# Title\n**bold** *it* _x_ ***all*** **a *b* c**", "Title\nbold it x all a b c"),
        ("`a*b*c` and \\*stars\\*", "a*b*c and *stars*"),
        ("```python\nx = *p*\n    # no heading\n```\nend", "x = *p*\n    # no heading\nend"),
        ('![a flask](img/flask.png "t"){width=3cm}', '[image: flask.png, "a flask"]'),
        ("[![b](c.png)](http://z) [words](https://x.y/z)", '[image: c.png, "b"] words'),
        ("H<sub>2</sub>O &lt; ice", "H₂O < ice"),
    ],
)
def test_markdown_is_seen_without_its_marks(written: str, seen: str) -> None:
    assert reader_text(written, MARKDOWN) == seen


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "a*b*c",
        "snake_case_name and __init__",
        "fill in _____ and ____",
        "f(*args, **kwargs)",
        "f[i](x)",
        "[[gap_1_]] and [[_b_]]",
        r"$a_1*b_2*c_3$ \(x*y*z\) $$p_{i}_j$$",
        "costs $5, not $6",
        "- item\n* item",
    ],
)
def test_markdown_keeps_marks_that_are_words(text: str) -> None:
    assert reader_text(text, MARKDOWN) == text
