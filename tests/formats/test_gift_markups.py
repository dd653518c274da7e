"""A text read in another markup is what it was in its own."""

import pytest

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text
from qbank.formats.gift_markups import in_markup

PLAIN, HTML, MOODLE, MARKDOWN = TextFormat.PLAIN, TextFormat.HTML, TextFormat.MOODLE, TextFormat.MARKDOWN


@pytest.mark.parametrize("wanted", [PLAIN, HTML, MOODLE, MARKDOWN])
@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("a <strong>tag</strong> shown as such", PLAIN),
        ("a < b & c", PLAIN),
        ("&lt; is how < is written", PLAIN),
        ("two * stars * and _lines_", PLAIN),
        ("a <b>bold</b> word &amp; more", HTML),
        ("a **bold** word &amp; more", MARKDOWN),
        ("a <b>bold</b> word", MOODLE),
    ],
)
def test_a_reader_sees_the_same_in_every_markup(text: str, before: TextFormat, wanted: TextFormat) -> None:
    assert reader_text(in_markup(text, before, wanted), wanted) == reader_text(text, before)


@pytest.mark.parametrize("wanted", [HTML, MOODLE, MARKDOWN])
def test_what_reads_the_same_already_stays_as_it_is_written(wanted: TextFormat) -> None:
    assert in_markup("R&D, 5 > 3", PLAIN, wanted) == "R&D, 5 > 3"


def test_a_line_break_is_written_as_the_markup_writes_it() -> None:
    assert in_markup("<b>one</b>\ntwo", PLAIN, MOODLE) == "&lt;b&gt;one&lt;/b&gt;<br>two"
    assert in_markup("<b>one</b>\ntwo", PLAIN, HTML) == "&lt;b&gt;one&lt;/b&gt;<br>\ntwo"
