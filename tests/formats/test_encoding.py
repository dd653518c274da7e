import codecs
import io

import pytest
from hypothesis import assume, given, strategies as st

from qbank.formats.base import Diagnostic, Source, Unreadable
from qbank.formats.encoding import decoded


def read(data: bytes) -> tuple[bytes, Diagnostic | None]:
    stream, diagnostic = decoded(Source("x", source := io.BytesIO(data)))
    try:
        return stream.read(), diagnostic
    finally:
        if stream is not source:
            stream.close()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_byte_order_mark_tells_the_encoding_and_is_taken_off(text: str, encoding: str) -> None:
    assume(not (encoding == "utf-16" and text.startswith("\0")))
    assert read(text.encode(encoding)) == (text.encode(), None)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), min_size=2))
def test_utf_16_that_begins_with_a_character_of_zeros_is_not_taken_for_utf_32(text: str) -> None:
    data = codecs.BOM_UTF16_LE + f"\0{text}".encode("utf-16-le")
    assert read(data) == (f"\0{text}".encode(), None)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_text_without_a_mark_is_utf_8_and_not_copied(text: str) -> None:
    source = io.BytesIO(text.encode())
    stream, diagnostic = decoded(Source("x", source))
    assert stream is source
    assert diagnostic is None


def test_windows_1252_is_read_with_a_warning_that_names_the_line() -> None:
    data, diagnostic = read("first\ncafé – “x”".encode("cp1252"))
    assert data.decode() == "first\ncafé – “x”"
    assert diagnostic is not None
    assert diagnostic.place.line == 2


def test_utf_16_without_a_mark_is_read_with_a_warning() -> None:
    data, diagnostic = read('["é"]'.encode("utf-16-le"))
    assert data.decode() == '["é"]'
    assert diagnostic is not None


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("é\n".encode() + b"caf\xe9", 2),
        (b"\xef\xbb\xbfa\nb\n\xff", 3),
        ("x\ud800".encode("utf-8", "surrogatepass"), 1),
        (b"a\n\xff\x81\x8d", 2),
    ],
)
def test_damaged_text_is_refused_with_its_line_rather_than_garbled(data: bytes, line: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.place.line == line


@pytest.mark.parametrize("before", ["x", "é"])
@pytest.mark.parametrize("cut", [0, 1])
def test_the_line_of_damaged_text_is_right_however_many_blocks_come_before(before: str, cut: int) -> None:
    lines = f"{before * 99}\n".encode() * 30_000
    data = b"\xef\xbb\xbf" + b"y" * cut + lines + b"\xff" + lines
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.place.line == 30_001


def test_a_character_across_two_blocks_is_whole() -> None:
    data = ("x" * ((1 << 20) - 1) + "é").encode()
    assert read(data) == (data, None)


def test_truncated_utf_16_is_refused() -> None:
    with pytest.raises(Unreadable, match="UTF-16"):
        read("ab".encode("utf-16")[:-1])
