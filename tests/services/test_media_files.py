"""Files go into a folder under names that are safe everywhere, and never over another file."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from qbank.errors import QbankError
from qbank.services.media_files import BesideFile, put_file, safe_name

SHA = "ab" * 32


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("flask.png", "flask.png"),
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\pictures\\a b?.png", "a_b_.png"),
        ("/", "abababababab.png"),
        (None, "abababababab.png"),
        (".hidden", "hidden.png"),
        ("con", "abababababab.png"),
        ("NUL.png", "abababababab.png"),
        ("photo.jpg", "photo.jpg.png"),
        ("Ä.png", "Ä.png"),
        ("x" * 300 + ".png", "x" * 76 + ".png"),
    ],
)
def test_a_name_is_that_of_the_question_made_safe(name: str | None, safe: str) -> None:
    assert safe_name(name, SHA, "image/png") == safe


def test_a_type_that_is_not_known_keeps_the_suffix_of_the_name() -> None:
    assert safe_name("a.xyz", SHA, "x/y") == "a.xyz"
    assert safe_name("a", SHA, "x/y") == "a.bin"


@given(st.text(max_size=60))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    made = safe_name(name, SHA, "image/png")
    assert made == Path(made).name
    assert made not in ("", ".", "..")
    assert not set(made) & set('/\\:*?"<>|\0\n')


def test_a_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"mine")
    assert put_file(tmp_path, "a.png", b"one") == (tmp_path / "a-2.png", True)
    assert put_file(tmp_path, "a.png", b"one") == (tmp_path / "a-2.png", False)
    assert put_file(tmp_path, "a.png", b"two") == (tmp_path / "a-3.png", True)
    assert (tmp_path / "a.png").read_bytes() == b"mine"


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "a.png").symlink_to(tmp_path / "elsewhere")
    assert put_file(tmp_path, "a.png", b"one")[0].name == "a-2.png"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(QbankError):
        put_file(tmp_path / "file" / "folder", "a.png", b"one")


def test_files_beside_a_page_are_in_a_folder_of_its_name_and_go_with_it(tmp_path: Path) -> None:
    beside = BesideFile(tmp_path / "mid term.md")
    assert beside.put("a.png", b"one") == "mid%20term_files/a.png"
    assert beside.put("a.png", b"one") == "mid%20term_files/a.png"
    assert (tmp_path / "mid term_files" / "a.png").read_bytes() == b"one"
    beside.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_not_kept_leaves_what_was_there_before_it(tmp_path: Path) -> None:
    folder = tmp_path / "x_files"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"one")
    beside = BesideFile(tmp_path / "x.md")
    beside.put("a.png", b"one")
    beside.put("b.png", b"two")
    beside.discard()
    assert [path.name for path in folder.iterdir()] == ["a.png"]
