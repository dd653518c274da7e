import io
import re

import pytest
from hypothesis import given, strategies as st

from qbank.formats.base import Unreadable
from qbank.formats.xml_pieces import Fragment, Piece, Splitter, parsed


class Trickle(io.BytesIO):
    """A stream that gives few bytes at a time, so that every tag meets the end of a block."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size, 7) if size and size > 0 else 7)


def splitter(data: bytes, stream: type[io.BytesIO] = io.BytesIO) -> Splitter:
    return Splitter(stream(data), "question", own="type", nest="subquestions")


def pieces(data: bytes) -> list[bytes | str]:
    """Give the elements found, a fragment as its reason; the same however the bytes come."""
    found = [list(splitter(data, stream)) for stream in (io.BytesIO, Trickle)]
    assert found[0] == found[1]
    return [one.data if isinstance(one, Piece) else one.reason for one in found[0]]


A = b'<question type="a"><questiontext>x</questiontext></question>'
B = b"<question\n type='b'\n></question >"
C = b'<question type="c"/>'


def test_elements_are_given_byte_for_byte_with_the_line_they_begin_in() -> None:
    data = b'<?xml version="1.0"?>\n<quiz>\n' + A + b"\n<p/>\n " + B + C + b"\n</quiz>"
    assert pieces(data) == [A, B, C]
    assert [one.line for one in splitter(data)] == [3, 5, 7]
    assert [one.line for one in splitter(data, Trickle)] == [3, 5, 7]


@pytest.mark.parametrize(
    "inside",
    [
        b"<![CDATA[</question>]]>",
        b"<!-- </question> -->",
        b"<?php </question> ?>",
        b"<x><question>31</question></x>",
        b"<![CDATA[<question type='x'>]]>",
        b'<subquestions><question type="x"></question></subquestions>',
    ],
)
def test_an_end_that_is_none_does_not_end_an_element(inside: bytes) -> None:
    whole = b'<question type="a">' + inside + b"</question>"
    assert pieces(b"<quiz>" + whole + A + b"</quiz>") == [whole, A]


def test_what_is_commented_out_is_no_element() -> None:
    assert pieces(b"<quiz><!-- " + A + b" -->" + A + b"<![CDATA[" + A + b"]]></quiz>") == [A]


def test_an_element_that_is_not_closed_costs_itself_alone() -> None:
    data = b'<quiz><question type="x"><name>' + A + b'<question type="y">' + C + b"</quiz>"
    lost = "it is not closed before the next one begins"
    assert pieces(data) == [lost, A, lost, C]


def test_a_file_that_ends_in_an_element_gives_those_before_it() -> None:
    data = b"<quiz>" + A + b'\n<question type="x"><text><![CDATA[cut'
    assert pieces(data) == [A, "the file ends in it"]
    assert [one.line for one in splitter(data)] == [1, 2]


def test_a_comment_without_an_end_hides_nothing() -> None:
    assert pieces(b"<quiz>" + A + b"<!-- open " + A + A) == [A, A, A]


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (b"<quiz>" + A + b"</quiz>", True),
        (b"<quiz>" + A + b"</quiz>\n<!-- made by x -->\n", True),
        (b"<quiz>" + A + b"\n  <", False),
        (b"<quiz>" + A + b"<!-- cut", False),
        (b"<!-- <x> --><quiz>" + A, False),
        (A + b"\n", True),
        (b"<?xml version='1.0'?>\n<quiz>" + A + b"</quiz >", True),
    ],
)
def test_a_splitter_tells_whether_the_file_was_closed(data: bytes, whole: bool) -> None:
    one = splitter(data)
    assert list(one)
    assert one.ended is whole


def test_a_doctype_is_refused_with_its_line() -> None:
    with pytest.raises(Unreadable) as caught:
        list(splitter(b"<?xml version='1.0'?>\n<!DOCTYPE quiz>\n<quiz>" + A + b"</quiz>"))
    assert caught.value.place.line == 2


def test_an_element_that_is_too_large_is_a_fragment_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("qbank.formats.xml_pieces.LARGEST", 1 << 20)
    large = b'<question type="x">' + b"x" * (3 << 20) + b"</question>"
    assert [type(one) for one in splitter(b"<quiz>" + large + A + b"</quiz>")] == [Fragment, Piece]


def test_the_work_grows_with_the_length_of_a_hostile_file_alone() -> None:
    searched = 0
    for part in (b'<question type="a">', b"<!-- ", b"<![CDATA[", b"<question>", b"<", b"<subquestions>"):
        found = list(splitter(part * 20_000))
        searched += len(found)
    assert searched >= 20_000


def test_pieces_are_parsed_together_and_a_bad_one_alone_is_left_out() -> None:
    bad = b'<question type="b">&nope;</question>'
    found = list(parsed(splitter(b"<quiz>" + A + bad + A + b'<question type="z">')))
    assert [element is not None for _, element in found] == [True, False, True, False]
    assert [element.get("type") for _, element in found if element is not None] == ["a", "a"]


@given(st.lists(st.sampled_from([A, B, C, b"<!-- x -->", b"\n", b"<p>", b"]]>", b"</question>", b"text <"])))
def test_every_whole_element_is_found_among_anything(parts: list[bytes]) -> None:
    data = b"<quiz>" + b"".join(parts)
    assert [one for one in pieces(data) if isinstance(one, bytes)] == [
        part for part in parts if re.match(rb"<question\s", part)
    ]
