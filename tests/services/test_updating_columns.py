"""The columns of a file of values are understood by the names a listing has, and by what the person said."""

import pytest

from qbank.domain.question_key import Key
from qbank.errors import Kind, QbankError
from qbank.services.updating_columns import FIELDS, KEY, Roles


def roles(*names: str, key: Key = Key.ID, **said: str) -> Roles:
    made = Roles(key, said)
    made.read_header(names)
    made.require_useful()
    return made


def refusal(*names: str, key: Key = Key.ID, **said: str) -> QbankError:
    with pytest.raises(QbankError) as error:
        roles(*names, key=key, **said)
    return error.value


def test_every_field_is_a_column_whatever_its_case() -> None:
    found = roles("ID", *[name.upper() for name in FIELDS], "Field.Topic")
    assert list(found.roles.values()) == [KEY, *FIELDS, "field.Topic"]
    assert found.left_alone == []


@pytest.mark.parametrize(
    ("key", "column"),
    [(Key.ID, "id"), (Key.EXT, "external_id"), (Key.EXT, "External ID"), (Key.TITLE, "Title")],
)
def test_the_key_is_the_column_of_its_name(key: Key, column: str) -> None:
    assert roles(column, "rating", key=key).roles[column] == KEY


def test_what_a_listing_prints_besides_is_left_alone() -> None:
    found = roles("id", "type", "stem", "title", "external_id", "version", "created_at", "kind", "points")
    assert found.left_alone == ["type", "stem", "title", "external_id", "version", "created_at"]


def test_a_column_that_means_nothing_is_refused_with_the_right_one() -> None:
    error = refusal("id", "dificulty", "rating")
    assert error.kind is Kind.BAD_DATA
    assert error.message == "no field is called 'dificulty'"
    assert "did you mean difficulty? With --map difficulty=dificulty" in (error.hint or "")
    assert "With --map 'tags=tags 2', " in (refusal("id", "tags", "tags 2").hint or "")
    assert "difficulty, status" in (refusal("id", "zzz").hint or "")
    assert "and 1 more" in refusal("id", *"abcdef").message


def test_where_the_person_says_which_columns_count_the_others_are_left_alone() -> None:
    found = roles("Nr", "Frage", "Stufe", "rating", id="nr", difficulty="STUFE")
    assert found.roles == {"Nr": KEY, "Frage": None, "Stufe": "difficulty", "rating": "rating"}
    assert roles("Nr", "difficulty", id="1", difficulty="2").roles["Nr"] == KEY


def test_a_said_column_goes_before_one_of_the_name() -> None:
    found = roles("id", "no", "difficulty", "level", id="no", difficulty="level")
    assert found.left_alone == ["id", "difficulty"]


def test_a_mapping_to_nothing_is_a_usage_error() -> None:
    error = refusal("id", "level", difficulty="Niveau")
    assert (error.kind, error.message) == (
        Kind.USAGE,
        "--map difficulty=Niveau: the file has no such column",
    )
    assert refusal("id", "level", dificulty="level").hint == "did you mean difficulty?"
    assert "add_tags" in (refusal("id", "level", zzz="level").hint or "")
    later = Roles(Key.ID, {"difficulty": "level"})
    later.role("id")
    with pytest.raises(QbankError, match="no such column"):
        later.require_useful()


def test_a_file_without_a_key_or_without_a_field_is_refused() -> None:
    assert refusal("title", "rating").hint == "--key title goes by that column"
    assert refusal("external_id", "rating").hint == "--key ext goes by that column"
    assert "--map id=COLUMN" in (refusal("points", "rating").hint or "")
    assert "no column says what to change" in refusal("id", "title").message


def test_two_columns_for_one_field_are_refused() -> None:
    error = refusal("id", "rating", "Rating")
    assert error.message == "columns 'rating' and 'Rating' both hold rating"
    assert error.hint == "--map rating=COLUMN says which one counts"
    assert "--map ext=COLUMN" in (refusal("ext", "external_id", "rating", key=Key.EXT).hint or "")
