"""Damaged QTI 1.2, whatever the damage, is read in part or refused: never anything else."""

import io
import os
import random
import zipfile

import pytest

from qbank.domain.kinds import QuestionType
from qbank.domain.options import AcceptedAnswer, Area, Choice, Gap, GapKind, Pair, Shape
from qbank.domain.question import Details, QuestionDocument
from qbank.domain.validation import checked
from qbank.formats import qti12
from qbank.formats.base import Found, ReadOptions, Source, Unreadable, WriteOptions

ROUNDS = int(os.environ.get("QBANK_FUZZ", "300"))
PIECES = (
    b"<item ", b"</item>", b"<![CDATA[", b"]]>", b"<!--", b"&", b"&#0;", b"<", b">", b'"', b"\x00", b"\xff",
    b"<!DOCTYPE a [", b"</section>", b"<section>", b"<other/>", b"<not>", b"1e999", b"[[a]]", b"PK\x03\x04",
)  # fmt: skip


def sample(shape: str) -> bytes:
    questions: list[QuestionDocument] = [
        QuestionDocument(
            type=QuestionType.SINGLE_CHOICE,
            stem="Which & why?",
            options=[Choice(text="a", fraction=1.0, feedback="so"), Choice(text="b")],
        ),
        QuestionDocument(
            type=QuestionType.MATCHING,
            stem="Match",
            options=[Pair(left="a", right="b"), Pair(left="c", right="d")],
        ),
        QuestionDocument(
            type=QuestionType.CLOZE,
            stem="A [[gap]]",
            options=[Gap(name="gap", kind=GapKind.SHORT, answers=[AcceptedAnswer(text="x")])],
        ),
        QuestionDocument(type=QuestionType.ESSAY, stem="Tell"),
        QuestionDocument(
            type=QuestionType.HOTSPOT,
            stem="Where?",
            options=[
                Area(shape=Shape.RECTANGLE, coordinates=[1.5, 2, 30, 40], fraction=1.0, feedback="there"),
                Area(shape=Shape.POLYGON, coordinates=[1, 2, 3, 4, 5, 6], text="this"),
            ],
            details=Details(image="https://example.org/map.png"),
        ),
    ]
    target = io.BytesIO()
    assert not list(qti12.write(questions, target, lambda digest: None, WriteOptions(told={"as": shape})))
    return target.getvalue()


def damaged(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(data) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            data = data[:place] + chance.choice(PIECES) + data[place:]
        elif kind == 1:
            data = data[:place] + data[place + chance.randint(1, 200) :]
        elif kind == 2:
            data = data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
        else:
            data = data[:place] + data[: chance.randint(1, 500)] + data[place:]
    return data


def read(data: bytes) -> None:
    source = Source("file", io.BytesIO(data))
    try:
        for item in qti12.read(source, ReadOptions()):
            if isinstance(item, Found) and isinstance(item.value, QuestionDocument):
                checked(item.value)
    except Unreadable as refusal:
        assert refusal.reason
    finally:
        for copy in source.copies:
            copy.close()


@pytest.mark.parametrize("shape", ["xml", "quizzes"])
def test_damage_gives_diagnostics_or_questions_that_hold(shape: str) -> None:
    whole = sample(shape)
    for seed in range(ROUNDS):
        read(damaged(whole, random.Random(seed)))


def test_damage_inside_a_package_is_no_worse() -> None:
    whole = sample("xml")
    for seed in range(ROUNDS // 3):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            package.writestr("a.xml", damaged(whole, random.Random(seed)))
            package.writestr("imsmanifest.xml", damaged(whole, random.Random(-seed)))
        read(target.getvalue())


def test_a_million_unclosed_tags_cost_no_more_than_their_length() -> None:
    for piece in (b"<item ", b"<item>", b"<![CDATA[", b"<!--", b"<section ", b"<section>", b"<item a='"):
        read(b"<questestinterop>" + piece * 20_000)
