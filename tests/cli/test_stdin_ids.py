import io
import json
import sys
from collections.abc import Callable
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from qbank.cli import delimited
from qbank.cli.options import Format
from qbank.cli.stdin_ids import read_ids
from qbank.errors import Kind, QbankError

Run = Callable[..., tuple[int, str, str]]
ONE, TWO = "91bc3f2a-4a0e-4c59-9d1b-2b9d5f0e6a41", "0d5e7c1e-03aa-4f0e-8b1c-5a4c3b2a1f00"
_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.sampled_from(
    ['"open', "a\tb", "a\nb", "a\u2028b", "a\x85b", "a\rb", "\\n", "\x1c", 'he said "x"', ""]
)


@pytest.fixture
def given_on_stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | bytes], tuple[str, ...]]:
    def read(text: str | bytes) -> tuple[str, ...]:
        data = text.encode() if isinstance(text, str) else text
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return read_ids()

    return read


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}\n",
        f"{ONE}\r\n\r\n{TWO}",
        f"id\n{ONE}\n{TWO}\n",
        f"stem\tid\nWhy?\t{ONE}\nHow?\t{TWO}\n",
        f"\nstem\tid\nWhy?\t{ONE}\nHow?\t{TWO}\n",
        f'stem,ID\n"a\nb",{ONE}\nc,{TWO}\n',
        f'{{"id":"{ONE}"}}\n{{"kind":"question","id":"{TWO}"}}\n',
        f'{{"kind":"bank"}}\n{{"kind":"category","id":"x"}}\n{{"id":"{ONE}"}}\n{{"id":"{TWO}"}}',
        f'[{{"id":"{ONE}"}},\n{{"id":"{TWO}"}}]',
        f"\ufeff{ONE}\n{TWO.upper()}\n{ONE}\n",
    ],
)
def test_all_that_qbank_prints_is_read_back(
    given_on_stdin: Callable[[str], tuple[str, ...]], text: str
) -> None:
    assert given_on_stdin(text) == (ONE, TWO)


def test_nothing_on_stdin_is_no_id(given_on_stdin: Callable[[str], tuple[str, ...]]) -> None:
    assert given_on_stdin("") == given_on_stdin(" \n\n") == given_on_stdin("id\n") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{ONE}\nnonsense\n", 2),
        (f"id\tstem\n{ONE[:8]}\tWhy?\n", 2),
        (f'{{"id":"{ONE}"}}\n{{"id":"x"}}\n', 2),
        (f'{{"id":"{ONE}"}}\n\n{{broken\n', 3),
        ('[{"id":5}]', 1),
    ],
)
def test_what_is_no_id_is_refused_by_its_line(
    given_on_stdin: Callable[[str], tuple[str, ...]], text: str, line: int
) -> None:
    with pytest.raises(QbankError) as caught:
        given_on_stdin(text)
    assert caught.value.kind is Kind.USAGE
    assert f"stdin, line {line}:" in caught.value.message


def test_a_closed_stdin_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(QbankError, match="stdin is closed"):
        read_ids()


@given(
    st.lists(st.tuples(_texts, _texts), min_size=1, max_size=5),
    st.sampled_from(["tsv", "csv", "ndjson", "json"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_beside_an_id_can_hide_it(
    given_on_stdin: Callable[[bytes], tuple[str, ...]], rows: list[tuple[str, str]], name: str
) -> None:
    how = Format(name)
    wanted = tuple(str(uuid4()) for _ in rows)
    heads = ("stem", "id", "title")
    table = [(before, each, after) for each, (before, after) in zip(wanted, rows, strict=True)]
    head = [heads] if how in delimited.WITH_HEADER else []
    written = b"".join(delimited.WRITERS[how](heads, [*head, *table]))
    assert given_on_stdin(written) == wanted


@pytest.mark.parametrize("how", ["ids", "tsv", "csv", "ndjson", "json"])
def test_a_listing_is_a_selection(qbank: Run, how: str) -> None:
    for number, stem in enumerate(('"open quote?', "line\u2028break?", "tab\tand\nnewline?")):
        qbank("question", "add", stem, "--external-id", str(number))
    printed = qbank("question", "list", "--format", how)[1]
    qbank("question", "add", "not meant?")
    assert qbank("question", "count", "-", stdin=printed)[1] == "3\n"
    assert (
        json.loads(qbank("question", "list", "-", "--format", "json", stdin=printed)[1])[0]["stem"]
        == '"open quote?'
    )
