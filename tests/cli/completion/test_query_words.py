from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from qbank.query.fields import FIELDS, OWN_FIELD
from qbank.query.parser import parse

Asks = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("cat", ["category:"]),
        ("CAT", ["category:"]),
        ("-ta", ["-tag:"]),
        ("--ta", []),
        ("N", ["NOT"]),
        ("fi", ["field."]),
        ("field.", ["field.week:"]),
        ("field.week:", ["field.week:3", "field.week:any", "field.week:none"]),
        ("category:bi", ["category:Biology/"]),
        ("category:=Biology/", ["category:=Biology/Cell walls", "category:=Biology/Cells"]),
        ("cat:Biology/C", ["cat:Biology/Cell walls", "cat:Biology/Cells"]),
        ("category:Zoo", ['category:"Zoo (old)/']),
        ('category:"Zoo (old)/', ['category:"Zoo (old)/Birds, reptiles"']),
        ("category:no", ['category:"none"', "category:none"]),
        ("-tag:cell", ["-tag:Cell/Wall"]),
        ("tag:a,", ["tag:a,b", "tag:a,Cell/Wall", "tag:a,Épreuve", "tag:a,any", "tag:a,none"]),
        ("tag:=ce", ["tag:=Cell/Wall"]),
        ("tag:=b,=ce", ["tag:=b,=Cell/Wall"]),
        ("type:single", ["type:single_choice"]),
        ("type:essay,m", ["type:essay,multiple_choice", "type:essay,matching"]),
        ("difficulty:hard,h", []),
        ("status:re", ["status:review", "status:ready", "status:retired"]),
        ("has:im", ["has:image"]),
        ("rating:", [*(f"rating:{number}" for number in range(6)), "rating:any", "rating:none"]),
        ("created:to", ["created:today"]),
        ("author:m", ["author:Marie Curie"]),
        ("ext:", ["ext:Q-17", "ext:any", "ext:none"]),
        ("document:", ["document:Campbell, Biology", "document:any", "document:none"]),
        ("title:no", ["title:none"]),
        ("nonsense:", []),
        ("http://", []),
    ],
)
def test_a_word_of_a_query_is_completed(typed: str, offered: list[str], asked: Asks) -> None:
    assert asked("question", "list", typed) == offered


@pytest.mark.parametrize(
    "command", [("question", "set"), ("question", "export"), ("stats",), ("question", "count")]
)
def test_every_command_that_takes_a_query_completes_its_words(command: tuple[str, ...], asked: Asks) -> None:
    assert asked(*command, "tag:x", "-type:essay", "NOT", "cat") == ["category:"]


def test_all_fields_are_offered_where_nothing_is_typed(asked: Asks) -> None:
    named = [f"{field.name}:" for field in FIELDS if field is not OWN_FIELD]
    assert asked("question", "list", "") == [*named, "field."]


def test_what_is_offered_is_read_as_it_was_meant(asked: Asks) -> None:
    heads = (
        "category:",
        'category:"Zoo (old)/',
        "tag:",
        "document:",
        "author:",
        "created:",
        "has:",
        "rating:",
    )
    for head in heads:
        for offered in asked("question", "list", head):
            if not offered.endswith("/"):
                parse([offered], now=datetime.now(UTC))
