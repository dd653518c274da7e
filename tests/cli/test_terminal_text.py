"""Nothing that is stored can drive the terminal it is shown on."""

import io
import random
import re

import pytest
from hypothesis import given, strategies as st
from rich.console import Console
from rich.text import Text

from qbank.cli.terminal_text import safe, safe_line

HOSTILE = "\x1b[]08;mJ\x07\x9b\\\r\b\0\u202eab/=redlink: \udc80\x7f\x0b\x0c\u2028"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("a\x1b[2J", "a␛[2J"),
        ("x\x1b]0;title\x07", "x␛]0;title␇"),
        ("\x9b31m", "\\u009b31m"),
        ("right\rwrong", "right␍wrong"),
        ("a\u202eb", "a\\u202eb"),
        ("a\udc80b", "a\\udc80b"),
        ("nul\0del\x7f", "nul␀del␡"),
        ("[red]x[/red] :smile:", "[red]x[/red] :smile:"),
        ("one\n\ttwo", "one\n\ttwo"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(stored: str, shown: str) -> None:
    assert safe(stored) == shown


def test_a_safe_line_shows_its_newlines_and_tabs() -> None:
    assert safe_line("one\n\ttwo\r\u2028") == "one␊␉two␍\\u2028"


def test_no_control_byte_reaches_a_terminal_in_20000_hostile_texts() -> None:
    draw = random.Random(2)
    screen = io.StringIO()
    console = Console(
        file=screen, force_terminal=True, color_system="truecolor", width=200, legacy_windows=False
    )
    for _ in range(20_000):
        text = "".join(draw.choices(HOSTILE, k=draw.randrange(30)))
        console.print(Text(safe(text)), soft_wrap=True)
    assert screen.getvalue().count("\n") == 20_000
    assert not CONTROL.search(screen.getvalue())


@given(st.text(st.characters(exclude_categories=())))
def test_safe_text_is_safe_and_encodes(text: str) -> None:
    shown = safe(text)
    assert safe(shown) == shown
    assert not CONTROL.search(shown.replace("\t", ""))
    assert len(safe_line(shown).splitlines()) <= 1
    shown.encode()
