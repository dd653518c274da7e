"""A saved query stands in others as if it were typed there, in brackets."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from hypothesis import given, strategies as st

from qbank.errors import Kind, QbankError
from qbank.query.parser import MAX_TERMS, parse
from qbank.query.saved import Kept, text_of, words_of
from qbank.query.tree import Node
from qbank.query.write import write

Read = Callable[..., Node]


def lookup(**texts: str) -> Callable[[], Mapping[str, Kept]]:
    return lambda: {name: Kept(name, text) for name, text in texts.items()}


@pytest.mark.parametrize(
    ("query", "same"),
    [
        (["saved:hard"], ["difficulty:hard"]),
        (["saved:HARD"], ["difficulty:hard"]),
        (["-saved:hard"], ["-difficulty:hard"]),
        (["saved:June exam", "rating:3.."], ["[", "tag:june", "OR", "tag:exam", "]", "rating:3.."]),
        (["NOT", 'saved:"June exam"'], ["NOT", "[", "tag:june", "OR", "tag:exam", "]"]),
        (["saved:hard,to-check"], ["difficulty:hard", "OR", "status:review"]),
        (["{saved:hard OR krebs}"], ["difficulty:hard", "OR", "krebs"]),
    ],
)
def test_it_means_what_its_words_mean(query: list[str], same: list[str], read: Read) -> None:
    assert read(*query) == read(*same)


def test_one_may_name_another(now: datetime) -> None:
    saved = lookup(a="saved:b -tag:x", b="saved:c OR tag:b", c="tag:c")
    assert parse(["saved:a"], now=now, saved=saved) == parse(
        ["[", "tag:c", "OR", "tag:b", "]", "-tag:x"], now=now
    )


def test_an_empty_one_means_everything(now: datetime) -> None:
    assert parse(["saved:a", "tag:x"], now=now, saved=lookup(a="")) == parse(["tag:x"], now=now)


@pytest.mark.parametrize(
    ("query", "texts", "said"),
    [
        ("saved:x", {}, "there is no saved query 'x'"),
        ("saved:any", {"a": "tag:x"}, "there is no saved query 'any'"),
        ("saved:a", {"a": "saved:a"}, "the saved query a would name itself: a → a"),
        ("saved:a", {"a": "tag:x saved:b", "b": "saved:a"}, "would name itself: a → b → a"),
        ("saved:a", {"a": "saved:b"}, "there is no saved query 'b', which the saved query a names"),
        ("saved:a", {"a": "tag:x 'krebs"}, "the saved query a cannot be read: .*No closing quotation"),
        ("saved:a", {"a": "difficulty:hrd"}, "the saved query a cannot be read: there is no value 'hrd'"),
        ("saved:a", {"a": "saved:b", "b": "[ tag:x"}, "the saved query b cannot be read: a bracket is never"),
        ("saved:", {}, "nothing follows 'saved:'"),
        ("saved:a,,b", {"a": "tag:x"}, "a value is missing beside a comma"),
    ],
)
def test_what_cannot_be_read_is_one_usage_error_that_names_it(
    query: str, texts: dict[str, str], said: str, now: datetime
) -> None:
    with pytest.raises(QbankError, match=said) as caught:
        parse([query], now=now, saved=lookup(**texts))
    assert caught.value.kind is Kind.USAGE


def test_names_that_double_at_each_step_end_at_the_limit_of_a_query(now: datetime) -> None:
    texts = {f"a{step}": f"saved:a{step + 1} OR saved:a{step + 1}" for step in range(40)} | {"a40": "tag:x"}
    with pytest.raises(QbankError, match=f"more than {MAX_TERMS} terms"):
        parse(["saved:a0"], now=now, saved=lookup(**texts))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_words_come_back_from_their_text(words: list[str]) -> None:
    assert words_of(text_of(words)) == words


@given(data=st.data())
def test_any_query_means_the_same_when_it_was_saved(
    data: st.DataObject, trees: st.SearchStrategy[Node], now: datetime
) -> None:
    node = data.draw(trees)
    try:
        words = write(node)
    except ValueError:
        return  # No words say what nothing can match.
    if not words:
        return
    assert parse(["saved:it"], now=now, saved=lookup(it=text_of(words))) == parse(words, now=now)
