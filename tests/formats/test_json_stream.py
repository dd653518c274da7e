import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.formats import json_stream
from qbank.formats.base import Unreadable
from qbank.formats.json_stream import elements, first_byte

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text('ab}]{[,"\\', max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=30), st.sampled_from([None, 0, 2]), st.integers(1, 200))
def test_an_arrays_elements_are_given_whole_with_line_and_path(
    values: list[Any], indent: int | None, window: int
) -> None:
    data = json.dumps(values, indent=indent).encode()
    lines = data.split(b"\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "WINDOW", window)
        found = list(elements(io.BytesIO(data)))
    assert [json.loads(raw) for raw, _, _ in found] == values
    assert [path for _, _, path in found] == [f"[{at}]" for at in range(len(values))]
    for raw, line, _ in found:
        assert raw.split(b"\n")[0].rstrip() in lines[line - 1]


@given(st.lists(JSON, min_size=1, max_size=10))
def test_lines_are_given_with_their_numbers_and_blank_ones_left_out(values: list[Any]) -> None:
    data = b"\n\n".join(json.dumps({"a": value}).encode() for value in values)
    found = list(elements(io.BytesIO(data)))
    assert [json.loads(raw)["a"] for raw, _, _ in found] == values
    assert [line for _, line, _ in found] == [2 * at + 1 for at in range(len(values))]


def test_an_element_that_is_no_json_is_given_and_the_next_ones_too() -> None:
    data = b'[{"a": NaN},\n{"a": 1,},\n{"a": 2}]'
    assert [raw for raw, _, _ in elements(io.BytesIO(data))] == [b'{"a": NaN}', b'{"a": 1,}', b'{"a": 2}']


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b'[{"a": 1},\n{"a": "x', "cut off inside a string", 2),
        (b'[{"a": 1},\n{"a": ', "cut off inside this element", 2),
        (b'[{"a": 1},\n', "its array does not end", 2),
        (b"[", "its array does not end", 1),
        (b"[1}", "cut off inside this element", 1),
        (b'[{"a": 1}]\n\nx', "something follows the end", 3),
    ],
)
def test_a_broken_end_is_told_after_everything_before_it(data: bytes, reason: str, line: int) -> None:
    walk = elements(io.BytesIO(data))
    whole = data.count(b'{"a": 1}')
    assert [next(walk)[0] for _ in range(whole)] == [b'{"a": 1}'] * whole
    with pytest.raises(Unreadable, match=reason) as caught:
        next(walk)
    assert caught.value.place.line == line


@pytest.mark.parametrize("data", [b'[{"a": "%s"}]', b'{"a": "%s"}'])
def test_a_giant_element_is_refused_and_not_swallowed(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LARGEST_ELEMENT", 1 << 20)
    monkeypatch.setattr(json_stream, "WINDOW", 1 << 16)
    with pytest.raises(Unreadable, match="more than 1 MiB"):
        list(elements(io.BytesIO(data % (b"x" * (3 << 20)))))


def test_deep_nesting_does_not_stop_the_elements_after_it() -> None:
    deep = b"[" * 5000 + b"]" * 5000
    assert [raw for raw, _, _ in elements(io.BytesIO(b"[" + deep + b', {"a": 1}]'))] == [deep, b'{"a": 1}']


def test_memory_does_not_grow_with_the_array() -> None:
    def peak(count: int) -> int:
        stream = io.BytesIO(b"[" + b",".join([b'{"a": {"b": [1, 2]}, "c": "text"}'] * count) + b"]")
        tracemalloc.start()
        assert sum(1 for _ in elements(stream)) == count
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(400_000) < 1.3 * peak(100_000)


def test_the_first_byte_skips_blanks_and_leaves_the_stream_at_its_start() -> None:
    stream = io.BytesIO(b" \n\t [1]")
    assert first_byte(stream) == b"["
    assert stream.tell() == 0
    assert first_byte(io.BytesIO(b" \n")) == b""
