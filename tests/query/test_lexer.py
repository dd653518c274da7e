from collections.abc import Callable

import pytest

from qbank.errors import QbankError
from qbank.query.tree import And, InCategory, Named, Node, Not, OneOf, Or, TextColumn, Words

Read = Callable[..., Node]
Refusal = Callable[..., QbankError]

A, B = OneOf("tag", ("a",)), OneOf("tag", ("b",))


def word(text: str) -> Words:
    return Words(TextColumn.ANY, text, prefix=False)


def test_an_argument_with_a_blank_is_one_term(read: Read) -> None:
    assert read("category:Plant biology") == InCategory("Plant biology", exact=False)
    assert read("krebs cycle") == word("krebs cycle")
    assert read("-tag:not yet") == Not(OneOf("tag", ("not yet",)))


@pytest.mark.parametrize(
    "phrase", ["is NOT true", "OR gate", "NOT gate", "what is this: a cell", "of the author: X"]
)
def test_prose_with_a_blank_is_one_phrase(phrase: str, read: Read) -> None:
    assert read(phrase) == word(phrase)


@pytest.mark.parametrize(
    "argument, meaning",
    [
        ("tag:a OR tag:b", Or((A, B))),
        ("true OR false", Or((word("true"), word("false")))),
        ("tag:a tag:b", And((A, B))),
        ("krebs -tag:a", And((word("krebs"), Not(A)))),
        ("NOT tag:a", Not(A)),
        ("supply AND demand", And((word("supply"), word("demand")))),
        ('krebs "citric acid"', And((word("krebs"), word("citric acid")))),
        ("(tag:a tag:b)", And((A, B))),
        ("{ tag:a }", A),
        ("[ krebs cycle ]", And((word("krebs"), word("cycle")))),
        ("\ttag:a\n tag:b ", And((A, B))),
    ],
)
def test_an_argument_that_can_only_be_syntax_is_a_little_query(
    argument: str, meaning: Node, read: Read
) -> None:
    assert read(argument) == meaning


def test_blanks_around_an_argument_or_after_its_colon_do_not_matter(read: Read) -> None:
    assert read(" tag:a ") == read("tag: a") == A


def test_quotes_around_a_value_keep_blanks_brackets_and_commas(read: Read) -> None:
    assert read('category:"Plant biology"') == InCategory("Plant biology", exact=False)
    assert read('category:="Plant (all)"') == InCategory("Plant (all)", exact=True)
    assert read('tag:"a, b",c') == OneOf("tag", ("a, b", "c"))
    assert read('[ tag:" x " ]') == OneOf("tag", (" x ",))


def test_a_backslash_in_quotes_escapes_a_quote_and_itself_alone(read: Read) -> None:
    assert read(r'author:"a \"b\" \\ \frac"') == Named("author", 'a "b" \\ \\frac')


def test_quotes_inside_a_word_are_part_of_it(read: Read) -> None:
    assert read('author:5"x') == Named("author", '5"x')
    assert read('"5\\" pipe"') == word('5" pipe')


def test_the_rest_after_the_first_colon_is_the_value(read: Read) -> None:
    assert read("author:a:b:c") == Named("author", "a:b:c")


def test_brackets_that_pair_inside_a_word_belong_to_it(read: Read) -> None:
    assert read("f(x)") == word("f(x)")
    assert read("(f(x))") == word("f(x)")
    assert read("author:x(1)") == Named("author", "x(1)")


def test_square_brackets_that_touch_a_word_belong_to_it(read: Read) -> None:
    assert read("author:[x]") == Named("author", "[x]")


def test_the_name_of_an_own_field_may_hold_blanks_and_with_quotes_anything(read: Read) -> None:
    assert read("field.Learning goal:to recall") == Named("field.Learning goal", "to recall")
    assert read("field.Exam title:x") == Named("field.Exam title", "x")
    assert read('FIELD."a: \\"b\\"":x') == Named('field.a: "b"', "x")
    assert read("field.topic:x tag:a") == And((Named("field.topic", "x"), A))


@pytest.mark.parametrize(
    "argument, message",
    [
        ('"krebs', "a quote is not closed: '\"krebs'"),
        ('tag:"a', "a quote is not closed: '\"a'"),
        ('tag:a,"b', "a quote is not closed: '\"b'"),
        ('"krebs\\"', "a quote is not closed: '\"krebs\\\"'"),
        ('"a"b', "'b' follows a closing quote"),
        ('tag:"a"b', "'b' follows a closing quote"),
        ('created:"2026"..', "'..' follows a closing quote"),
        ('"a","b"', "',\"b\"' follows a closing quote"),
        ('field."x"', "'field.\"x\"' lacks a colon and a value"),
        ("tag:(a", "a bracket opens inside '(a'"),
        ("tag:(a OR b)", "a bracket opens inside '(a'"),
        ("", "an argument of the query is empty"),
        (" \t", "an argument of the query is empty"),
        ("-", "a lone - is not part of a query"),
        ("- krebs cycle", "a lone - is not part of a query"),
        ("{ - }", "a lone - is not part of a query"),
        ("--all", "'--all' looks like an option"),
        ("--all of them", "'--all of them' looks like an option"),
        ("NOT --all tag:x", "'--all' looks like an option"),
        ("a\0b", r"'a\x00b' is not text"),
        ("\udcff", r"'\udcff' is not text"),
    ],
)
def test_what_cannot_be_a_term_is_refused(argument: str, message: str, refusal: Refusal) -> None:
    assert refusal(argument).message == message


def test_an_unset_variable_of_the_shell_never_widens_a_query(refusal: Refusal) -> None:
    assert "unset" in (refusal("tag:a", "").hint or "")
