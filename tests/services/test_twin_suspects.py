"""Whatever stands twice is suspected; of a few that stand once, hardly any is."""

import os

from hypothesis import given, strategies as st

from qbank.domain.hashes import LENGTH
from qbank.services.twin_suspects import Suspects

_HASHES = st.lists(st.binary(min_size=LENGTH, max_size=LENGTH), max_size=30)


@given(st.lists(_HASHES, max_size=4), st.data())
def test_what_stands_twice_in_any_frames_is_suspected(frames: list[list[bytes]], data: st.DataObject) -> None:
    known = [each for frame in frames for each in frame]
    frames.append(data.draw(st.lists(st.sampled_from(known), max_size=5)) if known else [])
    suspects = Suspects()
    for frame in frames:
        suspects.note(frame)
    every = [each for frame in frames for each in frame]
    suspected = [each for frame in frames for each in suspects.among(frame, frame)]
    assert {each for each in every if every.count(each) > 1} <= set(suspected)
    assert all(suspected.count(each) == every.count(each) for each in suspected)


def test_of_ten_thousand_that_stand_once_hardly_any_is_suspected() -> None:
    hashes = [os.urandom(LENGTH) for _ in range(10_000)]
    suspects = Suspects()
    suspects.note(hashes)
    assert len(suspects.among(range(10_000), hashes)) < 100
