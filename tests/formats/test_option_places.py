import pytest

from qbank.formats.option_places import keep_places, stays_behind


@pytest.mark.parametrize(
    "text",
    [
        "All of the above",
        "None of the above.",
        "none of these",
        "  (Both of the above) ",
        "All of the above are true",
        "None of the other options",
        "Any of the above",
        "All are correct",
        "Alle genannten",
        "Keine der oben genannten Antworten",
        "Toutes les réponses ci-dessus",
        "Aucune de ces réponses",
        "Ninguna de las anteriores",
        "Tutte le precedenti",
        "Nenhuma das anteriores",
        "Geen van bovenstaande",
    ],
)
def test_an_option_that_speaks_of_the_others_stays_in_its_place(text: str) -> None:
    assert stays_behind(text)


@pytest.mark.parametrize(
    "text",
    [
        "All mammals",
        "None",
        "Both",
        "All of the water evaporates",
        "Tous les jours",
        "Alle Menschen",
        "",
        "All of the above " * 40,
    ],
)
def test_an_option_with_words_of_its_own_may_move(text: str) -> None:
    assert not stays_behind(text)


@pytest.mark.parametrize(
    "text",
    [
        "A and C",
        "Both A and B",
        "a, b and c",
        "1 and 2",
        "I and II only",
        "A or B",
        "B & C",
        "Options A and B",
    ],
)
def test_an_option_that_names_others_by_letter_keeps_them_all_in_place(text: str) -> None:
    assert keep_places(["x", text])


@pytest.mark.parametrize(
    "text", ["A and she", "Bread and butter", "x and y", "gin and tonic", "4 or 5 times"]
)
def test_an_option_that_names_no_letters_keeps_nothing_in_place(text: str) -> None:
    assert not keep_places([text])
