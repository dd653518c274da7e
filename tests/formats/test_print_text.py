"""Texts on a printed page: pictures are in it, everything else that would be fetched is named."""

import pytest

from qbank.domain.kinds import TextFormat
from qbank.domain.text import RichText
from qbank.formats.print_text import Picture, Typesetter, language

SHA = "ab" * 32
PICTURES = {SHA: Picture("image/png", b"\x89PNG")}


def setter(format: TextFormat = TextFormat.HTML) -> Typesetter:
    return Typesetter(format, PICTURES)


def test_a_picture_of_the_bank_is_in_the_page_with_its_words() -> None:
    shown = setter().set(f'<img src="qbank://media/{SHA}" alt="a  &quot;flask&quot;" width="9000" onload=x>')
    assert shown == '<img src="data:image/png;base64,iVBORw==" alt="a &quot;flask&quot;">'


def test_a_picture_without_words_says_that_it_has_none() -> None:
    assert 'alt="picture without a description"' in setter().set(f'<img src="qbank://media/{SHA}">')


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/x.png", "//evil.example/x.png", "flask.png", f"qbank://media/{'cd' * 32}"],
)
def test_a_picture_that_is_not_in_the_bank_is_a_box_that_names_it(address: str) -> None:
    typesetter = setter()
    shown = typesetter.set(f'<img src="{address}" alt="a flask">')
    assert "<img" not in shown
    assert "a flask" in shown
    assert address.rpartition("/")[2] in shown or address.startswith("qbank:")
    assert typesetter.absent == [address]


def test_a_file_of_the_bank_that_is_no_picture_is_a_box() -> None:
    typesetter = Typesetter(TextFormat.HTML, {SHA: Picture('text/html"><script>', b"<script>")})
    shown = typesetter.set(f'<img src="qbank://media/{SHA}">')
    assert "<img" not in shown
    assert "script" not in shown


def test_what_is_played_is_a_box_that_names_it() -> None:
    typesetter = setter()
    shown = typesetter.set('<video src="https://evil.example/film.mp4" poster="x.png"></video>')
    assert "[video not shown: film.mp4]" in shown
    assert "<video" not in shown


def test_a_link_is_its_words_and_its_address() -> None:
    shown = setter().set('<a href="https://e.org/?a=1&amp;b">the source</a>')
    assert shown == (
        '<span class="link">the source</span> <span class="url">(https://e.org/?a=1&amp;b)</span>'
    )


def test_a_heading_within_a_text_is_no_heading_of_the_page() -> None:
    assert setter().set("<h1>Big</h1>") == '<p class="heading">Big</p>'


def test_a_formula_is_shown_without_the_delimiters_that_nothing_reads() -> None:
    assert setter().set(r"\(x &lt; 2\) or \[y\]") == (
        '<span class="math">x &lt; 2</span> or <span class="math display">y</span>'
    )


def test_a_text_of_its_own_markup_is_read_in_it() -> None:
    assert setter().set(RichText("a < b", TextFormat.PLAIN)) == "a &lt; b"
    assert setter().set(None) == ""


def test_places_of_gaps_become_blanks_and_others_stay() -> None:
    blanks = {"a&b": "___"}
    text = setter(TextFormat.PLAIN).set("[[a&b]] [[c]]", lambda name: blanks.get(name, ""))
    assert text == "___ [[c]]"


def test_gaps_of_moodles_cloze_text_do_not_show_what_belongs_there() -> None:
    text = setter(TextFormat.CLOZE).set("{1:SA:=Paris} and {2:MC:~=a~b}", lambda name: f"_{name}_")
    assert text == "_1_ and _2_"


def test_only_the_code_of_a_language_becomes_one() -> None:
    assert language("pt-BR") == ' lang="pt-BR" dir="auto"'
    assert language('de" onclick="x') == ' dir="auto"'
    assert language(None) == ' dir="auto"'
