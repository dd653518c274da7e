from typing import Any

import pytest

from qbank.domain.own_fields import FieldDefinition, FieldRules, FieldType, Wanted, tidy_definition
from qbank.domain.validation import InvalidQuestion
from qbank.errors import QbankError

LEVEL = FieldDefinition("Level", FieldType.CHOICE, ("A1", "B2"), required=True)
WEEK = FieldDefinition("week", FieldType.INTEGER)
RULES = FieldRules([LEVEL, WEEK])


@pytest.mark.parametrize(
    ("told", "stored"),
    [
        ({"level": "a1", "WEEK": "3", "other": None}, {"Level": "A1", "week": 3, "other": None}),
        ({"Level": "B2", "week": " "}, {"Level": "B2"}),
        ({"Level": "B2", "level": "b2"}, {"Level": "B2"}),
    ],
)
def test_fields_get_the_names_and_values_of_their_definitions(told: Any, stored: Any) -> None:
    assert RULES.checked(told) == stored


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({}, "fields.Level: it is required, and the question does not say it"),
        ({"Level": ""}, "fields.Level: it is required, and the question does not say it"),
        ({"level": "C"}, "fields.Level: 'C' is none of A1, B2"),
        ({"Level": "A1", "level": "B2"}, "fields.Level: it is said twice, once as 'level'"),
        ({"Level": "A1", "week": True}, "fields.week: true is no whole number"),
    ],
)
def test_what_breaks_a_definition_is_refused_by_its_name(told: Any, reason: str) -> None:
    with pytest.raises(InvalidQuestion) as refusal:
        RULES.checked(told)
    assert str(refusal.value) == reason


def test_a_draft_may_lack_what_is_required_and_say_nothing_wrong() -> None:
    assert RULES.checked({}, draft=True) == {}
    with pytest.raises(InvalidQuestion):
        RULES.checked({"week": "soon"}, draft=True)


def test_what_was_there_before_is_looked_at_when_it_changes() -> None:
    before = {"Level": "A1", "week": "soon"}
    assert RULES.checked({**before, "Level": "b2"}, before=before) == {"Level": "B2", "week": "soon"}
    assert RULES.checked({**before, "WEEK": "7"}, before=before) == {"Level": "A1", "week": 7}
    with pytest.raises(InvalidQuestion):
        RULES.checked({**before, "week": "later"}, before=before)
    with pytest.raises(InvalidQuestion):
        RULES.checked({"Level": "A1", "week": True}, before={"Level": "A1", "week": 1})


def test_without_definitions_everything_stays() -> None:
    assert not FieldRules()
    assert FieldRules().checked({"a": None, "A": [1]}) == {"a": None, "A": [1]}


def test_a_definition_is_tidied_and_values_make_a_choice() -> None:
    assert tidy_definition(Wanted(" Learning  goal ", values=["a", " a "])) == FieldDefinition(
        "Learning goal", FieldType.CHOICE, ("a",)
    )
    assert tidy_definition(Wanted("x")).type is FieldType.TEXT


def test_what_is_not_said_of_a_definition_stays() -> None:
    assert tidy_definition(Wanted("LEVEL", required=False), LEVEL) == FieldDefinition(
        "Level", FieldType.CHOICE, ("A1", "B2")
    )
    assert tidy_definition(Wanted("level", FieldType.TEXT), LEVEL).values == ()
    assert tidy_definition(Wanted("level", description=""), LEVEL) == LEVEL


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted("x", FieldType.CHOICE), "the choice 'x' has no values"),
        (Wanted("x", FieldType.DATE, ["a"]), "a field of type date has no values"),
        (Wanted("x", values=["a", "A"]), "'A' and 'a' are the same value"),
        (Wanted(' "x" '), 'the name \'"x"\' holds "'),
        (Wanted("a=b"), "the name 'a=b' holds ="),
        (Wanted("  "), "the name is empty"),
        (Wanted("x" * 256), "a name of 256 characters is too long"),
    ],
)
def test_what_cannot_be_a_definition_is_refused(wanted: Wanted, said: str) -> None:
    with pytest.raises(QbankError) as refusal:
        tidy_definition(wanted)
    assert refusal.value.message == said
    assert refusal.value.hint
