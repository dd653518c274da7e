import pytest

from qbank.domain.media_types import contradicts, suffix_of, type_of, type_seen

PNG = b"\x89PNG\r\n\x1a\n...."


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\1\2\3\4WEBPVP8", "image/webp"),
        (b"\0\0\1\0\1", "image/x-icon"),
        (b"<svg xmlns='x'>", "image/svg+xml"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- drawn -->\n<svg>', "image/svg+xml"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"plain words", None),
        (b"", None),
    ],
)
def test_the_type_of_a_file_is_seen_by_how_it_begins(head: bytes, mime: str | None) -> None:
    assert type_seen(head) == mime


@pytest.mark.parametrize(
    ("name", "head", "mime"),
    [
        ("a.png", PNG, "image/png"),
        ("a.jpg", PNG, "image/png"),
        ("xid-12_1", PNG, "image/png"),
        ("a.jpg", b"plain words", "image/jpeg"),
        ("a.css", b"p {}", "text/css"),
        ("a", b"plain words", "application/octet-stream"),
    ],
)
def test_the_type_of_a_file_is_that_of_its_name_unless_its_bytes_are_others(
    name: str, head: bytes, mime: str
) -> None:
    assert type_of(name, head) == mime


def test_a_type_that_the_bytes_contradict_is_told_with_what_they_are() -> None:
    assert contradicts("image/jpeg", PNG) == "image/png"
    assert contradicts("image/png", b"<html>") == "something else"


@pytest.mark.parametrize(
    ("mime", "head"),
    [
        ("image/png", PNG),
        ("IMAGE/PNG; charset=x", PNG),
        ("image/jpg", b"\xff\xd8\xff"),
        ("application/vnd.oasis.opendocument.text", b"PK\x03\x04"),
        ("text/csv", b"a,b"),
        ("application/x-own", b"anything"),
    ],
)
def test_other_names_of_a_type_and_types_that_show_nothing_are_no_contradiction(
    mime: str, head: bytes
) -> None:
    assert contradicts(mime, head) is None


def test_a_type_has_its_usual_suffix_and_an_unknown_one_has_bin() -> None:
    assert [suffix_of(mime) for mime in ("image/jpeg", "image/pjpeg", "image/svg+xml", "x/y", "")] == [
        ".jpg",
        ".jpg",
        ".svg",
        ".bin",
        ".bin",
    ]
