"""Moodle's cloze text as its reader sees it."""

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text


def test_gaps_of_cloze_text_stay_as_written() -> None:
    assert (
        reader_text("<p>It is {1:MC:~=<b>P</b>~Q&amp;R}.</p>", TextFormat.CLOZE)
        == "It is {1:MC:~=<b>P</b>~Q&amp;R}."
    )
