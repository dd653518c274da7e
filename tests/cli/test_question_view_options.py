"""How the options of each type of question look to a person."""

from decimal import Decimal
from typing import Any

from qbank.cli.question_view_options import gap_in_place, option_blocks
from qbank.cli.styled_text import block_lines, plain_line
from qbank.domain.answer_words import percent
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import (
    AcceptedAnswer,
    AcceptedNumber,
    Area,
    Choice,
    Gap,
    GapKind,
    Match,
    Pair,
    Shape,
    Step,
    ToleranceKind,
)
from qbank.domain.question import Details, QuestionDocument, Unit


def document(type: QuestionType, *options: Any, **rest: Any) -> QuestionDocument:
    return QuestionDocument(type=type, stem="Stem?", options=list(options), **rest)


def shown(document: QuestionDocument) -> str:
    return "\n".join(
        plain_line(line) for block in option_blocks(document) for line in block_lines(block, None)
    )


def test_a_single_choice_letters_its_choices_and_ticks_the_key() -> None:
    question = document(
        QuestionType.SINGLE_CHOICE,
        Choice(text="CO<sub>2</sub>", feedback="That is a <i>gas</i>."),
        Choice(text="H<sub>2</sub>O", fraction=1),
        Choice(text="None of these", fixed=True),
        format=TextFormat.HTML,
    )
    assert shown(question) == (
        "    A. CO₂\n       » That is a gas.\n  ✓ B. H₂O  (key)\n    C. None of these  (stays in place)"
    )


def test_a_multiple_choice_tells_each_share_of_the_points() -> None:
    question = document(
        QuestionType.MULTIPLE_CHOICE,
        Choice(text="2", fraction=0.5),
        Choice(text="3", fraction=1 / 3),
        Choice(text="4", fraction=-0.25),
    )
    assert shown(question) == ("  ✓ A. 2  (key, 50 %)\n  ✓ B. 3  (key, 33.33 %)\n    C. 4  (-25 %)")


def test_a_true_false_question_has_no_letters() -> None:
    question = document(QuestionType.TRUE_FALSE, Choice(text="True"), Choice(text="False", fraction=1))
    assert shown(question) == "    True\n  ✓ False  (key)"


def test_a_short_answer_tells_how_it_is_compared() -> None:
    question = document(
        QuestionType.SHORT_ANSWER,
        AcceptedAnswer(text="mito*", match=Match.WILDCARD, case_sensitive=True),
        AcceptedAnswer(text="nucleus", fraction=0, feedback="No."),
    )
    assert shown(question) == ("  ✓ mito*  (key, wildcard, case-sensitive)\n    nucleus  (0 %)\n    » No.")


def test_a_number_is_told_with_its_tolerance_range_and_units() -> None:
    question = document(
        QuestionType.NUMERICAL,
        AcceptedNumber(value=Decimal("9.810"), tolerance=Decimal("0.05")),
        AcceptedNumber(value=Decimal(10), tolerance=Decimal("0.02"), tolerance_kind=ToleranceKind.RELATIVE),
        AcceptedNumber(value=Decimal(9), tolerance=Decimal(3), tolerance_kind=ToleranceKind.DIGITS),
        AcceptedNumber(low=Decimal("9.7"), high=Decimal("9.9"), fraction=0.5),
        AcceptedNumber(fraction=0),
        details=Details(units=[Unit(name="m/s²"), Unit(name="cm/s²", factor=0.01)]),
    )
    assert shown(question) == (
        "  ✓ 9.810 ± 0.05  (key)\n"
        "  ✓ 10 ± 2 %  (key)\n"
        "  ✓ 9 to 3 digits  (key)\n"
        "  ✓ 9.7 to 9.9  (key, 50 %)\n"
        "    any other number  (0 %)\n"
        "    Units: m/s², cm/s² (× 0.01)"
    )


def test_matching_stands_in_two_columns_with_its_distractors_apart() -> None:
    question = document(
        QuestionType.MATCHING,
        Pair(left="France", right="Paris", feedback="Yes."),
        Pair(left="日本", right="Tokyo"),
        Pair(left="a left side that is much too long for a column", right="Rome"),
        Pair(left="", right="Oslo"),
    )
    assert shown(question) == (
        "    France  → Paris\n"
        "              » Yes.\n"
        "    日本    → Tokyo\n"
        "    a left side that is much too long for a column\n"
        "      → Rome\n"
        "Distractors\n"
        "    Oslo"
    )


def test_ordering_numbers_its_steps() -> None:
    question = document(QuestionType.ORDERING, Step(text="first"), Step(text="second", feedback="Then."))
    assert shown(question) == "    1. first\n    2. second\n       » Then."


def test_a_cloze_lists_its_gaps_with_their_keys() -> None:
    question = document(
        QuestionType.CLOZE,
        Gap(
            name="1",
            kind=GapKind.CHOICE,
            shuffle=True,
            choices=[Choice(text="Paris", fraction=1, feedback="Yes."), Choice(text="Rome")],
        ),
        Gap(name="river", kind=GapKind.SHORT, weight=2, answers=[AcceptedAnswer(text="Seine")]),
        Gap(name="3", kind=GapKind.NUMBER, numbers=[AcceptedNumber(value=Decimal(90), tolerance=Decimal(9))]),
    )
    assert shown(question) == (
        "Gaps\n"
        "  1  choice, shuffled\n"
        "    ✓ Paris  (key)\n"
        "      » Yes.\n"
        "      Rome\n"
        "  river  short, weight 2\n"
        "    ✓ Seine  (key)\n"
        "  3  number\n"
        "    ✓ 90 ± 9  (key)"
    )


def test_a_hotspot_describes_its_areas() -> None:
    question = document(
        QuestionType.HOTSPOT,
        Area(shape=Shape.RECTANGLE, coordinates=[1, 2, 30, 40], text="nucleus", fraction=1),
        Area(shape=Shape.CIRCLE, coordinates=[5, 6, 7.5], feedback="No."),
        Area(shape=Shape.POLYGON, coordinates=[0, 0, 1, 0, 1, 1]),
    )
    assert shown(question) == (
        "  ✓ A. nucleus – rectangle 1, 2 to 30, 40  (key)\n"
        "    B. circle at 5, 6, radius 7.5\n"
        "       » No.\n"
        "    C. polygon 0, 0; 1, 0; 1, 1"
    )


def test_a_gap_in_its_place_stars_its_keys() -> None:
    choices = [Choice(text="<b>Paris</b>", fraction=1), Choice(text="Rome")]
    assert gap_in_place(Gap(name="1", kind=GapKind.CHOICE, choices=choices), TextFormat.HTML) == (
        "[1: Paris* | Rome]"
    )
    numbers = [AcceptedNumber(value=Decimal(90), tolerance=Decimal(9))]
    assert (
        gap_in_place(Gap(name="w", kind=GapKind.NUMBER, numbers=numbers), TextFormat.PLAIN) == "[w: 90 ± 9*]"
    )


def test_a_share_has_two_decimals_at_most() -> None:
    assert [percent(1 / 3), percent(Decimal("0.5")), percent(-0.25)] == ["33.33 %", "50 %", "-25 %"]
