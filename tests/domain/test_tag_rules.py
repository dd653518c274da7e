import pytest
from hypothesis import given, strategies as st

from qbank.domain.tag_rules import TagRules, is_at_or_below, moved
from qbank.domain.validation import InvalidQuestion

RULES = TagRules(("exam", "Level"), ("exam", "level", "Redox"), "Chemistry", "Chemistry/Acids")


def test_a_tag_below_an_allowed_or_required_one_stands_for_it() -> None:
    RULES.require_allowed(["EXAM/2026", "redox", "Lével/A1"])
    RULES.require_present(["exam/2026", "level"])
    TagRules().require_allowed(["anything"])


def test_what_is_not_allowed_or_missing_is_said_with_its_category() -> None:
    with pytest.raises(InvalidQuestion) as refusal:
        RULES.require_allowed(["exam", "redoxx"])
    assert str(refusal.value) == (
        "tags: 'redoxx' is not allowed in Chemistry/Acids: its tags are exam, level, Redox"
    )
    with pytest.raises(InvalidQuestion) as refusal:
        RULES.require_present(["exam"])
    assert str(refusal.value) == "tags: 'Level' is missing: Chemistry requires it"


@pytest.mark.parametrize(
    ("tag", "old", "new", "becomes"),
    [
        ("A", "a", "b", "b"),
        ("É/x/Y", "e", "b", "b/x/Y"),
        ("ab", "a", "b", None),
        ("a/bc", "a/b", "c", None),
        ("a/b/c", "A/B", "c", "c/c"),
        ("a", "a/b", "c", None),
        ("ß/x", "SS", "s", "s/x"),
    ],
)
def test_a_tag_moves_with_the_one_it_lies_below(tag: str, old: str, new: str, becomes: str | None) -> None:
    assert moved(tag, old, new) == becomes


TAGS = st.text("aAé/b", min_size=1, max_size=5)


@given(TAGS, TAGS)
def test_what_lies_at_or_below_a_tag_is_what_moves_with_it(tag: str, old: str) -> None:
    assert (moved(tag, old, "new") is not None) == is_at_or_below(tag, old)
