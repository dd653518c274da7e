"""The example bank is what a new user imports first: every line is good, and it shows what qbank can."""

import hashlib
import re
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from qbank.domain import preferences
from qbank.domain.category_path import join_path, split_path
from qbank.domain.kinds import QuestionType, Status
from qbank.domain.options import Choice, Element, Gap
from qbank.domain.question import QuestionDocument
from qbank.domain.records import BankHeader, CategoryDocument, MediaDocument, Record, SourceDocument
from qbank.domain.text import fold
from qbank.domain.validation import checked

EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"
TEXT = EXAMPLES.read_text(encoding="utf-8")
LINES = TEXT.splitlines()

_record = msgspec.json.Decoder(Record)
_question = msgspec.json.Decoder(QuestionDocument)


def _is_question(line: str) -> bool:
    return line.startswith('{"kind":"question"')


RECORDS: list[Record] = [_record.decode(line) for line in LINES if not _is_question(line)]
QUESTION_LINES = [line for line in LINES if _is_question(line)]


@pytest.fixture(scope="module")
def questions() -> list[QuestionDocument]:
    return [checked(_question.decode(line)) for line in QUESTION_LINES]


@pytest.mark.parametrize(
    "line", QUESTION_LINES, ids=lambda line: re.findall('"external_id":"(.*?)"', line)[0]
)
def test_every_question_is_valid_and_already_tidy(line: str) -> None:
    read = _question.decode(line)
    tags, category = list(read.tags), read.category
    document = checked(read)
    assert document.tags == tags
    assert document.category == category


def test_the_first_line_says_what_the_file_is_and_questions_come_last() -> None:
    assert RECORDS[0] == BankHeader()
    kinds = [re.findall(r'^\{"kind":"(\w+)"', line)[0] for line in LINES]
    assert list(dict.fromkeys(kinds)) == ["bank", "category", "document", "media", "question"]
    assert kinds == sorted(kinds, key=list(dict.fromkeys(kinds)).index)


def test_every_type_but_dynamic_is_shown(questions: list[QuestionDocument]) -> None:
    assert {question.type for question in questions} == set(QuestionType) - {QuestionType.DYNAMIC}


def test_it_is_large_and_covers_many_subjects(questions: list[QuestionDocument]) -> None:
    assert len(questions) >= 72
    assert len({split_path(question.category or "")[0] for question in questions}) >= 8
    assert len({question.language for question in questions}) >= 6


def test_no_two_questions_have_one_stem_or_external_id(questions: list[QuestionDocument]) -> None:
    for values in ([fold(q.stem) for q in questions], [q.external_id for q in questions]):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_only_the_shared_passage_brings_its_id(questions: list[QuestionDocument]) -> None:
    named = {question.stimulus for question in questions if question.stimulus}
    ids = {question.id: question for question in questions if question.id}
    assert set(ids) == named
    assert {question.type for question in ids.values()} == {QuestionType.DESCRIPTION}
    assert '"id":' not in "".join(line for line in LINES if '"type":"description"' not in line)


def test_categories_and_documents_that_questions_name_are_described(
    questions: list[QuestionDocument],
) -> None:
    paths = {record.path for record in RECORDS if isinstance(record, CategoryDocument)}
    assert {question.category for question in questions} <= paths
    assert {join_path(split_path(path)[:-1]) for path in paths} - {""} <= paths
    titles = {record.title for record in RECORDS if isinstance(record, SourceDocument)}
    assert {question.document for question in questions} == titles


def test_preferences_are_ones_that_qbank_reads() -> None:
    given = [record.preferences for record in RECORDS if isinstance(record, CategoryDocument)]
    pairs = [pair for preference in given for pair in preference.items()]
    assert pairs
    for key, value in pairs:
        assert preferences.read(key, value) == value


def test_pictures_are_small_whole_and_all_used() -> None:
    media = [record for record in RECORDS if isinstance(record, MediaDocument)]
    for record in media:
        assert hashlib.sha256(record.data).hexdigest() == record.sha256
        assert len(record.data) < 2048
    referred = set(re.findall(r"qbank://media/([0-9a-f]{64})", "".join(QUESTION_LINES)))
    assert referred == {record.sha256 for record in media}


@pytest.mark.parametrize(
    ("type", "most_of_one"), [(QuestionType.SINGLE_CHOICE, 0.4), (QuestionType.TRUE_FALSE, 0.7)]
)
def test_the_key_is_not_told_by_its_position(
    questions: list[QuestionDocument], type: QuestionType, most_of_one: float
) -> None:
    keyed = [
        question for question in questions if question.type is type and question.status is not Status.DRAFT
    ]
    places = Counter(
        next(place for place, choice in enumerate(question.options) if choice.fraction == 1)
        for question in keyed
    )
    assert max(places.values()) <= most_of_one * len(keyed)


def test_right_choices_together_earn_all_points(questions: list[QuestionDocument]) -> None:
    several = [question for question in questions if question.type is QuestionType.MULTIPLE_CHOICE]
    for question in several:
        earned = sum(choice.fraction for choice in question.options if choice.fraction > 0)
        assert earned == pytest.approx(1, abs=0.0001), question.external_id


def test_no_question_offers_one_choice_twice(questions: list[QuestionDocument]) -> None:
    for question in questions:
        for group in _choices_together(question.options):
            texts = [str(choice.text) for choice in group]
            assert len(texts) == len(set(texts)), question.external_id


def _choices_together(options: list[Element]) -> list[list[Choice]]:
    gaps = [option.choices for option in options if isinstance(option, Gap)]
    return [[option for option in options if isinstance(option, Choice)], *gaps]
