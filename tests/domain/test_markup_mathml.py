"""Formulas as their reader sees them."""

import pytest

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text

HTML = TextFormat.HTML


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (r"<p>\(a &lt; b\) and $$x_1$$</p>", r"\(a < b\) and $$x_1$$"),
        (r'<img class="equation_image" src="/eq/1" data-equation-content="\frac12">', r"\(\frac12\)"),
        (
            r'<math><mi>q</mi><annotation encoding="application/x-tex">\frac{a}{b}</annotation></math>',
            r"\frac{a}{b}",
        ),
        ('<math alttext="x squared"><mi>x</mi></math>', "x squared"),
        (
            "<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mfrac><mi>a</mi><mi>b</mi></mfrac></math>",
            "x²+a/b",
        ),
    ],
)
def test_math_is_kept_as_its_tex_or_its_characters(written: str, seen: str) -> None:
    assert reader_text(written, HTML) == seen
