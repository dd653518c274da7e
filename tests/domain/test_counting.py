from qbank.domain.counting import counted, listed


def test_one_thing_and_many_have_their_own_words() -> None:
    assert [counted(1, "question"), counted(1_200, "question")] == ["1 question", "1,200 questions"]
    assert [counted(number, "of them is", "of them are") for number in (1, 2)] == [
        "1 of them is",
        "2 of them are",
    ]


def test_things_are_named_with_what_they_are() -> None:
    assert listed("category", "categories", ["A"]) == "category A"
    assert listed("category", "categories", ["A", "A/B"]) == "categories A, A/B"
