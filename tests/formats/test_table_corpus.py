"""Tables and workbooks that other people wrote, each key derived here a second time; they may be absent."""

import csv
import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from qbank.domain.question import QuestionDocument
from qbank.domain.text import text_of
from qbank.formats.base import Diagnostic, Found, ReadOptions, Severity, Source, Undecided
from qbank.formats.registry import reader

CORPUS = Path(os.environ.get("QBANK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
MANIFEST = CORPUS / "manifest.csv"

pytestmark = pytest.mark.skipif(
    not MANIFEST.is_file(),
    reason="the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv",
)

Row = Sequence[str]
Keyed = tuple[str, list[str]]

FLOOR = 0.9
COUNTED_OTHERWISE = {
    "xlsx/ProfessorSantiagoLopes_Moodle-Questions__Moodle-Q.xlsx": 1,
    "csv/marinairis_simple-quiz-csv__quiz-anime.csv": 2,
    "csv/marinairis_simple-quiz-csv__quiz-history-brazil.csv": 2,
}
"""Files of which the manifest counts the header too, or rows that hold a number and nothing else."""


def entries() -> list[tuple[str, str, int]]:
    """Give the name, format and count of questions of each table and workbook that the manifest has."""
    with MANIFEST.open(encoding="utf-8", newline="") as lines:
        return [
            (row["file"], row["format"], int(row["question_count"]))
            for row in csv.DictReader(lines)
            if row["format"] in ("csv", "xlsx")
        ]


def read(name: str, format: str) -> tuple[list[QuestionDocument], list[Diagnostic]]:
    data = (CORPUS / name).read_bytes()
    source = Source(name, io.BytesIO(data))
    items = list(reader(format).read(source, ReadOptions()))
    for copy in source.copies:
        copy.close()
    values = [each.value for each in items if isinstance(each, Found)]
    questions = [each for each in values if isinstance(each, QuestionDocument)]
    return questions, [each for each in items if isinstance(each, Diagnostic)]


def test_nine_files_in_ten_are_read_with_as_many_questions_as_they_hold() -> None:
    figures, whole = [], 0
    for name, format, count in entries():
        try:
            found, said = read(name, format)
        except Undecided as asked:
            figures.append(f"asked  {name}: {asked.reason}")
            continue
        wanted = COUNTED_OTHERWISE.get(name, count)
        errors = sum(each.severity is Severity.ERROR for each in said)
        assert len(found) + errors >= wanted, f"{name}: a row is lost in silence"
        whole += len(found) == wanted
        if len(found) != wanted:
            figures.append(f"short  {name}: {len(found)} of {wanted}, {errors} named as errors")
    assert whole >= FLOOR * len(entries()), "\n".join([f"{whole} of {len(entries())} whole", *figures])


def cells(name: str, sheet: str | None = None) -> list[Row]:
    """Give the rows of a file as the standard library or openpyxl reads them."""
    data = (CORPUS / name).read_bytes()
    if sheet is None:
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [[_shown(cell) for cell in row] for row in book[sheet].iter_rows()]


def _shown(cell: Any) -> str:
    value = cell.value
    if isinstance(value, datetime):
        return str(value.date())
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and "%" in cell.number_format:
        return f"{value * 100:g}%"
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


Key = Callable[[Row], list[str]]


def lettered(first: int, apart: int, *keys: int) -> Key:
    """Four choices from column `first` on, every so many columns; letters in the key columns."""

    def key(row: Row) -> list[str]:
        return [row[first + apart * "ABCD".index(row[place])] for place in keys if row[place]]

    return key


def counted(first: int, key: int, start: int) -> Key:
    """Choices from column `first` on; numbers that count from `start`, apart at commas or points."""
    return lambda row: [row[first + int(number) - start] for number in re.split(r"[,.]\s*", row[key])]


def same_text(key: int) -> Key:
    return lambda row: [row[key]]


def packed(choices: int, key: int) -> Key:
    """`a:one,b:two` in one cell, both maybe in quotes of their own; the key is the letter before a colon."""

    def found(row: Row) -> list[str]:
        parts = re.split(r"(?:^|,)([a-d]):", row[choices].strip('"'))
        return [dict(zip(parts[1::2], parts[2::2], strict=True))[row[key].strip('" ').lower()].strip()]

    return found


def marked(first: int, count: int, apart: int = 2, right: Sequence[str] = ("100",)) -> Key:
    """Each choice before the cell that says whether it is right."""
    places = range(first, first + apart * count, apart)
    return lambda row: [row[place] for place in places if row[place + 1] in right]


def divided(choices: int, key: int) -> Key:
    return lambda row: [row[choices].split(";")["ABCDE".index(letter)] for letter in row[key]]


def either(first: int, apart: int, key: int) -> Key:
    """Letters, or the text of one choice whatever the signs about its formulas; none of these is no key."""

    def found(row: Row) -> list[str]:
        choices = [row[first + apart * place].strip() for place in range(4)]
        said = row[key].strip()
        if said in ("A", "B", "C", "D"):
            return [choices["ABCD".index(said)]]
        plain = [_bare(each) for each in choices]
        return [choices[plain.index(_bare(said))]] if said and plain.count(_bare(said)) == 1 else []

    return found


def _bare(text: str) -> str:
    return re.sub(r"\\\(|\\\)|\$", "", text).strip()


def typed(row: Row) -> list[str]:
    return [row[1]]


def encoded(row: Row) -> list[str]:
    return [unquote(row[1])]


REAL = "csv/realestatequestionbank_Real-Estate-Quest__"
MADE = "xlsx/PROGmastersBootcamp_moodle-xml-parser__"
BENGALI = "xlsx/ress-rifu_MCQ-DATABASE__"
CHAPTER = "AFS_AP-Jan_SSC_Genral_Math_Chapter_12_MCQ_done_by_MOHOMMAD_HASAN.xlsx"
KEYS: dict[str, tuple[int, int, Key, str | None]] = {
    "csv/hunterhqm_Question-CSV-format__sampleEssay.csv": (1, 1, lambda row: [], None),
    "csv/hunterhqm_Question-CSV-format__sampleMultichoice.csv": (1, 1, divided(2, 3), None),
    "csv/hunterhqm_Question-CSV-format__sampleTruefalse.csv": (
        *(1, 1, lambda row: [{"1": "True", "0": "False"}[row[2]]], None),
    ),
    "csv/GopalSharma_moodle-qformat_csv__sample.csv": (1, 1, lettered(2, 1, 6, 7), None),
    "csv/gokultp_moodle-qformat_mcqcsv__demo.csv": (0, 1, marked(2, 3, right=["yes"]), None),
    "csv/pacphi_kahoot-quiz-generator__male-voices-quiz.csv": (1, 0, same_text(5), None),
    f"{REAL}questions_kansas_premium.csv": (1, 2, packed(3, 4), None),
    f"{REAL}questions_illinois_premium_backup.csv": (1, 2, packed(3, 4), None),
    f"{REAL}practice_2.csv": (1, 3, packed(4, 5), None),
    f"{REAL}florida_cdl_tank_questions_pa.csv": (1, 1, lettered(3, 1, 7), None),
    "csv/LucasWolfgang_QAS-Editor__kahoot.csv": (1, 1, counted(2, 7, 1), None),
    "csv/allenai_allennlp-models__swag.csv": (1, 3, counted(7, 11, 0), None),
    "csv/ress-rifu_MCQ-DATABASE__latest_test.csv": (1, 6, either(8, 2, 16), None),
    **{
        f"csv/QuartzWarrior_OTDB-Source__{part}.csv": (0, 0, encoded, None)
        for part in ("Art", "Entertainment_Comics", "Entertainment_Film", "Politics")
    },
    "csv/heygogu_go-quiz-csv__problem.csv": (0, 0, typed, None),
    "csv/Clash-ion_quiz-csv-golang__problems.csv": (0, 0, typed, None),
    "csv/haonan-li_CMMLU__conceptual_physics.csv": (1, 1, lettered(2, 1, 6), None),
    f"{MADE}questions.xlsx": (1, 6, marked(8, 6), "Munka1"),
    f"{MADE}questions_nemet__v2.xlsx": (1, 6, marked(8, 7), "Munka1"),
    f"{MADE}sablon.xlsx": (1, 2, counted(4, 3, 1), "Sheet1"),
    "xlsx/ProfessorSantiagoLopes_Moodle-Questions__Moodle-Q.xlsx": (3, 1, same_text(2), "Planilha1"),
    f"{BENGALI}{CHAPTER}": (1, 6, either(8, 2, 16), "MCQs"),
    f"{BENGALI}2_{CHAPTER}": (1, 6, either(8, 2, 16), "MCQs"),
    f"{BENGALI}latest_test.xlsx": (1, 6, either(8, 2, 16), "MCQs"),
    "xlsx/srobotta_moodle-xmltocsv__questions.xls": (2, 5, marked(6, 4, right=["X", "TRUE"]), "MC KPRIM"),
}
"""Of each file how many rows stand above its questions, the column of their text, how a row's key is found by
hand, and the sheets. The two files that say nothing of what
their keys mean have none to compare."""


def by_hand(name: str) -> Iterator[Keyed]:
    above, stem, key, sheets = KEYS[name]
    for sheet in sheets.split() if sheets else [None]:
        for row in cells(name, sheet)[above:]:
            if len(row) > stem and row[stem].strip():
                yield (
                    (unquote(row[stem]) if key is encoded else row[stem]).strip(),
                    [text.strip() for text in key(row)],
                )


def by_qbank(question: QuestionDocument) -> Keyed:
    right = [each for each in question.options if (getattr(each, "fraction", None) or 0) > 0]
    stem = question.stem.partition("\n\n![image](qbank:")[0]
    return stem, [text_of(getattr(each, "text", "")) for each in right]


@pytest.mark.parametrize("name", KEYS)
def test_every_key_is_the_one_that_its_row_holds(name: str) -> None:
    found, said = read(name, name.partition("/")[0])
    damaged = {each.place.line for each in said if each.severity is Severity.ERROR}
    wanted = list(by_hand(name))
    ours = [by_qbank(each) for each in found]
    assert [each for each in ours if each not in wanted] == []
    assert len(damaged) + len(ours) >= len(wanted)
