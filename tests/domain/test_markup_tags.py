"""Tags taken apart."""

from qbank.domain.markup_tags import TAG, attributes_of, unescape


def test_a_tag_may_hold_a_bracket_in_quotes() -> None:
    match = TAG.search('x < y <IMG alt="a > b" src=c.png> z')
    assert match is not None
    assert (match[2], match[3], match[4]) == ("", "IMG", ' alt="a > b" src=c.png')


def test_attributes_are_told_by_lower_case_names_and_the_first_of_a_name_counts() -> None:
    assert attributes_of(""" ALT='a &amp; b' src=c.png alt="other" bare""") == {
        "alt": "a & b",
        "src": "c.png",
    }


def test_a_number_too_long_for_a_character_stays_as_written() -> None:
    assert unescape("&lt;&#" + "9" * 5000 + ";") == "&lt;&#" + "9" * 5000 + ";"
