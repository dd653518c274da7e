"""Damaged tables are read or refused, whatever the damage: no traceback, no endless reading."""

import io
import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from qbank.errors import QbankError
from qbank.formats import anki_text, blackboard_tab, brightspace_csv, tables
from qbank.formats.base import (
    Diagnostic,
    Found,
    Reader,
    ReadOptions,
    Source,
    Undecided,
    Unreadable,
    WriteOptions,
)
from qbank.formats.table_template import examples

FUZZ = int(os.environ.get("QBANK_FUZZ", "300"))


def _own(format: str) -> bytes:
    stream = io.BytesIO()
    list(tables.write(examples(), stream, lambda digest: None, WriteOptions(format=format)))
    return stream.getvalue()


VALID: dict[str, tuple[Reader, list[bytes]]] = {
    "tables": (
        tables,
        [
            _own("csv"),
            _own("tsv"),
            b'question,A,B,C,answer\nWhich?,x,y,z,B\nWho?,1,2,3,"A,C"\n',
            b"question,answer1,fraction,answer2,fraction\nWhich?,x,100,y,0\n",
            b"stem;options;key\nWhich?;a) x b) y;a\nWho?;a) p b) q c) r;c\n",
            "Pergunta,Opção 1,Opção 2,Resposta\nQual?,x,y,1\n".encode("utf-16"),
        ],
    ),
    "blackboard_tab": (
        blackboard_tab,
        [b"MC\tWhich?\tx\tcorrect\ty\tincorrect\nNUM\tHow?\t1\t2\nFIB_PLUS\tA [x].\tx\ty\n"],
    ),
    "brightspace_csv": (
        brightspace_csv,
        [b"NewQuestion,MC\nQuestionText,?\nOption,100,x,HTML,f\nOption,0,y\nPoints,2\n"],
    ),
    "anki_text": (
        anki_text,
        [b"#separator:tab\n#html:true\n#tags column:3\nA {{c1::x::y}}\tb\tc d\nWhat?\tx\n"],
    ),
}
PIECES = [
    b'"',
    b",",
    b"\t",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"'",
    b"{{c1::",
    b"NaN",
    b"1e999",
    b"-",
    b"[html] ",
]


@pytest.mark.parametrize("name", VALID)
@given(data=st.data())
@settings(max_examples=FUZZ, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_table_is_read_or_refused(name: str, data: st.DataObject) -> None:
    reader, valid = VALID[name]
    content = bytearray(data.draw(st.sampled_from(valid)))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 8))
        content[place : place + length] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=6))
    source = Source("t", io.BytesIO(bytes(content)))
    with suppress(Unreadable, Undecided, QbankError):
        for item in reader.read(source, ReadOptions()):
            assert isinstance(item, Found | Diagnostic)
    for copy in source.copies:
        copy.close()
