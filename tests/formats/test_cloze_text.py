from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, strategies as st

from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Gap, GapKind, Match
from qbank.domain.text import text_of
from qbank.formats.cloze_text import NotCloze, has_gaps, read_cloze, write_cloze

_characters = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("}{~#=%*:\\&;<>/\"'[]\n")
_words = st.text(_characters, min_size=1, max_size=12).map(str.strip).filter(bool)
_shares = st.sampled_from([1.0, 0.0, 0.5, 0.3333333, -0.25, 0.05])
_said = st.none() | _words
_numbers = st.decimals(-(10**6), 10**6, places=3) | st.sampled_from([Decimal("1E-7"), Decimal("6.02E+23")])


def _answer(words: str, share: float, said: str | None, wild: bool) -> AcceptedAnswer:
    text = f"{words}*" if wild and not words.endswith("\\") else words.replace("\\", "/")
    match = Match.WILDCARD if text.endswith("*") and wild else Match.EXACT
    return AcceptedAnswer(text=text, fraction=share, feedback=said, match=match)


_choices = st.builds(Choice, text=_words, fraction=_shares, feedback=_said)
_answers = st.builds(_answer, _words, _shares, _said, st.booleans())
_accepted = st.builds(
    AcceptedNumber,
    value=_numbers,
    tolerance=st.none() | _numbers.map(abs),
    fraction=_shares,
    feedback=_said,
)
_catch_all = st.builds(AcceptedNumber, fraction=_shares, feedback=_said)
_weights = st.integers(1, 9).map(float)
_gaps = st.one_of(
    st.builds(
        Gap,
        name=st.just(""),
        kind=st.just(GapKind.CHOICE),
        choices=st.lists(_choices, min_size=1, max_size=3),
        weight=_weights,
        shuffle=st.booleans(),
    ),
    st.builds(
        Gap,
        name=st.just(""),
        kind=st.just(GapKind.SHORT),
        answers=st.lists(_answers, min_size=1, max_size=3),
        weight=_weights,
    ),
    st.builds(
        Gap,
        name=st.just(""),
        kind=st.just(GapKind.NUMBER),
        numbers=st.lists(_accepted | _catch_all, min_size=1, max_size=3),
        weight=_weights,
    ),
)


@given(st.lists(_gaps, min_size=1, max_size=3), st.text(_characters, max_size=12))
def test_gaps_come_back_from_the_text_they_were_written_into(gaps: list[Gap], words: str) -> None:
    words = words.replace("[", "(").replace("]", ")").replace("{", "(")
    for at, gap in enumerate(gaps, start=1):
        gap.name = f"gap{at}"
    stem = words + " and ".join(f"[[{gap.name}]]" for gap in gaps) + words
    written = write_cloze(stem, gaps)
    assert written.losses == []
    read = read_cloze(written.text)
    assert read.stem == stem
    assert msgspec.to_builtins(read.gaps) == msgspec.to_builtins(gaps)


@given(st.text(_characters, max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for given_text in (text, f"{{1:MC:{text}}}", f"{{2:NM:={text}#x}}"):
        assert has_gaps(given_text) in (True, False)
        try:
            assert read_cloze(given_text).gaps
        except NotCloze as refused:
            assert str(refused)


def test_answers_have_shares_feedback_and_their_kind() -> None:
    read = read_cloze(
        "In {2:MULTICHOICE_S:Rome#no~=Paris#yes~%33.33333%Lyon} since {:NM:=987:1~%50%1000:20#Near.}"
    )
    assert read.stem == "In [[gap1]] since [[gap2]]"
    towns, year = read.gaps
    assert [(text_of(one.text), one.fraction, one.feedback) for one in towns.choices] == [
        ("Rome", 0, "no"),
        ("Paris", 1, "yes"),
        ("Lyon", 0.3333333, None),
    ]
    assert (towns.weight, towns.shuffle, year.weight) == (2, True, 1)
    assert [(str(one.value), str(one.tolerance), one.fraction) for one in year.numbers] == [
        ("987", "1", 1),
        ("1000", "20", 0.5),
    ]


@pytest.mark.parametrize("word", ["SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"])
def test_every_spelling_of_a_typed_gap_is_known_and_c_minds_case(word: str) -> None:
    (gap,) = read_cloze(f"{{1:{word}:=a~*#no}}").gaps
    assert [one.case_sensitive for one in gap.answers] == [word.endswith("C")] * 2
    assert [one.match for one in gap.answers] == [Match.EXACT, Match.WILDCARD]


@pytest.mark.parametrize(
    "word",
    [
        "MC",
        "MCV",
        "MCH",
        "MCS",
        "MCVS",
        "MCHS",
        "MR",
        "MRH",
        "MRS",
        "MRHS",
        "MULTIRESPONSE_HS",
        "MULTICHOICE_V",
    ],
)
def test_the_look_of_a_choice_gap_is_kept_beside_it(word: str) -> None:
    text = f"x {{1:{word}:=a~b}}"
    read = read_cloze(text)
    written = write_cloze(read.stem, read.gaps, read.layouts).text
    again = read_cloze(written)
    assert (again.layouts, again.gaps[0].shuffle) == (read.layouts, "S" in word.replace("RESPONSE", ""))
    assert bool(read.layouts) is (word not in ("MC", "MCS"))


def test_what_is_escaped_ends_nothing() -> None:
    (gap,) = read_cloze(r"{1:MC:=\frac{1\}{2\}#a\}b~\#1\~2~&#125;&lt;b&gt;~R&amp;D}").gaps
    assert [text_of(one.text) for one in gap.choices] == [r"\frac{1}{2}", "#1~2", "}<b>", "R&D"]
    assert gap.choices[0].feedback == "a}b"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no gap",
        "{1:MULTICHOICE}",
        "{1:SA:=open",
        "{1:XX:=a}",
        "{1:NM:=zero}",
        "[[a]] {1:SA:=b}",
        "{1:MC:}",
    ],
)
def test_what_moodle_takes_for_no_cloze_is_refused(text: str) -> None:
    with pytest.raises(NotCloze):
        read_cloze(text)


def test_weights_are_written_in_whole_numbers_of_the_same_proportion() -> None:
    gaps = [
        Gap(name=name, kind=GapKind.SHORT, answers=[AcceptedAnswer(text="x")], weight=weight)
        for name, weight in (("a", 0.5), ("b", 0.75))
    ]
    written = write_cloze("[[a]] [[b]]", gaps)
    assert written.text == "{2:SHORTANSWER:=x} {3:SHORTANSWER:=x}"
    assert [code for code, _ in written.losses] == ["gap_weight"]


def test_gaps_without_an_end_cost_no_more_than_their_length() -> None:
    text = "{1:SA:=" * 50_000
    assert not has_gaps(text)
    with pytest.raises(NotCloze):
        read_cloze(text + "#" * 50_000)


def test_words_that_look_like_a_gap_are_told_and_written_so_that_they_are_none() -> None:
    gap = Gap(name="gap1", kind=GapKind.SHORT, answers=[AcceptedAnswer(text="x")])
    written = write_cloze("type {1:SA:=y} here [[gap1]]", [gap])
    assert [code for code, _ in written.losses] == ["gap_text"]
    assert len(read_cloze(written.text).gaps) == 1
