"""Cells in words that qbank does not know are kept, and that is said."""

import io

from qbank.domain.question import QuestionDocument
from qbank.formats.base import Diagnostic, Found, Item, Place, ReadOptions, Severity, Source
from qbank.formats.tables import read

HEAD = "Frage;A;B;Lösung;Schwierigkeitsgrad;Punkte\n"


def items(*rows: str) -> list[Item]:
    content = HEAD + "".join(f"Was {number}?;Eins;Zwei;a;{row}\n" for number, row in enumerate(rows))
    return list(read(Source("t.csv", io.BytesIO(content.encode())), ReadOptions()))


def warnings(*rows: str) -> list[Diagnostic]:
    return [
        item for item in items(*rows) if isinstance(item, Diagnostic) and item.severity is Severity.WARNING
    ]


def test_an_unknown_difficulty_is_kept_and_said_once_with_its_words() -> None:
    [said] = warnings("hoch;1", "leicht;2", "3;2", "hoch;", ";")
    assert said.code == "kept-as-field"
    assert said.message == (
        "no difficulty that qbank knows: 'hoch', '3'; "
        "kept as the own field 'Schwierigkeitsgrad' of 3 questions"
    )
    assert said.place == Place(path="Schwierigkeitsgrad")
    found = [item.value for item in items("hoch;1") if isinstance(item, Found)]
    assert [each.fields for each in found if isinstance(each, QuestionDocument)] == [
        {"Schwierigkeitsgrad": "hoch"}
    ]


def test_unknown_points_are_kept_and_said() -> None:
    [said] = warnings('leicht;"1.000,5"', "schwer;2,5")
    assert said.message == (
        "no number of points that qbank knows: '1.000,5'; kept as the own field 'Punkte' of 1 question"
    )


def test_of_many_unknown_words_the_first_are_named() -> None:
    [said] = warnings(*(f"Stufe {number};1" for number in range(9)))
    assert "'Stufe 0', 'Stufe 1', 'Stufe 2', 'Stufe 3', 'Stufe 4' …; kept" in said.message
    assert said.message.endswith("of 9 questions")


def test_what_qbank_knows_is_no_warning() -> None:
    assert warnings("leicht;1", "schwer;2,5", ";") == []


def test_a_question_that_is_refused_is_not_counted_among_those_that_keep_a_cell() -> None:
    rows = ["Frage,A,B,Antwort,Schwierigkeitsgrad,Status"]
    rows += [f"Was {number}?,Eins,Zwei,{key},hoch,ready" for number, key in enumerate("abe")]
    found = list(read(Source("t.csv", io.BytesIO("\n".join(rows).encode())), ReadOptions()))
    said = [item for item in found if isinstance(item, Diagnostic)]
    assert [item.place.line for item in said if item.severity is Severity.ERROR] == [4]
    assert len([item for item in found if isinstance(item, Found)]) == 2
    [kept] = [item for item in said if item.code == "kept-as-field"]
    assert kept.message.endswith("of 2 questions")
