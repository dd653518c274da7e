"""GIFT against files that other people wrote and what Moodle 4.5.6 reads in them; they may be absent."""

import io
import sys

import pytest

from benchmarks.corpus_files import MANIFEST
from benchmarks.corpus_oracle import files
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.formats import gift
from qbank.formats.base import Found, ReadOptions, Source, WriteOptions

FLOOR = 0.99

pytestmark = pytest.mark.skipif(
    not MANIFEST.is_file(),
    reason="the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv",
)


def test_every_file_moodle_reads_clean_is_read_clean_and_holds_what_moodle_finds() -> None:
    equal = total = 0
    unclean, miscounted, others = [], [], []
    for file in files("gift"):
        if not file.refused and file.errors:
            unclean.append((file.name, file.errors))
        if len(file.theirs) != len(file.ours):
            miscounted.append((file.name, len(file.theirs), len(file.ours)))
        for theirs, ours in file.pairs:
            total += 1
            equal += theirs == ours
            if theirs != ours:
                others.append((file.name, theirs, ours))
    sys.stdout.write(f"{equal} of {total} questions as Moodle reads them; the others: {others}\n")
    assert (unclean, miscounted) == ([], [])
    assert equal >= FLOOR * total


def test_a_file_moodle_refuses_gives_diagnostics_with_lines_and_its_good_questions() -> None:
    refused = [file for file in files("gift") if file.refused]
    assert refused
    for file in refused:
        assert file.errors and all(each.place.line for each in file.errors), file.name
        assert len(file.ours) == len(file.theirs), file.name


def test_what_is_read_is_written_and_reads_back_the_same() -> None:
    for file in files("gift"):
        stream = io.BytesIO()
        lost = list(gift.write(file.ours, stream, lambda _: None, WriteOptions()))
        assert {loss.code for loss in lost} <= {"status", "no_key", "empty_choice"}, file.name
        stream.seek(0)
        again = [
            each.value
            for each in gift.read(Source("t.gift", stream), ReadOptions())
            if isinstance(each, Found)
        ]
        assert [checked(each) for each in again if isinstance(each, QuestionDocument)] == file.ours, file.name
