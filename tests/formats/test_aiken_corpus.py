"""Aiken against files that other people wrote and what Moodle 4.5.6 reads in them; they may be absent."""

import io
import sys

import pytest

from benchmarks.corpus_files import MANIFEST
from benchmarks.corpus_oracle import files, plainly_moodle, plainly_ours
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.formats import aiken
from qbank.formats.base import Found, ReadOptions, Source, WriteOptions

pytestmark = pytest.mark.skipif(
    not MANIFEST.is_file(),
    reason="the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv",
)


def test_what_moodle_reads_is_read_the_same_and_what_it_refuses_is_told() -> None:
    count = 0
    for file in files("aiken"):
        theirs = [plainly_moodle(each) for each in file.theirs]
        ours = [plainly_ours(each) for each in file.ours]
        count += len(theirs)
        if file.refused:
            assert file.said, file.name
            assert [each for each in theirs if each not in ours] == [], file.name
        else:
            assert (ours, file.said) == (theirs, []), file.name
    sys.stdout.write(f"{count} questions as Moodle reads them\n")
    assert count


def test_the_rest_of_what_moodle_refuses_is_recovered() -> None:
    for file in files("aiken"):
        if file.refused:
            assert len(file.ours) > len(file.theirs), file.name


def test_what_is_read_is_written_and_reads_back_the_same() -> None:
    for file in files("aiken"):
        if not file.refused:
            stream = io.BytesIO()
            assert list(aiken.write(file.ours, stream, lambda _: None, WriteOptions())) == [], file.name
            stream.seek(0)
            again = [
                each.value
                for each in aiken.read(Source("t", stream), ReadOptions())
                if isinstance(each, Found)
            ]
            assert [checked(each) for each in again if isinstance(each, QuestionDocument)] == file.ours, (
                file.name
            )
