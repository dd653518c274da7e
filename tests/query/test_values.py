from collections.abc import Callable

import pytest

from qbank.errors import QbankError
from qbank.query.tree import And, Feature, Has, InCategory, Known, Named, Node, OneOf, Or, TextColumn, Words

Read = Callable[..., Node]
Refusal = Callable[..., QbankError]


@pytest.mark.parametrize(
    "argument, meaning",
    [
        ("difficulty:hard,medium", OneOf("difficulty", ("hard", "medium"))),
        ("difficulty:h", OneOf("difficulty", ("hard",))),
        ("difficulty:HARD,hard,h", OneOf("difficulty", ("hard",))),
        ("status:ret", OneOf("status", ("retired",))),
        ("type:single", OneOf("type", ("single_choice",))),
        ("type:True-False", OneOf("type", ("true_false",))),
        ("type:Multiple choice", OneOf("type", ("multiple_choice",))),
        ("type:single,mu", OneOf("type", ("single_choice", "multiple_choice"))),
    ],
)
def test_enumerations_ignore_case_and_take_a_beginning_of_their_own(
    argument: str, meaning: Node, read: Read
) -> None:
    assert read(argument) == meaning


def test_enumerated_values_are_plain_text(read: Read) -> None:
    found = read("difficulty:hard")
    assert isinstance(found, OneOf)
    assert type(found.values[0]) is str


def test_an_ambiguous_beginning_names_all_it_could_be(refusal: Refusal) -> None:
    assert refusal("type:m").message == "type:m could be multiple_choice or matching"
    assert refusal("status:r").message == "status:r could be review or ready or retired"


def test_an_unknown_value_names_the_right_ones_with_the_nearest_first(refusal: Refusal) -> None:
    error = refusal("difficulty:hrad")
    assert error.message == "there is no value 'hrad' for difficulty:"
    assert error.hint == "the nearest first: hard, easy, medium; or none, any"
    assert (refusal("type:eassy").hint or "").startswith("the nearest first: essay, ")
    assert (
        refusal("has:none").hint == "the nearest first: note, explanation, key, hint, image, feedback, math"
    )


def test_an_unknown_field_names_the_three_nearest_and_where_all_are(refusal: Refusal) -> None:
    error = refusal("lisence:cc")
    assert error.message == "there is no field 'lisence'"
    assert (error.hint or "").startswith("the nearest are licence, ")
    nearest = (refusal("categry:x").hint or "").partition(";")[0]
    assert nearest.startswith("the nearest are category, ")
    assert nearest.count(",") == 1
    assert "; all of them: `qbank question list --help`; " in (error.hint or "")


@pytest.mark.parametrize("argument", ["note:3", "http://example.org/x", "it's:", "10:30"])
def test_an_unknown_field_shows_how_to_search_for_the_text(
    argument: str, read: Read, refusal: Refusal
) -> None:
    hint = refusal(argument).hint or ""
    assert hint.rpartition(" type ")[2].startswith("'\"")
    assert read(f'"{argument}"') == Words(TextColumn.ANY, argument, prefix=False)


def test_a_colon_needs_a_field_before_it(refusal: Refusal) -> None:
    assert refusal(":x").message == "no field stands before the colon of ':x'"
    assert refusal("field.:x").message == "'field.:' lacks a name"
    assert "square brackets stand alone" in (refusal("[tag:a").hint or "")


@pytest.mark.parametrize("argument", ["rating:", "created:", "updated: ", "points:"])
def test_an_empty_number_or_date_asks_whether_the_shell_took_a_sign(argument: str, refusal: Refusal) -> None:
    assert "did the shell take a > or <" in (refusal(argument).hint or "")


@pytest.mark.parametrize(
    "argument", ["tag:", "difficulty:", "category: ", 'author:""', 'tag:" "', "has:", "id:"]
)
def test_an_empty_value_is_refused(argument: str, refusal: Refusal) -> None:
    assert refusal(argument).message.startswith("nothing follows ")


@pytest.mark.parametrize(
    "argument", ["tag:a,,b", "tag:a,", "tag:,a", "difficulty:hard,", "has:,image", 'tag:a,""']
)
def test_a_value_missing_beside_a_comma_is_refused(argument: str, refusal: Refusal) -> None:
    assert refusal(argument).message.startswith("a value is missing beside a comma")


def test_tags_keep_their_spelling_and_lose_their_repetitions(read: Read) -> None:
    assert read("tag:Cell,cell,Cell") == OneOf("tag", ("Cell", "cell"))


def test_none_and_any_may_stand_among_listed_values(read: Read) -> None:
    hard, unknown = OneOf("difficulty", ("hard",)), Known("difficulty", known=False)
    assert read("difficulty:none,hard") == Or((hard, unknown))
    assert read("tag:none,any") == Or((Known("tag", known=False), Known("tag", known=True)))


def test_none_in_quotes_is_a_value(read: Read) -> None:
    assert read('tag:"none"') == OneOf("tag", ("none",))
    assert read('title:"none"') == Words(TextColumn.TITLE, "none", prefix=False)
    assert read('author:"any"') == Named("author", "any")


def test_ids_are_lower_cased_beginnings(read: Read) -> None:
    assert read("id:3F2A,91bc") == OneOf("id", ("3f2a", "91bc"))
    full = "3f2a0c1e-9b7d-4e21-8c55-0a1b2c3d4e5f"
    assert read(f"id:{full.upper()}") == OneOf("id", (full,))


@pytest.mark.parametrize("value", ["3f2", "xyzw", "-3f2a", "3f2a*", "3f2a0c1e-9b7d-4e21-8c55-0a1b2c3d4e5f0"])
def test_what_cannot_begin_an_id_is_refused(value: str, refusal: Refusal) -> None:
    assert refusal(f"id:{value}").message == f"'{value}' is not the beginning of an id"


def test_other_ids_keep_their_spelling(read: Read) -> None:
    assert read("ext:Q-17,q:2") == OneOf("ext", ("Q-17", "q:2"))
    assert read("import:7C1e") == OneOf("import", ("7C1e",))
    assert read("changes:5d") == OneOf("change", ("5d",))


def test_a_category_is_kept_as_typed_and_exact_after_an_equals_sign(read: Read) -> None:
    assert read("category:Input//Output/A") == InCategory("Input//Output/A", exact=False)
    assert read("category:= A/B ") == InCategory("A/B", exact=True)
    assert read('category:"=A"') == InCategory("=A", exact=False)


def test_a_category_without_a_name_is_refused(refusal: Refusal) -> None:
    assert refusal("category:=").message == "'category:=' names no category"


@pytest.mark.parametrize("argument", ["tag:cell*", "ext:Q*", "category:Bio*", "category:=Bio*", "tag:a,b*"])
def test_a_star_where_values_are_whole_is_refused_and_in_quotes_literal(
    argument: str, read: Read, refusal: Refusal
) -> None:
    hint = refusal(argument).hint or ""
    suggested = hint.rpartition(" type ")[2].strip("'")
    assert "*" in repr(read(suggested))


def test_names_are_patterns_and_commas_part_of_them(read: Read) -> None:
    assert read("author:*Curie, M*") == Named("author", "*Curie, M*")
    assert read("license:CC-*") == Named("licence", "CC-*")


def test_features_are_alternatives(read: Read) -> None:
    assert read("has:image,expl,IMAGE") == Or((Has(Feature.IMAGE), Has(Feature.EXPLANATION)))


@pytest.mark.parametrize("column", [column for column in TextColumn if column is not TextColumn.ANY])
def test_each_text_field_searches_its_own_column(column: TextColumn, read: Read) -> None:
    assert read(f"{column}:krebs") == Words(column, "krebs", prefix=False)
    assert read(f"{column}:krebs  cyc*") == Words(column, "krebs cyc", prefix=True)


def test_a_star_ends_a_word_or_a_phrase_in_quotes_or_after_them(read: Read) -> None:
    begun = Words(TextColumn.ANY, "krebs cyc", prefix=True)
    assert read("krebs cyc*") == read('"krebs cyc*"') == read('"krebs cyc"*') == begun
    assert read("micro*", "x**") == And(
        (Words(TextColumn.ANY, "micro", prefix=True), Words(TextColumn.ANY, "x", prefix=True))
    )


def test_a_star_between_blanks_is_a_sign_of_the_text(read: Read) -> None:
    assert read("2 * 3") == Words(TextColumn.ANY, "2 * 3", prefix=False)


@pytest.mark.parametrize("argument", ["*bio", "mi*cro", "citric* acid", "title:*x", "2*3"])
def test_a_star_elsewhere_in_a_word_is_refused(argument: str, refusal: Refusal) -> None:
    assert refusal(argument).message.startswith("a * stands at the end of a word only")


@pytest.mark.parametrize("argument", ["*", "?", "...", '""', "title:!", "\N{DNA DOUBLE HELIX}"])
def test_what_holds_no_word_is_refused(argument: str, refusal: Refusal) -> None:
    assert refusal(argument).message.endswith("holds no word to search for")
