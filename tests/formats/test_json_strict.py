import json
import re

import pytest
from hypothesis import given, strategies as st

from qbank.formats.json_strict import Malformed, first_flaw, parse

SOUND = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
)


@given(SOUND)
def test_sound_json_is_read_as_it_is(value: object) -> None:
    read = parse(json.dumps(value).encode())
    assert read == value
    assert first_flaw(read) is None


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        (b'{"a": [1, NaN]}', "a[1]", "NaN is no JSON number"),
        (b'{"a": -Infinity}', "a", "-Infinity is no JSON number"),
        (b'{"a": 1e999}', "a", "1e999 is too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a", "5000 digits is too large"),
        (b'{"a": {"b": 1, "b": 2}}', "a", "'b' stands twice"),
        (b'{"a": "\\ud83d"}', "a", r"lone surrogate \\ud83d"),
        (b'{"a\\ud83d": 1}', "", "lone surrogate"),
        (b'{"a": "x\\u0000"}', "a", "NUL"),
        (b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}", "a" + "[0]" * 100, "more than 100 levels"),
    ],
)
def test_what_a_bank_cannot_hold_is_named_with_its_path(data: bytes, path: str, reason: str) -> None:
    flaw = first_flaw(parse(data))
    assert flaw is not None
    assert flaw[0] == path
    assert re.search(reason, flaw[1])


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b'{"a": 1,\n"b": "x', 2, "cut off: inside a string"),
        (b'{"a": 1,\n"b": [', 2, "cut off: its end is missing"),
        (b'{"a": 1,\n\n}', 3, "it is no JSON"),
        (b'{"a": "x\ty"}', 1, "U\\+0009 stands bare"),
        (b'{"a": 1} 2', 1, "something follows"),
        (b'{"a": "\xff"}', 1, "byte 0xff is not UTF-8"),
        (b"[" * 100_000, 1, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_named_with_its_line(data: bytes, line: int, reason: str) -> None:
    with pytest.raises(Malformed, match=reason) as caught:
        parse(data)
    assert caught.value.line == line
