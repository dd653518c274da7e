"""A question with everything that is known of it, as a person reads it."""

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from qbank.cli.question_view import question_lines
from qbank.cli.styled_text import Segment, plain_line
from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
from qbank.domain.options import AcceptedAnswer, Choice, Gap, GapKind
from qbank.domain.question import (
    Details,
    Hint,
    OutcomeFeedback,
    QuestionDocument,
    Scoring,
    Unit,
    WrittenResponse,
)
from qbank.domain.views import QuestionView


def view(type: QuestionType, stem: str = "Stem?", *options: Any, **rest: Any) -> QuestionView:
    document = QuestionDocument(type=type, title="Title", stem=stem, options=list(options), **rest)
    return QuestionView(document=document, short_id="3f2a91")


def shown(view: QuestionView, width: int | None = None) -> str:
    """The lines below the heading, as a pipe gets them."""
    lines = [plain_line(line) for line in question_lines(view, width=width)]
    return "\n".join(lines[lines.index("") + 1 :])


def test_a_question_with_options_is_its_stem_and_below_it_the_options() -> None:
    question = view(
        QuestionType.SINGLE_CHOICE,
        "<p>Formula of <b>water</b>?</p>",
        Choice(text="CO<sub>2</sub>"),
        Choice(text="H<sub>2</sub>O", fraction=1),
        format=TextFormat.HTML,
    )
    assert shown(question) == "Formula of water?\n\n    A. CO₂\n  ✓ B. H₂O  (key)"


def test_a_cloze_shows_its_gaps_in_place() -> None:
    question = view(
        QuestionType.CLOZE,
        "<p>[[1]] lies on the [[river]].</p>",
        Gap(name="1", kind=GapKind.CHOICE, choices=[Choice(text="Paris", fraction=1), Choice(text="Rome")]),
        Gap(name="river", kind=GapKind.SHORT, answers=[AcceptedAnswer(text="Seine")]),
        format=TextFormat.HTML,
    )
    assert shown(question).split("\n\n")[0] == "[1: Paris* | Rome] lies on the [river: Seine*]."


def test_the_picture_of_a_hotspot_is_named_below_its_stem() -> None:
    question = view(QuestionType.HOTSPOT, "Where?", details=Details(image="pics/cell.png"))
    assert shown(question) == "Where?\n[image: cell.png]"


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
        "3f2a91",
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
