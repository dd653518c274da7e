from qbank.domain.shared_words import shared


def test_case_accents_and_order_do_not_matter() -> None:
    assert shared("Où est l’école ?", "L’ECOLE ou est") == 1.0


def test_texts_without_a_common_word_share_nothing() -> None:
    assert shared("one two", "three") == 0.0


def test_scripts_without_blanks_are_compared_by_the_character() -> None:
    assert 0.5 < shared("細胞の中で何が起こる", "細胞の中で何が起きる") < 1.0


def test_two_texts_without_words_are_the_same() -> None:
    assert shared("?!", "") == 1.0
