import pytest
from hypothesis import given, strategies as st

from qbank.domain.category_path import join_path
from qbank.formats.gift_category import category_of, path_of


@pytest.mark.parametrize(
    ("written", "path"),
    [
        (" $course$/top/Biology/Cells ", "Biology/Cells"),
        ("$system$/Biology", "Biology"),
        ("$cat1$/Biology", "Biology"),
        ("top/Biology", "Biology"),
        ("Biology/And//Or", "Biology/And//Or"),
        (r"Chapter 1\: Cells", "Chapter 1: Cells"),
        ("$course$/top", None),
        ("", None),
    ],
)
def test_a_path_is_read_without_its_context(written: str, path: str | None) -> None:
    assert category_of(written) == path


_names = st.from_regex(r"[A-Za-z$\\:=\[]([A-Za-z$\\:=~#{} /n]{0,6}[A-Za-z$\\])?", fullmatch=True)


@given(st.lists(_names | st.just("top") | st.just("$course$"), min_size=1, max_size=3))
def test_a_written_path_reads_back(names: list[str]) -> None:
    path = join_path([" ".join(name.split()) for name in names])
    assert category_of(path_of(path)) == path
