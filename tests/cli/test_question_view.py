"""How each type of question looks to a person."""

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.cli.question_view import Segment, plain_line, question_lines
from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
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
from qbank.domain.question import (
    Details,
    Hint,
    OutcomeFeedback,
    QuestionDocument,
    Scoring,
    Unit,
    WrittenResponse,
)
from qbank.domain.reader_text import cell_width
from qbank.domain.views import QuestionView


def view(type: QuestionType, stem: str = "Stem?", *options: Any, **rest: Any) -> QuestionView:
    document = QuestionDocument(type=type, title="Title", stem=stem, options=list(options), **rest)
    return QuestionView(document=document, short_id="3f2a91")


def shown(view: QuestionView, width: int | None = None) -> str:
    """The lines below the heading, as a pipe gets them."""
    lines = [plain_line(line) for line in question_lines(view, width=width)]
    return "\n".join(lines[lines.index("") + 1 :])


def test_a_single_choice_letters_its_choices_and_ticks_the_key() -> None:
    question = view(
        QuestionType.SINGLE_CHOICE,
        "<p>Formula of <b>water</b>?</p>",
        Choice(text="CO<sub>2</sub>", feedback="That is a <i>gas</i>."),
        Choice(text="H<sub>2</sub>O", fraction=1),
        Choice(text="None of these", fixed=True),
        format=TextFormat.HTML,
    )
    assert shown(question) == (
        "Formula of water?\n"
        "\n"
        "    A. CO₂\n"
        "       » That is a gas.\n"
        "  ✓ B. H₂O  (key)\n"
        "    C. None of these  (stays in place)"
    )


def test_a_multiple_choice_tells_each_share_of_the_points() -> None:
    question = view(
        QuestionType.MULTIPLE_CHOICE,
        "Which are prime?",
        Choice(text="2", fraction=0.5),
        Choice(text="3", fraction=1 / 3),
        Choice(text="4", fraction=-0.25),
    )
    assert shown(question) == (
        "Which are prime?\n\n  ✓ A. 2  (key, 50 %)\n  ✓ B. 3  (key, 33.33 %)\n    C. 4  (-25 %)"
    )


def test_a_true_false_question_has_no_letters() -> None:
    question = view(QuestionType.TRUE_FALSE, "So?", Choice(text="True"), Choice(text="False", fraction=1))
    assert shown(question) == "So?\n\n    True\n  ✓ False  (key)"


def test_a_short_answer_tells_how_it_is_compared() -> None:
    question = view(
        QuestionType.SHORT_ANSWER,
        "Stem?",
        AcceptedAnswer(text="mito*", match=Match.WILDCARD, case_sensitive=True),
        AcceptedAnswer(text="nucleus", fraction=0, feedback="No."),
    )
    assert shown(question) == (
        "Stem?\n\n  ✓ mito*  (key, wildcard, case-sensitive)\n    nucleus  (0 %)\n    » No."
    )


def test_a_number_is_told_with_its_tolerance_range_and_units() -> None:
    question = view(
        QuestionType.NUMERICAL,
        "g?",
        AcceptedNumber(value=Decimal("9.810"), tolerance=Decimal("0.05")),
        AcceptedNumber(value=Decimal(10), tolerance=Decimal("0.02"), tolerance_kind=ToleranceKind.RELATIVE),
        AcceptedNumber(value=Decimal(9), tolerance=Decimal(3), tolerance_kind=ToleranceKind.DIGITS),
        AcceptedNumber(low=Decimal("9.7"), high=Decimal("9.9"), fraction=0.5),
        AcceptedNumber(fraction=0),
        details=Details(units=[Unit(name="m/s²"), Unit(name="cm/s²", factor=0.01)]),
    )
    assert shown(question) == (
        "g?\n"
        "\n"
        "  ✓ 9.810 ± 0.05  (key)\n"
        "  ✓ 10 ± 2 %  (key)\n"
        "  ✓ 9 to 3 digits  (key)\n"
        "  ✓ 9.7 to 9.9  (key, 50 %)\n"
        "    any other number  (0 %)\n"
        "    Units: m/s², cm/s² (× 0.01)"
    )


def test_matching_stands_in_two_columns_with_its_distractors_apart() -> None:
    question = view(
        QuestionType.MATCHING,
        "Capitals",
        Pair(left="France", right="Paris", feedback="Yes."),
        Pair(left="日本", right="Tokyo"),
        Pair(left="a left side that is much too long for a column", right="Rome"),
        Pair(left="", right="Oslo"),
    )
    assert shown(question) == (
        "Capitals\n"
        "\n"
        "    France  → Paris\n"
        "              » Yes.\n"
        "    日本    → Tokyo\n"
        "    a left side that is much too long for a column\n"
        "      → Rome\n"
        "Distractors\n"
        "    Oslo"
    )


def test_ordering_numbers_its_steps() -> None:
    question = view(QuestionType.ORDERING, "Order", Step(text="first"), Step(text="second", feedback="Then."))
    assert shown(question) == "Order\n\n    1. first\n    2. second\n       » Then."


def test_a_cloze_shows_its_gaps_in_place_and_below() -> None:
    question = view(
        QuestionType.CLOZE,
        "<p>[[1]] lies on the [[river]], [[3]] m wide.</p>",
        Gap(
            name="1",
            kind=GapKind.CHOICE,
            shuffle=True,
            choices=[Choice(text="Paris", fraction=1, feedback="Yes."), Choice(text="Rome")],
        ),
        Gap(name="river", kind=GapKind.SHORT, weight=2, answers=[AcceptedAnswer(text="Seine")]),
        Gap(name="3", kind=GapKind.NUMBER, numbers=[AcceptedNumber(value=Decimal(90), tolerance=Decimal(9))]),
        format=TextFormat.HTML,
    )
    assert shown(question) == (
        "[1: Paris* | Rome] lies on the [river: Seine*], [3: 90 ± 9*] m wide.\n"
        "\n"
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


def test_an_essay_tells_what_it_asks_and_what_its_grader_is_told() -> None:
    response = WrittenResponse(lines=15, response_format="editor", template="Dear …", grader_info="Be kind.")
    assert shown(view(QuestionType.ESSAY, "Write.", details=Details(response=response))) == (
        "Write.\n"
        "\n"
        "Answer: a written text, format editor, 15 lines\n"
        "Template\n"
        "  Dear …\n"
        "For the grader\n"
        "  Be kind."
    )


def test_an_upload_tells_how_many_files_of_which_types() -> None:
    response = WrittenResponse(attachments=2, file_types=[".pdf", ".odt"])
    assert shown(view(QuestionType.UPLOAD, "Hand in.", details=Details(response=response))) == (
        "Hand in.\n\nAnswer: a file, up to 2 files, of type .pdf .odt"
    )


def test_a_hotspot_describes_its_areas() -> None:
    question = view(
        QuestionType.HOTSPOT,
        "Where?",
        Area(shape=Shape.RECTANGLE, coordinates=[1, 2, 30, 40], text="nucleus", fraction=1),
        Area(shape=Shape.CIRCLE, coordinates=[5, 6, 7.5], feedback="No."),
        Area(shape=Shape.POLYGON, coordinates=[0, 0, 1, 0, 1, 1]),
        details=Details(image="pics/cell.png"),
    )
    assert shown(question) == (
        "Where?\n"
        "[image: cell.png]\n"
        "\n"
        "  ✓ A. nucleus – rectangle 1, 2 to 30, 40  (key)\n"
        "    B. circle at 5, 6, radius 7.5\n"
        "       » No.\n"
        "    C. polygon 0, 0; 1, 0; 1, 1"
    )


def test_a_description_is_its_text() -> None:
    assert shown(view(QuestionType.DESCRIPTION, "Read this.")) == "Read this."


@pytest.mark.parametrize("type", [QuestionType.DYNAMIC, QuestionType.OPAQUE])
def test_what_qbank_cannot_model_says_whose_source_it_keeps(type: QuestionType) -> None:
    question = view(type, "", extensions={"moodle_xml": "é" * 1000, "qti2": {"a": 1}})
    assert shown(question) == "Kept whole: moodle_xml source, 2,000 bytes\nKept whole: qti2 source, 7 bytes"


def test_what_is_said_after_an_answer_follows_the_choices() -> None:
    details = Details(
        hints=[Hint(text="Think."), Hint(text="Harder.", clear_wrong=True, show_count=True)],
        feedback=OutcomeFeedback(correct="Yes.", partial="Half.", incorrect="No."),
        solution="42",
    )
    assert shown(view(QuestionType.DESCRIPTION, "S", details=details, explanation="Because.")) == (
        "S\n"
        "\n"
        "Hint 1\n  Think.\n"
        "Hint 2 (clears wrong answers, shows how many are right)\n  Harder.\n"
        "When right\n  Yes.\n"
        "When partly right\n  Half.\n"
        "When wrong\n  No.\n"
        "\n"
        "Explanation\n  Because.\n"
        "Solution\n  42"
    )


def test_what_is_known_of_a_question_stands_in_two_columns_below_it() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    document = QuestionDocument(
        id="3f2a91c0-0000-4000-8000-000000000000",
        type=QuestionType.DESCRIPTION,
        stem="S",
        category="Biology/Cells",
        tags=["cell", "two words"],
        difficulty=Difficulty.HARD,
        rating=4.5,
        points=2,
        status=Status.READY,
        language="en",
        fields={"page": 12, "source": "book"},
        external_id="q7",
        version=3,
        created_at=at,
        updated_at=at,
        details=Details(shuffle=True, time_limit=90, scoring=Scoring(mode="sum", penalty=1 / 3, low=0)),
    )
    seen = shown(QuestionView(document=document, short_id="3f2a91", import_file="cells.json"))
    assert seen == (
        "S\n"
        "\n"
        "Category    Biology/Cells\n"
        "Tags        cell, two words\n"
        "Difficulty  hard\n"
        "Rating      ★★★★☆ 4.5\n"
        "Points      2\n"
        "Status      ready\n"
        "Order       shuffled\n"
        "Time limit  90 s\n"
        "Scoring     sum, penalty 33.33 %, at least 0\n"
        "Language    en\n"
        "\n"
        "Own fields\n"
        "  page    12\n"
        "  source  book\n"
        "\n"
        "Created        2026-03-01 09:30 UTC\n"
        "Updated        2026-03-01 09:30 UTC\n"
        "Version        3\n"
        "Imported from  cells.json\n"
        "External id    q7\n"
        "Id             3f2a91c0-0000-4000-8000-000000000000"
    )


def test_a_question_in_the_trash_says_so_and_how_it_comes_back() -> None:
    document = QuestionDocument(type=QuestionType.SHORT_ANSWER, stem="S")
    trashed = QuestionView(document=document, short_id="3f2a91", trashed=True, passage="A shared\ntext.")
    assert [plain_line(line) for line in question_lines(trashed)] == [
        "Short answer",
        "3f2a91 · short answer",
        "In the trash; `qbank trash restore 3f2a91` brings it back.",
        "",
        "Passage",
        "  A shared",
        "  text.",
        "",
        "S",
    ]


def test_styles_say_what_a_text_is() -> None:
    question = view(
        QuestionType.TRUE_FALSE,
        "S",
        Choice(text="T", fraction=1),
        Choice(text="F"),
        difficulty=Difficulty.EASY,
    )
    segments = [segment for line in question_lines(question) for segment in line]
    assert Segment("Title", "heading") in segments
    assert Segment("T  (key)", "key") in segments
    assert Segment("F", "") in segments
    assert Segment("easy", "easy") in segments


def test_long_lines_are_wrapped_under_their_beginning_and_code_is_not() -> None:
    question = view(
        QuestionType.SINGLE_CHOICE,
        "What does this print?\n    print('a line of code that is long')",
        Choice(text="one two three four five", fraction=1),
        Choice(text="漢字漢字漢字漢字漢字漢字"),
    )
    assert shown(question, width=20) == (
        "What does this\n"
        "print?\n"
        "    print('a line of code that is long')\n"
        "\n"
        "  ✓ A. one two three\n"
        "       four five\n"
        "       (key)\n"
        "    B. 漢字漢字漢字\n"
        "       漢字漢字漢字"
    )


@given(st.text("ab 漢\u0301", min_size=1, max_size=80), st.integers(min_value=20, max_value=40))
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(stem: str, width: int) -> None:
    question = view(QuestionType.DESCRIPTION, "x" + stem)
    seen = shown(question, width)
    assert all(cell_width(line) <= width for line in seen.split("\n"))
    assert "".join(seen.split()) == "".join(f"x{stem}".split())


def test_no_stored_text_drives_the_terminal() -> None:
    hostile = "\x1b[2J\x9b\u202e"
    question = view(
        QuestionType.SHORT_ANSWER,
        hostile,
        AcceptedAnswer(text=hostile, feedback=hostile),
        tags=[hostile],
        category=hostile,
        author=hostile,
        fields={f"{hostile}\n": hostile},
        extensions={hostile: "x"},
        explanation=hostile,
        external_id=hostile,
        details=Details(hints=[Hint(text=hostile)], image=hostile, units=[Unit(name=hostile)]),
    )
    everything = "".join(plain_line(line) for line in question_lines(question, width=40))
    assert everything.count("␛") >= 11
    assert not set(everything) & set("\x1b\x9b\u202e\n")


def test_showing_a_question_imports_no_rich() -> None:
    code = "import sys, qbank.cli.question_view; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
