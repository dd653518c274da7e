"""Zips that were made to do damage are refused, in one line each."""

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings, strategies as st

from qbank.formats import zip_listing, zip_reading
from qbank.formats.base import Unreadable
from qbank.formats.zip_reading import Package, Refused


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return target.getvalue()


def package(data: bytes) -> Package:
    return Package(io.BytesIO(data))


def refusal(data: bytes, name: str = "a.xml") -> str:
    with pytest.raises(Refused) as caught:
        package(data).read(name)
    return caught.value.reason


def test_files_are_read_by_the_name_the_package_has_for_them() -> None:
    found = package(zipped({"../a.xml": b"one", "/etc/b": b"two", "C:\\c": b"three"}))
    assert [member.name for member in found.members] == ["../a.xml", "/etc/b", "C:\\c"]
    assert (found.read("../a.xml"), found.read("/etc/b")) == (b"one", b"two")
    assert "a.xml" not in found


def test_what_is_no_zip_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="not a readable zip"):
        package(b"PK\x03\x04 and nothing more")


def test_a_bomb_is_refused_while_it_is_unpacked() -> None:
    assert "200 times" in refusal(zipped({"a.xml": bytes(20 << 20)}))


def test_a_file_over_the_limit_is_refused() -> None:
    data = zipped({"a.xml": b"x" * 2000}, zipfile.ZIP_STORED)
    with pytest.raises(Refused, match="it is over 0 MiB"):
        package(data).read("a.xml", largest=1000)


def test_all_files_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reading, "LARGEST_TOTAL", 1500)
    found = package(zipped({"a.xml": b"x" * 1000, "b.xml": b"y" * 1000}, zipfile.ZIP_STORED))
    found.read("a.xml")
    with pytest.raises(Refused, match="the package is over"):
        found.read("b.xml")


def test_a_package_in_a_package_is_not_unpacked() -> None:
    assert "a package itself" in refusal(zipped({"a.xml": zipped({"inner": b"x"})}))


def test_an_encrypted_file_is_named_so() -> None:
    data = bytearray(zipped({"a.xml": b"secret"}))
    central = data.rindex(b"PK\x01\x02")
    data[central + 8] |= 1
    assert "encrypted" in refusal(bytes(data))


def test_an_unknown_way_of_packing_is_named() -> None:
    data = bytearray(zipped({"a.xml": b"text"}))
    central = data.rindex(b"PK\x01\x02")
    data[central + 10 : central + 12] = struct.pack("<H", 99)
    assert "method 99" in refusal(bytes(data))


def test_files_that_share_bytes_are_refused() -> None:
    data = bytearray(zipped({"a.xml": b"x" * 500, "b.xml": b"y" * 500}, zipfile.ZIP_STORED))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    with pytest.raises(Unreadable, match="overlap"):
        package(bytes(data))


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_listing, "MOST_FILES", 3)
    with pytest.raises(Unreadable, match="4 files, more than 3"):
        package(zipped({f"{number}": b"" for number in range(4)}))


def test_a_file_that_is_not_there_is_refused() -> None:
    assert refusal(zipped({"b.xml": b""})) == "it is not in the package"


_WHOLE = zipped({"a.xml": b"<a>some text</a>" * 40, "folder/b.xml": b"<b/>"})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_zip_is_refused_or_read(changes: list[tuple[int, int]]) -> None:
    data = bytearray(_WHOLE)
    for place, value in changes:
        data[place] = value
    try:
        found = package(bytes(data))
        read = [found.read(member.name) for member in found.members]
    except (Unreadable, Refused):
        return
    assert all(isinstance(each, bytes) for each in read)
