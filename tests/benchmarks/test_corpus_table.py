"""The table of the corpus counts what it should, and stands on its page; the files may be absent."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.corpus_files import MANIFEST, Content, File, content, files
from benchmarks.corpus_round_trip import Banks, RoundTrip, round_trip, target_of
from benchmarks.corpus_table import HEAD, NAMES, PAGE, Figures, losses, table, written
from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.formats.base import Diagnostic, Severity

GIFT = "::One::Which? {=a ~b}\n\nTell. {}\n\nHalf? {~%50%a ~%50%b ~c}\n"


@pytest.fixture
def banks(tmp_path: Path) -> Banks:
    return Banks(tmp_path)


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    path = tmp_path / "week1.gift"
    path.write_text(GIFT, encoding="utf-8")
    return path


def test_a_file_comes_back_from_a_bank_as_it_was(gift: Path, banks: Banks) -> None:
    trip = round_trip(gift, "gift", "gift", banks)
    assert (trip.questions, trip.equal, trip.told, trip.missing, trip.silent) == (3, 3, 0, 0, [])


def test_what_a_format_does_not_hold_is_counted_as_told(gift: Path, banks: Banks) -> None:
    trip = round_trip(gift, "gift", "aiken", banks)
    assert (trip.equal, trip.told, trip.missing, trip.silent) == (0, 3, 0, [])
    assert trip.losses == {"title": 1, "not_written": 2, "rich_text": 1}


def test_a_refused_file_is_an_error_and_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "prose.txt"
    path.write_text("Nothing is asked here.", encoding="utf-8")
    found = content(path)
    assert (found.format, found.questions, found.warned, len(found.errors)) == (None, [], True, 1)


def test_a_passage_is_no_question_that_is_asked() -> None:
    passage = QuestionDocument(id="p", type=QuestionType.DESCRIPTION, stem="Long ago")
    about = QuestionDocument(type=QuestionType.ESSAY, stem="When?", stimulus="p")
    assert Content("json", [passage, about]).asked == [about]


def test_figures_tell_clean_files_from_broken_ones() -> None:
    question = QuestionDocument(type=QuestionType.ESSAY, stem="?")
    said = [Diagnostic(Severity.ERROR, "x", "it is damaged")]
    made = Figures("gift", moodle=(2, 2), trip=RoundTrip(questions=3, equal=2, told=1))
    made.count(File("a", "gift", 1, broken=False), Content("gift", [question]))
    made.count(File("b", "gift", 1, broken=True), Content("gift", [], said))
    made.count(File("c", "gift", 1, broken=False), Content("gift", [], said))
    head, _, row = table([made])
    assert head == f"| {' | '.join(HEAD)} |"
    assert row.startswith("| GIFT | 1 of 2 | 1 of 1 | 1 of 3 | 1 of 3 | 2 of 2 | 2 of 3 | 1 | 0 | 182 of 208")
    assert made.odd == ["b: 0 of 1 questions", "c: it is damaged"]
    made.trip.losses["status"] = 2
    assert list(losses([made])) == ["- GIFT: `status` 2"]


def test_a_page_has_what_was_made_between_its_marks_with_the_day_and_the_command() -> None:
    page = "a\n<!-- corpus -->\nold \\1\n<!-- /corpus -->\nb\n"
    made = written(page, "| new \\1 |", date(2026, 11, 3))
    assert made.startswith("a\n<!-- corpus -->\n\nMade on 3 November 2026 by `python -m benchmarks.")
    assert made.endswith("\n\n| new \\1 |\n\n<!-- /corpus -->\nb\n")
    with pytest.raises(SystemExit):
        written("no marks", "", date(2026, 11, 3))


def test_the_page_has_a_line_for_every_format() -> None:
    text = PAGE.read_text(encoding="utf-8")
    made = text.partition("<!-- corpus -->")[2].partition("<!-- /corpus -->")[0]
    assert [name for name in NAMES.values() if f"| {name} |" not in made] == []


@pytest.mark.skipif(
    not MANIFEST.is_file(),
    reason="the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv",
)
@pytest.mark.parametrize(
    "format", ["gift", "aiken", "moodle_xml", "qti12_zip", "qti12_xml", "csv", "xlsx", "json"]
)
def test_files_of_the_corpus_come_back_from_a_bank_in_their_own_format(format: str, banks: Banks) -> None:
    """Every fourth file that is not large; `make corpus` goes through all."""
    small = [file for file in files(format) if file.path.stat().st_size < 100_000]
    trips = RoundTrip()
    for file in small[::4]:
        found = content(file.path)
        target = target_of(found.format or "")
        if found.questions and not found.refused:
            assert target is not None
            trips.add(round_trip(file.path, found.format or "", target, banks))
    assert (trips.silent, trips.missing) == ([], 0)
    assert trips.equal >= 0.95 * trips.questions > 0, trips.losses
