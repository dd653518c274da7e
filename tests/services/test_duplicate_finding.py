"""What resembles each other is found at any size of a block, each pair once, the worst ones first."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings, strategies as st

from qbank.domain.likeness import Likeness
from qbank.services import duplicate_blocks, duplicate_finding
from qbank.services.duplicate_blocks import Blocks, Pairs, SortedNumbers
from qbank.services.duplicate_finding import Finder, Found
from qbank.services.duplicate_shelf import Row

ALL = list(Likeness)
WORDS = ["".join(random.Random(seed).choices("abcdefghij", k=7)) for seed in range(60)]


def row(id: str, stem: str, answers: str = "", distractors: str = "", group: str = "choice") -> Row:
    identity = repr((stem, answers, sorted(distractors.split("\n")))).encode()
    return Row(id, group, stem, answers, distractors, "", identity)


def found_in(rows: list[Row], new_from: int = 0) -> list[Found]:
    finder = Finder()
    for each in rows:
        finder.add(each)
    finder.new_from = new_from
    found = list(finder.found(ALL))
    finder.close()
    return found


def pairs_in(rows: list[Row], new_from: int = 0) -> list[tuple[str, str, str]]:
    return [(each.kind.value, each.id, each.other) for each in found_in(rows, new_from)]


FRANCE = row("a", "What is the capital of France?", "Paris", "Rome\nBerlin\nMadrid")
SPAIN = row("b", "What is the capital of Spain?", "Madrid", "Rome\nBerlin\nParis")
OTHER_WORDS = row("c", "Which city is the capital of France?", "Paris", "Berlin\nMadrid\nRome")
OTHER_KEY = row("d", "What is the capital of France", "Rome", "Paris\nBerlin\nMadrid")


def test_what_is_wrong_comes_first_and_the_older_question_stands_first() -> None:
    twin = FRANCE._replace(id="e")
    assert pairs_in([FRANCE, SPAIN, OTHER_WORDS, OTHER_KEY, twin]) == [
        ("other-key", "a", "d"),
        ("exact", "a", "e"),
        ("reworded", "a", "c"),
    ]


def test_twins_are_compared_further_once() -> None:
    twins = [FRANCE._replace(id=f"t{number}") for number in range(20)]
    found = pairs_in([*twins, OTHER_WORDS])
    assert found[:19] == [("exact", "t0", f"t{number}") for number in range(1, 20)]
    assert found[19:] == [("reworded", "t0", "c")]


def test_pairs_of_what_was_there_before_are_left_alone_where_only_new_ones_are_meant() -> None:
    assert pairs_in([FRANCE, OTHER_WORDS, SPAIN, OTHER_KEY], new_from=3) == [("other-key", "a", "d")]


def test_what_qbank_cannot_read_has_exact_twins_only() -> None:
    one, other = row("a", "A figure of a flask", group=""), row("b", "A figure of a flask.", group="")
    assert pairs_in([one, other, one._replace(id="c")]) == [("exact", "a", "c")]


def test_a_stem_of_a_whole_family_makes_no_pairs() -> None:
    family = [row(f"q{n}", "Name the tallest mountain here", f"a{n}", f"b{n}\nc\nd") for n in range(11)]
    assert pairs_in(family) == []
    assert len(pairs_in(family[:3])) == 3


@pytest.mark.parametrize("large", [100, 2])
def test_a_family_makes_no_pairs_where_its_words_are_common_either(
    large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicate_finding, "LARGE", large)
    family = [row(f"q{n}", "Name the tallest mountain here", f"a{n}", f"b{n}\nc\nd") for n in range(11)]
    others = [
        row(f"o{n}", f"Name the tallest mountain here of {WORDS[n]}", group="written") for n in range(9)
    ]
    assert pairs_in([*family, *others]) == []


def _many() -> Iterator[Row]:
    """Questions of one vocabulary, each second one with a slip of the one before it."""
    pick = random.Random(1)
    for number in range(300):
        words = pick.sample(WORDS, 9)
        yield row(f"{number}", " ".join(words), group="written")
        yield row(f"{number}'", " ".join([*words[:4], words[4] + "e", *words[5:]]), group="written")


@pytest.mark.parametrize("large", [400, 8, 2])
def test_blocks_too_large_are_taken_apart_and_lose_nothing(
    large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicate_finding, "LARGE", large)
    found = {(one, other) for _, one, other in pairs_in(list(_many()))}
    planted = {(f"{number}", f"{number}'") for number in range(300)}
    assert len(planted & found) >= 0.97 * len(planted)
    assert found <= planted


TEXTS = st.sampled_from(["", "a", "Paris", "the cell", "x > 3", "12", "法国", "not a", "Paris\nRome", "Rome"])


@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS, st.sampled_from(["choice", "typed", "ordering", "matching", ""])))
)
@settings(max_examples=60)
def test_any_questions_can_be_compared(drawn: list[tuple[str, str, str, str]]) -> None:
    rows = [row(str(place), *each) for place, each in enumerate(drawn)]
    for each in found_in(rows):
        assert int(each.id) < int(each.other)
        assert all(score is None or 0 <= score <= 1 for score in (each.wording, each.options, each.key))
    once = [(each.id, each.other) for each in found_in(rows)]
    assert len(once) == len(set(once))


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(10, 90)))
def test_numbers_come_back_in_their_order(numbers: list[int]) -> None:
    assert _sorted_aside(numbers) == sorted(numbers)


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(10, 90), min_size=20))
def test_more_numbers_than_are_sorted_at_once_come_back_in_their_order(numbers: list[int]) -> None:
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(duplicate_blocks, "BUFFER", 2)
        changed.setattr(duplicate_blocks, "MOST", 6)
        changed.setattr(duplicate_blocks, "PARTS", 4)
        assert _sorted_aside(numbers) == sorted(numbers)


def _sorted_aside(numbers: list[int]) -> list[int]:
    kept = SortedNumbers()
    for number in numbers:
        kept.add(number)
    found = list(kept)
    assert list(kept) == found
    kept.close()
    return found


def test_a_block_has_its_members_once_and_a_lone_one_is_none() -> None:
    blocks = Blocks()
    for key, place in ((5, 1), (5, 3), (5, 1), (-7, 2), (9, 0), (9, 4)):
        blocks.add(key, place)
    assert sorted(blocks) == [[0, 4], [1, 3]]
    blocks.close()


def test_a_pair_is_given_once_however_often_it_was_found() -> None:
    pairs = Pairs(10)
    for one, other in ((3, 1), (1, 3), (0, 9)):
        pairs.add(one, other)
    assert list(pairs) == [(0, 9), (1, 3)]
    pairs.close()


def test_what_is_found_is_the_same_in_every_process() -> None:
    program = (
        "from qbank.services.stable_numbers import number_of, number_of_word;"
        "print(number_of('a', 'b'), number_of_word('é'))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
