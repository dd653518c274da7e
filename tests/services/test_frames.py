"""Tuples put aside come back in order, as often as wanted."""

from qbank.services.frames import FRAME, Frames


def test_what_was_put_aside_comes_back_whole_and_twice() -> None:
    frames = Frames()
    rows = [(number, f"é{number}", None, {"a": 1.5}) for number in range(FRAME + 3)]
    for row in rows:
        frames.add(row)
    for _ in range(2):
        read = list(frames)
        assert [len(frame) for frame in read] == [FRAME, 3]
        assert [row for frame in read for row in frame] == rows
    assert frames.count == len(rows)
    frames.close()


def test_nothing_put_aside_is_nothing() -> None:
    frames = Frames()
    assert list(frames) == []
    frames.close()
