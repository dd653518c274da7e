from hypothesis import given, strategies as st

from qbank.cli.guide_view import guide_lines
from qbank.cli.markdown_blocks import Code, Heading, Paragraph, Table, blocks
from qbank.cli.styled_text import Segment, plain_line
from qbank.domain.text_width import cell_width

PAGE = """# Title

A line of text
with `code` in it and [a link](page.md#there).

- one
- two that
  goes on

| a | b |
|---|---|
| `x` | words |

```sh
qbank  help
```
## Next
"""


def test_a_page_is_read_block_by_block() -> None:
    assert list(blocks(PAGE)) == [
        Heading(1, "Title"),
        Paragraph("A line of text with `code` in it and a link."),
        Paragraph("one", "- "),
        Paragraph("two that goes on", "- "),
        Table(("a", "b"), (("`x`", "words"),)),
        Code(("qbank  help",)),
        Heading(2, "Next"),
    ]


def test_a_page_is_shown_in_lines_with_blanks_between_its_blocks() -> None:
    shown = [plain_line(line) for line in guide_lines(blocks(PAGE), 24, colored=False)]
    assert shown == [
        "TITLE",
        "",
        "A line of text with",
        "`code` in it and a link.",
        "",
        "- one",
        "- two that goes on",
        "",
        "  a    b",
        "  `x`  words",
        "",
        "  qbank  help",
        "",
        "Next",
    ]


def test_code_is_a_style_where_there_are_colours() -> None:
    (line,) = guide_lines([Paragraph("say `a b` or **no**")], 80, colored=True)
    assert line == (
        Segment("say "),
        Segment("a b", "code"),
        Segment(" or "),
        Segment("no", "heading"),
    )


WORDS = st.text(st.sampled_from("abc `*漢"), max_size=60)
TABLES = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        st.lists(WORDS, min_size=n, max_size=n).map(tuple),
        st.lists(st.lists(WORDS, min_size=n, max_size=n).map(tuple), max_size=4).map(tuple),
    )
)


@given(WORDS, st.integers(20, 100), st.booleans())
def test_no_line_of_a_text_is_wider_than_the_page(text: str, width: int, colored: bool) -> None:
    for line in guide_lines([Paragraph(text, "- ")], width, colored=colored):
        assert cell_width(plain_line(line)) <= width


@given(TABLES, st.integers(80, 120), st.booleans())
def test_no_line_of_a_table_is_wider_than_the_page(
    table: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], width: int, colored: bool
) -> None:
    for line in guide_lines([Table(*table)], width, colored=colored):
        assert cell_width(plain_line(line)) <= width
